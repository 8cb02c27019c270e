#include "history/recorder.h"

#include "history/rows.h"

namespace plimsoll::history {
namespace {

constexpr int kMostSubjects = 10;  // of one action: an import is about everything
const std::string kMore = "...";

}  // namespace

Result<void> Recorder::operator()(const book::AccountCreated& event) {
  RETURN_IF_ERROR(connection_.run("INSERT INTO accounts VALUES(?1, ?2)",
                                  {event.uid, std::string_view(event.email)}));
  return about("account " + event.email);
}

Result<void> Recorder::operator()(const book::AssetDefined& event) {
  RETURN_IF_ERROR(connection_.run("INSERT OR REPLACE INTO assets VALUES(?1, ?2)",
                                  {event.id, std::string_view(event.asset.name)}));
  if (acted_ != "SET_LOAN_TERMS") return {};  // an import defines every asset there is
  const auto& rate = event.asset.daily_rate;
  return about(event.asset.name + (event.asset.loanable ? " loanable" : " not loanable") +
               (rate ? ", dailyRate " + trimmed(*rate) : ""));
}

Result<void> Recorder::operator()(const book::UnitCreated& event) {
  const model::RiskUnit& unit = event.unit;
  const model::Member* const credit = unit.credit();
  const bool closed = !unit.is_active();
  RETURN_IF_ERROR(about("unit " + std::to_string(unit.id.value)));
  return connection_.run(
      "INSERT INTO units VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
      {unit.id, unit.parent, credit != nullptr ? credit->account : Uid{}, unit.created,
       closed ? std::optional(unit.closed) : std::nullopt, model::unit_state_name(unit.state)});
}

Result<void> Recorder::operator()(const book::UnitClosed& event) {
  RETURN_IF_ERROR(change_state(event.unit, model::UnitState::kClosed, std::nullopt, {}));
  return connection_.run("UPDATE units SET closed_ms=?2 WHERE id=?1", {event.unit, event.closed});
}

Result<void> Recorder::operator()(const book::Borrowed& event) {
  RETURN_IF_ERROR(add(BorrowOrRepay{.unit = event.unit,
                                    .asset = event.asset,
                                    .repay = false,
                                    .type = borrow_repay_type_name(BorrowRepayType::kBorrow),
                                    .transaction = event.transaction,
                                    .amount = event.amount,
                                    .principal = {},
                                    .interest = {}}));
  return add_charge(event.unit, event.asset, event.charge);
}

Result<void> Recorder::operator()(const book::Repaid& event) {
  const auto type = event.kind == book::RepayKind::kForce ? BorrowRepayType::kForceRepay
                                                          : BorrowRepayType::kNormalRepay;
  return add(BorrowOrRepay{.unit = event.unit,
                           .asset = event.asset,
                           .repay = true,
                           .type = borrow_repay_type_name(type),
                           .transaction = event.transaction,
                           .amount = event.amount(),
                           .principal = event.principal,
                           .interest = event.interest});
}

Result<void> Recorder::operator()(const book::InterestAccrued& event) {
  return add_charge(event.unit, event.asset, event.charge);
}

Result<void> Recorder::operator()(const book::RebateChanged& event) {
  if (asks_for_subject()) {
    ASSIGN_OR_RETURN(const std::string parent, email(event.parent));
    RETURN_IF_ERROR(about(parent + " " + trimmed(event.delta) + " USDT"));
  }
  const auto type = event.delta.is_negative() ? RebateType::kDeduct : RebateType::kAdd;
  return add(Rebate{.parent = event.parent,
                    .type = static_cast<std::int64_t>(type),
                    .delta = event.delta,
                    .unit = {},
                    .asset = {},
                    .deducted = {},
                    .exchange_rate = {}});
}

Result<void> Recorder::operator()(const book::Transferred& event) {
  return connection_.run(
      "INSERT INTO transfers VALUES(?1, ?2, ?3,"
      " ?4, (SELECT ifnull(max(n_from), 0) + 1 FROM transfers WHERE parent=?1 AND from_account=?4),"
      " ?5,"
      " ?6, (SELECT ifnull(max(n_to), 0) + 1 FROM transfers WHERE parent=?1 AND to_account=?6),"
      " ?7, ?8, ?9, ?10)",
      {event.parent, time_, event.transaction, event.from.account,
       transfer_wallet_name(event.from.wallet), event.to.account,
       transfer_wallet_name(event.to.wallet), event.asset, event.amount,
       std::string_view(event.client_id)});
}

Result<void> Recorder::operator()(const book::UnitStateChanged& event) {
  return change_state(
      event.unit, event.to, event.cure_until,
      Figures{event.ltv, event.net_equity, event.maintenance_margin, event.liability});
}

Result<void> Recorder::operator()(const book::LiquidationStarted& event) {
  RETURN_IF_ERROR(
      connection_.run("INSERT INTO liquidations VALUES(?1, ?2,"
                      " (SELECT ifnull(max(n), 0) + 1 FROM liquidations WHERE unit=?2),"
                      " ?3, ?4, ?5, ?6, ?7, NULL, NULL)",
                      {event.liquidation, event.unit, time_, event.ltv, event.net_equity,
                       event.maintenance_margin, event.liability}));
  std::int64_t n = 0;
  for (const book::WalletSnapshot& wallet : event.wallets) {
    RETURN_IF_ERROR(connection_.run(
        "INSERT INTO liquidation_wallets VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        {event.liquidation, ++n, wallet.account, model::member_type_name(wallet.member),
         model::wallet_type_name(wallet.wallet), wallet.net_equity, wallet.maintenance_margin}));
  }
  n = 0;
  for (const model::Liability& owed : event.liabilities) {
    RETURN_IF_ERROR(
        connection_.run("INSERT INTO liquidation_liabilities VALUES(?1, ?2, ?3, ?4, ?5)",
                        {event.liquidation, ++n, owed.asset, owed.principal, owed.interest}));
  }
  return change_state(
      event.unit, model::UnitState::kLiquidating, std::nullopt,
      Figures{event.ltv, event.net_equity, event.maintenance_margin, event.liability});
}

