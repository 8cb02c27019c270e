// TLS, server and client together: round trips, trust, and what happens without it.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <filesystem>

#include "net/client.h"
#include "net/test_certificate.h"
#include "net/test_peer.h"

namespace plimsoll::net {
namespace {

ServerSettings tls_settings(const TestCertificate& certificate) {
  ServerSettings settings;
  settings.tls = certificate.files();
  return settings;
}

ClientRequest https(const EchoServer& echo, const TestCertificate& trusted,
                    std::string_view target) {
  ClientRequest request;
  request.url = "https://localhost:" + std::to_string(echo.server.port()) + std::string(target);
  request.ca_file = trusted.files().certificate;
  return request;
}

void expect_untrusted(const ClientRequest& request) {
  const auto response = fetch(request);
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().code, ErrorCode::kNetwork);
  EXPECT_NE(response.error().detail.find("certificate"), std::string::npos)
      << response.error().detail;
}

struct TlsPeerOptions {
  int highest_version = TLS1_3_VERSION;
  const char* ciphers = nullptr;  // of TLS 1.2; null: any
  const TlsFiles* own = nullptr;  // shown when the server asks; null: none
};

// A client connection of which the test sees every byte.
class TlsPeer {
 public:
  explicit TlsPeer(std::uint16_t port, TlsPeerOptions options = {})
      : peer_(port), context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_max_proto_version(context_, options.highest_version);
    SSL_CTX_set_security_level(context_, 0);  // so that an old version fails at the server
    if (options.ciphers != nullptr) {
      EXPECT_EQ(SSL_CTX_set_cipher_list(context_, options.ciphers), 1) << options.ciphers;
    }
    if (options.own != nullptr) {
      EXPECT_EQ(SSL_CTX_use_certificate_chain_file(context_, options.own->certificate.c_str()), 1);
      EXPECT_EQ(
          SSL_CTX_use_PrivateKey_file(context_, options.own->private_key.c_str(), SSL_FILETYPE_PEM),
          1);
    }
    tls_ = SSL_new(context_);
    SSL_set_fd(tls_, peer_.socket());
    connected = SSL_connect(tls_) == 1;
  }
  ~TlsPeer() {
    SSL_free(tls_);
    SSL_CTX_free(context_);
  }
  TlsPeer(const TlsPeer&) = delete;
  TlsPeer& operator=(const TlsPeer&) = delete;

  void send(std::string_view bytes) {
    EXPECT_EQ(SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())),
              static_cast<int>(bytes.size()));
  }
  // All that comes until the server closes in good order.
  std::string read_to_end() {
    std::string all;
    char bytes[16384];
    for (int size = 0; (size = SSL_read(tls_, bytes, sizeof bytes)) > 0;) {
      all.append(bytes, static_cast<std::size_t>(size));
    }
    EXPECT_EQ(SSL_get_error(tls_, 0), SSL_ERROR_ZERO_RETURN);
    return all;
  }
  // Whether a request gets an answer: of a refused certificate a client learns no earlier.
  bool is_served() {
    if (!connected) return false;
    const std::string request = get("/");
    char byte = 0;
    return SSL_write(tls_, request.data(), static_cast<int>(request.size())) > 0 &&
           SSL_read(tls_, &byte, 1) == 1;
  }
  [[nodiscard]] SSL* tls() const { return tls_; }
  bool connected = false;

 private:
  Peer peer_;
  SSL_CTX* context_;
  SSL* tls_ = nullptr;
};

