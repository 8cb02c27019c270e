#include "app/serve.h"

#include <fmt/core.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdlib>

#include "app/demo.h"
#include "app/descriptors.h"
#include "app/listeners.h"
#include "app/ltv_command.h"
#include "app/market.h"
#include "app/point_in_time.h"
#include "app/report.h"
#include "app/standard_streams.h"
#include "app/start_progress.h"
#include "app/state.h"
#include "engine/engine.h"
#include "history/follower.h"
#include "net/signals.h"
#include "server/api.h"
#include "server/front.h"
#include "server/operator.h"
#include "snapshot/keeper.h"
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

// Where clients find the public listener.
std::string url_of(const Settings& settings, const net::Server& server) {
  return listener_url(!settings.tls_cert.empty(), settings.host, server.port());
}

std::string operator_url_of(const Settings& settings, const net::Server& server) {
  return listener_url(operator_settings(settings).tls.has_value(), settings.operator_host,
                      server.port());
}

// `lender_url` is empty without an operators' listener.
void print_welcome(const Settings& settings, const std::string& url, const std::string& lender_url,
                   const engine::Published& book) {
  std::string text = fmt::format("Plimsoll listens on {0}\n  health     {0}/health\n", url);
  if (settings.public_metrics) text += fmt::format("  metrics    {}/metrics\n", url);
  if (!lender_url.empty()) text += fmt::format("  operators  {}\n", lender_url);
  const bool has_demo_keys =
      book.directory->keys.contains(std::string(demo_keys().front().api_key));
  if (settings.demo && has_demo_keys) {
    text += "\nDemo keys (published, they guard nothing):\n";
    for (const DemoKey& key : demo_keys()) {
      text += fmt::format("  {} <{}>\n    key    {}\n    secret {}\n", key.who, key.email,
                          key.api_key, key.secret);
    }
    text += fmt::format("\nAsk a unit how loaded it is - paste this:\n\n{}\n\n",
                        curl_line(demo_keys().front(), url, "groupId=3"));
    const bool usual = url == LtvQuestion().url;
    text += fmt::format("or: build/plimsoll ltv{}\n\n", usual ? "" : " --url " + url);
    if (!lender_url.empty() && settings.operator_client_ca.empty()) {
      text += fmt::format("The lender's side, with the demo administrator's token:\n\n{}\n\n",
                          operator_curl_line(lender_url));
    }
  } else if (book.directory->accounts.empty()) {
    text += "The book is empty. Stop, `plimsoll import FILE`, start again; or try --demo.\n";
  }
  say(text);
}

// Says once that a feed has ended.
void watch_feed(const Market& market, bool& told) {
  const server::FeedStatus feed = market.status();
  if (told || (feed.failure.empty() && feed.state != "ended")) return;
  told = true;
  if (feed.failure.empty()) {
    spdlog::warn("the feed has ended; the last prices stay");
  } else {
    spdlog::error("the feed has ended: {}", feed.failure);
  }
}

void run_until_stopped(const Settings& settings, net::SignalWatch& signals,
                       const engine::Engine& engine, const Market& market, server::Pulse& pulse,
                       const std::function<void()>& reload) {
  bool feed_end_told = false;
  for (std::int64_t second = 1;; ++second) {
    const auto wakeup = signals.wait_for(std::chrono::seconds(1));
    if (wakeup == net::Wakeup::kStop) return;
    if (wakeup == net::Wakeup::kReload) reload();
    pulse.beat(std::chrono::steady_clock::now());
    watch_feed(market, feed_end_told);
    if (settings.report_seconds > 0 && second % settings.report_seconds == 0) {
      say(report_line(*engine.published()) + "\n");
    }
  }
}

// Who directs the traffic sees that it ends and sends no more of it. A second signal is impatience.
void give_notice(std::chrono::milliseconds notice, net::SignalWatch& signals) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + notice;
  while (Clock::now() < end) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    if (signals.wait_for(left) == net::Wakeup::kStop) return;
  }
}

