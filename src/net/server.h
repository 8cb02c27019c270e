// The HTTP/1.1 server: bytes in, a handler, bytes out.
//
// Promises: the requests of one connection are handled and answered strictly in order; the answers
// to requests that arrived together leave together; whoever sends something gets an answer - a
// malformed, oversized, slow or surplus request is told so before its connection closes; every wait
// and every size has a limit; stop() lets requests under way finish.
//
// Threads: a connection lives on one I/O thread for good, and handlers run there. A handler must
// not block or throw: work that takes long is deferred and answered from wherever it ends. Server
// itself belongs to the thread that made it, except metrics() and reload_tls(), which anyone may
// call.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "net/http.h"
#include "net/request_parser.h"
#include "net/transport.h"

namespace plimsoll::net {

class Connection;
class IoLoop;

struct ServerTimeouts {
  std::chrono::milliseconds idle{60'000};     // between requests; then the connection closes
  std::chrono::milliseconds request{10'000};  // from a request's first byte to its last; then 408
  std::chrono::milliseconds write{10'000};    // without the client taking a byte; then it closes
};

// What becomes of the next connection when max_connections are open.
enum class WhenFull : std::uint8_t {
  kRefuse,         // it is answered 503
  kCloseQuietest,  // the one gives way that has asked nothing for the longest; with one I/O thread
};

struct ServerSettings {
  std::string host = "127.0.0.1";  // a name or an address; "::" listens on IPv4 too
  std::uint16_t port = 0;          // 0: any free one, see Server::port()
  int io_threads = 1;
  std::size_t max_connections = 10'000;  // some 5 KiB each
  WhenFull when_full = WhenFull::kRefuse;
  RequestLimits limits{};
  ServerTimeouts timeouts{};
  std::optional<TlsFiles> tls{};
  // The JSON body of an answer that no handler gives (400, 408, 503 ...). Called on I/O threads.
  std::function<std::string(int status)> error_body{};
};

// The one-shot promise to answer a request later, from any thread. Destroyed without an answer, it
// answers 500. Harmless after the client has gone or the server has stopped.
class DeferredReply {
 public:
  DeferredReply() = default;  // promises nothing
  DeferredReply(DeferredReply&& other) noexcept = default;
  DeferredReply& operator=(DeferredReply&& other) noexcept;
  ~DeferredReply();

  // CHECKs that it has not been sent or moved from.
  void send(Response response);

 private:
  friend class Connection;
  DeferredReply(std::shared_ptr<IoLoop> loop, std::weak_ptr<Connection> connection);
  void abandon();

  std::shared_ptr<IoLoop> loop_;  // null once sent
  std::weak_ptr<Connection> connection_;
};

// How a handler answers: exactly one of send() and defer(), once (CHECKed); neither answers 500.
class Reply {
 public:
  explicit Reply(Connection& connection) : connection_(connection) {}
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;

  void send(Response&& response);
  [[nodiscard]] DeferredReply defer();

  // An empty string that already has the capacity of an earlier answer: build the body in it and no
  // memory is allocated for it.
  [[nodiscard]] std::string spare_body();

 private:
  Connection& connection_;
};

using Handler = std::function<void(const Request&, Reply&)>;

// Counts since start(), over all I/O threads.
struct ServerMetrics {
  std::uint64_t connections_open = 0;
  std::uint64_t connections_accepted = 0;  // including those refused
  std::uint64_t connections_refused = 0;   // above max_connections: answered 503
  std::uint64_t requests = 0;              // handed to the handler
  std::uint64_t parse_errors = 0;  // answered 400, 413, 414, 417, 431, 501 or 505 by the server
  std::uint64_t timeouts = 0;      // slow requests, handshakes and readers; not idle closings
};

class Server {
 public:
  Server(ServerSettings settings, Handler handler);
  ~Server();  // stop() without grace
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds and listens; requests are handled from here on. Once per Server. kNetwork: the address
  // and the reason; kFile, kCrypto: the TLS files; kSetting: no thread or no connection allowed.
  [[nodiscard]] Result<void> start();
  // Reads the TLS files again: new connections get what is in them, those that are there keep what
  // they have. kFile, kCrypto: nothing changes. Any thread; nothing to do in the clear.
  [[nodiscard]] Result<void> reload_tls();
  // The bound port, after start().
  [[nodiscard]] std::uint16_t port() const;
  // Accepts nothing more, closes idle connections, lets requests under way finish for at most
  // `grace` and returns when all I/O threads have ended. Not from a handler. Harmless when not
  // started.
  void stop(std::chrono::milliseconds grace);
  [[nodiscard]] ServerMetrics metrics() const;

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace plimsoll::net
