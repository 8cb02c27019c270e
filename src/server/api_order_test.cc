// The order of the checks: a request with two faults is told the earlier one.
#include <gmock/gmock.h>

#include "server/testing.h"

namespace plimsoll::server {
namespace {

// A request in the making: good until a fault is put in.
struct Draft {
  std::string method = "GET";
  std::string path{kLtvPath};
  std::optional<std::string> key = hmac_of(book::kParent).key;
  std::string timestamp = "timestamp=" + std::to_string(kNowMs);
  std::string more;  // parameters, each with its '&' in front
  std::string signature = "good";
  bool exhausted = false;  // goes to a server whose limit is used up
};

net::ClientResponse send(TestApi& api, const Draft& draft) {
  std::string query = draft.timestamp + draft.more;
  if (draft.signature == "good") {
    query += "&signature=" + hmac_of(book::kParent).sign(query);
  } else if (draft.signature == "wrong") {
    query += "&signature=" + hmac_of(book::kCredit).sign(query);
  }
  TestApi::Headers headers;
  if (draft.key) headers.emplace_back("X-MBX-APIKEY", *draft.key);
  return api.send(draft.path + "?" + query, headers, draft.method);
}

struct Fault {
  std::string name;
  std::string answer;   // status and code
  std::string mention;  // what the message names
  std::string touches;  // two faults of one place cannot be in one request
  void (*put)(Draft&);
};

// In the documented order.
std::vector<Fault> faults() {
  return {
      {"unknown path", "404 -1099", "", "path",
       [](Draft& d) { d.path = "/sapi/v1/margin/loan-group/none"; }},
      {"wrong method", "405 -1020", "", "path", [](Draft& d) { d.method = "DELETE"; }},
      {"no key", "401 -2014", "", "key", [](Draft& d) { d.key.reset(); }},
      {"malformed key", "401 -2014", "", "key", [](Draft& d) { d.key = "too short"; }},
      {"unknown key", "401 -2015", "", "key", [](Draft& d) { d.key = std::string(64, 'a'); }},
      {"weight used up", "429 -1003", "", "", [](Draft& d) { d.exhausted = true; }},
      {"a parameter twice", "400 -1101", "", "", [](Draft& d) { d.more += "&x=1&x=2"; }},
      {"no timestamp", "400 -1102", "timestamp", "timestamp",
       [](Draft& d) { d.timestamp = "y=1"; }},
      {"malformed timestamp", "400 -1102", "timestamp", "timestamp",
       [](Draft& d) { d.timestamp = "timestamp=now"; }},
      {"malformed window", "400 -1102", "recvWindow", "window",
       [](Draft& d) { d.more += "&recvWindow=long"; }},
      {"window too large", "400 -1131", "", "window",
       [](Draft& d) { d.more += "&recvWindow=60001"; }},
      {"too old", "400 -1021", "recvWindow", "timestamp",
       [](Draft& d) { d.timestamp = "timestamp=" + std::to_string(kNowMs - 3'600'000); }},
      {"no signature", "400 -1102", "signature", "signature",
       [](Draft& d) { d.signature = "none"; }},
      {"wrong signature", "400 -1022", "", "signature", [](Draft& d) { d.signature = "wrong"; }},
      {"malformed groupId", "400 -1102", "groupId", "",
       [](Draft& d) { d.more += "&groupId=undefined"; }},
  };
}

class ApiOrder : public testing::Test {
 protected:
  static TestApiOptions exhausted() {
    TestApiOptions options;
    EXPECT_TRUE(options.settings.weights.set("ltv-details", 1'000'000));
    return options;
  }
  void expect(const Draft& draft, const Fault& fault, const std::string& what) {
    const auto response = send(draft.exhausted ? exhausted_ : api_, draft);
    EXPECT_EQ(status_and_code(response), fault.answer) << what << ": " << response.body;
    EXPECT_THAT(response.body, testing::HasSubstr(fault.mention)) << what;
  }

  TestApi api_;
  TestApi exhausted_{exhausted()};
};

TEST_F(ApiOrder, ARequestWithoutFaultIsAnswered) {
  EXPECT_EQ(status_and_code(send(api_, Draft{})), "200");
}

TEST_F(ApiOrder, EveryFaultHasItsAnswer) {
  for (const Fault& fault : faults()) {
    Draft draft;
    fault.put(draft);
    expect(draft, fault, fault.name);
  }
}

TEST_F(ApiOrder, OfTwoFaultsTheEarlierIsTold) {
  const std::vector<Fault> all = faults();
  int pairs = 0;
  for (std::size_t later = 0; later < all.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      if (!all[later].touches.empty() && all[later].touches == all[earlier].touches) continue;
      Draft draft;
      all[later].put(draft);
      all[earlier].put(draft);
      expect(draft, all[earlier], all[earlier].name + " and " + all[later].name);
      ++pairs;
    }
  }
  EXPECT_GT(pairs, 80);
}

TEST_F(ApiOrder, ATimestampAheadIsToldSo) {
  Draft draft;
  draft.timestamp = "timestamp=" + std::to_string(kNowMs + 999);
  EXPECT_EQ(status_and_code(send(api_, draft)), "200");
  draft.timestamp = "timestamp=" + std::to_string(kNowMs + 1'000);
  const auto ahead = send(api_, draft);
  EXPECT_EQ(status_and_code(ahead), "400 -1021");
  EXPECT_THAT(ahead.body, testing::HasSubstr("1000ms ahead"));
}

TEST_F(ApiOrder, TwoSignaturesAreADuplicate) {
  Draft draft;
  draft.more = "&signature=abc";
  EXPECT_EQ(status_and_code(send(api_, draft)), "400 -1101");
}

TEST_F(ApiOrder, ABrokenEscapeIsIllegal) {
  Draft draft;
  draft.more = "&x=%4";
  EXPECT_EQ(status_and_code(send(api_, draft)), "400 -1100");
}

TEST_F(ApiOrder, AWrongMethodIsToldTheRightOnes) {
  const auto response = api_.send(std::string(kLtvPath), {}, "POST");
  EXPECT_EQ(status_and_code(response), "405 -1020");
  EXPECT_EQ(response.header("Allow"), "GET, HEAD");
}

TEST_F(ApiOrder, ParametersMayStandInTheBody) {
  const HmacPair pair = hmac_of(book::kParent);
  const std::string query = "timestamp=" + std::to_string(kNowMs);
  const std::string body = "groupId=5";
  const std::string signature = pair.sign(query + body);
  EXPECT_THAT(groups_of(api_.send(std::string(kLtvPath) + "?" + query,
                                  {{"X-MBX-APIKEY", pair.key},
                                   {"Content-Type", "application/x-www-form-urlencoded"}},
                                  "GET", body + "&signature=" + signature)),
              testing::ElementsAre(5));
}

TEST_F(ApiOrder, TheSignatureIsOverTheBytesAsSent) {
  const HmacPair pair = hmac_of(book::kParent);
  const std::string escaped = "groupId=%35&timestamp=" + std::to_string(kNowMs);
  const std::string plain = "groupId=5&timestamp=" + std::to_string(kNowMs);
  const auto with = [&](const std::string& sent, const std::string& is_signed) {
    return api_.send(std::string(kLtvPath) + "?" + sent + "&signature=" + pair.sign(is_signed),
                     {{"X-MBX-APIKEY", pair.key}});
  };
  EXPECT_THAT(groups_of(with(escaped, escaped)), testing::ElementsAre(5));
  EXPECT_EQ(status_and_code(with(escaped, plain)), "400 -1022");
}

}  // namespace
}  // namespace plimsoll::server
