// For tests: the API over a book in memory, behind a real server on a free port, at a time that
// stands still.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "auth/sign.h"
#include "base/percent.h"
#include "book/testing.h"
#include "engine/engine.h"
#include "engine/testing.h"
#include "net/client.h"
#include "net/server.h"
#include "server/api.h"

namespace plimsoll::server {

inline constexpr std::int64_t kNowMs = book::kNow.ms;
inline constexpr GroupId kOtherUnit{1};  // of the same parent: kLoose and kFree
inline constexpr std::string_view kLtvPath = "/sapi/v1/margin/loan-group/ltv-details";

inline auth::MasterKey test_master_key(char filling = '\x2A') {
  auto key = auth::MasterKey::from_bytes(
      std::vector<std::uint8_t>(auth::MasterKey::kBytes, static_cast<std::uint8_t>(filling)));
  CHECK(key.has_value());
  return std::move(*key);
}

// An HMAC key as its owner has it.
struct HmacPair {
  std::string key;
  std::string secret;

  [[nodiscard]] std::string sign(std::string_view payload) const {
    const auto signer = auth::Signer::from_secret(secret);
    CHECK(signer.has_value());
    return *signer->sign(payload);
  }
};

// The key of an account: names are made of the uid.
inline HmacPair hmac_of(Uid account) {
  const std::string uid = std::to_string(account.value);
  return {"hmacKeyOfTheAccount" + uid, "hmacSecretOfTheAccount" + uid};
}

inline model::ApiKey sealed_key(const HmacPair& pair, Uid account, char master = '\x2A') {
  model::ApiKey key;
  key.key = pair.key;
  key.account = account;
  auto sealed = make_hmac_key(test_master_key(master), std::move(key), pair.secret);
  CHECK(sealed.has_value());
  return std::move(*sealed);
}

inline std::unique_ptr<history::Store> in_memory_history() {
  auto store = history::Store::open_in_memory();
  CHECK(store.has_value());
  return std::move(*store);
}

struct TestApiOptions {
  ApiSettings settings{};
  std::int64_t clock_step_us = 0;  // by which time moves after each look at the clock
};

// book_commands() and a second unit; every account there has an HMAC key with READ.
class TestApi {
 public:
  explicit TestApi(const TestApiOptions& options = {})
      : step_us_(options.clock_step_us),
        engine_(processor_, clock_, [](const Error&) { FAIL() << "the journal failed"; }),
        api_(
            engine_, history_, test_master_key(), options.settings,
            [this] { return now_us_.fetch_add(step_us_); }, [this] { return feed(); }),
        server_({}, [this](const net::Request& request, net::Reply& reply) {
          api_.handle(request, reply);
        }) {
    const auto caught_up = history_.catch_up(journal_);
    EXPECT_TRUE(caught_up);
    history_.start();
    processor_.set_follower(&history_);
    engine_.start();
    run(book::book_commands());
    run({book::CreateUnit{kOtherUnit,
                          book::kParent,
                          {{book::kLoose, model::MemberType::kCredit, true, true},
                           {book::kFree, model::MemberType::kCollateral, true, true}},
                          {},
                          {},
                          {}}});
    for (const Uid account : {book::kParent, book::kStranger, book::kCredit, book::kCollateral,
                              book::kBare, book::kFree, book::kLoose, book::kForeign}) {
      run({book::CreateApiKey{sealed_key(hmac_of(account), account)}});
    }
    const auto started = server_.start();
    EXPECT_TRUE(started) << describe(started.error());
  }

  // Commands that must be accepted.
  void run(std::vector<book::Command> commands) {
    const auto result = engine_.execute(std::move(commands));
    EXPECT_TRUE(result) << describe(result.error().error);
  }
  void set_feed(FeedStatus feed) {
    const std::lock_guard lock(mutex_);
    feed_ = std::move(feed);
  }
  void set_time(std::int64_t ms) { now_us_ = ms * 1000; }

  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }

  using Headers = std::vector<std::pair<std::string, std::string>>;

  net::ClientResponse send(const std::string& target, Headers headers = {},
                           const std::string& method = "GET", const std::string& body = {}) {
    net::ClientRequest request;
    request.url = url() + target;
    request.method = method;
    request.headers = std::move(headers);
    request.body = body;
    const auto response = net::fetch(request);
    EXPECT_TRUE(response) << describe(response.error());
    return response ? *response : net::ClientResponse{};
  }

  // A good ltv-details request of this key's owner, dated now.
  net::ClientResponse ask(const HmacPair& pair, std::string query = {}) {
    if (!query.empty()) query += "&";
    query += "timestamp=" + std::to_string(now_us_ / 1000);
    return send(std::string(kLtvPath) + "?" + query + "&signature=" + pair.sign(query),
                {{"X-MBX-APIKEY", pair.key}});
  }
  net::ClientResponse ask(Uid account, std::string query = {}) {
    return ask(hmac_of(account), std::move(query));
  }

  [[nodiscard]] engine::Engine& engine() { return engine_; }
  [[nodiscard]] Api& api() { return api_; }
  [[nodiscard]] const history::HistoryFollower& history() const { return history_; }
  [[nodiscard]] Timestamp now() const { return Timestamp{now_us_ / 1000}; }

 private:
  FeedStatus feed() {
    const std::lock_guard lock(mutex_);
    return feed_;
  }

  std::mutex mutex_;
  FeedStatus feed_;
  std::atomic<std::int64_t> now_us_{kNowMs * 1000};
  const std::int64_t step_us_;
  engine::TestJournal journal_;
  engine::TestClock clock_{book::kNow};
  engine::Processor processor_{journal_};
  std::unique_ptr<history::Store> store_ = in_memory_history();
  history::HistoryFollower history_{*store_};
  engine::Engine engine_;
  Api api_;
  net::Server server_;
};

// "400 -1102" of an error, "200" of a success.
inline std::string status_and_code(const net::ClientResponse& response) {
  std::string text = std::to_string(response.status);
  constexpr std::string_view kBegin = "{\"code\":";
  if (response.body.starts_with(kBegin)) {
    text += " " + response.body.substr(kBegin.size(), response.body.find(',') - kBegin.size());
  }
  return text;
}

// The groupIds of an answer, in its order.
inline std::vector<std::int64_t> groups_of(const net::ClientResponse& response) {
  EXPECT_EQ(response.status, 200) << response.body;
  constexpr std::string_view kName = "\"groupId\":";
  std::vector<std::int64_t> groups;
  for (std::size_t at = 0; (at = response.body.find(kName, at)) != std::string::npos;) {
    at += kName.size();
    groups.push_back(std::stoll(response.body.substr(at)));
  }
  return groups;
}

}  // namespace plimsoll::server
