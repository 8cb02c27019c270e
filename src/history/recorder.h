// Events to rows: what the history keeps of each event.
//
// It derives everything from events, in the order of the journal: the accounts, assets and units
// that rows name are rows themselves.
#pragma once

#include <concepts>
#include <variant>

#include "book/verbs.h"
#include "history/connection.h"

namespace plimsoll::history {

// Writes the rows of one record's events, inside the caller's transaction. An event the history
// keeps nothing of has no overload. Errors are kFile, and kDamaged for what makes no sense.
class Recorder {
 public:
  // `sequence` and `time`: the record's.
  Recorder(Connection& connection, Sequence sequence, Timestamp time)
      : connection_(connection), sequence_(sequence), time_(time) {}

  [[nodiscard]] Result<void> operator()(const book::AccountCreated& event);
  [[nodiscard]] Result<void> operator()(const book::AssetDefined& event);
  [[nodiscard]] Result<void> operator()(const book::UnitCreated& event);
  [[nodiscard]] Result<void> operator()(const book::UnitClosed& event);
  [[nodiscard]] Result<void> operator()(const book::Borrowed& event);
  [[nodiscard]] Result<void> operator()(const book::Repaid& event);
  [[nodiscard]] Result<void> operator()(const book::InterestAccrued& event);
  [[nodiscard]] Result<void> operator()(const book::RebateChanged& event);
  [[nodiscard]] Result<void> operator()(const book::Transferred& event);
  [[nodiscard]] Result<void> operator()(const book::UnitStateChanged& event);
  [[nodiscard]] Result<void> operator()(const book::LiquidationStarted& event);
  [[nodiscard]] Result<void> operator()(const book::CollateralMoved& event);
  [[nodiscard]] Result<void> operator()(const book::LiquidationEnded& event);
  [[nodiscard]] Result<void> operator()(const book::OperatorActed& event);
  // What an operator did, behind the event that says so.
  [[nodiscard]] Result<void> operator()(const book::ApiKeyCreated& event);
  [[nodiscard]] Result<void> operator()(const book::ApiKeyRevoked& event);
  [[nodiscard]] Result<void> operator()(const book::OperatorCreated& event);
  [[nodiscard]] Result<void> operator()(const book::OperatorRevoked& event);
  [[nodiscard]] Result<void> operator()(const book::PoolFunded& event);
  [[nodiscard]] Result<void> operator()(const book::UnitLinesSet& event);
  [[nodiscard]] Result<void> operator()(const book::WalletUpdated& event);
  [[nodiscard]] Result<void> operator()(const book::SaleFilled& event);
  [[nodiscard]] Result<void> operator()(const book::TransferSettled& event);

 private:
  // What is known of a unit at a change of its state.
  struct Figures {
    std::optional<risk::LtvFigure> ltv;
    std::optional<Amount> net_equity;
    std::optional<Amount> maintenance_margin;
    std::optional<Amount> liability;
  };
  struct BorrowOrRepay {
    GroupId unit;
    AssetId asset;
    bool repay = false;
    std::string_view type;
    std::int64_t transaction = 0;
    Amount amount;
    std::optional<Amount> principal;
    std::optional<Amount> interest;
  };
  // A change of a parent's rebate; what follows `delta` is there when interest caused it.
  struct Rebate {
    Uid parent;
    std::int64_t type = 0;
    Amount delta;
    std::optional<GroupId> unit;
    std::optional<AssetId> asset;
    std::optional<Amount> deducted;
    std::optional<Amount> exchange_rate;
  };

  [[nodiscard]] Result<void> add(const BorrowOrRepay& row);
  [[nodiscard]] Result<void> add(const Rebate& row);
  [[nodiscard]] Result<void> add_charge(GroupId unit, AssetId asset,
                                        const book::InterestCharge& charge);
  // From the unit's state as it is here to `to`.
  [[nodiscard]] Result<void> change_state(GroupId unit, model::UnitState to,
                                          std::optional<Timestamp> cure_until,
                                          const Figures& figures);
  // One column of a unit that must be here.
  [[nodiscard]] Result<Uid> uid_of_unit(std::string_view sql, GroupId unit);

  [[nodiscard]] bool asks_for_subject() const;
  // Adds to what the operator's action was about; nothing when nobody acted in this record.
  [[nodiscard]] Result<void> about(const std::string& subject);
  [[nodiscard]] Result<std::string> asset_name(AssetId asset);
  [[nodiscard]] Result<std::string> email(Uid account);
  [[nodiscard]] Result<std::string> text_of(std::string_view sql, std::int64_t id,
                                            const std::string& what);

  Connection& connection_;
  Sequence sequence_;
  Timestamp time_;
  std::string acted_;  // the command; empty: nobody acted
  int subjects_ = 0;
};

// Whether the history keeps anything of an event.
[[nodiscard]] inline bool is_recorded(const book::Event& event) {
  return std::visit([]<class Held>(const Held&) { return std::invocable<Recorder&, const Held&>; },
                    event);
}

}  // namespace plimsoll::history
