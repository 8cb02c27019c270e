#include "app/listeners.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "wire/error_table.h"

namespace plimsoll::app {
namespace {

// A command holds the wallets of one account at most.
constexpr std::size_t kMaxOperatorBodyBytes = 1024 * 1024;
constexpr std::size_t kMaxOperatorConnections = 100;

std::optional<net::TlsFiles> operator_tls(const Settings& settings) {
  const bool own = !settings.operator_tls_cert.empty();
  if (!own && settings.tls_cert.empty()) return std::nullopt;
  return net::TlsFiles{own ? settings.operator_tls_cert : settings.tls_cert,
                       own ? settings.operator_tls_key : settings.tls_key,
                       settings.operator_client_ca};
}

net::ServerTimeouts timeouts(const Settings& settings) {
  return {.idle = std::chrono::milliseconds(settings.idle_timeout_ms),
          .request = std::chrono::milliseconds(settings.request_timeout_ms),
          .write = std::chrono::milliseconds(settings.write_timeout_ms)};
}

void reload(std::string_view whose, net::Server& server) {
  if (const auto reloaded = server.reload_tls(); !reloaded) {
    spdlog::error("the new certificate of {} is refused, the old one stays: {}", whose,
                  describe(reloaded.error()));
  } else {
    spdlog::info("the certificate of {} was read again", whose);
  }
}

}  // namespace

net::ServerSettings server_settings(const Settings& settings) {
  net::ServerSettings server;
  server.host = settings.host;
  server.port = static_cast<std::uint16_t>(settings.port);
  server.io_threads = static_cast<int>(settings.io_threads);
  server.max_connections = static_cast<std::size_t>(settings.max_connections);
  server.timeouts = timeouts(settings);
  if (!settings.tls_cert.empty()) server.tls = net::TlsFiles{settings.tls_cert, settings.tls_key};
  server.error_body = wire::transport_error_body;
  return server;
}

net::ServerSettings operator_settings(const Settings& settings) {
  net::ServerSettings server;
  server.host = settings.operator_host;
  if (settings.operator_port != kAnyPort) {
    server.port = static_cast<std::uint16_t>(settings.operator_port);
  }
  server.max_connections = kMaxOperatorConnections;
  // Who only holds connections, without a token, must not keep an operator out.
  server.when_full = net::WhenFull::kCloseQuietest;
  server.timeouts = timeouts(settings);
  server.limits.body_bytes = kMaxOperatorBodyBytes;
  server.tls = operator_tls(settings);
  return server;
}

std::string listener_url(bool tls, const std::string& host, std::uint16_t port) {
  const bool v6 = host.find(':') != std::string::npos;
  return fmt::format("{}://{}:{}", tls ? "https" : "http", v6 ? "[" + host + "]" : host, port);
}

void reload_certificates(const Settings& settings, net::Server& server, net::Server& operators) {
  const bool public_tls = !settings.tls_cert.empty();
  const bool operators_tls = settings.operator_port != 0 && operator_tls(settings).has_value();
  if (public_tls) reload("the public listener", server);
  if (operators_tls) reload("the operators' listener", operators);
  if (!public_tls && !operators_tls) spdlog::info("asked to reload: there is no certificate");
}

}  // namespace plimsoll::app
