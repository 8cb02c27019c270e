#include "app/serve.h"

#include <fmt/core.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdlib>

#include "app/demo.h"
#include "app/ltv_command.h"
#include "app/market.h"
#include "app/operator_listener.h"
#include "app/report.h"
#include "app/state.h"
#include "engine/engine.h"
#include "history/follower.h"
#include "net/signals.h"
#include "server/api.h"
#include "server/operator.h"
#include "wire/error_table.h"

namespace plimsoll::app {
namespace {

constexpr int kExitJournalFailed =
    70;  // EX_SOFTWARE: the supervisor restarts, starting is recovering

void set_up_log(const Settings& settings) {
  auto log = spdlog::stderr_color_mt("plimsoll");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  log->set_level(spdlog::level::from_str(settings.log_level));
  spdlog::set_default_logger(std::move(log));
}

server::ApiSettings api_settings(const Settings& settings) {
  server::ApiSettings api;
  const auto style = parse_answer_style(settings.answer_style);
  CHECK_MSG(style.has_value(), "the settings were checked");
  api.style = *style;
  const auto set = api.weights.set("ltv-details", settings.ltv_details_weight);
  CHECK_MSG(set.has_value(), "the setting's bounds are the wire's");
  api.limits.api_ip_per_minute = settings.api_ip_weight_limit;
  api.limits.ip_per_minute = settings.ip_weight_limit;
  api.limits.uid_per_minute = settings.uid_weight_limit;
  api.signatures.per_key = settings.bad_signatures_per_key;
  api.signatures.per_address = settings.bad_signatures_per_address;
  const auto proxies = server::parse_trusted_proxies(settings.trusted_proxies);
  CHECK_MSG(proxies.has_value(), "the settings were checked");
  api.trusted_proxies = *proxies;
  api.maintenance = settings.maintenance;
  api.public_details = settings.public_metrics;
  api.stale_after_ms = settings.stale_after_ms;
  api.verify_threads = static_cast<int>(settings.verify_threads);
  api.query_threads = static_cast<int>(settings.query_threads);
  api.verify_queue = static_cast<std::size_t>(settings.max_connections);
  return api;
}

net::ServerSettings server_settings(const Settings& settings) {
  net::ServerSettings server;
  server.host = settings.host;
  server.port = static_cast<std::uint16_t>(settings.port);
  server.io_threads = static_cast<int>(settings.io_threads);
  server.max_connections = static_cast<std::size_t>(settings.max_connections);
  if (!settings.tls_cert.empty()) server.tls = net::TlsFiles{settings.tls_cert, settings.tls_key};
  server.error_body = wire::transport_error_body;
  return server;
}

// `lender_url` is empty without an operators' listener.
void print_welcome(const Settings& settings, const std::string& url, const std::string& lender_url,
                   const engine::Published& book) {
  fmt::print("Plimsoll listens on {}\n", url);
  fmt::print("  health     {}/health\n", url);
  if (settings.public_metrics) fmt::print("  metrics    {}/metrics\n", url);
  if (!lender_url.empty()) fmt::print("  operators  {}\n", lender_url);
  const bool has_demo_keys =
      book.directory->keys.contains(std::string(demo_keys().front().api_key));
  if (settings.demo && has_demo_keys) {
    fmt::print("\nDemo keys (published, they guard nothing):\n");
    for (const DemoKey& key : demo_keys()) {
      fmt::print("  {} <{}>\n    key    {}\n    secret {}\n", key.who, key.email, key.api_key,
                 key.secret);
    }
    fmt::print("\nAsk a unit how loaded it is - paste this:\n\n{}\n\n",
               curl_line(demo_keys().front(), url, "groupId=3"));
    const bool usual = url == LtvQuestion().url;
    fmt::print("or: build/plimsoll ltv{}\n\n", usual ? "" : " --url " + url);
    if (!lender_url.empty() && settings.operator_client_ca.empty()) {
      fmt::print("The lender's side, with the demo administrator's token:\n\n{}\n\n",
                 operator_curl_line(lender_url));
    }
  } else if (book.directory->accounts.empty()) {
    fmt::print("The book is empty. Stop, `plimsoll import FILE`, start again; or try --demo.\n");
  }
  std::fflush(stdout);
}

void run_until_stopped(const Settings& settings, net::SignalWatch& signals,
                       const engine::Engine& engine, const Market& market,
                       const std::function<void()>& reload) {
  bool feed_failed = false;
  for (std::int64_t second = 1;; ++second) {
    const auto wakeup = signals.wait_for(std::chrono::seconds(1));
    if (wakeup == net::Wakeup::kStop) return;
    if (wakeup == net::Wakeup::kReload) reload();
    if (const std::string failure = market.status().failure; !failure.empty() && !feed_failed) {
      feed_failed = true;
      spdlog::error("the feed has ended: {}", failure);
    }
    if (settings.report_seconds > 0 && second % settings.report_seconds == 0) {
      fmt::print("{}\n", report_line(*engine.published()));
      std::fflush(stdout);
    }
  }
}

// The projection that answers the record endpoints; made anew when it is not there.
Result<std::unique_ptr<history::Store>> open_history(const Settings& settings) {
  if (settings.journal == "memory") return history::Store::open_in_memory();
  return history::Store::open(settings.state_dir + "/history.sqlite");
}

history::FollowerSettings follower_settings() {
  history::FollowerSettings settings;
  settings.on_trouble = [](const std::optional<Error>& error) {
    if (error) {
      spdlog::error("the history cannot be written, trying on: {}", describe(*error));
    } else {
      spdlog::info("the history is written again");
    }
  };
  return settings;
}

Result<State> open(const Settings& settings) {
  Sequence told{0};
  auto state = open_state({settings.state_dir, settings.journal == "memory", true},
                          [&](Sequence done, Sequence last) {
                            if (done.value - told.value < 100'000) return;
                            told = done;
                            spdlog::info("recovering: record {} of {}", done.value, last.value);
                          });
  if (!state) return state;
  const book::Book& book = state->processor->book();
  spdlog::info("book recovered: {} records, {} accounts, {} units, digest {}",
               state->processor->sequence().value, book.accounts.size(), book.units.size(),
               to_hex(book::digest_of(book)));
  if (settings.demo) RETURN_IF_ERROR(seed_demo(*state, SystemClock().now()));
  return state;
}

}  // namespace

Result<void> serve(const Settings& settings) {
  net::SignalWatch signals;
  set_up_log(settings);
  ASSIGN_OR_RETURN(State state, open(settings));
  ASSIGN_OR_RETURN(const std::unique_ptr<history::Store> store, open_history(settings));
  history::HistoryFollower history(*store, follower_settings());
  ASSIGN_OR_RETURN(const history::CaughtUp caught_up, history.catch_up(*state.journal));
  if (caught_up.records > 0) spdlog::info("history: {} records read", caught_up.records);
  history.start();
  state.processor->set_follower(&history);
  const SystemClock clock;
  engine::Engine engine(*state.processor, clock, [](const Error& error) {
    // Nothing of the failed turn was answered, and nothing more may be.
    spdlog::critical("the journal failed, stopping at once: {}", describe(error));
    spdlog::shutdown();
    std::_Exit(kExitJournalFailed);
  });
  engine.start();
  ASSIGN_OR_RETURN(std::unique_ptr<Market> market, Market::start(settings, engine));
  server::Api api(engine, history, std::move(state.master), api_settings(settings),
                  SystemClock::now_us, [&] { return market->status(); });
  net::Server server(
      server_settings(settings),
      [&](const net::Request& request, net::Reply& reply) { api.handle(request, reply); });
  RETURN_IF_ERROR(server.start());
  server::Operator lender(
      engine, history, api, [] { return SystemClock().now(); },
      [](const std::string& line) { spdlog::warn(line); });
  net::Server operator_server(
      operator_settings(settings),
      [&](const net::Request& request, net::Reply& reply) { lender.handle(request, reply); });
  std::string lender_url;
  if (settings.operator_port != 0) {
    RETURN_IF_ERROR(operator_server.start());
    lender_url = listener_url(operator_settings(settings).tls.has_value(), settings.operator_host,
                              operator_server.port());
    spdlog::info("the operators' calls: {}", lender_url);
  }
  print_welcome(settings, listener_url(!settings.tls_cert.empty(), settings.host, server.port()),
                lender_url, *engine.published());
  run_until_stopped(settings, signals, engine, *market,
                    [&] { reload_certificates(settings, server, operator_server); });

  spdlog::info("stopping");
  server.stop(std::chrono::milliseconds(settings.stop_grace_ms));
  operator_server.stop(std::chrono::milliseconds(settings.stop_grace_ms));
  market.reset();
  engine.stop();
  history.stop();
  spdlog::info("stopped at record {}, digest {}", state.processor->sequence().value,
               to_hex(book::digest_of(state.processor->book())));
  return {};
}

}  // namespace plimsoll::app
