#include "bookfile/write.h"

#include <algorithm>
#include <map>

#include "bookfile/schema.h"
#include "bookfile/write_parameters.h"

namespace plimsoll::bookfile {
namespace {

class BookWriter {
 public:
  BookWriter(std::string& out, const book::Book& book) : out_(out), book_(book) {}

  void write() {
    out_.begin_object();
    out_.text("format", kFormat);
    out_.integer("version", kVersion);
    out_.time("time", book_.time);
    out_.key("parameters");
    write_parameters(out_, book_.parameters);
    write_prices();
    out_.key("accounts");
    out_.begin_array();
    for (const auto& [uid, account] : book_.accounts) write_account(*account);
    out_.end_array();
    out_.key("units");
    out_.begin_array();
    for (const auto& [id, unit] : book_.units) write_unit(*unit);
    out_.end_array();
    write_pools();
    write_rebates();
    out_.end_object();
  }

 private:
  // --- Prices

  void write_prices() {
    const model::PriceBoard& prices = book_.prices;
    out_.key("prices");
    out_.begin_object();
    write_column("marginIndex", "asset", book_.parameters.asset_ids, prices.margin_index);
    write_column("assetIndex", "asset", book_.parameters.asset_ids, prices.asset_index);
    write_column("mark", "symbol", book_.parameters.contract_ids, prices.mark);
    out_.end_object();
  }

  template <class Ids>
  void write_column(std::string_view list, std::string_view key, const Ids& ids,
                    const model::PriceColumn& column) {
    out_.key(list);
    out_.begin_array();
    for (const auto& [name, id] : ids) {
      const Price price = column.at(id.value);
      if (price.is_zero()) continue;
      out_.begin_object();
      out_.text(key, name);
      out_.decimal("price", price);
      out_.time("time", column.time_at(id.value));
      out_.end_object();
    }
    out_.end_array();
  }

  // --- Accounts

  void write_account(const model::Account& account) {
    out_.begin_object();
    out_.integer("uid", account.uid.value);
    out_.text("email", account.email);
    if (account.parent) out_.text("parentEmail", email_of(*account.parent));
    if (account.managed) out_.boolean("managed", true);
    if (!account.frozen.is_zero()) out_.decimal("frozenAmount", account.frozen);
    if (!account.spot.balances.empty() || account.has_margin_wallet()) write_wallets(account);
    out_.end_object();
  }

  void write_wallets(const model::Account& account) {
    out_.key("wallets");
    out_.begin_object();
    if (!account.spot.balances.empty()) write_rows("SPOT", account.spot.balances, kSpotAmounts);
    if (const auto* cross = std::get_if<model::CrossMarginWallet>(&account.margin)) {
      out_.key("CROSS_MARGIN");
      out_.begin_object();
      out_.text("mode", name_of(cross->mode));
      write_rows("balances", cross->balances, kCrossMarginAmounts);
      out_.end_object();
    }
    if (const auto* portfolio = std::get_if<model::PortfolioMarginWallet>(&account.margin)) {
      out_.key("PORTFOLIO_MARGIN");
      out_.begin_object();
      write_rows("balances", portfolio->balances, kPortfolioMarginAmounts);
      if (!portfolio->positions.empty()) write_positions(portfolio->positions);
      out_.end_object();
    }
    out_.end_object();
  }

  // Rows of an asset and the amounts that are not 0, by asset name.
  template <class Row, std::size_t kCount>
  void write_rows(std::string_view list, std::vector<Row> rows,
                  const AmountField<Row> (&fields)[kCount]) {
    const auto name = [&](const Row& row) -> const std::string& {
      return book_.parameters.asset(row.asset).name;
    };
    std::sort(rows.begin(), rows.end(),
              [&](const Row& a, const Row& b) { return name(a) < name(b); });
    out_.key(list);
    out_.begin_array();
    for (const Row& row : rows) {
      out_.begin_object();
      out_.text("asset", name(row));
      for (const AmountField<Row>& field : fields) {
        const Amount amount = row.*field.member;
        if (!amount.is_zero()) out_.decimal(field.name, amount);
      }
      out_.end_object();
    }
    out_.end_array();
  }