Result<void> Recorder::operator()(const book::CollateralMoved& event) {
  ASSIGN_OR_RETURN(const Uid credit,
                   uid_of_unit("SELECT credit FROM units WHERE id=?1", event.unit));
  RETURN_IF_ERROR(connection_.run(
      "INSERT OR IGNORE INTO moved_liquidations VALUES(?1,"
      " (SELECT ifnull(max(n), 0) + 1 FROM moved_liquidations WHERE credit=?1), ?2, ?3)",
      {credit, time_, event.liquidation}));
  return connection_.run(
      "INSERT INTO liquidation_transfers VALUES(?1,"
      " (SELECT ifnull(max(n), 0) + 1 FROM liquidation_transfers WHERE liquidation=?1),"
      " ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      {event.liquidation, time_, event.from, model::wallet_type_name(event.from_wallet), event.to,
       model::wallet_type_name(event.to_wallet), event.asset, event.amount});
}

Result<void> Recorder::operator()(const book::LiquidationEnded& event) {
  RETURN_IF_ERROR(connection_.run("UPDATE liquidations SET end_ms=?2, end_ltv=?3 WHERE id=?1",
                                  {event.liquidation, time_, event.ltv}));
  Figures figures;
  figures.ltv = event.ltv;
  return change_state(event.unit, model::UnitState::kNormal, std::nullopt, figures);
}

Result<void> Recorder::operator()(const book::OperatorActed& event) {
  acted_ = event.command;
  subjects_ = 0;
  return connection_.run(
      "INSERT INTO operator_actions VALUES("
      "(SELECT ifnull(max(n), 0) + 1 FROM operator_actions), ?1, ?2, ?3, ?4, ?5, ?6, ?7, '')",
      {time_, sequence_, std::string_view(event.id), std::string_view(event.name),
       std::string_view(event.role), std::string_view(event.command),
       std::string_view(event.reason)});
}

Result<void> Recorder::operator()(const book::ApiKeyCreated& event) {
  if (!asks_for_subject()) return {};
  ASSIGN_OR_RETURN(const std::string owner, email(event.key.account));
  return about("key " + event.key.key + " of " + owner);
}

Result<void> Recorder::operator()(const book::ApiKeyRevoked& event) {
  return about("key " + event.key);
}

Result<void> Recorder::operator()(const book::OperatorCreated& event) {
  const model::Operator& who = event.who;
  return about(std::string(model::operator_role_name(who.role)) + " " + who.id + " " + who.name);
}

Result<void> Recorder::operator()(const book::OperatorRevoked& event) { return about(event.id); }

Result<void> Recorder::operator()(const book::PoolFunded& event) {
  if (!asks_for_subject()) return {};
  ASSIGN_OR_RETURN(const std::string asset, asset_name(event.asset));
  return about(trimmed(event.delta) + " " + asset);
}

Result<void> Recorder::operator()(const book::UnitLinesSet& event) {
  return about("unit " + std::to_string(event.unit.value));
}

Result<void> Recorder::operator()(const book::WalletUpdated& event) {
  if (!asks_for_subject()) return {};
  ASSIGN_OR_RETURN(const std::string owner, email(event.account));
  static_assert(
      std::is_same_v<std::variant_alternative_t<1, book::AnyWallet>, model::CrossMarginWallet>,
      "the kinds of wallets stand in the order of their names");
  const auto kind = static_cast<model::WalletType>(event.wallet.index());
  return about(owner + " " + std::string(model::wallet_type_name(kind)));
}

// A liquidation that an action brings about sells by itself.
Result<void> Recorder::operator()(const book::SaleFilled& event) {
  if (acted_ != "REPORT_FILL" || subjects_ > 0) return {};
  ASSIGN_OR_RETURN(const std::string sold, asset_name(event.order.sell));
  ASSIGN_OR_RETURN(const std::string bought, asset_name(event.order.buy));
  return about("unit " + std::to_string(event.unit.value) + " order " +
               std::to_string(event.order.id) + ": " + trimmed(event.sold) + " " + sold + " for " +
               trimmed(event.proceeds) + " " + bought);
}

