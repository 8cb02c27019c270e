// plimsoll: one binary, its subcommands.
//
// Exit codes: 0 done, 1 it could not be done, 2 the command line or a setting is wrong, 3 `replay
// --redecide` found differences, 70 the journal failed while serving.
#include <fmt/core.h>
#include <unistd.h>  // environ

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>

#include "app/backup_commands.h"
#include "app/balance_command.h"
#include "app/book_commands.h"
#include "app/embedded.h"
#include "app/harden.h"
#include "app/journal_commands.h"
#include "app/key_commands.h"
#include "app/ltv_command.h"
#include "app/master_key.h"
#include "app/operators_command.h"
#include "app/options.h"
#include "app/point_in_time.h"
#include "app/replay_command.h"
#include "app/serve.h"
#include "app/settings.h"
#include "app/standard_streams.h"
#include "app/state.h"

namespace plimsoll::app {
namespace {

// Variables of ours that are no settings of the server.
constexpr std::array<std::string_view, 4> kOtherVariables = {kMasterKeyVariable, "PLIMSOLL_API_KEY",
                                                             "PLIMSOLL_API_SECRET", "PLIMSOLL_URL"};

int report(const Error& error) {
  fmt::print(stderr, "plimsoll: {}\n", describe(error));
  return error.code == ErrorCode::kSetting ? 2 : 1;
}

int print(const Result<std::string>& text) {
  if (!text) return report(text.error());
  std::fputs(text->c_str(), stdout);
  return 0;
}

struct ServeOptions {
  SettingTexts flags;
  std::string config;
  bool check = false;
};

void add_serve(CLI::App& app, ServeOptions& options) {
  CLI::App* serve = app.add_subcommand(
      "serve", "Serve a book: the engine, the market and the HTTP API, until Ctrl-C");
  serve->footer(
      "Every setting may also come from the environment (PLIMSOLL_TLS_CERT) or from a flat TOML\n"
      "file (tls-cert = \"...\"); a flag wins over the environment, which wins over the file.\n"
      "Examples:\n"
      "  plimsoll serve --demo --loop --speed 60 --report-seconds 5\n"
      "  plimsoll serve --config plimsoll.toml --check");
  serve->add_option("--config", options.config, "TOML file with settings");
  serve->add_flag("--check", options.check,
                  "Validate the settings, read the certificates and the tape, say so, and stop");
  for (const SettingInfo& info : setting_infos()) {
    const std::string name(info.name);
    const std::string flag = "--" + name;
    std::string help(info.sentence);
    if (!info.bounds.empty() && !info.is_flag) help += " {" + std::string(info.bounds) + "}";
    if (!info.default_text.empty()) help += " [" + std::string(info.default_text) + "]";
    const auto store = [&options, name](const std::string& text) { options.flags[name] = text; };
    CLI::Option* option = serve->add_option_function<std::string>(flag, store, help);
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    // --loop is --loop=true; what else it may be is judged like every setting, from wherever.
    if (info.is_flag) option->expected(0, 1)->default_str("true")->option_text(" ");
  }
}

Result<Settings> all_settings(const ServeOptions& options) {
  SettingTexts file;
  if (!options.config.empty()) {
    ASSIGN_OR_RETURN(file, settings_from_file(options.config));
  }
  ASSIGN_OR_RETURN(const SettingTexts environment,
                   settings_from_environment(environ, kOtherVariables));
  const std::array<SettingSource, 3> sources = {
      {{"file", file}, {"environment", environment}, {"flag", options.flags}}};
  return make_settings(sources);
}

int run_serve(const ServeOptions& options) {
  const auto settings = all_settings(options);
  if (!settings) return report(settings.error());
  if (settings->allow_core_dumps) allow_core_dumps();
  if (options.check) {
    const auto good = check_files(*settings);
    if (!good) return report(good.error());
    fmt::print("the settings are good\n");
    return 0;
  }
  const auto served = serve(*settings);
  return served ? 0 : report(served.error());
}

// What the other subcommands were asked for; each callback sets the exit status.
struct Asked {
  int status = 0;
  std::string state_dir = "plimsoll-data";
  std::vector<std::string> files;
  std::string account;
  std::string output = "-";
  std::string reason{kUnstatedReason};
  bool default_parameters = false;
  bool json = false;
  NewKey new_key;
  std::string key_name;
  std::string new_key_variable;
  LtvQuestion question;
  PastLtvQuestion past;
  ReplayRequest replay;
  bool redecide = false;
  JournalQuestion journal;
  BackupRequest backup;
};

int run_import(const Asked& asked) {
  if (!asked.account.empty()) {
    return print(import_wallets(asked.state_dir, asked.account, asked.files, asked.reason));
  }
  if (asked.files.size() == 1) {
    return print(import_book(asked.state_dir, asked.files.front(), asked.reason));
  }
  return report(Error{ErrorCode::kSetting, "one book file, or --account with wallet files", {}});
}

void add_import(CLI::App& app, Asked& asked) {
  CLI::App& command = *app.add_subcommand(
      "import", "Read a book file into an empty journal, or wallets from the exchange's answers");
  command.footer(
      "Examples:\n"
      "  plimsoll import book.json                                  a whole book, all or nothing\n"
      "  plimsoll import --account desk@example.com balance.json positions.json\n"
      "Without `parameters` in the file the real default parameter set is taken.");
  command.add_option("files", asked.files, "Book file, or the exchange's JSON answers")->required();
  command.add_option("--account", asked.account,
                     "Email of the account whose wallets the files show");
  add_reason(command, asked.reason);
  add_state_dir(command, asked.state_dir);
  command.callback([&asked] { asked.status = run_import(asked); });
}

int run_export(const Asked& asked) {
  if (asked.default_parameters) return print(std::string(embedded_default_parameters()));
  const auto done = export_book(asked.state_dir, asked.output);
  return done ? 0 : report(done.error());
}

void add_export(CLI::App& app, Asked& asked) {
  CLI::App& command = *app.add_subcommand("export", "Write the book in its canonical form");
  command.add_option("-o,--output", asked.output, "File to write; - is stdout")
      ->capture_default_str();
  command.add_flag("--default-parameters", asked.default_parameters,
                   "Print the built-in parameter set instead, to start a book file from");
  add_state_dir(command, asked.state_dir);
  command.callback([&asked] { asked.status = run_export(asked); });
}

void add_keys_create(CLI::App& keys, Asked& asked) {
  CLI::App& command =
      *keys.add_subcommand("create", "A new key for an account; secrets are shown once");
  NewKey& key = asked.new_key;
  command.footer(
      "Examples:\n"
      "  plimsoll keys create --account desk@example.com\n"
      "  plimsoll keys create --account desk@example.com --type ED25519 --permissions READ,TRADE\n"
      "  plimsoll keys create --account desk@example.com --type RSA --public-key rsa.pub.pem");
  command.add_option("--account", key.email, "Email of the account")->required();
  command.add_option("--type", key.type, "HMAC, ED25519 or RSA")->capture_default_str();
  command.add_option(
      "--public-key", key.public_key_path,
      "PEM file of the public key (ED25519, RSA); without it an ED25519 pair is made");
  command.add_option("--permissions", key.permissions, "READ, TRADE, INTERNAL_TRANSFER by commas")
      ->capture_default_str();
  command.add_option("--allow", key.allow, "Addresses and ranges by commas; empty: any");
  command.add_option("--expires", key.expires,
                     "When it ends: 2027-01-31, 2027-01-31T08:00:00Z, or 90d, 12h, 30m from now");
  command.add_option("--label", key.label, "A note for people");
  add_reason(command, asked.reason);
  add_state_dir(command, asked.state_dir);
  command.callback(
      [&asked] { asked.status = print(create_key(asked.state_dir, asked.new_key, asked.reason)); });
}

void add_keys(CLI::App& app, Asked& asked) {
  CLI::App& keys =
      *app.add_subcommand("keys", "Create, list and revoke API keys; rotate the master key");
  keys.require_subcommand(1);
  add_keys_create(keys, asked);
  CLI::App& list =
      *keys.add_subcommand("list", "Every key: type, permissions, addresses, expiry, account");
  add_state_dir(list, asked.state_dir);
  list.callback([&asked] { asked.status = print(list_keys(asked.state_dir)); });
  CLI::App& revoke = *keys.add_subcommand("revoke", "End a key for ever");
  revoke.add_option("key", asked.key_name, "The API key")->required();
  add_reason(revoke, asked.reason);
  add_state_dir(revoke, asked.state_dir);
  revoke.callback([&asked] {
    asked.status = print(revoke_key(asked.state_dir, asked.key_name, asked.reason));
  });
  CLI::App& rotate =
      *keys.add_subcommand("rotate-master", "Seal every secret anew, under a new master key");
  rotate.add_option("--new-key-from-env", asked.new_key_variable,
                    "Variable that holds the new key, where PLIMSOLL_MASTER_KEY holds the old");
  add_reason(rotate, asked.reason);
  add_state_dir(rotate, asked.state_dir);
  rotate.callback([&asked] {
    asked.status = print(rotate_master_key(asked.state_dir, asked.new_key_variable, asked.reason));
  });
}

void add_past_ltv(CLI::App& command, Asked& asked) {
  CLI::Option* as_of = command.add_option(
      "--as-of", asked.past.as_of,
      "Not the server: what the state folder says of that moment; as `replay --until`");
  command.add_option("--parent-email", asked.past.which.parent_email, "Only this parent's units")
      ->needs(as_of);
  add_state_dir(command, asked.state_dir);
}

int run_ltv(Asked& asked) {
  if (asked.past.as_of.empty()) return print(ask_ltv(asked.question));
  asked.past.state_dir = asked.state_dir;
  asked.past.which.group = asked.question.group;
  asked.past.json = asked.question.json;
  return print(past_ltv(asked.past));
}

void add_ltv(CLI::App& app, Asked& asked) {
  CLI::App& command = *app.add_subcommand("ltv", "Ask a server how loaded the units are");
  LtvQuestion& question = asked.question;
  command.footer(
      "Without options it asks the local server with the demo's published parent key.\n"
      "Example:\n"
      "  plimsoll ltv --url https://risk.example.com --key KEY --private-key ed25519.pem --group "
      "3\n"
      "  plimsoll ltv --as-of 2026-11-20T21:20:00Z --state-dir /var/lib/plimsoll");
  command.add_option("--url", question.url, "Server")
      ->envname("PLIMSOLL_URL")
      ->capture_default_str();
  command.add_option("--key", question.api_key, "API key")->envname("PLIMSOLL_API_KEY");
  command.add_option("--secret", question.secret, "HMAC secret; better in the environment")
      ->envname("PLIMSOLL_API_SECRET");
  command.add_option("--private-key", question.private_key, "PEM file: RSA or Ed25519");
  command.add_option("--group", question.group, "Only this groupId");
  command.add_option("--ca-file", question.ca_file, "PEM file of the authority to trust");
  command.add_flag("--json", question.json, "The raw answer");
  add_past_ltv(command, asked);
  command.callback([&asked] { asked.status = run_ltv(asked); });
}

int run_replay(Asked& asked) {
  asked.replay.state_dir = asked.state_dir;
  if (!asked.redecide) return print(replay_book(asked.replay));
  const auto redecided = redecide_journal(asked.replay);
  if (!redecided) return report(redecided.error());
  std::fputs(redecided->text.c_str(), stdout);
  return redecided->differs ? 3 : 0;
}

void add_replay(CLI::App& app, Asked& asked) {
  CLI::App& command = *app.add_subcommand(
      "replay", "Rebuild the book of a past moment, or decide the journal anew");
  command.footer(
      "Reads only, also beside a running server. A moment is a time in UTC, milliseconds since\n"
      "1970, or the number of a record:\n"
      "  plimsoll replay --until 2026-11-20T21:20:00Z\n"
      "  plimsoll replay --until seq:1000 --export then.json\n"
      "  plimsoll replay --redecide      ends with 3 when today's code answers otherwise");
  command.add_option("--until", asked.replay.until, "The moment; without it the newest record");
  CLI::Option* from_start =
      command.add_flag("--from-start", asked.replay.from_start, "From record 1, not a snapshot");
  CLI::Option* output =
      command.add_option("--export", asked.replay.output, "Write the book file of that moment");
  command.add_flag("--redecide", asked.redecide, "List what today's code would answer otherwise")
      ->excludes(output)
      ->excludes(from_start);
  add_state_dir(command, asked.state_dir);
  command.callback([&asked] { asked.status = run_replay(asked); });
}

void add_balance(CLI::App& app, Asked& asked) {
  CLI::App& command = *app.add_subcommand(
      "balance", "Show where the money of every asset stands, and that it sums to zero");
  command.footer("Needs the server stopped.");
  add_state_dir(command, asked.state_dir);
  command.add_flag("--json", asked.json, "As one JSON array");
  command.callback([&asked] { asked.status = print(show_balance(asked.state_dir, asked.json)); });
}

void add_journal(CLI::App& app, Asked& asked) {
  CLI::App& group = *app.add_subcommand("journal", "Check a journal, also of a running server");
  group.require_subcommand(1);
  const auto add = [&](const char* name, const char* what) -> CLI::App& {
    CLI::App& command = *group.add_subcommand(name, what);
    add_state_dir(command, asked.state_dir);
    command.add_option("file", asked.journal.file, "The journal's file, instead of a folder");
    return command;
  };
  const auto question = [&asked] {
    asked.journal.state_dir = asked.state_dir;
    return asked.journal;
  };
  CLI::App& verify = add("verify", "Read it through: structure, hash chain, every record");
  verify.footer(
      "Ends with 1 and the number of the record, when one is bad. Whoever notes a head can tell\n"
      "later whether the history up to there is still the same:\n"
      "  plimsoll journal head > noted\n"
      "  plimsoll journal verify --expect \"$(cat noted)\"");
  verify.add_option("--expect", asked.journal.expected, "SEQUENCE:HASH noted earlier");
  verify.callback([&asked, question] { asked.status = print(verify_journal(question())); });
  add("head", "Its newest record as SEQUENCE:HASH, at once").callback([&asked, question] {
    asked.status = print(show_head(question()));
  });
}

void add_backup(CLI::App& app, Asked& asked) {
  CLI::App& backup = *app.add_subcommand(
      "backup", "Copy the journal into a new folder, also while the server runs");
  add_state_dir(backup, asked.state_dir);
  backup.add_option("--to", asked.backup.folder, "Folder to make")->required();
  backup.add_flag("--with-master-key", asked.backup.with_master_key,
                  "Also the key that opens the secrets in it");
  backup.callback([&asked] {
    asked.backup.state_dir = asked.state_dir;
    asked.status = print(back_up(asked.backup));
  });
  CLI::App& restored = *app.add_subcommand("restore", "Make a state folder of a backup, verified");
  add_state_dir(restored, asked.state_dir);
  restored.add_option("--from", asked.backup.folder, "Folder that `backup` made")->required();
  restored.callback([&asked] {
    asked.backup.state_dir = asked.state_dir;
    asked.status = print(restore(asked.backup));
  });
}

int run(int argc, char** argv) {
  forbid_core_dumps();
  CLI::App app(
      "Plimsoll: an exact risk engine and API server for institutional crypto loans.\n"
      "Start with: plimsoll serve --demo, then in another shell: plimsoll ltv");
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  Asked asked;
  ServeOptions serve_options;
  add_serve(app, serve_options);
  app.get_subcommand("serve")->callback([&] { asked.status = run_serve(serve_options); });
  add_import(app, asked);
  add_export(app, asked);
  add_keys(app, asked);
  const std::function<void(const Result<std::string>&)> tell =
      [&asked](const Result<std::string>& text) { asked.status = print(text); };
  add_operators(app, tell);
  add_ltv(app, asked);
  add_balance(app, asked);
  add_replay(app, asked);
  add_journal(app, asked);
  add_backup(app, asked);
  app.add_subcommand("version", "What this is")->callback([&asked] {
    asked.status = print(std::string("plimsoll " PLIMSOLL_VERSION "\n"));
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return asked.status;
}

}  // namespace
}  // namespace plimsoll::app

int main(int argc, char** argv) {
  plimsoll::app::fill_standard_descriptors();
  return plimsoll::app::run(argc, argv);
}
