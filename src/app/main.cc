// plimsoll: one binary, its subcommands.
//
// Exit codes: 0 done, 1 it could not be done, 2 the command line or a setting is wrong, 70 the
// journal failed while serving.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>

#include "app/book_commands.h"
#include "app/embedded.h"
#include "app/key_commands.h"
#include "app/ltv_command.h"
#include "app/serve.h"
#include "app/settings.h"
#include "app/state.h"

extern char** environ;  // POSIX

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
  serve->add_flag("--check", options.check, "Validate the settings, say so, and stop");
  for (const SettingInfo& info : setting_infos()) {
    const std::string name(info.name);
    const std::string flag = "--" + name;
    std::string help(info.sentence);
    if (!info.bounds.empty() && !info.is_flag) help += " {" + std::string(info.bounds) + "}";
    if (!info.default_text.empty()) help += " [" + std::string(info.default_text) + "]";
    const auto store = [&options, name](const std::string& text) { options.flags[name] = text; };
    if (info.is_flag) {
      serve->add_flag_function(
          flag + "{true}",
          [&options, name](std::int64_t on) { options.flags[name] = on > 0 ? "true" : "false"; },
          help);
    } else {
      serve->add_option_function<std::string>(flag, store, help)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    }
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
  if (options.check) {
    fmt::print("the settings are good\n");
    return 0;
  }
  const auto served = serve(*settings);
  return served ? 0 : report(served.error());
}

int run(int argc, char** argv) {
  CLI::App app(
      "Plimsoll: an exact risk engine and API server for institutional crypto loans.\n"
      "Start with: plimsoll serve --demo, then in another shell: plimsoll ltv");
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  int status = 0;
  std::string state_dir = "plimsoll-data";
  const auto add_state_dir = [&](CLI::App* command) {
    command->add_option("--state-dir", state_dir, "Folder of the journal and the master key")
        ->envname("PLIMSOLL_STATE_DIR")
        ->capture_default_str();
  };

  ServeOptions serve_options;
  add_serve(app, serve_options);
  app.get_subcommand("serve")->callback([&] { status = run_serve(serve_options); });

  std::vector<std::string> files;
  std::string account;
  CLI::App* import = app.add_subcommand(
      "import", "Read a book file into an empty journal, or wallets from the exchange's answers");
  import->footer(
      "Examples:\n"
      "  plimsoll import book.json                                  a whole book, all or nothing\n"
      "  plimsoll import --account desk@example.com balance.json positions.json\n"
      "Without `parameters` in the file the real default parameter set is taken.");
  import->add_option("files", files, "Book file, or the exchange's JSON answers")->required();
  import->add_option("--account", account, "Email of the account whose wallets the files show");
  add_state_dir(import);
  import->callback([&] {
    if (!account.empty()) {
      status = print(import_wallets(state_dir, account, files));
}
else if (files.size() == 1) {
  status = print(import_book(state_dir, files.front()));
}
else {
  status = report(Error{ErrorCode::kSetting, "one book file, or --account with wallet files", {}});
}
}  // namespace
);

std::string output = "-";
bool defaults = false;
CLI::App* export_command = app.add_subcommand("export", "Write the book in its canonical form");
export_command->add_option("-o,--output", output, "File to write; - is stdout")
    ->capture_default_str();
export_command->add_flag("--default-parameters", defaults,
                         "Write the built-in parameter set instead, to start a book file from");
add_state_dir(export_command);
export_command->callback([&] {
  if (defaults) {
    std::fputs(std::string(embedded_default_parameters()).c_str(), stdout);
  } else if (const auto done = export_book(state_dir, output); !done) {
    status = report(done.error());
  }
});

CLI::App* keys = app.add_subcommand("keys", "Create, list and revoke API keys");
keys->require_subcommand(1);
NewKey new_key;
CLI::App* create =
    keys->add_subcommand("create", "A new key for an account; secrets are shown once");
create->footer(
    "Examples:\n"
    "  plimsoll keys create --account desk@example.com\n"
    "  plimsoll keys create --account desk@example.com --type ED25519 --permissions READ,TRADE\n"
    "  plimsoll keys create --account desk@example.com --type RSA --public-key rsa.pub.pem");
create->add_option("--account", new_key.email, "Email of the account")->required();
create->add_option("--type", new_key.type, "HMAC, ED25519 or RSA")->capture_default_str();
create->add_option("--public-key", new_key.public_key_path,
                   "PEM file of the public key (ED25519, RSA); without it an ED25519 pair is made");
create->add_option("--permissions", new_key.permissions, "READ, TRADE, INTERNAL_TRANSFER by commas")
    ->capture_default_str();
create->add_option("--allow", new_key.allow, "Addresses and ranges by commas; empty: any");
create->add_option("--label", new_key.label, "A note for people");
add_state_dir(create);
create->callback([&] { status = print(create_key(state_dir, new_key)); });
CLI::App* list = keys->add_subcommand("list", "Every key: type, permissions, addresses, account");
add_state_dir(list);
list->callback([&] { status = print(list_keys(state_dir)); });
std::string key_name;
CLI::App* revoke = keys->add_subcommand("revoke", "End a key for ever");
revoke->add_option("key", key_name, "The API key")->required();
add_state_dir(revoke);
revoke->callback([&] { status = print(revoke_key(state_dir, key_name)); });

LtvQuestion question;
CLI::App* ltv = app.add_subcommand("ltv", "Ask a server how loaded the units are");
ltv->footer(
    "Without options it asks the local server with the demo's published parent key.\n"
    "Example:\n"
    "  plimsoll ltv --url https://risk.example.com --key KEY --private-key ed25519.pem --group 3");
ltv->add_option("--url", question.url, "Server")->envname("PLIMSOLL_URL")->capture_default_str();
ltv->add_option("--key", question.api_key, "API key")->envname("PLIMSOLL_API_KEY");
ltv->add_option("--secret", question.secret, "HMAC secret; better in the environment")
    ->envname("PLIMSOLL_API_SECRET");
ltv->add_option("--private-key", question.private_key, "PEM file: RSA or Ed25519");
ltv->add_option("--group", question.group, "Only this groupId");
ltv->add_option("--ca-file", question.ca_file, "PEM file of the authority to trust");
ltv->add_flag("--json", question.json, "The raw answer");
ltv->callback([&] { status = print(ask_ltv(question)); });

app.add_subcommand("version", "What this is")->callback([] {
  fmt::print("plimsoll {}\n", PLIMSOLL_VERSION);
});

try {
  app.parse(argc, argv);
} catch (const CLI::ParseError& error) {
  return app.exit(error) == 0 ? 0 : 2;
}
return status;
}  // namespace plimsoll::app

}  // namespace
}  // namespace plimsoll::app

int main(int argc, char** argv) { return plimsoll::app::run(argc, argv); }