// Why the history that is there cannot be opened, and how far it is at least.
struct HistoryRefused {
  Error reason;
  history::Position known;
};

// The projection that answers the record endpoints; made anew when it is not there. Where its disk
// refuses, an empty one takes its place, which stays behind.
Result<std::unique_ptr<history::Store>> open_history(const Settings& settings,
                                                     std::optional<HistoryRefused>& refused) {
  if (settings.journal == "memory") return history::Store::open_in_memory();
  const std::string path = settings.state_dir + "/history.sqlite";
  auto store = history::Store::open(path);
  if (store || store.error().code == ErrorCode::kDamaged) return store;
  const auto known = history::Store::look(path);
  if (!known) return store;
  refused = HistoryRefused{store.error(), *known};
  return history::Store::open_in_memory();
}

history::FollowerSettings follower_settings() {
  history::FollowerSettings settings;
  settings.on_trouble = [](const std::optional<Error>& error) {
    if (error && error->code == ErrorCode::kDamaged) {
      spdlog::error("{}", describe(*error));
    } else if (error) {
      spdlog::error("the history cannot be written, trying on: {}", describe(*error));
    } else {
      spdlog::info("the history is written again");
    }
  };
  return settings;
}

Result<State> open(const Settings& settings, server::Front& front, net::SignalWatch& signals) {
  StartProgress progress("recovering the book", front, signals);
  auto state = open_state({settings.state_dir, settings.journal == "memory", true},
                          [&](Sequence done, Sequence last) { progress(done, last); });
  if (!state) return state;
  progress.finish();
  const book::Book& book = state->processor->book();
  spdlog::info("book recovered: {} records (snapshot {}), {} accounts, {} units, digest {}",
               state->processor->sequence().value, state->snapshot.value, book.accounts.size(),
               book.units.size(), to_hex(book::digest_of(book)));
  if (settings.demo) RETURN_IF_ERROR(seed_demo(*state, SystemClock().now()));
  return state;
}

// From here on somebody answers, though not yet with the book.
Result<void> listen(const Settings& settings, net::Server& server, net::Server& operator_server) {
  RETURN_IF_ERROR(server.start());
  spdlog::info("listening on {}; requests are answered 503 until the book is recovered",
               url_of(settings, server));
  if (settings.operator_port == 0) return {};
  RETURN_IF_ERROR(operator_server.start());
  spdlog::info("the operators' calls: {}", operator_url_of(settings, operator_server));
  return {};
}

Result<void> catch_up(history::HistoryFollower& history,
                      const std::optional<HistoryRefused>& refused, const engine::Journal& journal,
                      server::Front& front, net::SignalWatch& signals) {
  if (refused) return history.stay_behind(journal, refused->known, refused->reason);
  StartProgress progress("reading the history", front, signals);
  ASSIGN_OR_RETURN(
      const history::CaughtUp caught_up,
      history.catch_up(journal, [&](Sequence done, Sequence last) { progress(done, last); }));
  if (caught_up.complete) progress.finish();
  if (caught_up.anew) spdlog::warn("the history was of another journal and was made anew");
  return {};
}

// Hands the processor's book to the keeper. A journal that cannot name its newest hash fails by
// itself at the next turn.
void keep_snapshot(snapshot::Keeper& keeper, const engine::Processor& processor) {
  auto hash = processor.chain_hash();
  if (hash) keeper.keep({processor.standing(), std::move(*hash)});
}

std::unique_ptr<snapshot::Keeper> make_keeper(const Settings& settings) {
  if (settings.journal == "memory" || settings.snapshot_every == 0) return nullptr;
  return std::make_unique<snapshot::Keeper>(
      snapshots_of(settings.state_dir), [](Sequence sequence, const Result<void>& written) {
        if (written) {
          spdlog::info("snapshot of record {} written", sequence.value);
        } else {
          spdlog::error("no snapshot of record {}: {}", sequence.value, describe(written.error()));
        }
      });
}

}  // namespace

