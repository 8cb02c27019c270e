// What a scenario has named so far: accounts, assets, contracts, and the parameters as they are
// set. The readers of statements share it.
#pragma once

#include <map>
#include <string>

#include "scenario/scenario.h"
#include "scenario/words.h"

namespace plimsoll::scenario {

struct NamedAccount {
  Uid uid;
  Uid parent;  // of a parent: itself
  model::WalletType margin = model::WalletType::kSpot;
  model::MarginMode mode = model::MarginMode::kClassic;
};

class Vocabulary {
 public:
  explicit Vocabulary(Scenario& scenario) : scenario_(scenario) {}

  // By name. One that is not known gets an id that no book knows.
  const NamedAccount& account(const std::string& name);
  AssetId asset(const std::string& name);
  ContractId contract(const std::string& name);

  [[nodiscard]] bool knows_account(std::string_view name) const { return accounts_.contains(name); }

  // A new account; the caller gives it its parent and kind when the book will accept it.
  NamedAccount next_account() const;
  void define_account(const std::string& name, const NamedAccount& account);
  // As they were defined last; new ones have only a name.
  [[nodiscard]] model::Asset asset_definition(const std::string& name) const;
  void define_asset(const model::Asset& asset);
  void define_contract(const std::string& name);

  model::GeneralParameters general;
  std::map<GroupId, model::LtvLineOverrides> lines;
  Timestamp time;

 private:
  Scenario& scenario_;
  std::map<std::string, NamedAccount, std::less<>> accounts_;
  std::map<std::string, AssetId, std::less<>> asset_ids_;
  std::map<std::string, ContractId, std::less<>> contract_ids_;
  std::map<std::string, model::Asset, std::less<>> assets_;
  std::int64_t defined_accounts_ = 0;
};

// The email of the account of this name: in small letters, at example.com.
[[nodiscard]] std::string email_of(std::string name);

// 'spot', 'margin', 'spot+margin' or 'none': which wallets of a member count.
void read_flags(Words& words, bool& spot, bool& margin);

inline book::AnyWallet empty_wallet(const NamedAccount& account, bool margin) {
  if (!margin) return model::SpotWallet{};
  if (account.margin == model::WalletType::kPortfolioMargin) return model::PortfolioMarginWallet{};
  return model::CrossMarginWallet{account.mode, {}};
}

// The readers, one for each family of statements. The first word has been taken; false: it begins
// no statement of the family.
[[nodiscard]] bool read_setup(const std::string& first, Words& words, Vocabulary& names,
                              bool accepted, Request& request);
[[nodiscard]] bool read_request(const std::string& first, Words& words, Vocabulary& names,
                                Request& request);
void read_fact(Words& words, Vocabulary& names, Expect& expect);
void read_answer(Words& words, ExpectedAnswer& answer);

}  // namespace plimsoll::scenario
