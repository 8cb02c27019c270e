#include "history/queries.h"

#include <algorithm>

#include "base/check.h"
#include "history/stream.h"

namespace plimsoll::history {
namespace {

constexpr std::string_view kAssetName = "(SELECT name FROM assets WHERE id=asset)";

std::string email_of(std::string_view uid) {
  return "(SELECT email FROM accounts WHERE uid=" + std::string(uid) + ")";
}

// One page of a stream, each row made by `read`.
template <class T>
Result<Page<T>> read_page(Connection& connection, const Stream& stream, Stream::Key key,
                          const Window& window, const Paging& paging, T (*read)(const Row&)) {
  Page<T> page;
  ASSIGN_OR_RETURN(page.total, stream.read(connection, key, window, paging, [&](const Row& row) {
    page.rows.push_back(read(row));
  }));
  return page;
}

BorrowRepay read_borrow_repay(const Row& row) {
  return {.transaction = row.integer(0),
          .type = row.named(1, borrow_repay_type_name),
          .asset = row.text(2),
          .amount = row.amount(3),
          .principal = row.optional_number<Amount>(4),
          .interest = row.optional_number<Amount>(5),
          .time = row.time(6)};
}

Interest read_interest(const Row& row) {
  return {.unit = row.id<GroupId>(0),
          .asset = row.text(1),
          .principal = row.amount(2),
          .rate = row.number<Rate>(3),
          .interest = row.amount(4),
          .hour = row.time(5)};
}

Rebate read_rebate(const Row& row) {
  Rebate rebate{.type = row.numbered<RebateType>(0),
                .delta = row.amount(1),
                .offset = {},
                .time = row.time(2)};
  if (rebate.type == RebateType::kInterestOffset) {
    rebate.offset = RebateOffset{.unit = row.id<GroupId>(3),
                                 .asset = row.text(4),
                                 .deducted = row.amount(5),
                                 .exchange_rate = row.amount(6)};
  }
  return rebate;
}

Liquidation read_liquidation(const Row& row) {
  return {.id = row.integer(0),
          .unit = row.id<GroupId>(1),
          .started = row.time(2),
          .ended = row.optional_time(3),
          .start_ltv = row.number<risk::LtvFigure>(4),
          .end_ltv = row.optional_number<risk::LtvFigure>(5),
          .net_equity = row.amount(6),
          .maintenance_margin = row.amount(7),
          .liability = row.amount(8),
          .wallets = {},
          .loans = {}};
}

Transition read_transition(const Row& row) {
  return {.time = row.time(0),
          .from = row.named(1, model::unit_state_name),
          .to = row.named(2, model::unit_state_name),
          .cure_until = row.optional_time(3),
          .ltv = row.optional_number<risk::LtvFigure>(4),
          .net_equity = row.optional_number<Amount>(5),
          .maintenance_margin = row.optional_number<Amount>(6),
          .liability = row.optional_number<Amount>(7)};
}

Transfer read_transfer(const Row& row) {
  return {.transaction = row.integer(0),
          .from_email = row.text(1),
          .from_wallet = row.named(2, transfer_wallet_name),
          .to_email = row.text(3),
          .to_wallet = row.named(4, transfer_wallet_name),
          .asset = row.text(5),
          .amount = row.amount(6),
          .client_id = row.text(7),
          .time = row.time(8)};
}

const std::string& transfer_columns() {
  static const std::string columns = "tran_id, " + email_of("from_account") + ", from_wallet, " +
                                     email_of("to_account") + ", to_wallet, " +
                                     std::string(kAssetName) + ", amount, client_id, time_ms";
  return columns;
}

Result<void> add_snapshot(Connection& connection, Liquidation& liquidation) {
  static const std::string wallets = "SELECT account, " + email_of("account") +
                                     ", member, wallet, net_equity, maintenance_margin"
                                     " FROM liquidation_wallets WHERE liquidation=?1 ORDER BY n";
  RETURN_IF_ERROR(connection.each(wallets, {liquidation.id}, [&](const Row& row) {
    liquidation.wallets.push_back({.account = row.id<Uid>(0),
                                   .email = row.text(1),
                                   .member = row.named(2, model::member_type_name),
                                   .wallet = row.named(3, model::wallet_type_name),
                                   .net_equity = row.amount(4),
                                   .maintenance_margin = row.amount(5)});
  }));
  static const std::string loans =
      "SELECT " + std::string(kAssetName) +
      ", principal, interest FROM liquidation_liabilities WHERE liquidation=?1 ORDER BY n";
  return connection.each(loans, {liquidation.id}, [&](const Row& row) {
    liquidation.loans.push_back(
        {.asset = row.text(0), .principal = row.amount(1), .interest = row.amount(2)});
  });
}

Result<void> add_transfers(Connection& connection, LiquidationTransfers& group) {
  static const std::string moves =
      "SELECT time_ms, from_account, from_wallet, to_account, to_wallet, " +
      std::string(kAssetName) +
      ", amount FROM liquidation_transfers WHERE liquidation=?1 ORDER BY n";
  return connection.each(moves, {group.liquidation}, [&](const Row& row) {
    LiquidationTransfer move{.time = row.time(0),
                             .from = row.id<Uid>(1),
                             .from_wallet = row.named(2, model::wallet_type_name),
                             .to = row.id<Uid>(3),
                             .to_wallet = row.named(4, model::wallet_type_name),
                             .assets = {}};
    const auto same_way = [&](const LiquidationTransfer& last) {
      return last.time == move.time && last.from == move.from &&
             last.from_wallet == move.from_wallet && last.to == move.to &&
             last.to_wallet == move.to_wallet;
    };
    if (group.transfers.empty() || !same_way(group.transfers.back()))
      group.transfers.push_back(std::move(move));
    group.transfers.back().assets.push_back({row.text(5), row.amount(6)});
  });
}

// Those with one id: a client uses an id once, so all are read.
Result<Page<Transfer>> transfers_by_client_id(Connection& connection,
                                              const TransfersQuestion& question) {
  static const std::string rows = "SELECT " + transfer_columns() +
                                  ", from_account, to_account FROM transfers"
                                  " WHERE parent=?1 AND client_id=?2 AND client_id<>''"
                                  " ORDER BY rowid DESC";
  std::vector<Transfer> found;
  const int account = question.side == TransferSide::kFrom ? 9 : 10;
  RETURN_IF_ERROR(connection.each(
      rows, {question.parent, std::string_view(*question.client_id)}, [&](const Row& row) {
        Transfer transfer = read_transfer(row);
        const Window& window = question.window;
        if (row.id<Uid>(account) != question.account || transfer.time < window.start ||
            transfer.time > window.end) {
          return;
        }
        found.push_back(std::move(transfer));
      }));
  // Numbered from the newest on: a page counts from the other end.
  const auto total = static_cast<std::int64_t>(found.size());
  const Ordinals page = page_of({1, total}, question.paging);
  Page<Transfer> result{total, {}};
  for (std::int64_t i = page.last; i >= page.first; --i) {
    result.rows.push_back(std::move(found[static_cast<std::size_t>(total - i)]));
  }
  return result;
}

}  // namespace

Result<Page<BorrowRepay>> borrow_repay(const Store& store, const BorrowRepayQuestion& question) {
  static const std::string columns =
      "tran_id, type, " + std::string(kAssetName) + ", amount, principal, interest, time_ms";
  static const Stream all("borrow_repay", columns, {"unit", "repay"}, "n");
  static const Stream by_asset("borrow_repay", columns, {"unit", "repay", "asset"}, "n_asset");

  ASSIGN_OR_RETURN(const Store::Reading reading, store.read());
  const std::int64_t unit = question.unit.value;
  const std::int64_t repay = question.kind == BorrowRepayKind::kRepay ? 1 : 0;
  if (!question.asset) {
    return read_page(reading.connection(), all, {unit, repay}, question.window, question.paging,
                     read_borrow_repay);
  }
  return read_page(reading.connection(), by_asset, {unit, repay, question.asset->value},
                   question.window, question.paging, read_borrow_repay);
}

Result<Page<Interest>> interest(const Store& store, const InterestQuestion& question) {
  static const std::string columns =
      "unit, " + std::string(kAssetName) + ", principal, rate, interest, time_ms";
  static const Stream all("interest", columns, {"unit"}, "n");
  static const Stream by_asset("interest", columns, {"unit", "asset"}, "n_asset");

  ASSIGN_OR_RETURN(const Store::Reading reading, store.read());
  const std::int64_t unit = question.unit.value;
  if (!question.asset) {
    return read_page(reading.connection(), all, {unit}, question.window, question.paging,
                     read_interest);
  }
  return read_page(reading.connection(), by_asset, {unit, question.asset->value}, question.window,
                   question.paging, read_interest);
}

Result<Page<Rebate>> rebates(const Store& store, const RebateQuestion& question) {
  static const std::string columns =
      "type, delta, time_ms, unit, " + std::string(kAssetName) + ", deducted, exchange_rate";
  static const Stream all("rebates", columns, {"parent"}, "n");
  static const Stream by_type("rebates", columns, {"parent", "type"}, "n_type");

  ASSIGN_OR_RETURN(const Store::Reading reading, store.read());
  const std::int64_t parent = question.parent.value;
  if (!question.type) {
    return read_page(reading.connection(), all, {parent}, question.window, question.paging,
                     read_rebate);
  }
  return read_page(reading.connection(), by_type,
                   {parent, static_cast<std::int64_t>(*question.type)}, question.window,
                   question.paging, read_rebate);
}

Result<Page<Liquidation>> liquidations(const Store& store, const UnitQuestion& question) {
  static const Stream stream("liquidations",
                             "id, unit, time_ms, end_ms, start_ltv, end_ltv, net_equity,"
                             " maintenance_margin, liability",
                             {"unit"}, "n");
  ASSIGN_OR_RETURN(const Store::Reading reading, store.read());
  ASSIGN_OR_RETURN(Page<Liquidation> page,
                   read_page(reading.connection(), stream, {question.unit.value}, question.window,
                             question.paging, read_liquidation));
  for (Liquidation& row : page.rows) RETURN_IF_ERROR(add_snapshot(reading.connection(), row));
  return page;
}

Result<Page<Transition>> transitions(const Store& store, const UnitQuestion& question) {
  static const Stream stream("transitions",
                             "time_ms, from_state, to_state, cure_until_ms, ltv, net_equity,"
                             " maintenance_margin, liability",
                             {"unit"}, "n");
  ASSIGN_OR_RETURN(const Store::Reading reading, store.read());
  return read_page(reading.connection(), stream, {question.unit.value}, question.window,
                   question.paging, read_transition);
}

Result<Page<LiquidationTransfers>> liquidation_transfers(
    const Store& store, const LiquidationTransfersQuestion& question) {
  static const Stream stream("moved_liquidations", "liquidation", {"credit"}, "n");
  const auto read_group = [](const Row& row) {
    return LiquidationTransfers{.liquidation = row.integer(0), .transfers = {}};
  };
  ASSIGN_OR_RETURN(const Store::Reading reading, store.read());
  ASSIGN_OR_RETURN(
      Page<LiquidationTransfers> page,
      read_page<LiquidationTransfers>(reading.connection(), stream, {question.credit.value},
                                      question.window, question.paging, read_group));
  for (auto& group : page.rows) RETURN_IF_ERROR(add_transfers(reading.connection(), group));
  return page;
}

Result<Page<ClosedUnit>> closed_units(const Store& store, const ClosedUnitsQuestion& question) {
  constexpr std::string_view kCount =
      "SELECT count(*) FROM units WHERE credit=?1 AND closed_ms IS NOT NULL";
  static const std::string rows = "SELECT id, " + email_of("parent") + ", " + email_of("credit") +
                                  ", created_ms, closed_ms FROM units"
                                  " WHERE credit=?1 AND closed_ms IS NOT NULL"
                                  " ORDER BY created_ms, id LIMIT ?2 OFFSET ?3";
  ASSIGN_OR_RETURN(const Store::Reading reading, store.read());
  Connection& connection = reading.connection();
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> total,
                   connection.find(kCount, {question.credit}));
  Page<ClosedUnit> page{total.value_or(0), {}};
  // Counted from the oldest on: the pages of the newest first, turned round.
  const Ordinals places = page_of({1, page.total}, question.paging);
  if (places.count() == 0) return page;
  RETURN_IF_ERROR(connection.each(rows, {question.credit, places.count(), page.total - places.last},
                                  [&](const Row& row) {
                                    page.rows.push_back({.unit = row.id<GroupId>(0),
                                                         .parent_email = row.text(1),
                                                         .credit_email = row.text(2),
                                                         .created = row.time(3),
                                                         .closed = row.time(4)});
                                  }));
  return page;
}

