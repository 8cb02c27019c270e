// The front: truthful from the first moment to the last, on both listeners, and the switch to the
// real handlers loses no connection.
#include "server/front.h"

#include <gmock/gmock.h>

#include <thread>

#include "engine/testing.h"
#include "net/test_peer.h"

namespace plimsoll::server {
namespace {

using testing::HasSubstr;

net::Handler answering(std::string body) {
  return [body = std::move(body)](const net::Request&, net::Reply& reply) {
    net::Response response;
    response.body = body;
    reply.send(std::move(response));
  };
}

// A front behind two listeners, as the process has them.
struct Listeners {
  Listeners() {
    EXPECT_TRUE(calls.start().has_value());
    EXPECT_TRUE(operators.start().has_value());
  }
  void make_ready(const Pulse* pulse = nullptr) {
    front.ready(answering("public"), answering("operator"), pulse);
  }

  Front front;
  net::Server calls{net::ServerSettings{}, [this](const net::Request& request, net::Reply& reply) {
                      front.handle(request, reply);
                    }};
  net::Server operators{net::ServerSettings{},
                        [this](const net::Request& request, net::Reply& reply) {
                          front.handle_operator(request, reply);
                        }};
};

net::Answer get(const net::Server& server, const std::string& target) {
  return net::Peer(server.port()).ask(net::get(target));
}

TEST(Front, BeforeItIsReadyItSaysSoAndRefusesTheRest) {
  Listeners listeners;
  listeners.front.starting("recovering the book");
  listeners.front.progress(Sequence{123'456}, Sequence{1'000'000});
  for (const net::Server* server : {&listeners.calls, &listeners.operators}) {
    const net::Answer live = get(*server, "/health/live");
    EXPECT_EQ(live.status, 200);
    EXPECT_EQ(live.body, R"({"status":"alive","reason":""})");
    const net::Answer ready = get(*server, "/health/ready");
    EXPECT_EQ(ready.status, 503);
    EXPECT_EQ(ready.body,
              R"({"status":"unready","reason":"recovering the book: record 123456 of 1000000"})");
    EXPECT_EQ(get(*server, "/health").status, 503);
    const net::Answer rest = get(*server, "/anything?at=all");
    EXPECT_EQ(rest.status, 503);
    EXPECT_TRUE(rest.has("Retry-After: 2"));
  }
  EXPECT_EQ(get(listeners.calls, "/api/v3/ping").body,
            R"({"code":-1004,"msg":"Server is busy, please wait and try again"})");
  EXPECT_THAT(get(listeners.operators, "/orders").body, HasSubstr(R"("error":"BUSY")"));
}

TEST(Front, ANewTaskForgetsTheProgressOfTheLast) {
  Front front;
  front.starting("recovering the book");
  front.progress(Sequence{7}, Sequence{7});
  front.starting("reading the history");
  EXPECT_EQ(front.reason(), "reading the history");
}

TEST(Front, HandsOverOnAConnectionThatWasThereBefore) {
  Listeners listeners;
  net::Peer peer(listeners.calls.port());
  EXPECT_EQ(peer.ask(net::get("/x")).status, 503);
  listeners.make_ready();
  const net::Answer answer = peer.ask(net::get("/x"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "public");
  EXPECT_EQ(get(listeners.operators, "/x").body, "operator");
  EXPECT_EQ(get(listeners.calls, "/health/ready").body, R"({"status":"ready","reason":""})");
}

TEST(Front, StoppingIsUnreadyButStillAnswers) {
  Listeners listeners;
  listeners.make_ready();
  listeners.front.stopping();
  EXPECT_EQ(get(listeners.calls, "/health/ready").status, 503);
  EXPECT_THAT(get(listeners.operators, "/health/ready").body, HasSubstr("stopping"));
  EXPECT_EQ(get(listeners.calls, "/health/live").status, 200);
  EXPECT_EQ(get(listeners.calls, "/x").body, "public");
}

TEST(Pulse, AnEngineThatHangsInItsTurnIsUnready) {
  using std::chrono::seconds;
  engine::TestJournal journal;
  engine::Processor processor(journal);
  engine::TestClock clock(Timestamp{1'752'137'105'623});
  engine::Engine engine(processor, clock, [](const Error&) {});
  engine.start();
  Listeners listeners;
  Pulse pulse(engine);
  listeners.make_ready(&pulse);

  Pulse::Time now{};
  pulse.beat(now);
  while (engine.counters().turns == 0) std::this_thread::yield();
  pulse.beat(now += seconds(1));
  EXPECT_EQ(listeners.front.reason(), "");
  // Or the turn that was asked for and the one that hangs could be one.
  while (engine.counters().turns == 1) std::this_thread::yield();

  journal.hold();
  book::DefineAsset asset;
  asset.asset.name = "BTC";
  ASSERT_TRUE(engine.submit(engine::Submission{asset}, {}).has_value());
  journal.wait_for_append();
  pulse.beat(now += seconds(1));
  pulse.beat(now += seconds(8));
  EXPECT_EQ(pulse.overdue().count(), 0) << "patience";
  pulse.beat(now += seconds(2));
  EXPECT_THAT(listeners.front.reason(), HasSubstr("not finished a turn for 10 s"));
  EXPECT_EQ(get(listeners.calls, "/health/ready").status, 503);

  const std::uint64_t before = engine.counters().turns;
  journal.release();
  while (engine.counters().turns == before) std::this_thread::yield();
  pulse.beat(now += seconds(1));
  EXPECT_EQ(listeners.front.reason(), "");
  engine.stop();
}

}  // namespace
}  // namespace plimsoll::server
