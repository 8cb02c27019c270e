#include "app/report.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/json.hpp>
#include <ctime>

#include "base/decimal.h"
#include "risk/assess.h"

namespace plimsoll::app {
namespace {

std::string_view line_reached(const risk::Assessment& assessment) {
  if (assessment.at_or_above(assessment.lines.liquidation)) return " LIQUIDATION";
  if (assessment.at_or_above(assessment.lines.margin_call)) return " MARGIN CALL";
  if (assessment.at_or_above(assessment.lines.warning)) return " WARNING";
  return "";
}

namespace json = boost::json;

// A member of an answer as text; "-" when it is absent, since an older server may lack it.
std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains({name.data(), name.size()});
  if (value == nullptr) return "-";
  if (value->is_string()) return std::string(value->get_string().c_str());
  if (value->is_double()) return fmt::format("{}", value->get_double());  // 0.5, not 5E-1
  return json::serialize(*value);
}

void append_unit(std::string& out, const json::object& unit) {
  fmt::format_to(std::back_inserter(out), "unit {:<8} LTV {:<8} credit {}\n",
                 text_of(unit, "groupId"), text_of(unit, "ltv"), text_of(unit, "creditEmail"));
  const auto row = [&](std::string_view label, std::string_view name) {
    fmt::format_to(std::back_inserter(out), "  {:<26}{:>26}\n", label, text_of(unit, name));
  };
  row("net equity", "totalNetEquity");
  row("maintenance margin", "totalMaintenanceMargin");
  row("liability", "totalLiability");
  row("may still be borrowed", "maxAllowedBorrowLimit");
  row("may leave", "maxTransferOutAmount");
  row("frozen on the parent", "parentAccountFrozenAmount");
  if (const json::value* owed = unit.if_contains("liabilities");
      owed != nullptr && owed->is_array()) {
    for (const json::value& entry : owed->get_array()) {
      const json::object& liability = entry.as_object();
      fmt::format_to(std::back_inserter(out), "  owed {:<21}{:>26} + {} interest\n",
                     text_of(liability, "assetName"), text_of(liability, "principal"),
                     text_of(liability, "interest"));
    }
  }
  const json::value* members = unit.if_contains("collateralAccounts");
  if (members == nullptr || !members->is_array()) return;
  fmt::format_to(std::back_inserter(out), "  {:<36}{:<12}{:<18}{:>24}{:>22}\n", "member", "type",
                 "wallet", "net equity", "maintenance margin");
  for (const json::value& entry : members->get_array()) {
    const json::object& member = entry.as_object();
    for (const json::value& held : member.at("wallets").as_array()) {
      const json::object& wallet = held.as_object();
      fmt::format_to(std::back_inserter(out), "  {:<36}{:<12}{:<18}{:>24}{:>22}\n",
                     text_of(member, "email"), text_of(member, "type"),
                     text_of(wallet, "accountType"), text_of(wallet, "netEquity"),
                     text_of(wallet, "maintainMargin"));
    }
  }
}

}  // namespace

std::string report_line(const engine::Published& book) {
  std::string line =
      fmt::format("{:%H:%M:%S}", fmt::gmtime(static_cast<std::time_t>(book.time.ms / 1000)));
  if (const auto btc = book.parameters->find_asset("BTC")) {
    line += " BTC " + trimmed(book.board->margin_index.at(btc->value));
  }
  risk::Assessment assessment;
  for (const auto& [id, snapshot] : book.directory->units) {
    if (!snapshot.unit->is_active()) continue;
    line += fmt::format(" | {} ", id.value);
    if (const auto error =
            risk::assess_into(snapshot.view(), *book.board, *book.parameters, assessment)) {
      line += error_name(error->code);
    } else {
      append_padded(line, assessment.ltv);
      line += line_reached(assessment);
    }
  }
  return line;
}

Result<std::string> ltv_table(std::string_view text, std::string_view none) {
  boost::system::error_code error;
  const json::value answer = json::parse({text.data(), text.size()}, error);
  if (error || !answer.is_array())
    return fail(ErrorCode::kMalformed, "the answer is not a list of units");
  std::string out;
  try {
    for (const json::value& unit : answer.get_array()) append_unit(out, unit.as_object());
  } catch (const std::exception&) {
    return fail(ErrorCode::kMalformed, "a unit in the answer is not of the documented form");
  }
  return out.empty() ? std::string(none) + "\n" : out;
}

}  // namespace plimsoll::app
