// How the server answers everybody else: malformed, oversized, slow, surplus. Always an answer,
// then the connection closes.
#include <gtest/gtest.h>

#include "net/test_peer.h"

namespace plimsoll::net {
namespace {

ServerSettings small_limits() {
  ServerSettings settings;
  settings.limits = {
      .request_line = 100, .header_bytes = 200, .header_fields = 10, .body_bytes = 50};
  settings.error_body = [](int status) { return "{\"status\":" + std::to_string(status) + "}"; };
  return settings;
}

void expect_refusal(EchoServer& echo, std::string_view bytes, int status) {
  Peer peer(echo.server.port());
  const Answer answer = peer.ask(bytes);
  EXPECT_EQ(answer.status, status) << bytes;
  EXPECT_EQ(answer.body, "{\"status\":" + std::to_string(status) + "}");
  EXPECT_TRUE(answer.has("Connection: close"));
  EXPECT_TRUE(answer.has("Content-Type: application/json;charset=UTF-8"));
  EXPECT_TRUE(peer.at_end());
}

TEST(ServerLimits, EveryRefusalSaysWhyAndCloses) {
  EchoServer echo(small_limits());
  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
  expect_refusal(echo, "nonsense\r\n\r\n", 400);
  expect_refusal(echo, "GET / HTTP/1.1\nHost: h\n\n", 400);
  expect_refusal(echo, "GET /" + std::string(200, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", 414);
  expect_refusal(echo, "GET /" + std::string(200, 'a'), 414);
  expect_refusal(echo, get("/", "A: " + std::string(300, 'a') + "\r\n"), 431);
  expect_refusal(echo, post + "Content-Length: 51\r\n\r\n", 413);
  expect_refusal(echo, post + "Transfer-Encoding: chunked\r\n\r\n33\r\n", 413);
  expect_refusal(echo, post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400);
  expect_refusal(echo, post + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501);
  expect_refusal(echo, post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", 400);
  expect_refusal(echo, "GET / HTTP/3.0\r\n\r\n", 505);
  expect_refusal(echo, get("/", "Expect: tea\r\n"), 417);
  EXPECT_EQ(echo.server.metrics().parse_errors, 12u);
  EXPECT_EQ(echo.server.metrics().requests, 0u);
}

TEST(ServerLimits, ARefusalFollowsTheAnswersBeforeIt) {
  EchoServer echo(small_limits());
  Peer peer(echo.server.port());
  peer.send(get("/1") + get("/later") + "nonsense\r\n\r\n" + get("/4"));
  EXPECT_EQ(peer.read().body, "GET /1? ");
  echo.promises.take().send(text("two"));
  EXPECT_EQ(peer.read().body, "two");
  EXPECT_EQ(peer.read().status, 400);
  EXPECT_TRUE(peer.at_end());  // what follows nonsense is not read as a request
}

TEST(ServerLimits, EmptyLinesAreNoWayToStay) {
  EchoServer echo(small_limits());
  Peer peer(echo.server.port());
  EXPECT_EQ(peer.ask("\r\n\r\n" + get("/1")).body, "GET /1? ");
  EXPECT_EQ(peer.ask("\r\n\r\n" + get("/2")).body, "GET /2? ") << "counted for each request";
  peer.send("\r\n");
  peer.send("\r\n");
  EXPECT_EQ(peer.ask("\r\n").status, 400);
  EXPECT_TRUE(peer.at_end());
}

TEST(ServerLimits, ARefusedHeadRequestGetsNoBody) {
  EchoServer echo(small_limits());
  Peer peer(echo.server.port());
  peer.send("HEAD / HTTP/1.1\r\nHost: h\r\nExpect: tea\r\n\r\n");
  EXPECT_EQ(peer.read(true).status, 417);
  EXPECT_TRUE(peer.at_end());
}

TEST(ServerLimits, AnAnswerSurvivesAClientThatGoesOnSending) {
  EchoServer echo(small_limits());
  Peer peer(echo.server.port());
  peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n");
  peer.send(std::string(5'000'000, 'x'));
  EXPECT_EQ(peer.read().status, 413);
}

TEST(ServerLimits, HalfARequestAndNoMoreIs400) {
  EchoServer echo(small_limits());
  Peer peer(echo.server.port());
  peer.send("GET / HT");
  peer.finish_sending();
  EXPECT_EQ(peer.read().status, 400);
  EXPECT_TRUE(peer.at_end());
}

TEST(ServerLimits, AClientThatHasFinishedSendingStillGetsItsAnswers) {
  EchoServer echo;
  Peer peer(echo.server.port());
  peer.send(get("/1") + get("/later"));
  peer.finish_sending();
  EXPECT_EQ(peer.read().status, 200);
  echo.promises.take().send(text("two"));
  EXPECT_EQ(peer.read().body, "two");
  EXPECT_TRUE(peer.at_end());
}

TEST(ServerLimits, ContinuesWhenAskedTo) {
  EchoServer echo(small_limits());
  Peer peer(echo.server.port());
  const std::string head =
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
  EXPECT_EQ(peer.ask(head).head, "HTTP/1.1 100 Continue\r\n");
  EXPECT_EQ(peer.ask("ab").body, "POST /? ab");
  EXPECT_EQ(peer.ask(head + "cd").body,
            "POST /? cd");  // it did not wait, so there is nothing to say
  peer.send(
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(peer.read().status, 100);
  peer.send("1\r\na");  // once is enough
  EXPECT_EQ(peer.ask("\r\n0\r\n\r\n").body, "POST /? a");
}

TEST(ServerLimits, ABodyTooLargeIsRefusedBeforeItIsSent) {
  EchoServer echo(small_limits());
  expect_refusal(echo,
                 "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 51\r\nExpect: 100-continue\r\n\r\n",
                 413);
}

TEST(ServerLimits, ASlowRequestIs408) {
  ServerSettings settings = small_limits();
  settings.timeouts.request = 60ms;
  EchoServer echo(settings);
  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
  for (const std::string& begun : {std::string("G"), post, post + "Content-Length: 5\r\n\r\nab",
                                   post + "Transfer-Encoding: chunked\r\n\r\n5\r\nab"}) {
    expect_refusal(echo, begun, 408);
  }
  EXPECT_EQ(echo.server.metrics().timeouts, 4u);
}

TEST(ServerLimits, TricklingDoesNotExtendTheTimeForARequest) {
  ServerSettings settings = small_limits();
  settings.timeouts.request = 80ms;
  EchoServer echo(settings);
  Peer peer(echo.server.port());
  const auto begin = std::chrono::steady_clock::now();
  peer.send("GET /");
  while (peer.silent() && std::chrono::steady_clock::now() - begin < 5s) {
    peer.send("a");
    std::this_thread::sleep_for(5ms);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
  EXPECT_EQ(peer.read().status, 408);
}

TEST(ServerLimits, EachRequestHasItsOwnTime) {
  ServerSettings settings;
  settings.timeouts.request = 400ms;
  EchoServer echo(settings);
  Peer peer(echo.server.port());
  for (int i = 0; i < 3; ++i) {  // together longer than one may take
    peer.send("GET / HTTP/1.1\r\n");
    std::this_thread::sleep_for(150ms);
    EXPECT_EQ(peer.ask("Host: h\r\n\r\n").status, 200);
  }
}

TEST(ServerLimits, WaitingForADeferredAnswerIsNobodysTimeout) {
  ServerSettings settings;
  settings.timeouts = {.idle = 30ms, .request = 30ms, .write = 30ms};
  EchoServer echo(settings);
  Peer peer(echo.server.port());
  peer.send(get("/later"));
  DeferredReply reply = echo.promises.take();
  std::this_thread::sleep_for(100ms);
  reply.send(text("at last"));
  EXPECT_EQ(peer.read().body, "at last");
}

TEST(ServerLimits, AnIdleConnectionCloses) {
  ServerSettings settings;
  settings.timeouts.idle = 40ms;
  EchoServer echo(settings);
  Peer silent(echo.server.port());
  Peer used(echo.server.port());
  EXPECT_EQ(used.ask(get("/")).status, 200);
  EXPECT_TRUE(silent.at_end());
  EXPECT_TRUE(used.at_end());
  EXPECT_EQ(echo.server.metrics().timeouts, 0u);
}

TEST(ServerLimits, AClientThatDoesNotReadIsGivenUp) {
  ServerSettings settings;
  settings.timeouts.write = 50ms;
  Server server(settings, [](const Request&, Reply& reply) {
    reply.send(text(std::string(20'000'000, 'z')));
  });
  ASSERT_TRUE(server.start().has_value());
  Peer peer(server.port());
  peer.send(get("/"));
  EXPECT_TRUE(eventually([&] { return server.metrics().timeouts == 1; }));
  EXPECT_TRUE(eventually([&] { return server.metrics().connections_open == 0; }));
}

TEST(ServerLimits, ConnectionsAboveTheLimitAre503) {
  ServerSettings settings = small_limits();
  settings.max_connections = 2;
  EchoServer echo(settings);
  Peer first(echo.server.port());
  EXPECT_EQ(first.ask(get("/")).status, 200);
  {
    Peer second(echo.server.port());
    EXPECT_EQ(second.ask(get("/")).status, 200);
    expect_refusal(echo, get("/"), 503);
    EXPECT_EQ(echo.server.metrics().connections_refused, 1u);
  }
  EXPECT_EQ(first.ask(get("/")).status, 200);
  EXPECT_TRUE(eventually([&] { return echo.server.metrics().connections_open == 1; }));
  EXPECT_EQ(Peer(echo.server.port()).ask(get("/")).status, 200);
}

TEST(ServerLimits, TheQuietestGivesWayWhereThatIsWanted) {
  ServerSettings settings = small_limits();
  settings.max_connections = 3;
  settings.when_full = WhenFull::kCloseQuietest;
  EchoServer echo(settings);
  Peer quiet(echo.server.port());
  EXPECT_EQ(quiet.ask(get("/")).status, 200);
  Peer waiting(echo.server.port());
  waiting.send(get("/later"));
  Peer half(echo.server.port());
  half.send("GET / HTTP");
  EXPECT_TRUE(eventually([&] { return echo.server.metrics().connections_open == 3; }));
  EXPECT_EQ(quiet.ask(get("/")).status, 200);  // so that another one is the quietest
  Peer fourth(echo.server.port());
  EXPECT_EQ(fourth.ask(get("/")).status, 200);
  EXPECT_TRUE(half.at_end());
  Peer fifth(echo.server.port());
  EXPECT_EQ(fifth.ask(get("/")).status, 200);
  EXPECT_TRUE(quiet.at_end());
  EXPECT_EQ(echo.server.metrics().connections_refused, 0u);
  fourth.send(get("/later"));
  fifth.send(get("/later"));
  EXPECT_TRUE(eventually([&] { return echo.server.metrics().requests == 7; }));
  expect_refusal(echo, get("/"), 503);  // whose answer is under way is not cut off
  for (int i = 0; i < 3; ++i) echo.promises.take().send(text("then"));
  EXPECT_EQ(waiting.read().body, "then");
}

TEST(ServerLimits, WhoDoesNotReadAndWhoDoesNotHangUpGiveWayToo) {
  ServerSettings settings;
  settings.max_connections = 2;
  settings.when_full = WhenFull::kCloseQuietest;
  Server server(settings, [](const Request& request, Reply& reply) {
    reply.send(text(std::string(request.path == "/large" ? 20'000'000 : 2, 'z')));
  });
  ASSERT_TRUE(server.start().has_value());
  Peer reads_nothing(server.port());
  reads_nothing.send(get("/large"));
  EXPECT_TRUE(eventually([&] { return server.metrics().requests == 1; }));
  Peer hangs_on(server.port());
  EXPECT_EQ(hangs_on.ask("nonsense\r\n\r\n").status, 400);
  Peer third(server.port());
  EXPECT_EQ(third.ask(get("/")).status, 200);
  Peer fourth(server.port());
  EXPECT_EQ(fourth.ask(get("/")).status, 200);
  EXPECT_EQ(third.ask(get("/")).status, 200);
  EXPECT_EQ(server.metrics().connections_refused, 0u);
}

TEST(ServerLimits, WhoIsTurnedAwayIsToldWhenToComeBack) {
  ServerSettings settings = small_limits();
  settings.max_connections = 1;
  EchoServer echo(settings);
  Peer first(echo.server.port());
  EXPECT_EQ(first.ask(get("/")).status, 200);
  EXPECT_TRUE(Peer(echo.server.port()).ask(get("/")).has("Retry-After: 1"));
}

TEST(ServerLimits, ASurplusConnectionThatAsksNothingIs503Too) {
  ServerSettings settings = small_limits();
  settings.max_connections = 1;
  settings.timeouts.request = 50ms;  // bounds its patience
  EchoServer echo(settings);
  Peer first(echo.server.port());
  EXPECT_EQ(first.ask(get("/")).status, 200);
  expect_refusal(echo, "", 503);
}

// More at once than may wait for their refusal: the rest waits in the kernel and is answered all
// the same.
TEST(ServerLimits, EverySurplusConnectionIsAnswered) {
  ServerSettings settings = small_limits();
  settings.max_connections = 1;
  settings.timeouts.request = 30ms;
  EchoServer echo(settings);
  Peer first(echo.server.port());
  EXPECT_EQ(first.ask(get("/")).status, 200);
  std::vector<std::unique_ptr<Peer>> crowd;
  for (int i = 0; i < 400; ++i) crowd.push_back(std::make_unique<Peer>(echo.server.port()));
  for (auto& peer : crowd) {
    EXPECT_EQ(peer->read().status, 503);
    peer.reset();
  }
  EXPECT_EQ(echo.server.metrics().connections_refused, 400u);
}

}  // namespace
}  // namespace plimsoll::net
