#include "net/connection.h"

#include <algorithm>

#include "base/check.h"
#include "base/limits.h"

namespace plimsoll::net {

namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kKeptBytes = 1024 * 1024;  // shared buffers larger than this are given back
constexpr std::size_t kKeptBody = 64 * 1024;
// How long a client may go on sending after its last answer. Closing earlier would let the kernel
// reset the connection and take the answer away from a client that has not read it yet.
constexpr auto kLinger = 1s;
// How long a surplus connection may wait before it is told 503 without having asked anything.
constexpr auto kRefusalPatience = 1s;

IpAddress comparable(const boost::asio::ip::address& address) {
  IpAddress result;
  if (address.is_v6()) {
    result.bytes = address.to_v6().to_bytes();
  } else {
    result.bytes[10] = result.bytes[11] = 0xff;
    const auto v4 = address.to_v4().to_bytes();
    std::copy(v4.begin(), v4.end(), result.bytes.begin() + 12);
  }
  return result;
}

// A listener on "::" sees IPv4 clients as ::ffff:a.b.c.d.
boost::asio::ip::address unmapped(const boost::asio::ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
}

Transport transport_of(int socket, const std::optional<TlsContext>& tls) {
  return tls ? Transport(socket, *tls) : Transport(socket);
}

}  // namespace

Connection::Connection(IoLoop& loop, tcp::socket socket, Admission admission)
    : loop_(loop),
      socket_(std::move(socket)),
      transport_(transport_of(socket_.native_handle(), loop.context().tls.get())),
      admission_(admission) {}

void Connection::start() {
  error_code error;
  const auto peer = socket_.remote_endpoint(error);
  if (!error) socket_.native_non_blocking(true, error);
  if (!error) socket_.set_option(tcp::no_delay(true), error);
  if (error) return close();  // the client has gone already
  const auto address = unmapped(peer.address());
  remote_ip_ = address.to_string();
  remote_ = comparable(address);
  if (!transport_.needs_handshake()) {
    if (fill()) advance();  // the first request often arrives with the connection
    return;
  }
  phase_ = Phase::kHandshake;
  deadline_ = Clock::now() + loop_.context().settings.timeouts.request;
  continue_handshake();
}

void Connection::check_deadline(Clock::time_point now) {
  if (now < deadline_) return;
  switch (phase_) {
    case Phase::kIdle: return admission_ == Admission::kRefused ? finish_with(503) : close();
    case Phase::kReading: return finish_with(admission_ == Admission::kRefused ? 503 : 408);
    case Phase::kHandshake:
    case Phase::kWriting: loop_.timeouts.raise(); return close();
    case Phase::kLingering: return close();
    case Phase::kAnswering:
    case Phase::kClosed: return;
  }
}

void Connection::stop_when_idle() {
  if (phase_ == Phase::kHandshake) return close();
  // A request may have arrived that nobody has looked at yet; otherwise this closes.
  if (phase_ == Phase::kIdle && fill()) advance();
}

void Connection::close() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  error_code ignored;
  socket_.close(ignored);
  ServerContext& context = loop_.context();
  (admission_ == Admission::kServed ? context.admitted_open : context.refused_open).fetch_sub(1);
  loop_.remove(*this);
}

bool Connection::awaits_client() const {
  const bool is_owed = handling_ == Handling::kDeferred;
  return !is_owed && phase_ != Phase::kClosed && admission_ == Admission::kServed;
}

void Connection::on_ready() {
  switch (phase_) {
    case Phase::kHandshake: return continue_handshake();
    case Phase::kIdle:
    case Phase::kReading:
      if (fill()) advance();
      return;
    case Phase::kWriting:
      if (flush()) advance();
      return;
    case Phase::kLingering: return discard_input();
    case Phase::kAnswering:
    case Phase::kClosed: return;
  }
}

void Connection::continue_handshake() {
  switch (transport_.handshake().kind) {
    case IoResult::Kind::kDone:
      phase_ = Phase::kIdle;
      if (fill()) advance();
      return;
    case IoResult::Kind::kPlainHttp: return finish_with(400);
    case IoResult::Kind::kWantRead: return wait_readable();
    case IoResult::Kind::kWantWrite: return wait_writable();
    case IoResult::Kind::kEnd:
    case IoResult::Kind::kFailed: return close();
  }
}

void Connection::advance() {
  for (;;) {
    const bool stopped_early = answer_arrived();
    if (!flush()) return;
    if (closing_) return linger();
    if (handling_ == Handling::kDeferred) {
      phase_ = Phase::kAnswering;
      deadline_ = Clock::time_point::max();
      return;
    }
    if (stopped_early) continue;
    if (!transport_.has_buffered()) return wait_for_bytes();
    if (!fill()) return;
  }
}

