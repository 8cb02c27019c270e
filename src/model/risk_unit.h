// The risk unit: one loan group - its members, its loan, its lines.
#pragma once

#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/ids.h"
#include "base/numbers.h"
#include "base/time.h"
#include "model/parameters.h"

namespace plimsoll::model {

enum class MemberType : std::uint8_t { kCredit, kCollateral };
[[nodiscard]] constexpr int enum_size(MemberType) { return 2; }

// "CREDIT", "COLLATERAL".
[[nodiscard]] std::string_view member_type_name(MemberType type);

struct Member {
  Uid account;
  MemberType type = MemberType::kCollateral;
  bool enable_spot = false;    // its SPOT wallet counts
  bool enable_margin = false;  // its margin wallet counts

  static constexpr auto fields() {
    return std::tuple(&Member::account, &Member::type, &Member::enable_spot,
                      &Member::enable_margin);
  }
  friend bool operator==(const Member&, const Member&) = default;
};

struct Liability {
  AssetId asset;
  Amount principal;
  Amount interest;

  static constexpr auto fields() {
    return std::tuple(&Liability::asset, &Liability::principal, &Liability::interest);
  }
  friend bool operator==(const Liability&, const Liability&) = default;
};

// A unit's own lines; what is absent follows the general parameters.
struct LtvLineOverrides {
  std::optional<Ratio> borrow;
  std::optional<Ratio> transfer_out;
  std::optional<Ratio> warning;
  std::optional<Ratio> margin_call;
  std::optional<Ratio> liquidation;
  std::optional<Ratio> stop_liquidation;

  [[nodiscard]] LtvLines over(const LtvLines& general) const;

  static constexpr auto fields() {
    return std::tuple(&LtvLineOverrides::borrow, &LtvLineOverrides::transfer_out,
                      &LtvLineOverrides::warning, &LtvLineOverrides::margin_call,
                      &LtvLineOverrides::liquidation, &LtvLineOverrides::stop_liquidation);
  }
  friend bool operator==(const LtvLineOverrides&, const LtvLineOverrides&) = default;
};

enum class UnitState : std::uint8_t { kActive, kClosed };
[[nodiscard]] constexpr int enum_size(UnitState) { return 2; }

struct RiskUnit {
  GroupId id;
  Uid parent;
  UnitState state = UnitState::kActive;
  Timestamp created;
  Timestamp closed;  // meaningful when state is kClosed
  LtvLineOverrides lines;
  std::vector<Member> members;         // in the order they joined
  std::vector<Liability> liabilities;  // by asset id; entries that are all zero are not kept

  [[nodiscard]] const Member* credit() const;

  static constexpr auto fields() {
    return std::tuple(&RiskUnit::id, &RiskUnit::parent, &RiskUnit::state, &RiskUnit::created,
                      &RiskUnit::closed, &RiskUnit::lines, &RiskUnit::members,
                      &RiskUnit::liabilities);
  }
  friend bool operator==(const RiskUnit&, const RiskUnit&) = default;
};

// The rules lines obey, for general parameters and for a unit: each in (0, 1), stop below
// liquidation, warning <= margin call <= liquidation, borrow and transfer-out not above
// liquidation.
[[nodiscard]] bool lines_are_ordered(const LtvLines& lines);

}  // namespace plimsoll::model