Result<void> Recorder::operator()(const book::TransferSettled& event) {
  return about("unit " + std::to_string(event.unit.value) +
               (event.succeeded ? ": succeeded" : ": failed"));
}

bool Recorder::asks_for_subject() const { return !acted_.empty() && subjects_ <= kMostSubjects; }

Result<void> Recorder::about(const std::string& subject) {
  if (!asks_for_subject()) return {};
  const std::string& shown = ++subjects_ > kMostSubjects ? kMore : subject;
  return connection_.run(
      "UPDATE operator_actions"
      " SET subject=subject || CASE subject WHEN '' THEN '' ELSE '; ' END || ?1"
      " WHERE n=(SELECT max(n) FROM operator_actions)",
      {std::string_view(shown)});
}

Result<std::string> Recorder::asset_name(AssetId asset) {
  return text_of("SELECT name FROM assets WHERE id=?1", asset.value, "asset");
}

Result<std::string> Recorder::email(Uid account) {
  return text_of("SELECT email FROM accounts WHERE uid=?1", account.value, "account");
}

Result<std::string> Recorder::text_of(std::string_view sql, std::int64_t id,
                                      const std::string& what) {
  std::optional<std::string> found;
  RETURN_IF_ERROR(connection_.each(sql, {id}, [&](const Row& row) { found = row.text(0); }));
  if (found) return *found;
  return damaged_history(what + " " + std::to_string(id) + " is missing");
}

Result<void> Recorder::add(const BorrowOrRepay& row) {
  return connection_.run(
      "INSERT INTO borrow_repay VALUES(?1, ?2,"
      " (SELECT ifnull(max(n), 0) + 1 FROM borrow_repay WHERE unit=?1 AND repay=?2),"
      " ?3,"
      " (SELECT ifnull(max(n_asset), 0) + 1 FROM borrow_repay"
      "  WHERE unit=?1 AND repay=?2 AND asset=?3),"
      " ?4, ?5, ?6, ?7, ?8, ?9)",
      {row.unit, std::int64_t{row.repay}, row.asset, time_, row.type, row.transaction, row.amount,
       row.principal, row.interest});
}

Result<void> Recorder::add(const Rebate& row) {
  return connection_.run(
      "INSERT INTO rebates VALUES(?1,"
      " (SELECT ifnull(max(n), 0) + 1 FROM rebates WHERE parent=?1),"
      " ?2, (SELECT ifnull(max(n_type), 0) + 1 FROM rebates WHERE parent=?1 AND type=?2),"
      " ?3, ?4, ?5, ?6, ?7, ?8)",
      {row.parent, row.type, time_, row.delta, row.unit, row.asset, row.deducted,
       row.exchange_rate});
}

Result<void> Recorder::add_charge(GroupId unit, AssetId asset, const book::InterestCharge& charge) {
  // A borrowing carries a charge of nothing where the asset has no rate.
  if (charge.interest.is_zero()) return {};
  RETURN_IF_ERROR(connection_.run(
      "INSERT INTO interest VALUES(?1,"
      " (SELECT ifnull(max(n), 0) + 1 FROM interest WHERE unit=?1),"
      " ?2, (SELECT ifnull(max(n_asset), 0) + 1 FROM interest WHERE unit=?1 AND asset=?2),"
      " ?3, ?4, ?5, ?6)",
      {unit, asset, charge.hour, charge.principal, charge.rate, charge.interest}));
  if (!charge.rebate) return {};
  ASSIGN_OR_RETURN(const Uid parent, uid_of_unit("SELECT parent FROM units WHERE id=?1", unit));
  return add(Rebate{.parent = parent,
                    .type = static_cast<std::int64_t>(RebateType::kInterestOffset),
                    .delta = -charge.rebate->delta,
                    .unit = unit,
                    .asset = asset,
                    .deducted = charge.rebate->deducted,
                    .exchange_rate = charge.rebate->exchange_rate});
}

Result<void> Recorder::change_state(GroupId unit, model::UnitState to,
                                    std::optional<Timestamp> cure_until, const Figures& figures) {
  RETURN_IF_ERROR(
      connection_.run("INSERT INTO transitions SELECT ?1,"
                      " (SELECT ifnull(max(n), 0) + 1 FROM transitions WHERE unit=?1),"
                      " ?2, state, ?3, ?4, ?5, ?6, ?7, ?8 FROM units WHERE id=?1",
                      {unit, time_, model::unit_state_name(to), cure_until, figures.ltv,
                       figures.net_equity, figures.maintenance_margin, figures.liability}));
  return connection_.run("UPDATE units SET state=?2 WHERE id=?1",
                         {unit, model::unit_state_name(to)});
}

Result<Uid> Recorder::uid_of_unit(std::string_view sql, GroupId unit) {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> uid, connection_.find(sql, {unit}));
  if (uid) return Uid{*uid};
  return damaged_history("unit " + std::to_string(unit.value) + " is missing");
}

}  // namespace plimsoll::history