Result<Page<Transfer>> transfers(const Store& store, const TransfersQuestion& question) {
  static const Stream from("transfers", transfer_columns(), {"parent", "from_account"}, "n_from");
  static const Stream to("transfers", transfer_columns(), {"parent", "to_account"}, "n_to");

  ASSIGN_OR_RETURN(const Store::Reading reading, store.read());
  if (question.client_id) return transfers_by_client_id(reading.connection(), question);
  return read_page(reading.connection(), question.side == TransferSide::kFrom ? from : to,
                   {question.parent.value, question.account.value}, question.window,
                   question.paging, read_transfer);
}

Result<Page<OperatorAction>> operator_actions(const Store& store,
                                              const OperatorActionsQuestion& question) {
  static const Stream stream("operator_actions",
                             "sequence, time_ms, operator, name, role, command, reason, subject",
                             {}, "n");
  const auto read_action = [](const Row& row) {
    return OperatorAction{.sequence = row.id<Sequence>(0),
                          .time = row.time(1),
                          .operator_id = row.text(2),
                          .name = row.text(3),
                          .role = row.text(4),
                          .command = row.text(5),
                          .reason = row.text(6),
                          .subject = row.text(7)};
  };
  ASSIGN_OR_RETURN(const Store::Reading reading, store.read());
  return read_page<OperatorAction>(reading.connection(), stream, {}, question.window,
                                   question.paging, read_action);
}

}  // namespace plimsoll::history
