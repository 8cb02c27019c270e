#include "app/settings.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <variant>

#include "app/state.h"
#include "file/file.h"
#include "server/client_address.h"

namespace plimsoll::app {
namespace {

constexpr std::size_t kMaxSettingsFileBytes = 1024 * 1024;

using Target = std::variant<std::string Settings::*, std::int64_t Settings::*, bool Settings::*>;

struct Setting {
  SettingInfo info;
  Target target;
};

// The complete list. Bounds: "low..high" for whole numbers, "a|b" for choices.
constexpr std::array kSettings = {
    Setting{{"host", "127.0.0.1", "",
             "Address to listen on; the world reaches it only if you say so.", false},
            &Settings::host},
    Setting{{"port", "8080", "0..65535", "Port to listen on; 0 takes any free one and prints it.",
             false},
            &Settings::port},
    Setting{{"operator-host", "127.0.0.1", "",
             "Address of the operators' listener; any but the loopback takes TLS.", false},
            &Settings::operator_host},
    Setting{{"operator-port", "0", "0..65535|any",
             "Port of the operators' listener; 0: none; any: a free one, which is printed.", false},
            &Settings::operator_port},
    Setting{{"operator-tls-cert", "", "",
             "PEM certificate chain of the operators' listener; without it, tls-cert.", false},
            &Settings::operator_tls_cert},
    Setting{{"operator-tls-key", "", "", "PEM private key of operator-tls-cert.", false},
            &Settings::operator_tls_key},
    Setting{
        {"operator-client-ca", "", "",
         "PEM authorities: operators must also show a certificate that one of them signed.", false},
        &Settings::operator_client_ca},
    Setting{{"operator-insecure", "false", "true|false",
             "Operators' tokens may cross a network in the clear; only behind something that "
             "encrypts.",
             true},
            &Settings::operator_insecure},
    Setting{{"public-metrics", "false", "true|false",
             "The public port answers /metrics and says in /health what is wrong.", true},
            &Settings::public_metrics},
    Setting{{"state-dir", "plimsoll-data", "",
             "Folder of the journal and the master key; made when absent, mode 0700.", false},
            &Settings::state_dir},
    Setting{{"journal", "sqlite", "sqlite|memory",
             "Where the truth is kept; memory forgets everything at the end.", false},
            &Settings::journal},
    Setting{{"snapshot-every", "10000", "0..1000000000",
             "Records after which the book is written to a snapshot, as it is at a clean stop; 0: "
             "never.",
             false},
            &Settings::snapshot_every},
    Setting{{"io-threads", "1", "1..64", "Threads that read requests and compute answers.", false},
            &Settings::io_threads},
    Setting{{"max-connections", "10000", "1..1000000",
             "Connections held at once; the next one is answered 503.", false},
            &Settings::max_connections},
    Setting{{"idle-timeout-ms", "60000", "1..86400000",
             "How long a connection may be silent between requests; then it is closed.", false},
            &Settings::idle_timeout_ms},
    Setting{{"request-timeout-ms", "10000", "1..86400000",
             "How long a request may take from its first byte to its last; then it is answered "
             "408.",
             false},
            &Settings::request_timeout_ms},
    Setting{{"write-timeout-ms", "10000", "1..86400000",
             "How long a client may take no byte of its answer; then it is closed.", false},
            &Settings::write_timeout_ms},
    Setting{
        {"verify-threads", "1", "1..64", "Threads that check RSA and Ed25519 signatures.", false},
        &Settings::verify_threads},
    Setting{{"query-threads", "1", "1..64", "Threads that read records from the history.", false},
            &Settings::query_threads},
    Setting{{"tls-cert", "", "",
             "PEM certificate chain; with tls-key the server speaks HTTPS only.", false},
            &Settings::tls_cert},
    Setting{{"tls-key", "", "", "PEM private key of tls-cert.", false}, &Settings::tls_key},
    Setting{{"tape", "", "", "Prices to play: CSV or JSON lines of stream messages, plain or gzip.",
             false},
            &Settings::tape},
    Setting{{"speed", "1", "1..1000000|max",
             "Tape time per wall time: 60 plays a minute in a second.", false},
            &Settings::speed},
    Setting{{"loop", "false", "true|false", "Play the tape again when it ends.", true},
            &Settings::loop},
    Setting{{"hold-prices", "false", "true|false",
             "Send the book's prices again so that those no feed moves do not go stale.", true},
            &Settings::hold_prices},
    Setting{{"max-jump-percent", "100", "1..100000",
             "A price that rises by more, or falls by as large a factor, is refused.", false},
            &Settings::max_jump_percent},
    Setting{{"stale-after-ms", "60000", "1..86400000",
             "Age from which a price counts as stale in /health and /metrics.", false},
            &Settings::stale_after_ms},
    Setting{{"ltv-details-weight", "200", "0..1000000",
             "Weight of one ltv-details request; 3000 restores the older one.", false},
            &Settings::ltv_details_weight},
    Setting{{"answer-style", "", "",
             "Fields on which clients disagree, as name=value,...; docs/api.md lists them.", false},
            &Settings::answer_style},
    Setting{{"api-ip-weight-limit", "6000", "1..1000000000000",
             "Weight per minute and address over all /api endpoints.", false},
            &Settings::api_ip_weight_limit},
    Setting{{"ip-weight-limit", "12000", "1..1000000000000",
             "Weight per minute and address for each /sapi endpoint limited by IP.", false},
            &Settings::ip_weight_limit},
    Setting{{"uid-weight-limit", "180000", "1..1000000000000",
             "Weight per minute and account for each /sapi endpoint limited by UID.", false},
            &Settings::uid_weight_limit},
    Setting{{"bad-signatures-per-key", "60", "1..1000000000000",
             "Wrong signatures per minute after which a key is refused from that address.", false},
            &Settings::bad_signatures_per_key},
    Setting{{"bad-signatures-per-address", "300", "1..1000000000000",
             "Wrong signatures per minute and address after which each key gets one more.", false},
            &Settings::bad_signatures_per_address},
    Setting{{"trusted-proxies", "", "",
             "Addresses and ranges, by commas, whose X-Forwarded-For is believed.", false},
            &Settings::trusted_proxies},
    Setting{{"allow-core-dumps", "false", "true|false",
             "Let the memory, secrets included, go into core files and debuggers.", true},
            &Settings::allow_core_dumps},
    Setting{{"maintenance", "false", "true|false", "What /sapi/v1/system/status says.", true},
            &Settings::maintenance},
    Setting{{"report-seconds", "0", "0..3600",
             "Every so many seconds a line with the units' LTVs; 0 is silent.", false},
            &Settings::report_seconds},
    Setting{{"stop-notice-ms", "0", "0..600000",
             "How long the server goes on after a stop signal, telling by /health/ready that it "
             "will stop.",
             false},
            &Settings::stop_notice_ms},
    Setting{{"stop-grace-ms", "5000", "0..600000",
             "How long requests under way may take when the server stops.", false},
            &Settings::stop_grace_ms},
    Setting{{"log-level", "info", "debug|info|warning|error", "What is written to stderr.", false},
            &Settings::log_level},
    Setting{
        {"demo", "false", "true|false",
         "Fill an empty journal with the demo book and its published keys, and play the demo tape: "
         "looped, at speed 60, with a report every 5 seconds unless set otherwise. A journal that "
         "holds another book is refused.",
         true},
        &Settings::demo},
};

constexpr auto kInfos = [] {
  std::array<SettingInfo, kSettings.size()> infos{};
  std::transform(kSettings.begin(), kSettings.end(), infos.begin(),
                 [](const Setting& setting) { return setting.info; });
  return infos;
}();

const Setting* find_setting(std::string_view name) {
  const auto found = std::find_if(kSettings.begin(), kSettings.end(), [&](const Setting& setting) {
    return setting.info.name == name;
  });
  return found == kSettings.end() ? nullptr : &*found;
}

std::optional<std::int64_t> to_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Whether `text` is one of "a|b|low..high".
bool within(std::string_view bounds, std::string_view text) {
  while (!bounds.empty()) {
    const std::size_t bar = bounds.find('|');
    const std::string_view choice = bounds.substr(0, bar);
    const std::size_t dots = choice.find("..");
    if (dots == std::string_view::npos) {
      if (choice == text) return true;
    } else if (const auto value = to_integer(text)) {
      if (*value >= *to_integer(choice.substr(0, dots)) &&
          *value <= *to_integer(choice.substr(dots + 2))) {
        return true;
      }
    }
    if (bar == std::string_view::npos) return false;
    bounds.remove_prefix(bar + 1);
  }
  return true;  // free text
}

void assign(Settings& settings, const Setting& setting, const std::string& text) {
  if (const auto* member = std::get_if<std::string Settings::*>(&setting.target)) {
    settings.*(*member) = text;
  } else if (const auto* number = std::get_if<std::int64_t Settings::*>(&setting.target)) {
    settings.*(*number) = to_integer(text).value_or(kAnyPort);
  } else {
    settings.*(std::get<bool Settings::*>(setting.target)) = text == "true";
  }
}

Result<std::string> toml_text(std::string_view key, const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  if (const auto flag = node.value_exact<bool>()) return std::string(*flag ? "true" : "false");
  return fail(
      ErrorCode::kSetting,
      "'" + std::string(key) + "' in the file is neither a text, a whole number nor true/false");
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

Result<void> check_operators_listener(const Settings& settings) {
  if (settings.operator_tls_cert.empty() != settings.operator_tls_key.empty()) {
    return fail(ErrorCode::kSetting, "operator-tls-cert and operator-tls-key go together");
  }
  if (settings.operator_host.empty()) return fail(ErrorCode::kSetting, "operator-host is empty");
  const bool tls = !settings.operator_tls_cert.empty() || !settings.tls_cert.empty();
  if (!settings.operator_client_ca.empty() && !tls) {
    return fail(ErrorCode::kSetting,
                "operator-client-ca takes TLS: give operator-tls-cert and operator-tls-key");
  }
  const bool listens = settings.operator_port != 0;
  if (listens && !tls && !settings.operator_insecure && !is_loopback(settings.operator_host)) {
    return fail(ErrorCode::kSetting,
                "operators' tokens would cross the network in the clear: operator-host " +
                    settings.operator_host +
                    " takes operator-tls-cert and operator-tls-key (or tls-cert and tls-key). If "
                    "something in front of the server encrypts, say operator-insecure");
  }
  return {};
}

// A demo moves without being told how.
const std::map<std::string_view, std::string_view> kDemoDefaults = {{"speed", "60"},
                                                                    {"loop", "true"},
                                                                    {"report-seconds", "5"},
                                                                    {"operator-port", "any"},
                                                                    {"public-metrics", "true"}};

struct Resolved {
  std::string text;
  std::string_view origin;
};

Resolved resolve(std::string_view name, std::string_view default_text,
                 std::span<const SettingSource> sources) {
  Resolved resolved{std::string(default_text), "default"};
  for (const SettingSource& source : sources) {
    const auto found = source.texts.find(name);
    if (found != source.texts.end()) resolved = {found->second, source.origin};
  }
  return resolved;
}

}  // namespace

std::span<const SettingInfo> setting_infos() { return kInfos; }

std::string environment_name(std::string_view setting) {
  std::string name = "PLIMSOLL_";
  for (const char c : setting) {
    name.push_back(c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c));
  }
  return name;
}

Result<SettingTexts> settings_from_environment(const char* const* environment,
                                               std::span<const std::string_view> known_elsewhere) {
  constexpr std::string_view kPrefix = "PLIMSOLL_";
  SettingTexts texts;
  for (; *environment != nullptr; ++environment) {
    const std::string_view entry(*environment);
    if (!entry.starts_with(kPrefix)) continue;
    const std::size_t equals = entry.find('=');
    const std::string_view name = entry.substr(0, equals);
    if (std::find(known_elsewhere.begin(), known_elsewhere.end(), name) != known_elsewhere.end()) {
      continue;
    }
    const auto found = std::find_if(kSettings.begin(), kSettings.end(), [&](const Setting& s) {
      return environment_name(s.info.name) == name;
    });
    if (found == kSettings.end()) {
      return fail(ErrorCode::kSetting, "unknown environment variable " + std::string(name));
    }
    texts.emplace(found->info.name, entry.substr(equals + 1));
  }
  return texts;
}

Result<SettingTexts> settings_from_file(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string content, file::read(path, kMaxSettingsFileBytes));
  SettingTexts texts;
  try {
    const toml::table table = toml::parse(content, path);
    for (const auto& [key, node] : table) {
      if (find_setting(key.str()) == nullptr) {
        return fail(ErrorCode::kSetting,
                    path + ": unknown setting '" + std::string(key.str()) + "'");
      }
      ASSIGN_OR_RETURN(std::string text, toml_text(key.str(), node));
      texts.emplace(key.str(), std::move(text));
    }
  } catch (const toml::parse_error& error) {
    const auto line = error.source().begin.line;
    return fail(ErrorCode::kSetting, path + (line > 0 ? ":" + std::to_string(line) : "") + ": " +
                                         std::string(error.description()));
  }
  return texts;
}

