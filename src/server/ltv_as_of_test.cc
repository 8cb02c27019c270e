// GET /ltv-details of the operators' listener: the same bytes as the clients' ltv-details, now and
// then.
#include "server/ltv_as_of.h"

#include <gmock/gmock.h>

#include <atomic>
#include <condition_variable>
#include <thread>

#include "server/testing.h"

namespace plimsoll::server {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class LtvAsOfCall : public testing::Test {
 protected:
  LtvAsOfCall()
      : ltv_(
            api_.engine(), [this] { return now_.load(); },
            [this](const engine::Moment& moment) { return past(moment); }),
        server_({}, [this](const net::Request& request, net::Reply& reply) {
          ltv_.handle(request, reply);
        }) {
    EXPECT_TRUE(server_.start());
  }

  net::ClientResponse ask(const std::string& query = {}) {
    net::ClientRequest request;
    request.url = "http://127.0.0.1:" + std::to_string(server_.port()) + "/ltv-details" +
                  (query.empty() ? "" : "?" + query);
    const auto response = net::fetch(request);
    EXPECT_TRUE(response) << describe(response.error());
    return response ? *response : net::ClientResponse{};
  }
  void hold(bool held) {
    {
      const std::lock_guard lock(mutex_);
      held_ = held;
    }
    wake_.notify_all();
  }

  TestApi api_;

 private:
  // The book as it is; what was asked for is remembered.
  Result<engine::Published> past(const engine::Moment& moment) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return !held_; });
    asked_.push_back(moment);
    if (moment == engine::Moment(Sequence{99})) return fail(ErrorCode::kOutOfRange, "the end");
    return *api_.engine().published();
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  bool held_ = false;

 protected:
  std::atomic<Timestamp> now_{book::kNow};
  std::vector<engine::Moment> asked_;
  LtvAsOf ltv_;
  net::Server server_;
};

TEST_F(LtvAsOfCall, AnswersNowWhatAClientIsAnswered) {
  EXPECT_EQ(ask().body, api_.ask(book::kParent).body) << "there is one parent with units";
  EXPECT_EQ(ask("groupId=5").body, api_.ask(book::kParent, "groupId=5").body);
  EXPECT_EQ(ask("groupId=99").body, "[]");
  EXPECT_EQ(ask("parentEmail=account1@example.com").body, api_.ask(book::kParent).body);
  EXPECT_EQ(ask("parentEmail=account2%40example.com").body, "[]");
  EXPECT_TRUE(asked_.empty());
}

TEST_F(LtvAsOfCall, AnswersAMomentWithItsTime) {
  EXPECT_EQ(ask("asOf=" + std::to_string(kNowMs)).body, api_.ask(book::kParent).body);
  EXPECT_THAT(ask("groupId=5&asOf=2025-07-10T08:45:05.1Z").body,
              HasSubstr("\"updateTime\":1752137105100,"));
  EXPECT_THAT(ask("groupId=5&asOf=seq:3").body,
              HasSubstr("\"updateTime\":" + std::to_string(api_.engine().published()->time.ms)));
  EXPECT_THAT(asked_, testing::ElementsAre(engine::Moment(book::kNow),
                                           engine::Moment(Timestamp{1752137105100}),
                                           engine::Moment(Sequence{3})));
}

TEST_F(LtvAsOfCall, RefusesWhatItCannotAnswer) {
  const auto error = [&](const std::string& query) {
    const net::ClientResponse response = ask(query);
    EXPECT_EQ(response.status, 400) << query;
    return response.body;
  };
  EXPECT_THAT(error("asOf=yesterday"),
              StartsWith(R"({"error":"MALFORMED","detail":"not a moment)"));
  EXPECT_THAT(error("asOf=" + std::to_string(kNowMs + 1)), HasSubstr("in the future"));
  EXPECT_THAT(error("asOf=seq:99"), HasSubstr("OUT_OF_RANGE"));
  EXPECT_THAT(error("groupId=x"), HasSubstr("PARAMETER_MALFORMED"));
  EXPECT_THAT(error("parentEmail=nobody@example.com"), HasSubstr("UNKNOWN_ACCOUNT"));
}

TEST_F(LtvAsOfCall, ARecordIsNoFutureThoughTheClockIsBehindIt) {
  const std::int64_t newest = api_.engine().published()->time.ms;
  now_ = Timestamp{newest - 86'400'000};
  EXPECT_EQ(ask("asOf=" + std::to_string(newest)).status, 200);
  EXPECT_THAT(ask("asOf=" + std::to_string(newest + 1)).body, HasSubstr("in the future"));
}

TEST_F(LtvAsOfCall, TooManyAtOnceAreTurnedAway) {
  hold(true);
  // One at work at most, sixteen that wait: of twenty at least three are told at once.
  std::vector<std::thread> clients;
  std::atomic<int> busy{0};
  std::atomic<int> answered{0};
  for (int i = 0; i < 20; ++i) {
    clients.emplace_back([&] {
      const int status = ask("asOf=seq:1").status;
      ++(status == 503 ? busy : answered);
    });
  }
  while (busy < 3) std::this_thread::yield();
  EXPECT_EQ(api_.ask(book::kParent).status, 200) << "nobody else waits";
  hold(false);
  for (std::thread& client : clients) client.join();
  EXPECT_GE(answered, 16);
  EXPECT_EQ(busy + answered, 20);
}

TEST(LtvAsOfMemory, AJournalInMemoryHasNoPast) {
  TestApi api;
  LtvAsOf ltv(api.engine(), [] { return book::kNow; }, {});
  net::Server server(
      {}, [&](const net::Request& request, net::Reply& reply) { ltv.handle(request, reply); });
  ASSERT_TRUE(server.start());
  net::ClientRequest request;
  request.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/ltv-details?asOf=seq:1";
  const auto response = net::fetch(request);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 404);
  EXPECT_THAT(response->body, HasSubstr("keeps no past"));
}

}  // namespace
}  // namespace plimsoll::server