  void write_positions(std::vector<model::Position> positions) {
    const auto place = [&](const model::Position& position) {
      return std::pair(std::string_view(book_.parameters.contract(position.contract).symbol),
                       position.side);
    };
    std::sort(
        positions.begin(), positions.end(),
        [&](const model::Position& a, const model::Position& b) { return place(a) < place(b); });
    out_.key("positions");
    out_.begin_array();
    for (const model::Position& position : positions) {
      out_.begin_object();
      out_.text("symbol", place(position).first);
      if (position.side != model::PositionSide::kBoth) out_.text("side", name_of(position.side));
      out_.decimal("quantity", position.quantity);
      out_.decimal("entryPrice", position.entry);
      out_.end_object();
    }
    out_.end_array();
  }

  // --- Units

  void write_unit(const model::RiskUnit& unit) {
    const bool closed = unit.state == model::UnitState::kClosed;
    out_.begin_object();
    out_.integer("groupId", unit.id.value);
    out_.text("parentEmail", email_of(unit.parent));
    if (closed) out_.text("state", name_of(UnitLife::kClosed));
    out_.time("createTime", unit.created);
    if (closed) out_.time("closeTime", unit.closed);
    if (unit.lines != model::LtvLineOverrides{}) write_own_lines(unit.lines);
    write_members(unit.members);
    if (!unit.liabilities.empty()) write_rows("liabilities", unit.liabilities, kLiabilityAmounts);
    out_.end_object();
  }

  void write_own_lines(const model::LtvLineOverrides& lines) {
    out_.key("lines");
    out_.begin_object();
    for (const LineField& line : kLines) {
      if (const auto& own = lines.*line.own) out_.decimal(line.name, *own);
    }
    if (lines.cure_ms) out_.integer(kCureTime, *lines.cure_ms);
    out_.end_object();
  }

  void write_members(const std::vector<model::Member>& members) {
    out_.key("members");
    out_.begin_array();
    for (const model::Member& member : members) {
      out_.begin_object();
      out_.text("email", email_of(member.account));
      out_.text("type", name_of(member.type));
      out_.boolean("enableSpot", member.enable_spot);
      out_.boolean("enableMargin", member.enable_margin);
      out_.end_object();
    }
    out_.end_array();
  }

  // --- The lender's side

  void write_pools() {
    std::map<std::string_view, Amount> pools;
    for (const auto& [name, id] : book_.parameters.asset_ids) {
      if (!book_.pool(id).is_zero()) pools.emplace(name, book_.pool(id));
    }
    if (pools.empty()) return;
    out_.key("pools");
    out_.begin_array();
    for (const auto& [name, amount] : pools) {
      out_.begin_object();
      out_.text("asset", name);
      out_.decimal("amount", amount);
      out_.end_object();
    }
    out_.end_array();
  }

  void write_rebates() {
    if (book_.rebates.empty()) return;
    out_.key("rebates");
    out_.begin_array();
    for (const auto& [parent, rebate] : book_.rebates) {
      out_.begin_object();
      out_.text("parentEmail", email_of(parent));
      out_.decimal("granted", rebate.granted);
      if (!rebate.consumed.is_zero()) out_.decimal("consumed", rebate.consumed);
      out_.end_object();
    }
    out_.end_array();
  }

  [[nodiscard]] const std::string& email_of(Uid uid) const {
    const model::Account* account = book_.find_account(uid);
    CHECK(account != nullptr);
    return account->email;
  }

  IndentedWriter out_;
  const book::Book& book_;
};

}  // namespace

std::string write(const book::Book& book) {
  std::string text;
  BookWriter(text, book).write();
  text.push_back('\n');
  return text;
}

}  // namespace plimsoll::bookfile
