// Whose address a request counts for, and that nobody can choose it but a trusted proxy.
#include "server/client_address.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace plimsoll::server {
namespace {

using Fields = std::vector<net::HeaderField>;

net::IpAddress address(std::string_view text) {
  return net::IpAddress{auth::IpAddress::parse(text)->bytes()};
}

// The client's address as text; the name of the error.
std::string client_of(std::string_view trusted, std::string_view peer, const Fields& fields) {
  const auto proxies = parse_trusted_proxies(trusted);
  EXPECT_TRUE(proxies);
  net::Request request;
  request.remote = address(peer);
  request.fields = fields;
  const auto client = client_address(request, *proxies);
  if (!client) return std::string(error_name(client.error().code));
  return auth::IpAddress::v6(client->bytes).to_text();
}
std::string client_of(std::string_view trusted, std::string_view peer, std::string_view list) {
  return client_of(trusted, peer, Fields{{"X-Forwarded-For", list}});
}

TEST(ClientAddress, WithoutTrustedProxiesItIsThePeers) {
  EXPECT_EQ(client_of("", "9.9.9.9", "1.2.3.4"), "9.9.9.9");
  EXPECT_EQ(client_of("", "127.0.0.1", "1.2.3.4"), "127.0.0.1") << "nobody is trusted by nature";
  EXPECT_EQ(client_of("", "9.9.9.9", "nonsense"), "9.9.9.9");
}

TEST(ClientAddress, APeerThatIsNoTrustedProxyCannotChooseOne) {
  for (const char* list : {"1.2.3.4", "10.0.0.1", "nonsense", "", "1.2.3.4, 10.0.0.1"}) {
    EXPECT_EQ(client_of("10.0.0.1", "9.9.9.9", list), "9.9.9.9") << list;
    EXPECT_EQ(client_of("10.0.0.1", "10.0.0.2", list), "10.0.0.2") << list;
  }
}

TEST(ClientAddress, ATrustedProxyVouchesForItsClient) {
  EXPECT_EQ(client_of("10.0.0.1", "10.0.0.1", "1.2.3.4"), "1.2.3.4");
  EXPECT_EQ(client_of("10.0.0.0/8", "10.0.0.1", "2001:db8::1"), "2001:db8::1");
  EXPECT_EQ(client_of("2001:db8::/32", "2001:db8::5", "1.2.3.4"), "1.2.3.4");
  EXPECT_EQ(client_of("10.0.0.1", "::ffff:10.0.0.1", "1.2.3.4"), "1.2.3.4") << "as a dual stack";
  EXPECT_EQ(client_of("::ffff:10.0.0.1", "10.0.0.1", "::ffff:1.2.3.4"), "1.2.3.4");
  EXPECT_EQ(client_of("10.0.0.1", "10.0.0.1", Fields{{"x-FORWARDED-for", "1.2.3.4"}}), "1.2.3.4");
}

TEST(ClientAddress, WhatTheClientWroteItselfIsNotBelieved) {
  // The client sent the header; the proxy added what it saw.
  EXPECT_EQ(client_of("10.0.0.1", "10.0.0.1", "5.5.5.5, 1.2.3.4"), "1.2.3.4");
  EXPECT_EQ(client_of("10.0.0.1", "10.0.0.1", "10.0.0.1, 1.2.3.4"), "1.2.3.4");
  EXPECT_EQ(client_of("10.0.0.1", "10.0.0.1", "nonsense,,, 1.2.3.4"), "1.2.3.4") << "not read";
  EXPECT_EQ(client_of("10.0.0.1", "10.0.0.1",
                      Fields{{"X-Forwarded-For", "5.5.5.5"}, {"X-Forwarded-For", "1.2.3.4"}}),
            "1.2.3.4")
      << "a proxy may add a field of its own";
  EXPECT_EQ(client_of("10.0.0.1", "10.0.0.1",
                      Fields{{"Forwarded", "for=5.5.5.5"}, {"X-Real-IP", "5.5.5.5"}}),
            "10.0.0.1")
      << "no other header counts";
}

TEST(ClientAddress, AChainOfTrustedProxiesIsWalked) {
  EXPECT_EQ(client_of("10.0.0.0/8", "10.0.0.1", "5.5.5.5, 1.2.3.4, 10.0.0.7,\t10.0.0.8"),
            "1.2.3.4");
  EXPECT_EQ(client_of("10.0.0.0/8", "10.0.0.1",
                      Fields{{"X-Forwarded-For", "5.5.5.5, 1.2.3.4"},
                             {"Accept", "6.6.6.6"},
                             {"X-Forwarded-For", "10.0.0.7 , 10.0.0.8"}}),
            "1.2.3.4");
  EXPECT_EQ(client_of("10.0.0.0/8", "10.0.0.1", "10.0.0.9, 10.0.0.8"), "10.0.0.9")
      << "a client inside";
}

TEST(ClientAddress, AProxysOwnRequestIsItsOwn) {
  EXPECT_EQ(client_of("10.0.0.1", "10.0.0.1", Fields{}), "10.0.0.1");
}

TEST(ClientAddress, AHeaderATrustedProxyCannotHaveWrittenIsAnError) {
  for (const char* list :
       {"", " ", "nonsense", "1.2.3.4:5678", "[2001:db8::1]", "1.2.3.4,", "1.2.3", "01.2.3.4",
        "unknown", "1.2.3.4;5.6.7.8", "fe80::1%eth0", "nonsense, 10.0.0.1"}) {
    EXPECT_EQ(client_of("10.0.0.1", "10.0.0.1", list), "MALFORMED") << list;
  }
}

TEST(TrustedProxies, AreAddressesAndRanges) {
  EXPECT_TRUE(parse_trusted_proxies("")->empty());
  EXPECT_EQ(parse_trusted_proxies("10.0.0.1, 2001:db8::/32")->size(), 2u);
  for (const char* text : {"10.0.0.1/8", "proxy.example.com", "10.0.0.1,", "10.0.0.0/33"}) {
    EXPECT_FALSE(parse_trusted_proxies(text)) << text;
  }
}

}  // namespace
}  // namespace plimsoll::server
