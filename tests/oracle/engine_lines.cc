// The engine's side of the comparison with the second opinion (compare.py): reads book files on
// standard input, one a line, and writes one JSON line per active unit, as `oracle.py --lines`
// does. A book that is refused ends the program with its reason.
#include <boost/json.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "bookfile/read.h"
#include "risk/assess.h"
#include "risk/max_borrowable.h"

namespace plimsoll {
namespace {

namespace json = boost::json;

template <class Number>
std::string rounded(Number number, Rounding rounding) {
  return trimmed(round_to<Amount>(number, rounding));
}

// A unit with the accounts of its members, ready to be assessed.
class Unit {
 public:
  Unit(const book::Book& book, const model::RiskUnit& unit) : book_(book), unit_(unit) {
    for (const model::Member& member : unit.members) {
      accounts_.push_back(book.find_account(member.account));
    }
  }

  [[nodiscard]] json::object record() const {
    const auto assessment = risk::assess(view(), book_.prices, book_.parameters);
    if (!assessment) return error_record(assessment.error());
    const risk::Assessment& unit = *assessment;
    const model::OutputRounding& rounding = book_.parameters.general.rounding;
    return {
        {"groupId", unit_.id.value},
        {"error", nullptr},
        {"totalNetEquityExact", trimmed(unit.net_equity)},
        {"totalMaintenanceMarginExact", trimmed(unit.maintenance_margin)},
        {"totalLiabilityExact", trimmed(unit.liability)},
        {"ltv", trimmed(unit.ltv)},
        {"totalNetEquity", rounded(unit.net_equity, rounding.total_net_equity)},
        {"totalMaintenanceMargin",
         rounded(unit.maintenance_margin, rounding.total_maintenance_margin)},
        {"totalLiability", rounded(unit.liability, rounding.total_liability)},
        {"maxAllowedBorrowLimit", trimmed(unit.max_allowed_borrow.amount)},
        {"borrowLimitedBy", limit_name(unit.max_allowed_borrow)},
        {"maxTransferOutAmount", trimmed(unit.max_transfer_out.amount)},
        {"transferLimitedBy", limit_name(unit.max_transfer_out)},
        {"maxBorrowable", borrowable(unit)},
        {"wallets", wallets(unit, rounding.wallet)},
        {"lines",
         {{"borrow", unit.at_or_above(unit.lines.borrow)},
          {"transferOut", unit.at_or_above(unit.lines.transfer_out)},
          {"warning", unit.at_or_above(unit.lines.warning)},
          {"marginCall", unit.at_or_above(unit.lines.margin_call)},
          {"liquidation", unit.at_or_above(unit.lines.liquidation)}}},
    };
  }

 private:
  [[nodiscard]] risk::UnitView view() const { return {unit_, accounts_}; }

  [[nodiscard]] json::object error_record(const Error& error) const {
    const bool overflow = error.code == ErrorCode::kValueOverflow;
    json::object record{
        {"groupId", unit_.id.value},
        {"error", overflow ? "OVERFLOW" : std::string(error_name(error.code))},
    };
    if (!error.arguments.empty()) record["missing"] = error.arguments.front();
    return record;
  }

  static std::string limit_name(const risk::Limit& limit) {
    return std::string(risk::limited_by_name(limit.limited_by));
  }

  [[nodiscard]] json::array borrowable(const risk::Assessment& unit) const {
    json::array rows;
    for (const auto& [name, id] : book_.parameters.asset_ids) {
      if (!book_.parameters.asset(id).loanable) continue;
      const auto limit = risk::max_borrowable(view(), unit, book_.prices, book_.parameters, id);
      if (!limit) continue;
      rows.push_back(json::object{
          {"asset", name}, {"amount", trimmed(limit->amount)}, {"limitedBy", limit_name(*limit)}});
    }
    return rows;
  }

  [[nodiscard]] json::array wallets(const risk::Assessment& unit, Rounding rounding) const {
    json::array rows;
    for (const risk::WalletAssessment& wallet : unit.wallets) {
      const risk::WalletValue& value = wallet.value;
      rows.push_back(json::object{
          {"email", accounts_[wallet.member]->email},
          {"accountType", std::string(model::wallet_type_name(wallet.type))},
          {"netEquityExact", trimmed(value.net_equity)},
          {"netEquity", rounded(value.net_equity, rounding)},
          {"maintainMarginExact", trimmed(value.maintenance_margin)},
          {"maintainMargin", rounded(value.maintenance_margin, rounding)},
      });
    }
    return rows;
  }

  const book::Book& book_;
  const model::RiskUnit& unit_;
  std::vector<const model::Account*> accounts_;
};

int run() {
  std::ios::sync_with_stdio(false);
  std::string line;
  for (std::size_t number = 1; std::getline(std::cin, line); ++number) {
    const auto book = bookfile::load(line);
    if (!book) {
      std::cerr << "book " << number << ": " << describe(book.error()) << '\n';
      return 1;
    }
    for (const auto& [id, unit] : book->units) {
      if (!unit->is_active()) continue;
      std::cout << json::serialize(Unit(*book, *unit).record()) << '\n';
    }
  }
  return 0;
}

}  // namespace
}  // namespace plimsoll

int main() { return plimsoll::run(); }