Result<Settings> make_settings(std::span<const SettingSource> sources) {
  Settings settings;
  const bool demo = resolve("demo", "false", sources).text == "true";
  for (const Setting& setting : kSettings) {
    std::string_view default_text = setting.info.default_text;
    if (demo && kDemoDefaults.contains(setting.info.name)) {
      default_text = kDemoDefaults.at(setting.info.name);
    }
    const auto [text, origin] = resolve(setting.info.name, default_text, sources);
    if (!within(setting.info.bounds, text)) {
      return fail(ErrorCode::kSetting,
                  "'" + std::string(setting.info.name) + "' (" + std::string(origin) +
                      ") must be " + std::string(setting.info.bounds) + ", not '" + text + "'");
    }
    assign(settings, setting, text);
  }
  if (settings.tls_cert.empty() != settings.tls_key.empty()) {
    return fail(ErrorCode::kSetting, "tls-cert and tls-key go together");
  }
  RETURN_IF_ERROR(check_operators_listener(settings));
  if (settings.host.empty()) return fail(ErrorCode::kSetting, "host is empty");
  if (settings.state_dir.empty()) return fail(ErrorCode::kSetting, "state-dir is empty");
  RETURN_IF_ERROR(parse_answer_style(settings.answer_style));
  if (const auto proxies = server::parse_trusted_proxies(settings.trusted_proxies); !proxies) {
    return fail(ErrorCode::kSetting, "trusted-proxies: " + proxies.error().detail);
  }
  return settings;
}

Result<wire::NumericStyle> parse_answer_style(std::string_view text) {
  wire::NumericStyle style;
  while (!text.empty()) {
    const std::string_view choice = text.substr(0, text.find(','));
    const std::size_t equals = choice.find('=');
    if (equals == std::string_view::npos) {
      return fail(ErrorCode::kSetting,
                  "answer-style: '" + std::string(choice) + "' is not name=value");
    }
    RETURN_IF_ERROR(style.set(choice.substr(0, equals), choice.substr(equals + 1)));
    text.remove_prefix(std::min(choice.size() + 1, text.size()));
  }
  return style;
}

}  // namespace plimsoll::app
