#include "engine/words.h"

#include <array>
#include <string_view>

#include "base/archive.h"
#include "base/decimal.h"
#include "engine/moment.h"

namespace plimsoll::engine {
namespace {

// By tag; a command has the tag of its event, and "" belongs to what nobody asks for.
struct Name {
  std::string_view command;
  std::string_view event;
};
constexpr std::array<Name, 41> kNames = {{
    {"", ""},
    {"DefineAsset", "AssetDefined"},
    {"DefineContract", "ContractDefined"},
    {"SetParameters", "ParametersSet"},
    {"UpdatePrices", "PricesUpdated"},
    {"CreateAccount", "AccountCreated"},
    {"SetFrozenAmount", "FrozenAmountSet"},
    {"CreateApiKey", "ApiKeyCreated"},
    {"RevokeApiKey", "ApiKeyRevoked"},
    {"UpdateWallet", "WalletUpdated"},
    {"AdjustWallet", "WalletAdjusted"},
    {"CreateUnit", "UnitCreated"},
    {"EditMember", "MemberEdited"},
    {"CloseUnit", "UnitClosed"},
    {"SetLiability", "LiabilitySet"},
    {"FundPool", "PoolFunded"},
    {"ChangeRebate", "RebateChanged"},
    {"Borrow", "Borrowed"},
    {"Repay", "Repaid"},
    {"", "InterestAccrued"},
    {"", "MemberInterestAccrued"},
    {"SetUnitLines", "UnitLinesSet"},
    {"TransferOut", "TransferredOut"},
    {"SettleTransfer", "TransferSettled"},
    {"Transfer", "Transferred"},
    {"", "LiquidationStarted"},
    {"", "CollateralMoved"},
    {"", "OrdersCancelled"},
    {"", "PositionClosed"},
    {"", "FuturesCollected"},
    {"", "OwnLoanRepaid"},
    {"", "SaleOrdered"},
    {"ReportFill", "SaleFilled"},
    {"", "LiquidationEnded"},
    {"", "RequestAnswered"},
    {"", "UnitStateChanged"},
    {"StartInterest", "InterestStarted"},
    {"CreateOperator", "OperatorCreated"},
    {"RevokeOperator", "OperatorRevoked"},
    {"", "OperatorActed"},
    {"ResealSecrets", "SecretsResealed"},
}};

class Words {
 public:
  explicit Words(const model::Parameters& names) : names_(names) {}

  template <class T>
  void say_fields(const T& value) {
    bool first = true;
    const auto each = [&](const auto& field) {
      if (!std::exchange(first, false)) text += ", ";
      say(field);
    };
    std::apply([&](auto... member) { (each(value.*member), ...); }, T::fields());
  }

  std::string text;

 private:
  void say(bool value) { text += value ? "yes" : "no"; }
  void say(std::uint16_t value) { text += std::to_string(value); }
  void say(std::int64_t value) { text += std::to_string(value); }
  void say(const std::string& value) { text += "'" + value + "'"; }
  void say(Timestamp value) { text += value.ms == 0 ? "-" : iso_time(value); }
  void say(Digest value) { text += to_hex(value); }
  void say(std::monostate) { text += "none"; }
  void say(Uid value) { text += "account " + std::to_string(value.value); }
  void say(GroupId value) { text += "unit " + std::to_string(value.value); }
  void say(AssetId value) { name(names_.assets, value.value, &model::Asset::name); }
  void say(ContractId value) { name(names_.contracts, value.value, &model::Contract::symbol); }
  void say(WalletType value) { text += wallet_type_name(value); }
  void say(MemberType value) { text += member_type_name(value); }
  void say(model::UnitState value) { text += model::unit_state_name(value); }
  void say(model::PositionSide value) { text += model::position_side_name(value); }
  void say(KeyType value) { text += key_type_name(value); }
  void say(const model::TierTable& value) {
    text += std::to_string(value.slices().size()) + " tiers";
  }
  void say(const model::ApiKey& value) {
    text += "key '" + value.key + "' of ";
    say(value.account);
  }
  void say(const book::PriceUpdate& value) {
    if (value.kind == model::PriceKind::kMark) {
      say(ContractId{value.index});
    } else {
      say(AssetId{value.index});
    }
    text += value.kind == model::PriceKind::kMarginIndex  ? " margin index "
            : value.kind == model::PriceKind::kAssetIndex ? " asset index "
                                                          : " mark ";
    say(value.price);
  }
  template <class Tag, int kDecimals, class Rep>
  void say(Fixed<Tag, kDecimals, Rep> value) {
    append_trimmed(text, value);
  }
  template <class E>
  requires std::is_enum_v<E>
  void say(E value) { text += "choice " + std::to_string(static_cast<int>(value)); }
  template <class T>
  void say(const std::optional<T>& value) {
    if (value) {
      say(*value);
    } else {
      text += "-";
    }
  }
  template <class T>
  void say(const std::vector<T>& values) {
    text += "[";
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) text += "; ";
      say(values[i]);
    }
    text += "]";
  }
  template <class... Ts>
  void say(const std::variant<Ts...>& value) {
    std::visit([&](const auto& held) { say(held); }, value);
  }
  template <HasFields T>
  void say(const T& value) {
    text += "(";
    say_fields(value);
    text += ")";
  }
  template <class List, class Member>
  void name(const List& list, std::size_t index, Member member) {
    text += index < list.size() ? list[index].*member : "number " + std::to_string(index);
  }

  const model::Parameters& names_;
};

template <class Variant>
std::string say(const Variant& value, std::string_view Name::*kind,
                const model::Parameters& names) {
  Words words(names);
  std::visit(
      [&](const auto& held) {
        const std::size_t tag = held.kTag;
        words.text +=
            tag < kNames.size() ? std::string(kNames[tag].*kind) : "number " + std::to_string(tag);
        words.text += ": ";
        words.say_fields(held);
      },
      value);
  return std::move(words.text);
}

}  // namespace

std::string words_of(const book::Command& command, const model::Parameters& names) {
  return say(command, &Name::command, names);
}

std::string words_of(const book::Event& event, const model::Parameters& names) {
  return say(event, &Name::event, names);
}

}  // namespace plimsoll::engine
