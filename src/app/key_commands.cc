#include "app/key_commands.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "app/state.h"
#include "auth/api_key.h"
#include "auth/sign.h"
#include "auth/verify.h"
#include "server/key_ring.h"

namespace plimsoll::app {
namespace {

constexpr std::size_t kMaxKeyFileBytes = 64 * 1024;

Result<void> run(State& state, book::Command command) {
  const std::vector<engine::Submission> submissions = {{std::move(command)}};
  ASSIGN_OR_RETURN(const auto results, state.processor->turn(submissions, SystemClock().now()));
  if (!results.front()) return tl::unexpected<Error>(results.front().error().error);
  return {};
}

// Fills type and material; returns what the owner must keep.
Result<std::string> add_material(const auth::MasterKey& master, const NewKey& request,
                                 auth::KeyType type, model::ApiKey& key) {
  if (type == auth::KeyType::kHmac) {
    if (!request.public_key_path.empty()) {
      return fail(ErrorCode::kSetting, "an HMAC key has a secret, not a public key");
    }
    const auth::HmacCredentials made = auth::generate_hmac();
    ASSIGN_OR_RETURN(key, server::make_hmac_key(master, std::move(key), made.secret));
    return "secret  " + made.secret + "\n";
  }
  key.type = type;
  std::string kept;
  if (!request.public_key_path.empty()) {
    ASSIGN_OR_RETURN(key.material, read_file(request.public_key_path, kMaxKeyFileBytes));
  } else if (type == auth::KeyType::kEd25519) {
    ASSIGN_OR_RETURN(const auth::Ed25519KeyPair pair, auth::generate_ed25519());
    key.material = pair.public_pem;
    kept = pair.private_pem;
  } else {
    return fail(ErrorCode::kSetting,
                "make an RSA pair yourself (openssl genrsa 2048) and give --public-key FILE");
  }
  RETURN_IF_ERROR(auth::Verifier::create(type, key.material));
  return kept;
}

std::string permission_text(const model::Permissions& permissions) {
  auth::Permissions shown;
  if (permissions.read) shown = shown.with(auth::Permission::kRead);
  if (permissions.trade) shown = shown.with(auth::Permission::kTrade);
  if (permissions.internal_transfer) shown = shown.with(auth::Permission::kInternalTransfer);
  return shown.to_text();
}

}  // namespace

Result<std::string> create_key(const std::string& state_dir, const NewKey& request) {
  ASSIGN_OR_RETURN(const auth::KeyType type, auth::parse_key_type(request.type));
  ASSIGN_OR_RETURN(const auth::Permissions permissions,
                   auth::Permissions::parse(request.permissions));
  ASSIGN_OR_RETURN(const auth::IpAllowList allowed, auth::IpAllowList::parse(request.allow));
  ASSIGN_OR_RETURN(State state, open_state({state_dir, false, false}, {}));
  const auto account = state.processor->book().uids_by_email.find(request.email);
  if (account == state.processor->book().uids_by_email.end()) {
    return fail(ErrorCode::kUnknownAccount, "no account with email " + request.email);
  }
  model::ApiKey key;
  key.key = auth::generate_api_key();
  key.account = account->second;
  key.permissions = {.read = permissions.has(auth::Permission::kRead),
                     .trade = permissions.has(auth::Permission::kTrade),
                     .internal_transfer = permissions.has(auth::Permission::kInternalTransfer)};
  for (const auth::IpRange& range : allowed.ranges()) {
    key.allowed_addresses.push_back(range.to_text());
  }
  key.label = request.label;
  ASSIGN_OR_RETURN(const std::string kept, add_material(state.master, request, type, key));
  const std::string name = key.key;
  RETURN_IF_ERROR(run(state, book::CreateApiKey{std::move(key)}));
  std::string told = "key     " + name + "\n" + kept;
  if (!kept.empty()) told += "Keep this: it is not shown again.\n";
  return told;
}

Result<std::string> list_keys(const std::string& state_dir) {
  ASSIGN_OR_RETURN(const State state, open_state({state_dir, false, false}, {}));
  const book::Book& book = state.processor->book();
  std::string told;
  for (const auto& [name, key] : book.keys) {
    std::string addresses;
    for (const std::string& address : key->allowed_addresses) {
      addresses += (addresses.empty() ? "" : ",") + address;
    }
    told += fmt::format("{}  {:<7}  {:<28}  {}  {:%Y-%m-%d}  {}  {}\n", name,
                        model::key_type_name(key->type), permission_text(key->permissions),
                        addresses.empty() ? "any" : addresses,
                        fmt::gmtime(static_cast<std::time_t>(key->created.ms / 1000)),
                        book.find_account(key->account)->email, key->label);
  }
  return told.empty() ? "no keys\n" : told;
}

Result<std::string> revoke_key(const std::string& state_dir, const std::string& key) {
  ASSIGN_OR_RETURN(State state, open_state({state_dir, false, false}, {}));
  RETURN_IF_ERROR(run(state, book::RevokeApiKey{key}));
  return std::string("revoked\n");
}

}  // namespace plimsoll::app
