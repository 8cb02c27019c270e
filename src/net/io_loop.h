// One I/O thread's world: its io_context, its connections, the buffers they share.
//
// Inside net/ only. Everything but post() and the counters is for the loop's own thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/asio.h"
#include "net/request_parser.h"
#include "net/server.h"

namespace plimsoll::net {

using Clock = std::chrono::steady_clock;

// A counter that only one thread raises and any thread reads: no locked instruction.
class Counter {
 public:
  void raise() { value_.store(read() + 1, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t read() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// The TLS context of new connections, which may be replaced while they come. Any thread.
class CurrentTls {
 public:
  // Nothing in the clear.
  [[nodiscard]] std::optional<TlsContext> get() const {
    const std::lock_guard lock(mutex_);
    return context_;
  }
  void set(TlsContext context) {
    const std::lock_guard lock(mutex_);
    context_ = std::move(context);
  }

 private:
  mutable std::mutex mutex_;
  std::optional<TlsContext> context_;
};

// What all loops of one server share. It outlives their threads.
struct ServerContext {
  ServerSettings settings;
  Handler handler;
  CurrentTls tls;
  std::atomic<std::size_t> admitted_open{0};
  std::atomic<std::size_t> refused_open{0};

  [[nodiscard]] Response error_response(int status) const;
};

class IoLoop : public std::enable_shared_from_this<IoLoop> {
 public:
  explicit IoLoop(ServerContext& context);

  // Runs until stop_by() was asked and no connection is left.
  void run();
  // From any thread: calls `task` on the loop's thread, or never once the loop has ended.
  template <class Task>
  void post(Task&& task) {
    boost::asio::post(io_, std::forward<Task>(task));
  }
  [[nodiscard]] boost::asio::io_context& io() { return io_; }
  [[nodiscard]] ServerContext& context() { return context_; }

  void add(std::shared_ptr<Connection> connection);
  void remove(Connection& connection);
  // Closes the connection that has asked nothing for the longest, of those whose client is to speak
  // next. False when there is none.
  bool close_quietest();
  // Idle connections close now, the others after their answer or at the deadline.
  void stop_by(Clock::time_point deadline);
  [[nodiscard]] bool stopping() const { return stopping_; }

  // Shared by the loop's connections, which use them within one event only.
  RequestHead head;        // parsed last
  std::string gathered;    // answers on their way into one write
  std::string spare_body;  // see Reply::spare_body

  Counter requests;
  Counter parse_errors;
  Counter timeouts;

 private:
  void arm_tick();
  void check_deadlines();
  void end_if_drained();

  ServerContext& context_;
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer tick_;
  std::chrono::milliseconds tick_interval_;
  std::vector<std::shared_ptr<Connection>> connections_;  // each knows its place
  bool stopping_ = false;
  Clock::time_point stop_deadline_ = Clock::time_point::max();
};

}  // namespace plimsoll::net