bool Connection::answer_arrived() {
  for (std::size_t answered = 0; !closing_ && handling_ != Handling::kDeferred; ++answered) {
    if (answered == kMaxPipelined || loop_.gathered.size() > kMaxGatheredBytes) return true;
    if (take_request() == Step::kIncomplete) return false;
  }
  return false;
}

Connection::Step Connection::take_request() {
  // Some old clients end a body with a line end that its length does not count (RFC 9112, 2.2).
  // More of them would be a way to stay without ever asking anything.
  while (input_.view().starts_with("\r\n")) {
    if (++empty_lines_ > kMaxEmptyLines) return refuse(400, false);
    input_.consume(2);
  }
  const std::string_view bytes = input_.view();
  if (bytes.empty() || bytes.size() < needed_ || adds_no_line(bytes)) return Step::kIncomplete;
  RequestHead& head = loop_.head;
  const ParseOutcome outcome = parse_head(bytes, loop_.context().settings.limits, head);
  if (outcome.kind == ParseOutcome::Kind::kRefused) {
    return refuse(outcome.status, head.method == "HEAD");
  }
  if (outcome.kind == ParseOutcome::Kind::kIncomplete) {
    scanned_ = bytes.size();
    return Step::kIncomplete;
  }
  scanned_ = 0;
  if (admission_ == Admission::kRefused) return refuse(503, head.method == "HEAD");
  if (head.chunked) return take_chunks(bytes);
  const std::size_t size = head.size + static_cast<std::size_t>(head.content_length);
  if (bytes.size() >= size) return handle(bytes.substr(head.size, size - head.size), size);
  needed_ = size;
  return await_rest();
}

// Spares a client that sends byte by byte from having its head parsed anew at each of them.
bool Connection::adds_no_line(std::string_view bytes) const {
  return scanned_ != 0 && bytes.size() <= loop_.context().settings.limits.request_line &&
         bytes.find('\n', scanned_) == std::string_view::npos;
}

Connection::Step Connection::take_chunks(std::string_view bytes) {
  const std::size_t head_size = loop_.head.size;
  std::size_t taken = 0;
  const ParseOutcome outcome =
      chunks_.feed(bytes.substr(head_size), loop_.context().settings.limits, chunked_body_, taken);
  switch (outcome.kind) {
    case ParseOutcome::Kind::kRefused: return refuse(outcome.status, false);
    case ParseOutcome::Kind::kComplete: return handle(chunked_body_, head_size + taken);
    case ParseOutcome::Kind::kIncomplete: break;
  }
  input_.erase(head_size,
               taken);  // only the head is needed again, to be parsed with the next bytes
  return await_rest();
}

Connection::Step Connection::await_rest() {
  if (loop_.head.expects_continue && !continue_sent_) {
    continue_sent_ = true;
    loop_.gathered.append("HTTP/1.1 100 Continue\r\n\r\n");
  }
  return Step::kIncomplete;
}

Connection::Step Connection::handle(std::string_view body, std::size_t size) {
  const RequestHead& head = loop_.head;
  http_1_0_ = head.http_1_0;
  keep_alive_ = head.keep_alive;
  head_only_ = head.method == "HEAD";
  const TargetParts parts = split_target(head.target);
  const Request request{head.method, head.target, parts.path, parts.query,    body,
                        head.fields, remote_ip_,  remote_,    head.keep_alive};
  loop_.requests.raise();
  handling_ = Handling::kCalling;
  Reply reply(*this);
  loop_.context().handler(request, reply);
  if (handling_ == Handling::kCalling) append_answer(loop_.context().error_response(500));
  if (handling_ != Handling::kDeferred) handling_ = Handling::kNone;

  input_.consume(size);
  quiet_since_ = Clock::now();
  empty_lines_ = 0;
  needed_ = 0;
  continue_sent_ = false;
  request_deadline_ = Clock::time_point::max();
  if (head.chunked) {
    chunks_ = ChunkDecoder();
    chunked_body_ = std::string();
  }
  return Step::kHandled;
}

void Connection::answer_now(Response&& response) {
  CHECK_MSG(handling_ == Handling::kCalling, "a request answered twice");
  handling_ = Handling::kAnswered;
  append_answer(std::move(response));
}

DeferredReply Connection::defer() {
  CHECK_MSG(handling_ == Handling::kCalling, "a request answered twice");
  handling_ = Handling::kDeferred;
  return DeferredReply(loop_.shared_from_this(), weak_from_this());
}