TEST(Tls, CarriesRequestsAndAnswersOfAnySize) {
  const TestCertificate certificate("DNS:localhost");
  EchoServer echo(tls_settings(certificate));
  ClientRequest request = https(echo, certificate, "/x?y");
  const auto small = fetch(request);
  ASSERT_TRUE(small.has_value()) << describe(small.error());
  EXPECT_EQ(small->body, "GET /x?y ");
  request.method = "POST";
  request.body = std::string(60'000, 'b');  // several TLS records each way
  const auto large = fetch(request);
  ASSERT_TRUE(large.has_value()) << describe(large.error());
  EXPECT_EQ(large->body, "POST /x?y " + request.body);
}

TEST(Tls, PipelinesAndDefers) {
  const TestCertificate certificate("DNS:localhost");
  EchoServer echo(tls_settings(certificate));
  TlsPeer peer(echo.server.port());
  ASSERT_TRUE(peer.connected);
  peer.send(get("/1") + get("/later") + get("/3", "Connection: close\r\n"));
  echo.promises.take().send(text("two"));
  const std::string all = peer.read_to_end();
  const std::size_t first = all.find("GET /1? ");
  const std::size_t second = all.find("two");
  const std::size_t third = all.find("GET /3? ");
  ASSERT_NE(third, std::string::npos);
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
}

TEST(Tls, SendsLargeAnswersToSlowReadersWhole) {
  const TestCertificate certificate("DNS:localhost");
  const std::string large(8'000'000, 'z');
  Server server(tls_settings(certificate),
                [&](const Request&, Reply& reply) { reply.send(text(large)); });
  ASSERT_TRUE(server.start().has_value());
  TlsPeer peer(server.port());
  peer.send(get("/", "Connection: close\r\n"));
  std::this_thread::sleep_for(20ms);
  const std::string all = peer.read_to_end();
  EXPECT_TRUE(all.ends_with(large));
}

TEST(Tls, SpeaksOneTwoAndNothingOlder) {
  const TestCertificate certificate("DNS:localhost");
  EchoServer echo(tls_settings(certificate));
  TlsPeer still_fine(echo.server.port(), {.highest_version = TLS1_2_VERSION});
  ASSERT_TRUE(still_fine.connected);
  still_fine.send(get("/", "Connection: close\r\n"));
  EXPECT_NE(still_fine.read_to_end().find("GET /? "), std::string::npos);
  EXPECT_FALSE(TlsPeer(echo.server.port(), {.highest_version = TLS1_1_VERSION}).connected);
}

TEST(Tls, OnlyForwardSecretAuthenticatedCiphersAreSpoken) {
  const TestCertificate certificate("DNS:localhost");
  EchoServer echo(tls_settings(certificate));
  const auto connects = [&](const char* ciphers) {
    return TlsPeer(echo.server.port(), {.highest_version = TLS1_2_VERSION, .ciphers = ciphers})
        .connected;
  };
  for (const char* good : {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                           "ECDHE-ECDSA-CHACHA20-POLY1305"}) {
    EXPECT_TRUE(connects(good)) << good;
  }
  for (const char* bad :
       {"ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-ECDSA-AES128-CCM8",
        "AES128-GCM-SHA256", "AES256-SHA", "AECDH-AES128-SHA", "ECDHE-ECDSA-NULL-SHA"}) {
    EXPECT_FALSE(connects(bad)) << bad;
  }
}

TEST(Tls, NothingIsCompressedAndNobodyRenegotiates) {
  const TestCertificate certificate("DNS:localhost");
  EchoServer echo(tls_settings(certificate));
  TlsPeer peer(echo.server.port(), {.highest_version = TLS1_2_VERSION});
  ASSERT_TRUE(peer.is_served());
  EXPECT_EQ(SSL_get_current_compression(peer.tls()), nullptr);
  EXPECT_EQ(SSL_renegotiate(peer.tls()), 1);
  EXPECT_NE(SSL_do_handshake(peer.tls()), 1);
}

void copy(const TlsFiles& from, const TlsFiles& to) {
  constexpr auto kReplace = std::filesystem::copy_options::overwrite_existing;
  std::filesystem::copy_file(from.certificate, to.certificate, kReplace);
  std::filesystem::copy_file(from.private_key, to.private_key, kReplace);
}

TEST(Tls, NewFilesCountForNewConnectionsOnly) {
  const TestCertificate served("DNS:localhost");
  const TestCertificate first("DNS:localhost");
  const TestCertificate second("DNS:localhost");
  copy(first.files(), served.files());
  EchoServer echo(tls_settings(served));
  TlsPeer before(echo.server.port());
  ASSERT_TRUE(before.is_served());
  copy(second.files(), served.files());
  EXPECT_TRUE(fetch(https(echo, first, "/")).has_value()) << "nobody has read them yet";
  ASSERT_TRUE(echo.server.reload_tls());
  EXPECT_TRUE(fetch(https(echo, second, "/")).has_value());
  expect_untrusted(https(echo, first, "/"));
  EXPECT_TRUE(before.is_served()) << "on the connection that was there";
}

TEST(Tls, FilesThatCannotBeUsedChangeNothing) {
  const TestCertificate served("DNS:localhost");
  const TestCertificate good("DNS:localhost");
  const TestCertificate other("DNS:localhost");
  copy(good.files(), served.files());
  EchoServer echo(tls_settings(served));
  const auto expect_refused = [&](ErrorCode code) {
    const auto reloaded = echo.server.reload_tls();
    ASSERT_FALSE(reloaded);
    EXPECT_EQ(reloaded.error().code, code);
    EXPECT_TRUE(fetch(https(echo, good, "/")).has_value()) << describe(reloaded.error());
  };
  copy({other.files().certificate, good.files().private_key}, served.files());
  expect_refused(ErrorCode::kCrypto);
  std::filesystem::resize_file(served.files().certificate, 40);
  expect_refused(ErrorCode::kCrypto);
  std::filesystem::remove(served.files().private_key);
  expect_refused(ErrorCode::kFile);
  EchoServer clear;
  EXPECT_TRUE(clear.server.reload_tls()) << "nothing to do";
}

TEST(Tls, ClientsShowACertificateWhereItIsDemanded) {
  const TestCertificate certificate("DNS:localhost");
  const TestCertificate known("DNS:operator");
  const TestCertificate stranger("DNS:operator");
  ServerSettings settings = tls_settings(certificate);
  settings.tls->client_ca = known.files().certificate;
  EchoServer echo(settings);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const auto served = [&](const TlsFiles* own) {
      return TlsPeer(echo.server.port(), {.highest_version = version, .own = own}).is_served();
    };
    EXPECT_TRUE(served(&known.files())) << version;
    EXPECT_FALSE(served(&stranger.files())) << version;
    EXPECT_FALSE(served(nullptr)) << version;
  }
  settings.tls->client_ca = certificate.files().private_key;
  EXPECT_EQ(Server(settings, {}).start().error().code, ErrorCode::kCrypto);
}

