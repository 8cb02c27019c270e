#include "app/master_key.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "auth/constant_time.h"

namespace plimsoll::app {
namespace {

constexpr auto kIsSealed = [](const auto& entry) { return entry.second->type == KeyType::kHmac; };

// A rotation was cut off: the journal tells before or after its record.
Result<auth::MasterKey> heal(const std::string& state_dir, const book::Book& book) {
  const std::string path = master_key_path(state_dir);
  const std::string next = next_master_key_path(state_dir);
  if (std::filesystem::exists(path)) {
    ASSIGN_OR_RETURN(auth::MasterKey present, auth::load_or_create_master_key(path));
    if (check_master_key(present, book)) {
      std::error_code error;
      std::filesystem::remove(next, error);
      if (error) return fail(ErrorCode::kFile, "cannot remove " + next + ": " + error.message());
      return present;
    }
  }
  ASSIGN_OR_RETURN(auth::MasterKey replacement, auth::load_or_create_master_key(next));
  RETURN_IF_ERROR(check_master_key(replacement, book));
  RETURN_IF_ERROR(auth::replace_master_key_file(next, path));
  return replacement;
}

// Every secret, from one master key to another.
Result<book::ResealSecrets> resealed(const book::Book& book, const auth::MasterKey& from,
                                     const auth::MasterKey& to) {
  book::ResealSecrets command;
  for (const auto& entry : book.keys) {
    if (!kIsSealed(entry)) continue;
    ASSIGN_OR_RETURN(std::string secret, auth::open(from, entry.first, entry.second->material));
    command.secrets.push_back({entry.first, auth::seal(to, entry.first, secret)});
    auth::wipe(secret);
  }
  return command;
}

Result<auth::MasterKey> key_from_variable(const std::string& variable) {
  const char* text = std::getenv(variable.c_str());
  if (text == nullptr) return fail(ErrorCode::kSetting, variable + " is not set");
  return auth::master_key_from_text(text);
}

std::string_view text_of(const auth::MasterKey& key) {
  return {reinterpret_cast<const char*>(key.bytes().data()), key.bytes().size()};
}

}  // namespace

std::string master_key_path(const std::string& state_dir) { return state_dir + "/master.key"; }
std::string next_master_key_path(const std::string& state_dir) {
  return master_key_path(state_dir) + ".new";
}

Result<void> check_master_key(const auth::MasterKey& master, const book::Book& book) {
  for (const auto& entry : book.keys) {
    if (!kIsSealed(entry)) continue;
    ASSIGN_OR_RETURN(std::string secret, auth::open(master, entry.first, entry.second->material));
    auth::wipe(secret);
  }
  return {};
}

Result<auth::MasterKey> master_key_of_folder(const std::string& state_dir, const book::Book& book) {
  if (std::filesystem::exists(next_master_key_path(state_dir))) return heal(state_dir, book);
  const std::string path = master_key_path(state_dir);
  const bool needed = std::any_of(book.keys.begin(), book.keys.end(), kIsSealed);
  if (needed && !std::filesystem::exists(path)) {
    return fail(ErrorCode::kCrypto, "the journal holds sealed secrets but " + path +
                                        " is gone: restore it, or give " + kMasterKeyVariable);
  }
  return auth::load_or_create_master_key(path);
}

Result<std::string> rotate_master_key(const std::string& state_dir,
                                      const std::string& new_key_variable,
                                      std::string_view reason) {
  const bool from_environment = std::getenv(kMasterKeyVariable) != nullptr;
  if (from_environment && new_key_variable.empty()) {
    return fail(ErrorCode::kSetting, "the master key comes from " +
                                         std::string(kMasterKeyVariable) +
                                         ": put the new one into another variable and name it with "
                                         "--new-key-from-env");
  }
  if (!from_environment && !new_key_variable.empty()) {
    return fail(ErrorCode::kSetting, "the master key is in " + master_key_path(state_dir) +
                                         "; a new one is drawn, so leave out --new-key-from-env");
  }
  ASSIGN_OR_RETURN(State state, open_state({state_dir, false, false}, {}));
  ASSIGN_OR_RETURN(const auth::MasterKey next,
                   from_environment
                       ? key_from_variable(new_key_variable)
                       : auth::load_or_create_master_key(next_master_key_path(state_dir)));
  if (auth::equal_in_constant_time(text_of(next), text_of(state.master))) {
    return fail(ErrorCode::kSetting, "the new master key is the old one");
  }
  ASSIGN_OR_RETURN(book::ResealSecrets command,
                   resealed(state.processor->book(), state.master, next));
  const std::string count = std::to_string(command.secrets.size());
  // Whether the record is durable is not known when this fails: the next start finds out.
  RETURN_IF_ERROR(run_locally(state, {std::move(command)}, "ROTATE_MASTER_KEY", reason));
  if (from_environment) {
    return count + " secrets sealed anew; start with the new key in " + kMasterKeyVariable + "\n";
  }
  RETURN_IF_ERROR(
      auth::replace_master_key_file(next_master_key_path(state_dir), master_key_path(state_dir)));
  return count + " secrets sealed anew; the new key is in " + master_key_path(state_dir) + "\n";
}

}  // namespace plimsoll::app