void Connection::answer_deferred(Response&& response) {
  if (phase_ == Phase::kClosed) return;
  handling_ = Handling::kNone;
  append_answer(std::move(response));
  if (phase_ != Phase::kWriting) advance();  // else it follows what the client is still taking
}

void Connection::answer_abandoned() { answer_deferred(loop_.context().error_response(500)); }

std::string Connection::spare_body() {
  std::string body = std::move(loop_.spare_body);
  body.clear();
  return body;
}

void Connection::append_answer(Response&& response) {
  if (!keep_alive_ || loop_.stopping()) closing_ = true;
  const AfterAnswer open = http_1_0_ ? AfterAnswer::kKeepOpenExplicitly : AfterAnswer::kKeepOpen;
  std::string& out = unsent_.empty() ? loop_.gathered : unsent_;
  append_response(out, response, closing_ ? AfterAnswer::kClose : open, head_only_);
  const std::size_t capacity = response.body.capacity();
  if (capacity > loop_.spare_body.capacity() && capacity <= kKeptBody) {
    loop_.spare_body = std::move(response.body);
  }
}

Connection::Step Connection::refuse(int status, bool head_only) {
  if (status == 408) {
    loop_.timeouts.raise();
  } else if (status != 503) {
    loop_.parse_errors.raise();
  }
  keep_alive_ = false;
  head_only_ = head_only;
  append_answer(loop_.context().error_response(status));
  return Step::kHandled;
}

void Connection::finish_with(int status) {
  refuse(status, false);
  if (flush()) linger();
}

bool Connection::flush() {
  const bool resumed = !unsent_.empty();
  std::string& out = resumed ? unsent_ : loop_.gathered;
  bool progressed = !resumed;
  while (sent_ < out.size()) {
    const IoResult result = transport_.write(std::string_view(out).substr(sent_));
    if (result.kind == IoResult::Kind::kDone) {
      sent_ += result.size;
      progressed = true;
      continue;
    }
    const bool wait_to_read = result.kind == IoResult::Kind::kWantRead;
    if (!wait_to_read && result.kind != IoResult::Kind::kWantWrite) {
      out.clear();
      close();
      return false;
    }
    if (!resumed) {
      unsent_.assign(out, sent_);
      out.clear();
      sent_ = 0;
    }
    if (progressed) deadline_ = Clock::now() + loop_.context().settings.timeouts.write;
    phase_ = Phase::kWriting;
    wait_to_read ? wait_readable() : wait_writable();
    return false;
  }
  sent_ = 0;
  out.clear();
  if (resumed || out.capacity() > kKeptBytes) out = std::string();
  return true;
}

bool Connection::fill() {
  const IoResult result = transport_.read(input_.prepare());
  switch (result.kind) {
    case IoResult::Kind::kDone: input_.commit(result.size); return true;
    case IoResult::Kind::kWantRead: wait_for_bytes(); return false;
    case IoResult::Kind::kWantWrite: wait_writable(); return false;
    case IoResult::Kind::kEnd:
      if (input_.empty()) {
        close();
      } else {
        finish_with(400);  // half a request, and the client says that there is no more
      }
      return false;
    case IoResult::Kind::kPlainHttp:
    case IoResult::Kind::kFailed: break;
  }
  close();
  return false;
}

void Connection::wait_for_bytes() {
  const ServerTimeouts& timeouts = loop_.context().settings.timeouts;
  const Clock::time_point now = Clock::now();
  if (!input_.empty()) {
    phase_ = Phase::kReading;
    if (request_deadline_ == Clock::time_point::max()) request_deadline_ = now + timeouts.request;
    deadline_ = request_deadline_;
  } else {
    if (loop_.stopping()) return close();
    phase_ = Phase::kIdle;
    const bool refused = admission_ == Admission::kRefused;
    deadline_ = now + (refused ? std::min<Clock::duration>(kRefusalPatience, timeouts.request)
                               : Clock::duration(timeouts.idle));
  }
  wait_readable();
}

void Connection::wait_readable() {
  if (read_wait_armed_) return;
  read_wait_armed_ = true;
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code error) {
    self->read_wait_armed_ = false;
    if (!error) self->on_ready();
  });
}

void Connection::wait_writable() {
  if (write_wait_armed_) return;
  write_wait_armed_ = true;
  socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](error_code error) {
    self->write_wait_armed_ = false;
    if (!error) self->on_ready();
  });
}

void Connection::linger() {
  transport_.finish_sending();
  phase_ = Phase::kLingering;
  deadline_ = Clock::now() + kLinger;
  discard_input();
}

void Connection::discard_input() {
  if (transport_.discard().kind == IoResult::Kind::kWantRead) {
    wait_readable();
  } else {
    close();
  }
}

}  // namespace plimsoll::net
