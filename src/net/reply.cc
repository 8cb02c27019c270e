// Reply and DeferredReply of net/server.h: how an answer finds its connection.
#include <memory>
#include <utility>

#include "base/check.h"
#include "net/connection.h"
#include "net/io_loop.h"
#include "net/server.h"

namespace plimsoll::net {

DeferredReply::DeferredReply(std::shared_ptr<IoLoop> loop, std::weak_ptr<Connection> connection)
    : loop_(std::move(loop)), connection_(std::move(connection)) {}

DeferredReply& DeferredReply::operator=(DeferredReply&& other) noexcept {
  if (this != &other) {
    abandon();
    loop_ = std::move(other.loop_);
    connection_ = std::move(other.connection_);
  }
  return *this;
}

DeferredReply::~DeferredReply() { abandon(); }

void DeferredReply::send(Response response) {
  CHECK_MSG(loop_ != nullptr, "a deferred request answered twice");
  const std::shared_ptr<IoLoop> loop = std::move(loop_);
  loop->post([connection = std::move(connection_), response = std::move(response)]() mutable {
    if (const auto open = connection.lock()) open->answer_deferred(std::move(response));
  });
}

void DeferredReply::abandon() {
  if (loop_ == nullptr) return;
  const std::shared_ptr<IoLoop> loop = std::move(loop_);
  loop->post([connection = std::move(connection_)] {
    if (const auto open = connection.lock()) open->answer_abandoned();
  });
}

void Reply::send(Response&& response) { connection_.answer_now(std::move(response)); }
DeferredReply Reply::defer() { return connection_.defer(); }
std::string Reply::spare_body() { return connection_.spare_body(); }

}  // namespace plimsoll::net
