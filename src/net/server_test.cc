// How the server answers well-behaved clients: order, pipelining, deferral, connections, methods.
#include "net/server.h"

#include <gtest/gtest.h>

#include <atomic>

#include "net/test_peer.h"

namespace plimsoll::net {
namespace {

TEST(Server, HandsTheHandlerTheRequestAsSent) {
  std::string seen;
  Server server({}, [&](const Request& request, Reply& reply) {
    seen = std::string(request.method) + "|" + std::string(request.target) + "|" +
           std::string(request.path) + "|" + std::string(request.query) + "|" +
           std::string(request.body) + "|" + std::string(request.remote_ip) + "|" +
           std::string(request.header("x-mbx-apikey").value_or("none")) + "|" +
           std::string(request.header("Absent").value_or("none"));
    reply.send(text("ok"));
  });
  ASSERT_TRUE(server.start().has_value());
  Peer peer(server.port());
  const Answer answer = peer.ask(
      "POST /a%20b?x=%31&y HTTP/1.1\r\nHost: h\r\nX-MBX-APIKEY:  abc \r\nContent-Length: "
      "3\r\n\r\nq=1");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(seen, "POST|/a%20b?x=%31&y|/a%20b|x=%31&y|q=1|127.0.0.1|abc|none");
}

TEST(Server, OneClientIsOneAddressHoweverTheServerListens) {
  IpAddress seen[2];
  std::string texts[2];
  int turn = 0;
  for (const std::string host : {"127.0.0.1", "::"}) {
    ServerSettings settings;
    settings.host = host;
    Server server(settings, [&](const Request& request, Reply& reply) {
      seen[turn] = request.remote;
      texts[turn] = request.remote_ip;
      reply.send(text("ok"));
    });
    if (!server.start().has_value()) GTEST_SKIP() << "no IPv6 here";
    Peer peer(server.port());
    EXPECT_EQ(peer.ask(get("/")).status, 200);
    server.stop(0ms);
    ++turn;
  }
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_NE(seen[0], IpAddress{});
  EXPECT_EQ(texts[0], "127.0.0.1");
  EXPECT_EQ(texts[1], "127.0.0.1");
  EXPECT_EQ(std::hash<IpAddress>{}(seen[0]), std::hash<IpAddress>{}(seen[1]));
}

TEST(Server, AnswersWithTypeLengthAndExtraHeaders) {
  Server server({}, [](const Request&, Reply& reply) {
    Response response = text("nope");
    response.status = 429;
    response.content_type = "text/plain";
    response.add_header("Retry-After", "7");
    reply.send(std::move(response));
  });
  ASSERT_TRUE(server.start().has_value());
  Peer peer(server.port());
  const Answer answer = peer.ask(get("/"));
  EXPECT_EQ(answer.head,
            "HTTP/1.1 429 Too Many Requests\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n"
            "Retry-After: 7\r\n");
  EXPECT_EQ(answer.body, "nope");
}

TEST(Server, JsonIsTheDefaultType) {
  EchoServer echo;
  EXPECT_TRUE(
      Peer(echo.server.port()).ask(get("/")).has("Content-Type: application/json;charset=UTF-8"));
}

TEST(Server, KeepsTheConnectionForTheNextRequest) {
  EchoServer echo;
  Peer peer(echo.server.port());
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(peer.ask(get("/x?" + std::to_string(i))).body, "GET /x?" + std::to_string(i) + " ");
  }
  EXPECT_EQ(echo.server.metrics().connections_accepted, 1u);
  EXPECT_EQ(echo.server.metrics().requests, 20u);
}

TEST(Server, ClosesWhenTheClientAsksForIt) {
  EchoServer echo;
  Peer peer(echo.server.port());
  EXPECT_TRUE(peer.ask(get("/", "Connection: close\r\n")).has("Connection: close"));
  EXPECT_TRUE(peer.at_end());
}

TEST(Server, SpeaksHttpOneZero) {
  EchoServer echo;
  Peer closing(echo.server.port());
  const Answer answer = closing.ask("GET /old HTTP/1.0\r\n\r\n");
  EXPECT_EQ(answer.body, "GET /old? ");
  EXPECT_TRUE(closing.at_end());
  Peer keeping(echo.server.port());
  const std::string request = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  EXPECT_TRUE(keeping.ask(request).has("Connection: keep-alive"));
  EXPECT_EQ(keeping.ask(request).status, 200);
}

TEST(Server, HeadGetsTheLengthWithoutTheBody) {
  EchoServer echo;
  Peer peer(echo.server.port());
  peer.send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n" + get("/next"));
  const Answer head = peer.read(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.has("Content-Length: 9"));
  EXPECT_EQ(peer.read().body, "GET /next? ");
}

TEST(Server, SomeStatusesHaveNoBody) {
  Server server({}, [](const Request&, Reply& reply) {
    Response response = text("must not be sent");
    response.status = 204;
    reply.send(std::move(response));
  });
  ASSERT_TRUE(server.start().has_value());
  Peer peer(server.port());
  peer.send(get("/") + get("/"));
  EXPECT_EQ(peer.read().head, "HTTP/1.1 204 No Content\r\n");
  EXPECT_EQ(peer.read().status, 204);
}

TEST(Server, ReadsBodiesByLengthAndByChunks) {
  EchoServer echo;
  Peer peer(echo.server.port());
  const std::string large(50'000, 'b');
  EXPECT_EQ(peer.ask("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\n" + large).body,
            "PUT /? " + large);
  const std::string chunked =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\nC350\r\n" +
      large + "\r\n0\r\n\r\n";
  EXPECT_EQ(peer.ask(chunked + get("/next")).body, "POST /? abc" + large);
  EXPECT_EQ(peer.read().body, "GET /next? ");
}

TEST(Server, ToleratesALineEndAfterABody) {
  EchoServer echo;
  Peer peer(echo.server.port());
  peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx\r\n" + get("/next"));
  EXPECT_EQ(peer.read().body, "POST /? x");
  EXPECT_EQ(peer.read().body, "GET /next? ");
}

TEST(Server, UnderstandsARequestThatArrivesByteByByte) {
  ServerSettings settings;
  settings.timeouts.request = 10s;
  EchoServer echo(settings);
  Peer peer(echo.server.port());
  const std::string by_length = "POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
  const std::string by_chunks =
      "\r\nPOST /slow HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: u\r\n\r\n";
  for (const std::string& request : {by_length, by_chunks}) {
    for (const char byte : request) {
      peer.send({&byte, 1});
      std::this_thread::sleep_for(200us);
    }
    EXPECT_EQ(peer.read().body, "POST /slow? hello");
  }
}

TEST(Server, AnswersPipelinedRequestsInOrderAndInOneWrite) {
  EchoServer echo;
  Peer peer(echo.server.port());
  EXPECT_EQ(peer.ask(get("/first")).status, 200);
  const std::size_t before = peer.data_segments_received();
  std::string together;
  for (int i = 0; i < 20; ++i) together += get("/" + std::to_string(i));
  peer.send(together);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(peer.read().body, "GET /" + std::to_string(i) + "? ");
  }
  EXPECT_EQ(peer.data_segments_received() - before, 1u);
}

TEST(Server, ADeferredAnswerHoldsBackTheLaterOnesAndOnlyThose) {
  EchoServer echo;
  Peer peer(echo.server.port());
  peer.send(get("/1") + get("/later/2") + get("/3") + get("/later/4") + get("/5"));
  EXPECT_EQ(peer.read().body, "GET /1? ");
  DeferredReply second = echo.promises.take();
  EXPECT_EQ(echo.server.metrics().requests, 2u);  // the third waits for its turn
  EXPECT_TRUE(peer.silent());
  std::thread elsewhere([&] { second.send(text("two")); });
  elsewhere.join();
  EXPECT_EQ(peer.read().body, "two");
  EXPECT_EQ(peer.read().body, "GET /3? ");
  echo.promises.take().send(text("four"));
  EXPECT_EQ(peer.read().body, "four");
  EXPECT_EQ(peer.read().body, "GET /5? ");
}

TEST(Server, ADeferredAnswerKeepsTheFormOfItsRequest) {
  EchoServer echo;
  Peer peer(echo.server.port());
  peer.send("HEAD /later HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  echo.promises.take().send(text("four"));
  const Answer answer = peer.read(true);
  EXPECT_TRUE(answer.has("Content-Length: 4"));
  EXPECT_TRUE(answer.has("Connection: close"));
  EXPECT_TRUE(peer.at_end());
}

TEST(Server, AForgottenPromiseAnswers500) {
  EchoServer echo;
  Peer peer(echo.server.port());
  peer.send(get("/later") + get("/next"));
  { const DeferredReply forgotten = echo.promises.take(); }
  EXPECT_EQ(peer.read().status, 500);
  EXPECT_EQ(peer.read().body, "GET /next? ");
}

TEST(Server, AMovedPromiseIsStillOnePromise) {
  EchoServer echo;
  Peer first(echo.server.port());
  Peer second(echo.server.port());
  first.send(get("/later"));
  DeferredReply kept = echo.promises.take();
  second.send(get("/later"));
  DeferredReply moved = std::move(kept);
  moved = echo.promises.take();  // gives up the first one
  EXPECT_EQ(first.read().status, 500);
  moved.send(text("second"));
  EXPECT_EQ(second.read().body, "second");
}

TEST(Server, AHandlerThatDoesNothingAnswers500) {
  ServerSettings settings;
  settings.error_body = [](int status) { return "{\"code\":-" + std::to_string(status) + "}"; };
  Server server(settings, [](const Request&, Reply&) {});
  ASSERT_TRUE(server.start().has_value());
  Peer peer(server.port());
  const Answer answer = peer.ask(get("/"));
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body, "{\"code\":-500}");
}

TEST(Server, AnAnswerAfterTheClientHasGoneIsHarmless) {
  EchoServer echo;
  {
    Peer peer(echo.server.port());
    peer.send(get("/later"));
  }
  echo.promises.take().send(text("too late"));
  EXPECT_TRUE(eventually([&] { return echo.server.metrics().connections_open == 0; }));
  EXPECT_EQ(Peer(echo.server.port()).ask(get("/")).status, 200);
}

TEST(Server, SendsLargeAnswersToSlowReadersWhole) {
  const std::string large(20'000'000, 'z');
  Server server({}, [&](const Request& request, Reply& reply) {
    reply.send(text(request.path == "/large" ? large : "small"));
  });
  ASSERT_TRUE(server.start().has_value());
  Peer peer(server.port());
  peer.send(get("/large") + get("/small") + get("/large"));
  std::this_thread::sleep_for(20ms);  // long enough for the socket to fill
  EXPECT_EQ(peer.read().body, large);
  EXPECT_EQ(peer.read().body, "small");
  EXPECT_EQ(peer.read().body, large);
}

TEST(Server, MorePipelinedRequestsThanOneGatheringAreAllAnswered) {
  EchoServer echo;
  Peer peer(echo.server.port());
  std::string together;
  for (int i = 0; i < 500; ++i) together += get("/" + std::to_string(i));
  std::thread sender([&] { peer.send(together); });
  for (int i = 0; i < 500; ++i) {
    ASSERT_EQ(peer.read().body, "GET /" + std::to_string(i) + "? ");
  }
  sender.join();
}

// Eight clients, four I/O threads, workers that answer every third request: nothing lost, nothing
// mixed.
TEST(Server, ServesManyConnectionsOnSeveralThreads) {
  constexpr int kClients = 8;
  constexpr int kRequestsEach = 250;
  std::mutex mutex;
  std::vector<std::pair<DeferredReply, std::string>> work;
  std::atomic<bool> done = false;
  ServerSettings settings;
  settings.io_threads = 4;
  Server server(settings, [&](const Request& request, Reply& reply) {
    std::string body(request.query);
    if (body.back() % 3 != 0) return reply.send(text(std::move(body)));
    const std::lock_guard lock(mutex);
    work.emplace_back(reply.defer(), std::move(body));
  });
  ASSERT_TRUE(server.start().has_value());
  std::vector<std::thread> workers;
  for (int i = 0; i < 2; ++i) {
    workers.emplace_back([&] {
      while (!done) {
        std::unique_lock lock(mutex);
        std::vector<std::pair<DeferredReply, std::string>> mine = std::exchange(work, {});
        lock.unlock();
        for (auto& [reply, body] : mine) reply.send(text(std::move(body)));
        if (mine.empty()) std::this_thread::sleep_for(50us);
      }
    });
  }
  std::vector<std::thread> clients;
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([&server, client] {
      Peer peer(server.port());
      const auto name = [&](int i) { return std::to_string(client) + "-" + std::to_string(i); };
      for (int i = 0; i < kRequestsEach; i += 5) {
        std::string batch;
        for (int k = i; k < i + 5; ++k) batch += get("/?" + name(k));
        peer.send(batch);
        for (int k = i; k < i + 5; ++k) ASSERT_EQ(peer.read().body, name(k));
      }
    });
  }
  for (std::thread& client : clients) client.join();
  done = true;
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(server.metrics().requests, static_cast<std::uint64_t>(kClients * kRequestsEach));
  EXPECT_EQ(server.metrics().connections_accepted, static_cast<std::uint64_t>(kClients));
}

