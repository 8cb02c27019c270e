// stop(): requests under way are finished, nothing else is waited for, and never longer than the
// grace.
#include <gtest/gtest.h>

#include <future>

#include "net/test_peer.h"

namespace plimsoll::net {
namespace {

std::future<void> stop_in_background(Server& server, std::chrono::milliseconds grace) {
  return std::async(std::launch::async, [&server, grace] { server.stop(grace); });
}

bool is_over(const std::future<void>& stopping) {
  return stopping.wait_for(0ms) == std::future_status::ready;
}

TEST(ServerStop, WaitsForADeferredAnswerAndClosesTheIdle) {
  ServerSettings settings;
  settings.io_threads = 2;
  EchoServer echo(settings);
  Peer idle(echo.server.port());
  EXPECT_EQ(idle.ask(get("/")).status, 200);
  std::future<void> stopping;
  {
    Peer waiting(echo.server.port());
    waiting.send(get("/later"));
    DeferredReply reply = echo.promises.take();
    stopping = stop_in_background(echo.server, 10s);
    EXPECT_TRUE(idle.at_end());
    EXPECT_FALSE(is_over(stopping));
    reply.send(text("finished"));
    const Answer answer = waiting.read();
    EXPECT_EQ(answer.body, "finished");
    EXPECT_TRUE(answer.has("Connection: close"));
    EXPECT_TRUE(waiting.at_end());
  }
  stopping.wait();
}

TEST(ServerStop, LetsARequestArriveInFull) {
  EchoServer echo;
  Peer idle(echo.server.port());
  std::future<void> stopping;
  {
    Peer peer(echo.server.port());
    peer.send("GET /half HTTP/1.1\r\n");
    EXPECT_EQ(idle.ask(get("/")).status, 200);
    stopping = stop_in_background(echo.server, 10s);
    EXPECT_TRUE(idle.at_end());
    EXPECT_FALSE(is_over(stopping));
    EXPECT_EQ(peer.ask("Host: h\r\n\r\n").body, "GET /half? ");
    EXPECT_TRUE(peer.at_end());
  }
  stopping.wait();
}

TEST(ServerStop, AcceptsNobodyMore) {
  EchoServer echo;
  const std::uint16_t port = echo.server.port();
  echo.server.stop(1s);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_NE(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ::close(socket);
}

TEST(ServerStop, TheGraceIsItsBound) {
  EchoServer echo;
  Peer peer(echo.server.port());
  peer.send(get("/later"));
  DeferredReply never_sent = echo.promises.take();
  const auto begin = std::chrono::steady_clock::now();
  echo.server.stop(50ms);
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_GE(took, 50ms);
  EXPECT_LT(took, 5s);
  EXPECT_EQ(echo.server.metrics().connections_open, 0u);
}

TEST(ServerStop, APromiseMayOutliveTheServer) {
  DeferredReply sent_late;
  DeferredReply never_sent;
  {
    EchoServer echo;
    Peer first(echo.server.port());
    Peer second(echo.server.port());
    first.send(get("/later"));
    sent_late = echo.promises.take();
    second.send(get("/later"));
    never_sent = echo.promises.take();
  }
  sent_late.send(text("nobody hears"));
}

TEST(ServerStop, StoppingTwiceOrUnstartedIsHarmless) {
  Server unstarted({}, {});
  unstarted.stop(1s);
  EchoServer echo;
  echo.server.stop(1s);
  echo.server.stop(1s);
}

// Whoever got a request in before the stop gets an answer, even if it waits in the kernel's queue.
TEST(ServerStop, AnswersWhatHasArrived) {
  for (int round = 0; round < 20; ++round) {
    ServerSettings settings;
    settings.io_threads = 1 + round % 3;
    EchoServer echo(settings);
    std::vector<std::unique_ptr<Peer>> peers;
    for (int i = 0; i < 10; ++i) {
      peers.push_back(std::make_unique<Peer>(echo.server.port()));
      peers.back()->send(get("/"));
    }
    const auto stopping = stop_in_background(echo.server, 5s);
    for (const auto& peer : peers) EXPECT_EQ(peer->read().status, 200);
    peers.clear();  // so that the server need not wait for them to hang up
    stopping.wait();
  }
}

}  // namespace
}  // namespace plimsoll::net
