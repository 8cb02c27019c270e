// Settings: how this process runs - addresses, paths, threads, intervals. They decide no outcome;
// what does is a parameter and lives in the journal.
//
// Every setting is declared once, in settings.cc, with its default, its bounds and a sentence. It
// can come from a flag
// (--tls-cert), the environment (PLIMSOLL_TLS_CERT) or one TOML file (tls-cert), in this order of
// precedence. An unknown name in any of them is an error.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "wire/numeric_style.h"

namespace plimsoll::app {

// "any" where a port may be that.
inline constexpr std::int64_t kAnyPort = -1;

struct Settings {
  std::string host;
  std::int64_t port = 0;
  std::string operator_host;
  std::int64_t operator_port = 0;  // 0: none; kAnyPort: any free one
  std::string operator_tls_cert;   // empty: tls_cert and tls_key
  std::string operator_tls_key;
  std::string operator_client_ca;
  bool operator_insecure = false;
  bool public_metrics = false;
  std::string state_dir;
  std::string journal;
  std::int64_t snapshot_every = 0;
  std::int64_t io_threads = 0;
  std::int64_t max_connections = 0;
  std::int64_t idle_timeout_ms = 0;
  std::int64_t request_timeout_ms = 0;
  std::int64_t write_timeout_ms = 0;
  std::int64_t verify_threads = 0;
  std::int64_t query_threads = 0;
  std::string tls_cert;
  std::string tls_key;
  std::string tape;
  std::string speed;
  bool loop = false;
  bool hold_prices = false;
  std::int64_t max_jump_percent = 0;
  std::int64_t stale_after_ms = 0;
  std::int64_t ltv_details_weight = 0;
  std::string answer_style;
  std::int64_t api_ip_weight_limit = 0;
  std::int64_t ip_weight_limit = 0;
  std::int64_t uid_weight_limit = 0;
  std::int64_t bad_signatures_per_key = 0;
  std::int64_t bad_signatures_per_address = 0;
  std::string trusted_proxies;
  bool allow_core_dumps = false;
  bool maintenance = false;
  std::int64_t report_seconds = 0;
  std::int64_t stop_notice_ms = 0;
  std::int64_t stop_grace_ms = 0;
  std::string log_level;
  bool demo = false;
};

// One setting, as help and errors show it.
struct SettingInfo {
  std::string_view name;  // "tls-cert"
  std::string_view default_text;
  std::string_view bounds;  // "0..65535", "memory|sqlite", "" for free text
  std::string_view sentence;
  bool is_flag;  // true/false; as a flag it needs no value
};
[[nodiscard]] std::span<const SettingInfo> setting_infos();

// "tls-cert" -> "PLIMSOLL_TLS_CERT".
[[nodiscard]] std::string environment_name(std::string_view setting);

// Texts by setting name, from one place.
using SettingTexts = std::map<std::string, std::string, std::less<>>;

// The PLIMSOLL_* variables. Those in `known_elsewhere` (secrets, the client's) are passed over; any
// other unknown one is kSetting.
[[nodiscard]] Result<SettingTexts> settings_from_environment(
    const char* const* environment, std::span<const std::string_view> known_elsewhere);

// One flat TOML table. kFile: it cannot be read; kSetting: it does not parse, or a key is unknown.
[[nodiscard]] Result<SettingTexts> settings_from_file(const std::string& path);

// `sources` by rising precedence over the defaults. kSetting names the setting, its bounds and what
// was found, and where.
struct SettingSource {
  std::string_view origin;  // "flag", "environment", "file"
  const SettingTexts& texts;
};
[[nodiscard]] Result<Settings> make_settings(std::span<const SettingSource> sources);

// "name=value,name=value" of wire/numeric_style. kSetting.
[[nodiscard]] Result<wire::NumericStyle> parse_answer_style(std::string_view text);

}  // namespace plimsoll::app
