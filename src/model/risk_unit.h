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
#include "model/wallets.h"

namespace plimsoll::model {

using plimsoll::member_type_name;
using plimsoll::MemberType;

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
  std::optional<Ratio> instant_liquidation{};
  std::optional<Ratio> hysteresis{};
  std::optional<std::int64_t> cure_ms{};

  [[nodiscard]] LtvLines over(const LtvLines& general) const;

  static constexpr auto fields() {
    return std::tuple(&LtvLineOverrides::borrow, &LtvLineOverrides::transfer_out,
                      &LtvLineOverrides::warning, &LtvLineOverrides::margin_call,
                      &LtvLineOverrides::liquidation, &LtvLineOverrides::stop_liquidation,
                      &LtvLineOverrides::instant_liquidation, &LtvLineOverrides::hysteresis,
                      &LtvLineOverrides::cure_ms);
  }
  friend bool operator==(const LtvLineOverrides&, const LtvLineOverrides&) = default;
};

// How a unit stands. Every change is an event with the assessment that caused it.
enum class UnitState : std::uint8_t {
  kNormal,
  kWarning,      // at or above the warning line
  kMarginCall,   // at or above the margin-call line, or its cure time runs
  kLiquidating,  // frozen: its collateral is being turned into repayment
  kClosed,
};
[[nodiscard]] constexpr int enum_size(UnitState) { return 5; }

// "NORMAL", "WARNING", "MARGIN_CALL", "LIQUIDATING", "CLOSED".
[[nodiscard]] std::string_view unit_state_name(UnitState state);

// An instruction to the seller: turn some of one asset of a member's wallet into another.
struct SaleOrder {
  std::int64_t id = 0;
  Uid account;
  WalletType wallet = WalletType::kCrossMargin;
  AssetId sell;
  Amount quantity;  // at most; what is not sold stays in the wallet
  AssetId buy;

  static constexpr auto fields() {
    return std::tuple(&SaleOrder::id, &SaleOrder::account, &SaleOrder::wallet, &SaleOrder::sell,
                      &SaleOrder::quantity, &SaleOrder::buy);
  }
  friend bool operator==(const SaleOrder&, const SaleOrder&) = default;
};

// A liquidation under way.
struct Liquidation {
  std::int64_t id = 0;
  Timestamp started;
  std::optional<SaleOrder> order;  // waits for its fill

  static constexpr auto fields() {
    return std::tuple(&Liquidation::id, &Liquidation::started, &Liquidation::order);
  }
  friend bool operator==(const Liquidation&, const Liquidation&) = default;
};

// A transfer out that the settlement has not confirmed yet. The amount is locked in the wallet.
struct PendingTransfer {
  std::int64_t id = 0;
  Uid account;
  AssetId asset;
  Amount amount;

  static constexpr auto fields() {
    return std::tuple(&PendingTransfer::id, &PendingTransfer::account, &PendingTransfer::asset,
                      &PendingTransfer::amount);
  }
  friend bool operator==(const PendingTransfer&, const PendingTransfer&) = default;
};

struct RiskUnit {
  GroupId id;
  Uid parent;
  UnitState state = UnitState::kNormal;
  Timestamp created;
  Timestamp closed;  // meaningful when state is kClosed
  LtvLineOverrides lines;
  std::vector<Member> members;         // in the order they joined
  std::vector<Liability> liabilities;  // by asset id; entries that are all zero are not kept
  Timestamp state_since;
  Timestamp quiet_until;                   // no borrowing and no transfers before it
  std::optional<Timestamp> cure_until;     // liquidation is put off until then
  std::optional<Liquidation> liquidation;  // present when state is kLiquidating
  std::optional<PendingTransfer> pending;
  // The seller gave these back: not offered again until the unit stands below its margin call.
  std::vector<AssetId> unsellable;

  [[nodiscard]] const Member* credit() const;
  // Null when the account is not a member.
  [[nodiscard]] const Member* member(Uid account) const;
  [[nodiscard]] bool is_active() const { return state != UnitState::kClosed; }
  // What it owes in one asset: zeros when nothing.
  [[nodiscard]] Liability owed(AssetId asset) const;

  static constexpr auto fields() {
    return std::tuple(&RiskUnit::id, &RiskUnit::parent, &RiskUnit::state, &RiskUnit::created,
                      &RiskUnit::closed, &RiskUnit::lines, &RiskUnit::members,
                      &RiskUnit::liabilities, &RiskUnit::state_since, &RiskUnit::quiet_until,
                      &RiskUnit::cure_until, &RiskUnit::liquidation, &RiskUnit::pending,
                      &RiskUnit::unsellable);
  }
  friend bool operator==(const RiskUnit&, const RiskUnit&) = default;
};

// The rules lines obey, for general parameters and for a unit: each in (0, 1), stop below
// liquidation, warning <= margin call <= liquidation, borrow and transfer-out not above
// liquidation; an instant line, if any, not below liquidation; hysteresis below the warning line;
// the cure time between 0 and ten years.
[[nodiscard]] bool lines_are_ordered(const LtvLines& lines);

}  // namespace plimsoll::model