TEST(Server, LendsTheMemoryOfEarlierBodies) {
  std::vector<std::size_t> capacities;
  Server server({}, [&](const Request&, Reply& reply) {
    Response response;
    response.body = reply.spare_body();
    capacities.push_back(response.body.capacity());
    response.body.append(5'000, 'x');
    reply.send(std::move(response));
  });
  ASSERT_TRUE(server.start().has_value());
  Peer peer(server.port());
  EXPECT_EQ(peer.ask(get("/")).body, std::string(5'000, 'x'));
  EXPECT_EQ(peer.ask(get("/")).body, std::string(5'000, 'x'));
  EXPECT_LT(capacities.at(0), 5'000u);
  EXPECT_GE(capacities.at(1), 5'000u);
}

TEST(Server, SaysWhatItCannotBindAndWhy) {
  EchoServer echo;
  ServerSettings taken;
  taken.port = echo.server.port();
  const auto result = Server(taken, {}).start();
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kNetwork);
  EXPECT_NE(result.error().detail.find("127.0.0.1:" + std::to_string(taken.port)),
            std::string::npos);
  EXPECT_NE(result.error().detail.find("in use"), std::string::npos);
  ServerSettings foreign;
  foreign.host = "203.0.113.1";
  EXPECT_EQ(Server(foreign, {}).start().error().code, ErrorCode::kNetwork);
  ServerSettings idle;
  idle.io_threads = 0;
  EXPECT_EQ(Server(idle, {}).start().error().code, ErrorCode::kSetting);
}

TEST(Response, AHeaderCannotSmuggleALine) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Response response;
  EXPECT_DEATH(response.add_header("X", "a\r\nSet-Cookie: b"), "line break");
}

}  // namespace
}  // namespace plimsoll::net
