#include "net/server.h"

#include <pthread.h>
#include <signal.h>

#include <thread>

#include "base/check.h"
#include "net/asio.h"
#include "net/connection.h"
#include "net/io_loop.h"

namespace plimsoll::net {

namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using boost::system::error_code;

// Connections above max_connections that may wait for their 503 at once. Beyond it nobody is
// accepted: the rest wait in the kernel's queue, and still get their answer.
constexpr std::size_t kMaxRefusedOpen = 256;
// After running out of descriptors or memory: how long before accepting is tried again.
constexpr auto kAcceptPause = 20ms;

// Signals are for whoever waits for them (net/signals.h), and a client that leaves must not end the
// process by SIGPIPE.
void block_all_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

Result<void> bind(tcp::acceptor& acceptor, const std::string& host, std::uint16_t port) {
  const bool ipv6 = host.find(':') != std::string::npos;
  const std::string where = (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
  const auto cannot = [&](const error_code& error) {
    return fail(ErrorCode::kNetwork, "cannot listen on " + where + ": " + error.message());
  };
  error_code error;
  tcp::resolver resolver(acceptor.get_executor());
  const auto found = resolver.resolve(
      host, std::to_string(port), tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error) return cannot(error);
  const tcp::endpoint endpoint = found.begin()->endpoint();
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && endpoint.address().is_v6()) {
    acceptor.set_option(boost::asio::ip::v6_only(false), error);
  }
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
  if (!error) acceptor.non_blocking(true, error);
  if (error) return cannot(error);
  return {};
}

}  // namespace

// The acceptor lives on the first loop and deals its connections to all of them in turn.
struct Server::Running {
  ServerContext context;
  std::vector<std::shared_ptr<IoLoop>> loops;
  std::optional<tcp::acceptor> acceptor;
  std::optional<boost::asio::steady_timer> pause;
  std::vector<std::thread> threads;
  std::uint16_t port = 0;
  std::size_t turn = 0;
  Counter accepted;
  Counter refused;

  void accept_next() {
    if (context.refused_open.load() >= kMaxRefusedOpen) return accept_later();
    IoLoop& loop = *loops[turn++ % loops.size()];
    acceptor->async_accept(loop.io(), [this, &loop](error_code error, tcp::socket socket) {
      if (!error) deal(loop, std::move(socket));
      if (!acceptor->is_open()) return;
      const bool only_that_client = error == boost::asio::error::connection_aborted;
      error && !only_that_client ? accept_later() : accept_next();
    });
  }

  void accept_later() {
    pause->expires_after(kAcceptPause);
    pause->async_wait([this](error_code error) {
      if (!error && acceptor->is_open()) accept_next();
    });
  }

  void deal(IoLoop& loop, tcp::socket socket) {
    accepted.raise();
    bool room = context.admitted_open.load() < context.settings.max_connections;
    if (!room && context.settings.when_full == WhenFull::kCloseQuietest) {
      room = loop.close_quietest();
    }
    if (!room) refused.raise();
    (room ? context.admitted_open : context.refused_open).fetch_add(1);
    const auto admission = room ? Connection::Admission::kServed : Connection::Admission::kRefused;
    loop.post([&loop, admission, taken = std::move(socket)]() mutable {
      loop.add(std::make_shared<Connection>(loop, std::move(taken), admission));
    });
  }

  void stop_accepting() {
    pause->cancel();
    // Those that the kernel has accepted for us may have sent a request already.
    for (error_code error;;) {
      IoLoop& loop = *loops[turn++ % loops.size()];
      tcp::socket socket = acceptor->accept(loop.io(), error);
      if (error) break;
      deal(loop, std::move(socket));
    }
    error_code ignored;
    acceptor->close(ignored);
  }
};

Server::Server(ServerSettings settings, Handler handler) : running_(std::make_unique<Running>()) {
  running_->context.settings = std::move(settings);
  running_->context.handler = std::move(handler);
}

Server::~Server() { stop(0ms); }

Result<void> Server::start() {
  Running& running = *running_;
  CHECK_MSG(running.loops.empty(), "a server started twice");
  const ServerSettings& settings = running.context.settings;
  if (settings.io_threads < 1)
    return fail(ErrorCode::kSetting, "at least one I/O thread is needed");
  if (settings.max_connections < 1) {
    return fail(ErrorCode::kSetting, "at least one connection must be allowed");
  }
  CHECK_MSG(settings.when_full == WhenFull::kRefuse || settings.io_threads == 1,
            "only the loop that accepts knows its connections");
  if (settings.tls) {
    RETURN_IF_ERROR(reload_tls());
  }
  for (int i = 0; i < settings.io_threads; ++i) {
    running.loops.push_back(std::make_shared<IoLoop>(running.context));
  }
  running.acceptor.emplace(running.loops.front()->io());
  running.pause.emplace(running.loops.front()->io());
  if (auto bound = bind(*running.acceptor, settings.host, settings.port); !bound) {
    running.acceptor.reset();
    running.pause.reset();
    running.loops.clear();
    return bound;
  }
  running.port = running.acceptor->local_endpoint().port();
  running.accept_next();
  for (std::size_t i = 0; i < running.loops.size(); ++i) {
    running.threads.emplace_back([loop = running.loops[i], i] {
      block_all_signals();
      pthread_setname_np(pthread_self(), ("io-" + std::to_string(i)).c_str());
      loop->run();
    });
  }
  return {};
}

Result<void> Server::reload_tls() {
  ServerContext& context = running_->context;
  if (!context.settings.tls) return {};
  ASSIGN_OR_RETURN(TlsContext fresh, TlsContext::load(*context.settings.tls));
  context.tls.set(std::move(fresh));
  return {};
}

std::uint16_t Server::port() const { return running_->port; }

void Server::stop(std::chrono::milliseconds grace) {
  Running& running = *running_;
  if (running.threads.empty()) return;
  const Clock::time_point deadline = Clock::now() + grace;
  IoLoop& first = *running.loops.front();
  first.post([&running, &first, deadline] {
    running.stop_accepting();
    // Behind the connections that were accepted before, whose handlers may still be queued here.
    first.post([&running, deadline] {
      for (const auto& loop : running.loops) {
        loop->post([&loop, deadline] { loop->stop_by(deadline); });
      }
    });
  });
  for (std::thread& thread : running.threads) thread.join();
  running.threads.clear();
}

ServerMetrics Server::metrics() const {
  const Running& running = *running_;
  ServerMetrics metrics;
  metrics.connections_open =
      running.context.admitted_open.load() + running.context.refused_open.load();
  metrics.connections_accepted = running.accepted.read();
  metrics.connections_refused = running.refused.read();
  for (const auto& loop : running.loops) {
    metrics.requests += loop->requests.read();
    metrics.parse_errors += loop->parse_errors.read();
    metrics.timeouts += loop->timeouts.read();
  }
  return metrics;
}

}  // namespace plimsoll::net
