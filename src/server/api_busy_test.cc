// What a client is told while the engine is behind, and that it ends by itself.
#include <future>
#include <thread>

#include "server/testing.h"

namespace plimsoll::server {
namespace {

// Holds the engine's thread in the answer to a command, so that nothing leaves the inbox.
class HeldEngine {
 public:
  explicit HeldEngine(engine::Engine& engine) {
    std::promise<void> holding;
    auto held = holding.get_future();
    const auto submitted = engine.submit(
        command(), [&holding, released = released_.get_future().share()](const auto&) {
          holding.set_value();
          released.wait();
        });
    EXPECT_TRUE(submitted);
    held.wait();
  }
  ~HeldEngine() { release(); }

  void release() {
    if (!std::exchange(is_released_, true)) released_.set_value();
  }

  // Changes nothing that these tests look at.
  static engine::Submission command() {
    return engine::Submission({book::SetFrozenAmount{book::kParent, Amount{}}});
  }

 private:
  std::promise<void> released_;
  bool is_released_ = false;
};

net::ClientResponse ask_to_repay(TestApi& api) {
  const HmacPair pair = hmac_of(book::kCredit);
  const std::string query = "groupId=5&assetName=NONE&amount=1&timestamp=" + std::to_string(kNowMs);
  return api.send("/sapi/v1/margin/loan-group/repay?" + query + "&signature=" + pair.sign(query),
                  {{"X-MBX-APIKEY", pair.key}}, "POST");
}

// A key of the credit account that may trade.
void let_credit_account_trade(TestApi& api) {
  const HmacPair pair = hmac_of(book::kCredit);
  model::ApiKey key = sealed_key(pair, book::kCredit);
  key.permissions.trade = true;
  api.run({book::RevokeApiKey{pair.key}, book::CreateApiKey{std::move(key)}});
}

TEST(ApiBusy, AFullInboxIsToldAtOnceAndTheNextRequestIsServed) {
  TestApi api;
  let_credit_account_trade(api);
  const auto usual = ask_to_repay(api);
  EXPECT_EQ(status_and_code(usual), "400 -27017") << "the engine's own answer";

  std::atomic<int> answered{0};
  HeldEngine held(api.engine());
  for (std::size_t i = 0; i < kInboxCommands; ++i) {
    ASSERT_TRUE(api.engine().submit(HeldEngine::command(), [&](const auto&) { ++answered; })) << i;
  }
  const auto one_more = api.engine().submit(HeldEngine::command(), [](const auto&) {
    FAIL() << "a submission that was turned away is answered";
  });
  ASSERT_FALSE(one_more);
  EXPECT_EQ(one_more.error().code, ErrorCode::kBusy);

  const auto busy = ask_to_repay(api);
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.body, R"({"code":-1004,"msg":"Server is busy, please wait and try again"})");
  EXPECT_EQ(busy.header("Retry-After"), "1");
  EXPECT_EQ(status_and_code(api.ask(book::kParent)), "200") << "reading needs no engine";

  held.release();
  // Until the engine has taken its next turn out of the inbox there is no room.
  while (!api.engine().execute(HeldEngine::command())) std::this_thread::yield();
  EXPECT_EQ(answered, static_cast<int>(kInboxCommands)) << "whatever was taken is answered";
  EXPECT_EQ(status_and_code(ask_to_repay(api)), "400 -27017");
}

}  // namespace
}  // namespace plimsoll::server
