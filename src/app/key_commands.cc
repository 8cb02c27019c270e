#include "app/key_commands.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "app/state.h"
#include "app/time_text.h"
#include "auth/api_key.h"
#include "file/file.h"
#include "server/new_key.h"

namespace plimsoll::app {
namespace {

constexpr std::size_t kMaxKeyFileBytes = 64 * 1024;

std::string permission_text(const model::Permissions& permissions) {
  auth::Permissions shown;
  if (permissions.read) shown = shown.with(auth::Permission::kRead);
  if (permissions.trade) shown = shown.with(auth::Permission::kTrade);
  if (permissions.internal_transfer) shown = shown.with(auth::Permission::kInternalTransfer);
  return shown.to_text();
}

}  // namespace

Result<std::string> create_key(const std::string& state_dir, const NewKey& request,
                               std::string_view reason) {
  ASSIGN_OR_RETURN(const auth::KeyType type, auth::parse_key_type(request.type));
  ASSIGN_OR_RETURN(const auth::Permissions permissions,
                   auth::Permissions::parse(request.permissions));
  if (permissions == auth::Permissions()) {
    return fail(ErrorCode::kMalformed, "a key that may do nothing; give READ, TRADE or both");
  }
  ASSIGN_OR_RETURN(State state, open_state({state_dir, false, false}, {}));
  const auto account = state.processor->book().uids_by_email.find(request.email);
  if (account == state.processor->book().uids_by_email.end()) {
    return fail(ErrorCode::kUnknownAccount, "no account with email " + request.email);
  }
  model::ApiKey key;
  key.account = account->second;
  key.type = type;
  key.permissions = {.read = permissions.has(auth::Permission::kRead),
                     .trade = permissions.has(auth::Permission::kTrade),
                     .internal_transfer = permissions.has(auth::Permission::kInternalTransfer)};
  key.label = request.label;
  if (!request.allow.empty()) key.allowed_addresses = {request.allow};
  if (!request.expires.empty()) {
    ASSIGN_OR_RETURN(key.expires, parse_expiry(request.expires, SystemClock().now()));
  }
  if (!request.public_key_path.empty()) {
    ASSIGN_OR_RETURN(key.material, file::read(request.public_key_path, kMaxKeyFileBytes));
  }
  ASSIGN_OR_RETURN(const server::OwnersHalf half, server::complete_new_key(state.master, key));
  std::string told = "key     " + key.key + "\n";
  if (key.expires) told += "expires " + time_text(*key.expires) + "\n";
  RETURN_IF_ERROR(
      run_locally(state, {book::CreateApiKey{std::move(key)}}, "CREATE_API_KEY", reason));
  if (!half.secret.empty()) told += "secret  " + half.secret + "\n";
  told += half.private_pem;
  const bool kept = !half.secret.empty() || !half.private_pem.empty();
  if (kept) told += "Keep this: it is not shown again.\n";
  return told;
}

Result<std::string> list_keys(const std::string& state_dir) {
  ASSIGN_OR_RETURN(const State state, open_state({state_dir, false, false}, {}));
  const book::Book& book = state.processor->book();
  const Timestamp now = SystemClock().now();
  std::string told;
  for (const auto& [name, key] : book.keys) {
    std::string addresses;
    for (const std::string& address : key->allowed_addresses) {
      addresses += (addresses.empty() ? "" : ",") + address;
    }
    told += fmt::format(
        "{}  {:<7}  {:<28}  {}  {:%Y-%m-%d}  {}  {}  {}\n", name, model::key_type_name(key->type),
        permission_text(key->permissions), addresses.empty() ? "any" : addresses,
        fmt::gmtime(static_cast<std::time_t>(key->created.ms / 1000)),
        expiry_text(key->expires, now), book.find_account(key->account)->email, key->label);
  }
  return told.empty() ? "no keys\n" : told;
}

Result<std::string> revoke_key(const std::string& state_dir, const std::string& key,
                               std::string_view reason) {
  ASSIGN_OR_RETURN(State state, open_state({state_dir, false, false}, {}));
  RETURN_IF_ERROR(run_locally(state, {book::RevokeApiKey{key}}, "REVOKE_API_KEY", reason));
  return std::string("revoked\n");
}

}  // namespace plimsoll::app
