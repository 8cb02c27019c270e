#include "scenario/vocabulary.h"

#include <algorithm>

namespace plimsoll::scenario {
namespace {

constexpr std::int64_t kFirstAccount = 1001;
constexpr std::int64_t kFirstStranger = 900'001;
constexpr std::uint16_t kFirstUnknown = 60'000;  // more assets or contracts than any scenario has

}  // namespace

const NamedAccount& Vocabulary::account(const std::string& name) {
  const auto found = accounts_.find(name);
  if (found != accounts_.end()) return found->second;
  const Uid uid{kFirstStranger + static_cast<std::int64_t>(accounts_.size())};
  scenario_.accounts.emplace(uid, name);
  return accounts_.emplace(name, NamedAccount{uid, {}}).first->second;
}

AssetId Vocabulary::asset(const std::string& name) {
  const auto found = asset_ids_.find(name);
  if (found != asset_ids_.end()) return found->second;
  const AssetId id{static_cast<std::uint16_t>(kFirstUnknown + asset_ids_.size())};
  scenario_.assets.emplace(id, name);
  return asset_ids_.emplace(name, id).first->second;
}

ContractId Vocabulary::contract(const std::string& name) {
  const auto found = contract_ids_.find(name);
  if (found != contract_ids_.end()) return found->second;
  const ContractId id{static_cast<std::uint16_t>(kFirstUnknown + contract_ids_.size())};
  scenario_.contracts.emplace(id, name);
  return contract_ids_.emplace(name, id).first->second;
}

NamedAccount Vocabulary::next_account() const {
  const Uid uid{kFirstAccount + defined_accounts_};
  return NamedAccount{uid, uid};
}

void Vocabulary::define_account(const std::string& name, const NamedAccount& account) {
  scenario_.accounts.insert_or_assign(account.uid, name);
  accounts_.insert_or_assign(name, account);
  ++defined_accounts_;
}

model::Asset Vocabulary::asset_definition(const std::string& name) const {
  const auto found = assets_.find(name);
  if (found != assets_.end()) return found->second;
  model::Asset asset;
  asset.name = name;
  return asset;
}

void Vocabulary::define_asset(const model::Asset& asset) {
  const AssetId next{static_cast<std::uint16_t>(assets_.size())};
  if (assets_.insert_or_assign(asset.name, asset).second) {
    asset_ids_.insert_or_assign(asset.name, next);
    scenario_.assets.insert_or_assign(next, asset.name);
  }
}

void Vocabulary::define_contract(const std::string& name) {
  const auto found = contract_ids_.find(name);
  if (found != contract_ids_.end() && found->second.value < kFirstUnknown) return;
  const auto defined =
      std::count_if(contract_ids_.begin(), contract_ids_.end(),
                    [](const auto& entry) { return entry.second.value < kFirstUnknown; });
  const ContractId id{static_cast<std::uint16_t>(defined)};
  contract_ids_.insert_or_assign(name, id);
  scenario_.contracts.insert_or_assign(id, name);
}

std::string email_of(std::string name) {
  for (char& letter : name) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return name + "@example.com";
}

void read_flags(Words& words, bool& spot, bool& margin) {
  constexpr std::string_view kWhat = "'spot', 'margin', 'spot+margin' or 'none'";
  const std::string flags = words.word(kWhat);
  spot = flags == "spot" || flags == "spot+margin";
  margin = flags == "margin" || flags == "spot+margin";
  if (!spot && !margin && flags != "none") words.fail_with(kWhat, flags);
}

}  // namespace plimsoll::scenario