TEST(Tls, TheClientTrustsOnlyWhomItWasTold) {
  const TestCertificate certificate("DNS:localhost");
  const TestCertificate stranger("DNS:localhost");
  EchoServer echo(tls_settings(certificate));
  expect_untrusted(https(echo, stranger, "/"));
  ClientRequest careless = https(echo, stranger, "/");
  careless.verify_certificate = false;
  EXPECT_TRUE(fetch(careless).has_value());
}

TEST(Tls, TheCertificateMustNameTheHost) {
  const TestCertificate other_name("DNS:other.example");
  EchoServer echo(tls_settings(other_name));
  expect_untrusted(https(echo, other_name, "/"));
  const TestCertificate address("IP:127.0.0.1");
  EchoServer by_address(tls_settings(address));
  ClientRequest request = https(by_address, address, "/");
  request.url = "https://127.0.0.1:" + std::to_string(by_address.server.port());
  EXPECT_TRUE(fetch(request).has_value());
}

TEST(Tls, AClientInTheClearIsToldSo) {
  const TestCertificate certificate("DNS:localhost");
  EchoServer echo(tls_settings(certificate));
  Peer peer(echo.server.port());
  EXPECT_EQ(peer.ask(get("/")).status, 400);
  EXPECT_TRUE(peer.at_end());
}

TEST(Tls, AServerInTheClearIsRecognised) {
  EchoServer echo;
  const auto response =
      fetch({.url = "https://127.0.0.1:" + std::to_string(echo.server.port()) + "/"});
  ASSERT_FALSE(response.has_value());
  EXPECT_NE(response.error().detail.find("does not speak TLS"), std::string::npos)
      << response.error().detail;
}

TEST(Tls, AHandshakeThatNeverComesIsGivenUp) {
  const TestCertificate certificate("DNS:localhost");
  ServerSettings settings = tls_settings(certificate);
  settings.timeouts.request = 40ms;
  EchoServer echo(settings);
  Peer peer(echo.server.port());
  EXPECT_TRUE(peer.at_end());
  EXPECT_EQ(echo.server.metrics().timeouts, 1u);
}

TEST(Tls, StoppingDoesNotWaitForIdleConnectionsOrHandshakes) {
  const TestCertificate certificate("DNS:localhost");
  EchoServer echo(tls_settings(certificate));
  TlsPeer idle(echo.server.port());
  Peer silent(echo.server.port());
  EXPECT_TRUE(eventually([&] { return echo.server.metrics().connections_open == 2; }));
  const auto before = std::chrono::steady_clock::now();
  echo.server.stop(10s);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
}

TEST(Tls, UnusableFilesAreRefusedAtTheStart) {
  const TestCertificate certificate("DNS:localhost");
  const TestCertificate other("DNS:localhost");
  const auto code = [](const TlsFiles& files) {
    ServerSettings settings;
    settings.tls = files;
    return Server(settings, {}).start().error().code;
  };
  EXPECT_EQ(code({"/nowhere/cert.pem", certificate.files().private_key}), ErrorCode::kFile);
  EXPECT_EQ(code({certificate.files().certificate, other.files().private_key}), ErrorCode::kCrypto);
  EXPECT_EQ(code({certificate.files().private_key, certificate.files().private_key}),
            ErrorCode::kCrypto);
  EchoServer echo(tls_settings(certificate));
  ClientRequest request = https(echo, certificate, "/");
  request.ca_file = "/nowhere/ca.pem";
  EXPECT_EQ(fetch(request).error().code, ErrorCode::kFile);
}

}  // namespace
}  // namespace plimsoll::net
