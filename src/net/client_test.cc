// The blocking client against our own server and against servers that misbehave.
#include "net/client.h"

#include <gtest/gtest.h>

#include "net/test_peer.h"

namespace plimsoll::net {
namespace {

std::string local_url(std::uint16_t port, std::string_view target) {
  return "http://127.0.0.1:" + std::to_string(port) + std::string(target);
}

// Accepts one connection, waits for a request head, says `bytes` and closes, or keeps still.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::string bytes, bool close = true)
      : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_, 1), 0);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    thread_ = std::thread([this, close, said = std::move(bytes)] {
      const int socket = ::accept(listener_, nullptr, nullptr);
      char sink[4096];
      EXPECT_GT(::recv(socket, sink, sizeof sink, 0), 0);
      ::send(socket, said.data(), said.size(), MSG_NOSIGNAL);
      while (!close && ::recv(socket, sink, sizeof sink, 0) > 0) {
      }
      ::close(socket);
    });
  }
  ~ScriptedServer() {
    thread_.join();
    ::close(listener_);
  }

  std::uint16_t port = 0;

 private:
  int listener_;
  std::thread thread_;
};

void expect_network_error(const ClientRequest& request, std::string_view part) {
  const auto result = fetch(request);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kNetwork);
  EXPECT_NE(result.error().detail.find(part), std::string::npos) << result.error().detail;
}

TEST(Client, SendsWhatItIsGivenAndReturnsTheAnswer) {
  Server server({}, [](const Request& request, Reply& reply) {
    Response response =
        text(std::string(request.method) + " " + std::string(request.target) + " " +
             std::string(request.header("x-key").value_or("")) + " " +
             std::string(request.header("host").value_or("")) + " " + std::string(request.body));
    response.status = 418;
    response.add_header("X-Extra", "1");
    reply.send(std::move(response));
  });
  ASSERT_TRUE(server.start().has_value());
  ClientRequest request;
  request.url = local_url(server.port(), "/a?b=%20c#fragment");
  request.method = "POST";
  request.headers = {{"X-Key", "abc"}};
  request.body = "q=1";
  const auto response = fetch(request);
  ASSERT_TRUE(response.has_value()) << describe(response.error());
  EXPECT_EQ(response->status, 418);
  EXPECT_EQ(response->body,
            "POST /a?b=%20c abc 127.0.0.1:" + std::to_string(server.port()) + " q=1");
  EXPECT_EQ(response->header("x-extra"), "1");
  EXPECT_EQ(response->header("absent"), std::nullopt);
}

TEST(Client, UnderstandsHeadAndEmptyPosts) {
  EchoServer echo;
  ClientRequest request;
  request.url = local_url(echo.server.port(), "");
  request.method = "HEAD";
  const auto head = fetch(request);
  ASSERT_TRUE(head.has_value()) << describe(head.error());
  EXPECT_EQ(head->header("Content-Length"), "8");
  EXPECT_EQ(head->body, "");
  request.method = "POST";
  EXPECT_EQ(fetch(request)->body, "POST /? ");
}

TEST(Client, ReadsChunkedAnswersAndThoseThatEndWithTheConnection) {
  ScriptedServer chunked(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  EXPECT_EQ(fetch({.url = local_url(chunked.port, "/")})->body, "abc");
  ScriptedServer until_end("HTTP/1.1 200 OK\r\n\r\nall of it");
  EXPECT_EQ(fetch({.url = local_url(until_end.port, "/")})->body, "all of it");
}

TEST(Client, SaysWhatWentWrongOnTheWay) {
  std::uint16_t free_port = 0;
  {
    EchoServer gone;
    free_port = gone.server.port();
  }
  expect_network_error({.url = local_url(free_port, "/")}, "is the server running");
  ScriptedServer hangs_up("");
  expect_network_error({.url = local_url(hangs_up.port, "/")}, "closed the connection");
  ScriptedServer cuts_off("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  expect_network_error({.url = local_url(cuts_off.port, "/")}, "before its answer was complete");
  ScriptedServer babbles("SSH-2.0-OpenSSH_9.2\r\n\r\n");
  expect_network_error({.url = local_url(babbles.port, "/")}, "cannot read the answer");
  ScriptedServer long_winded("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789");
  expect_network_error({.url = local_url(long_winded.port, "/"), .max_body_bytes = 9},
                       "larger than allowed");
}

TEST(Client, GivesUpAfterItsTimeLimit) {
  ScriptedServer silent("HTTP/1.1 200 OK\r\n", false);
  const auto before = std::chrono::steady_clock::now();
  expect_network_error({.url = local_url(silent.port, "/"), .time_limit = 50ms}, "within 50 ms");
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
}

TEST(Client, RefusesWhatCannotBeSent) {
  const auto code = [](const ClientRequest& request) { return fetch(request).error().code; };
  EXPECT_EQ(code({.url = "ftp://h/"}), ErrorCode::kMalformed);
  EXPECT_EQ(code({.url = "http://h/", .method = "GET /x"}), ErrorCode::kMalformed);
  EXPECT_EQ(code({.url = "http://h/", .headers = {{"A", "b\r\nC: d"}}}), ErrorCode::kMalformed);
}

TEST(ParseUrl, TakesUrlsApart) {
  const auto expect = [](std::string_view url, bool tls, std::string_view host,
                         std::string_view port, std::string_view target) {
    const auto parts = parse_url(url);
    ASSERT_TRUE(parts.has_value()) << url;
    EXPECT_EQ(parts->tls, tls) << url;
    EXPECT_EQ(parts->host, host) << url;
    EXPECT_EQ(parts->port, port) << url;
    EXPECT_EQ(parts->target, target) << url;
  };
  expect("http://h", false, "h", "80", "/");
  expect("HTTPS://h/a?b#c", true, "h", "443", "/a?b");
  expect("http://h:8080?x=1", false, "h", "8080", "/?x=1");
  expect("http://[::1]:9/a:b@c", false, "::1", "9", "/a:b@c");
  for (const std::string_view url :
       {"", "h/a", "ftp://h", "http://", "http://:80", "http://h:", "http://h:65536", "http://h:8x",
        "http://u@h", "http://[::1", "http://[::1]80", "http://h/a b", "http://h/\r\n"}) {
    EXPECT_FALSE(parse_url(url).has_value()) << url;
  }
}

TEST(Client, AnErrorTellsNeitherQueryNorPassword) {
  for (const std::string_view url :
       {"h/a?signature=secret", "ftp://h?secret", "http://u:secret@h/", "http://h:x/?secret",
        "u:secret@h", "http://u:p@secret@h/", "http://u:?secret@h", "http://h/a b?secret"}) {
    const auto parts = parse_url(url);
    ASSERT_FALSE(parts.has_value()) << url;
    EXPECT_EQ(parts.error().detail.find("secret"), std::string::npos) << parts.error().detail;
  }
}

}  // namespace
}  // namespace plimsoll::net
