#include "net/io_loop.h"

#include <algorithm>

#include "base/check.h"
#include "net/connection.h"

namespace plimsoll::net {

namespace {

using namespace std::chrono_literals;

// Deadlines are looked at on a tick: one timer a loop instead of one a connection, at the price of
// being late by up to a tenth of the shortest time limit.
std::chrono::milliseconds tick_for(const ServerTimeouts& timeouts) {
  const auto shortest = std::min({timeouts.idle, timeouts.request, timeouts.write});
  return std::clamp(shortest / 10, 2ms, 100ms);
}

}  // namespace

Response ServerContext::error_response(int status) const {
  Response response;
  response.status = status;
  if (status == 503) response.add_header("Retry-After", kRetryAfterSeconds);
  if (settings.error_body) {
    response.body = settings.error_body(status);
  } else {
    response.body.append("{\"error\":\"").append(reason_phrase(status)).append("\"}");
  }
  return response;
}

IoLoop::IoLoop(ServerContext& context)
    : context_(context),
      io_(1),  // one thread runs it
      work_(io_.get_executor()),
      tick_(io_),
      tick_interval_(tick_for(context.settings.timeouts)) {}

void IoLoop::run() {
  arm_tick();
  io_.run();
}

void IoLoop::add(std::shared_ptr<Connection> connection) {
  connection->place_in_loop = connections_.size();
  connections_.push_back(std::move(connection));
  const std::shared_ptr<Connection> added = connections_.back();
  added->start();
  if (stopping_) added->stop_when_idle();
}

void IoLoop::remove(Connection& connection) {
  const std::size_t place = connection.place_in_loop;
  CHECK(place < connections_.size() && connections_[place].get() == &connection);
  std::swap(connections_[place], connections_.back());
  connections_[place]->place_in_loop = place;
  connections_.pop_back();
  end_if_drained();
}

bool IoLoop::close_quietest() {
  std::shared_ptr<Connection> quietest;
  for (const std::shared_ptr<Connection>& connection : connections_) {
    if (!connection->awaits_client()) continue;
    if (!quietest || connection->quiet_since() < quietest->quiet_since()) quietest = connection;
  }
  if (!quietest) return false;
  quietest->close();
  return true;
}

void IoLoop::stop_by(Clock::time_point deadline) {
  stopping_ = true;
  stop_deadline_ = deadline;
  // Backwards, because a connection that closes has its place taken by the last one.
  for (std::size_t i = connections_.size(); i-- > 0;) {
    const std::shared_ptr<Connection> connection = connections_[i];
    connection->stop_when_idle();
  }
  arm_tick();  // anew, because the deadline may come before the next tick
  end_if_drained();
}

void IoLoop::arm_tick() {
  tick_.expires_at(std::min(Clock::now() + tick_interval_, stop_deadline_));
  tick_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    check_deadlines();
    if (!stopping_ || !connections_.empty()) arm_tick();
  });
}

void IoLoop::check_deadlines() {
  const Clock::time_point now = Clock::now();
  const bool no_more_grace = now >= stop_deadline_;
  for (std::size_t i = connections_.size(); i-- > 0;) {
    const std::shared_ptr<Connection> connection = connections_[i];
    if (no_more_grace) {
      connection->close();
    } else {
      connection->check_deadline(now);
    }
  }
}

void IoLoop::end_if_drained() {
  if (!stopping_ || !connections_.empty()) return;
  tick_.cancel();
  work_.reset();
}

}  // namespace plimsoll::net
