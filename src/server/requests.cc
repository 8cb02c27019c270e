#include "server/requests.h"

#include <algorithm>

namespace plimsoll::server {

std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return result;
}

AssetId asset_named(const Call& call, std::string_view name) {
  constexpr AssetId kNoAsset{0xFFFF};  // kMaxAssets ids end below it
  return call.book.parameters->find_asset(upper(name)).value_or(kNoAsset);
}

Result<AssetId> asset_parameter(const Call& call, std::string_view parameter) {
  ASSIGN_OR_RETURN(const std::string_view name, call.parameters.text(parameter));
  return asset_named(call, name);
}

Result<Amount> amount_parameter(const Call& call, std::string_view asset) {
  auto amount = call.parameters.decimal("amount");
  if (!amount && amount.error().code == ErrorCode::kTooPrecise) {
    amount.error().arguments = {upper(asset)};
  }
  return amount;
}

Uid parent_of(const model::Account& caller) { return caller.parent.value_or(caller.uid); }

const model::Account* account_of_family(const Call& call, std::string_view email) {
  const engine::Directory& directory = *call.book.directory;
  const auto found = directory.uids_by_email.find(email);
  if (found == directory.uids_by_email.end()) return nullptr;
  const model::Account* account = directory.find_account(found->second);
  return parent_of(*account) == parent_of(call.caller) ? account : nullptr;
}

}  // namespace plimsoll::server
