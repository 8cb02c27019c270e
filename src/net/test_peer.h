// For the tests of net/: a raw loopback socket that says exactly what it is told, and a server to
// say it to.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "net/server.h"

namespace plimsoll::net {

using namespace std::chrono_literals;

struct Answer {
  int status = 0;  // 0: the connection ended before a whole answer
  std::string head;
  std::string body;

  [[nodiscard]] bool has(std::string_view line) const {
    return head.find("\r\n" + std::string(line) + "\r\n") != std::string::npos;
  }
};

class Peer {
 public:
  explicit Peer(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{10, 0};  // a broken server fails the test instead of hanging it
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ~Peer() { ::close(socket_); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;  // the server has hung up; what it answered is what the test looks at
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void finish_sending() { ::shutdown(socket_, SHUT_WR); }

  Answer read(bool to_head_request = false) {
    std::size_t head_end = std::string::npos;
    while ((head_end = received_.find("\r\n\r\n")) == std::string::npos) {
      if (!receive()) return {};
    }
    Answer answer;
    answer.head = received_.substr(0, head_end + 2);
    const std::size_t body_begin = head_end + 4;
    std::size_t body_size = 0;
    const std::size_t length = answer.head.find("Content-Length: ");
    if (length != std::string::npos && !to_head_request) {
      body_size = std::stoul(answer.head.substr(length + 16));
    }
    while (received_.size() < body_begin + body_size) {
      if (!receive()) return {};
    }
    answer.status = std::stoi(answer.head.substr(9));
    answer.body = received_.substr(body_begin, body_size);
    received_.erase(0, body_begin + body_size);
    return answer;
  }
  Answer ask(std::string_view bytes) {
    send(bytes);
    return read();
  }
  // Nothing more comes, because the server has closed the connection in good order.
  bool at_end() { return received_.empty() && !receive() && ended_; }
  // Nothing has come so far.
  bool silent() {
    char byte = 0;
    return received_.empty() && ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0;
  }
  std::size_t data_segments_received() const {
    tcp_info info{};
    socklen_t size = sizeof info;
    EXPECT_EQ(::getsockopt(socket_, IPPROTO_TCP, TCP_INFO, &info, &size), 0);
    return info.tcpi_data_segs_in;
  }

  [[nodiscard]] int socket() const { return socket_; }

 private:
  bool receive() {
    char bytes[65536];
    const ssize_t size = ::recv(socket_, bytes, sizeof bytes, 0);
    ended_ = size == 0;
    if (size <= 0) return false;
    received_.append(bytes, static_cast<std::size_t>(size));
    return true;
  }

  int socket_;
  bool ended_ = false;
  std::string received_;
};

inline std::string get(std::string_view target, std::string_view fields = {}) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n";
}

template <class Condition>
[[nodiscard]] bool eventually(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

// Promises that handlers made, for the test to keep.
class Promises {
 public:
  void add(DeferredReply reply) {
    const std::lock_guard lock(mutex_);
    replies_.push_back(std::move(reply));
    arrived_.notify_all();
  }
  DeferredReply take() {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(arrived_.wait_for(lock, 10s, [&] { return !replies_.empty(); }));
    if (replies_.empty()) return {};
    DeferredReply reply = std::move(replies_.front());
    replies_.erase(replies_.begin());
    return reply;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<DeferredReply> replies_;
};

inline Response text(std::string body) {
  Response response;
  response.body = std::move(body);
  return response;
}

// Answers "<method> <path>?<query> <body>" at once; below /later it promises to.
struct EchoServer {
  explicit EchoServer(ServerSettings settings = {})
      : server(std::move(settings), [this](const Request& request, Reply& reply) {
          if (request.path.starts_with("/later")) return promises.add(reply.defer());
          Response response;
          response.body = reply.spare_body();
          response.body.append(request.method).append(" ").append(request.path).append("?");
          response.body.append(request.query).append(" ").append(request.body);
          reply.send(std::move(response));
        }) {
    const auto started = server.start();
    EXPECT_TRUE(started.has_value()) << describe(started.error());
  }

  Promises promises;
  Server server;
};

}  // namespace plimsoll::net