Result<void> check_files(const Settings& settings) {
  net::Server server(server_settings(settings), {});
  RETURN_IF_ERROR(server.reload_tls());
  net::Server operator_server(operator_settings(settings), {});
  if (settings.operator_port != 0) RETURN_IF_ERROR(operator_server.reload_tls());
  return Market::check(settings);
}

Result<void> serve(const Settings& settings) {
  net::SignalWatch signals;
  ignore_broken_pipes();
  set_up_log(settings);
  if (const auto warning = raise_descriptor_limit(settings.max_connections); !warning.empty()) {
    spdlog::warn("{}", warning);
  }
  // The listeners live before and after everything that answers behind the front.
  server::Front front;
  net::Server server(
      server_settings(settings),
      [&](const net::Request& request, net::Reply& reply) { front.handle(request, reply); });
  net::Server operator_server(operator_settings(settings),
                              [&](const net::Request& request, net::Reply& reply) {
                                front.handle_operator(request, reply);
                              });
  RETURN_IF_ERROR(listen(settings, server, operator_server));
  ASSIGN_OR_RETURN(State state, open(settings, front, signals));
  std::optional<HistoryRefused> refused;
  ASSIGN_OR_RETURN(const std::unique_ptr<history::Store> store, open_history(settings, refused));
  history::HistoryFollower history(*store, follower_settings());
  RETURN_IF_ERROR(catch_up(history, refused, *state.journal, front, signals));
  history.start();
  state.processor->set_follower(&history);
  const SystemClock clock;
  std::unique_ptr<snapshot::Keeper> keeper = make_keeper(settings);  // outlives the engine
  engine::Engine engine(*state.processor, clock, [](const Error& error) {
    // Nothing of the failed turn was answered, and nothing more may be.
    spdlog::critical("the journal failed, stopping at once: {}", describe(error));
    spdlog::shutdown();
    std::_Exit(kExitJournalFailed);
  });
  if (keeper) {
    engine.every(static_cast<std::uint64_t>(settings.snapshot_every), state.snapshot,
                 [&](const engine::Processor& processor) { keep_snapshot(*keeper, processor); });
  }
  engine.start();
  ASSIGN_OR_RETURN(std::unique_ptr<Market> market, Market::start(settings, engine));
  server::Api api(engine, history, std::move(state.master), api_settings(settings),
                  SystemClock::now_us, [&] { return market->status(); });
  const net::Handler public_calls = [&](const net::Request& request, net::Reply& reply) {
    api.handle(request, reply);
  };
  server::Operator lender(
      engine, history, api, [] { return SystemClock().now(); },
      settings.journal == "memory" ? server::Past() : past_of(settings.state_dir),
      [](const std::string& line) { spdlog::warn(line); });
  server::Pulse pulse(engine);
  front.ready(
      public_calls,
      [&](const net::Request& request, net::Reply& reply) { lender.handle(request, reply); },
      &pulse);
  print_welcome(settings, url_of(settings, server),
                settings.operator_port == 0 ? "" : operator_url_of(settings, operator_server),
                *engine.published());
  run_until_stopped(settings, signals, engine, *market, pulse,
                    [&] { reload_certificates(settings, server, operator_server); });

  spdlog::info("stopping");
  front.stopping();
  give_notice(std::chrono::milliseconds(settings.stop_notice_ms), signals);
  server.stop(std::chrono::milliseconds(settings.stop_grace_ms));
  operator_server.stop(std::chrono::milliseconds(settings.stop_grace_ms));
  market.reset();
  engine.stop();
  if (keeper && state.processor->sequence() > state.snapshot) {
    keep_snapshot(*keeper, *state.processor);
  }
  keeper.reset();
  history.stop();
  spdlog::info("stopped at record {}, digest {}", state.processor->sequence().value,
               to_hex(book::digest_of(state.processor->book())));
  return {};
}

}  // namespace plimsoll::app
