// For tests: the published worked examples of data/vectors/valuation_vectors.json, a unit to
// rebuild them in, and the comparison with what is printed.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <concepts>
#include <deque>
#include <fstream>
#include <iterator>

#include "base/decimal.h"
#include "base/wide.h"
#include "risk/assess.h"
#include "risk/max_borrowable.h"

namespace plimsoll::risk {

namespace json = boost::json;

// --- Reading the vectors

inline const json::value& vectors() {
  static const json::value parsed = [] {
    std::ifstream file(PLIMSOLL_DATA_DIR "/vectors/valuation_vectors.json", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return json::parse(text);
  }();
  return parsed;
}

inline const json::value& at(std::string_view pointer) { return vectors().at_pointer(pointer); }
// Constrained: a json::value is made from any text, which shall not happen here.
inline std::string text(const std::same_as<json::value> auto& value) {
  return std::string(value.as_string());
}
inline std::string text(std::string_view pointer) { return text(at(pointer)); }
template <class Number>
Number number(std::string_view text) {
  return *parse_number<Number>(text);
}
inline Amount amount(std::string_view text) { return number<Amount>(text); }
inline Amount amount(const std::same_as<json::value> auto& value) {
  return amount(value.as_string());
}
inline Price price(const std::same_as<json::value> auto& value) {
  return number<Price>(value.as_string());
}
inline Ratio ratio(const std::same_as<json::value> auto& value) {
  return number<Ratio>(value.as_string());
}

// A printed number without the zeros at its end.
inline std::string plain(const std::string& printed) { return trimmed(number<Value>(printed)); }

inline model::TierTable table(const std::vector<model::TierSlice>& slices) {
  return *model::TierTable::make(slices);
}
inline model::TierTable flat(Ratio rate) { return table({{{}, rate}}); }
inline model::TierTable flat(std::string_view rate) { return flat(number<Ratio>(rate)); }
// [floor, cap, rate] rows; the last is left open.
inline model::TierTable tiers(const json::value& rows) {
  std::vector<model::TierSlice> slices;
  for (const json::value& row : rows.as_array()) {
    const bool last = slices.size() + 1 == rows.as_array().size();
    slices.push_back({last ? Amount{} : amount(row.at(1)), ratio(row.at(2))});
  }
  return table(slices);
}

// --- Making a unit

class Lab {
 public:
  model::Parameters parameters;
  model::PriceBoard board;
  model::RiskUnit unit;

  AssetId asset(std::string_view name) {
    if (const auto known = parameters.find_asset(name)) return *known;
    const AssetId id{static_cast<std::uint16_t>(parameters.assets.size())};
    parameters.assets.emplace_back().name = name;
    parameters.asset_ids.emplace(name, id);
    if (name == "USDT") parameters.usdt = id;
    return id;
  }
  model::Asset& rules(std::string_view name) { return parameters.assets[asset(name).value]; }

  void prices(model::PriceKind kind, const json::value& by_name) {
    for (const auto& [name, value] : by_name.as_object()) {
      board.column(kind).set(asset(name).value, price(value), {});
    }
  }
  void accept_in_spot() {
    for (const char* name : {"BTC", "ETH", "USDT", "USDC", "SOL", "BNB"}) {
      rules(name).spot_ratio = Ratio::whole(1);
    }
  }

  model::Account& member(std::string email, model::MemberType type) {
    model::Account& account = accounts_.emplace_back();
    account.uid = Uid{static_cast<std::int64_t>(accounts_.size())};
    account.email = std::move(email);
    unit.members.push_back({account.uid, type, true, true});
    return account;
  }
  model::Account& credit() { return member("credit", model::MemberType::kCredit); }
  model::Account& collateral(std::string email) {
    return member(std::move(email), model::MemberType::kCollateral);
  }

  void owe(const json::value& row) {
    unit.liabilities.push_back({asset(row.at("assetName").as_string()), amount(row.at("principal")),
                                amount(row.at("interest"))});
  }

  [[nodiscard]] Assessment assess() {
    const auto assessment = risk::assess({unit, pointers()}, board, parameters);
    CHECK(assessment.has_value());
    return *assessment;
  }
  [[nodiscard]] Limit max_borrowable(const Assessment& assessment, std::string_view name) {
    return *risk::max_borrowable({unit, pointers()}, assessment, board, parameters, asset(name));
  }
  [[nodiscard]] const model::Account& account(std::size_t member) const {
    return accounts_[member];
  }

  [[nodiscard]] WalletValue spot(const model::SpotWallet& wallet) const {
    Market market(board, parameters);
    const WalletValue value = value_spot(wallet, market);
    CHECK(!market.missing());
    return value;
  }
  [[nodiscard]] WalletValue cross(const model::CrossMarginWallet& wallet) const {
    Market market(board, parameters);
    const WalletValue value = value_cross_margin(wallet, market);
    CHECK(!market.missing());
    return value;
  }
  [[nodiscard]] WalletValue portfolio(const model::PortfolioMarginWallet& wallet) const {
    Market market(board, parameters);
    const WalletValue value = value_portfolio_margin(wallet, market);
    CHECK(!market.missing());
    return value;
  }

 private:
  [[nodiscard]] std::vector<const model::Account*> pointers() const {
    std::vector<const model::Account*> pointers;
    for (const model::Account& account : accounts_) pointers.push_back(&account);
    return pointers;
  }

  std::deque<model::Account> accounts_;  // addresses stay
};

// --- Comparing with what is printed

inline void expect_unit(const json::value& printed, const Assessment& unit) {
  const auto expect = [&](const char* name, const std::string& value) {
    EXPECT_EQ(text(printed.at(name)), value) << name;
  };
  const model::OutputRounding rounding;
  expect("totalNetEquity_exact", trimmed(unit.net_equity));
  expect("totalNetEquity", trimmed(round_to<Amount>(unit.net_equity, rounding.total_net_equity)));
  expect("totalMaintenanceMargin_exact", trimmed(unit.maintenance_margin));
  expect("totalMaintenanceMargin",
         trimmed(round_to<Amount>(unit.maintenance_margin, rounding.total_maintenance_margin)));
  expect("totalLiability_exact", trimmed(unit.liability));
  expect("totalLiability", trimmed(round_to<Amount>(unit.liability, rounding.total_liability)));
  expect("adjustedEquity_exact", trimmed(unit.adjusted_equity));
  expect("ltv", trimmed(unit.ltv));
  expect("maxAllowedBorrowLimit", trimmed(unit.max_allowed_borrow.amount));
  expect("maxTransferOutAmount", trimmed(unit.max_transfer_out.amount));
  EXPECT_EQ(unit.max_allowed_borrow.limited_by, LimitedBy::kLtvLine);
  EXPECT_EQ(unit.max_transfer_out.limited_by, LimitedBy::kLtvLine);

  // The quotients behind the displayed figures, with 20 decimals.
  const Int128 a = unit.adjusted_equity.raw();
  const Int128 l = unit.liability.raw();
  const auto quotient = [](std::optional<Int128> raw) {
    return trimmed(Value::from_raw(std::max<Int128>(*raw, 0)));
  };
  expect("ltv_20digits",
         quotient(divide_difference(l, power_of_ten(20), 0, 0, a, 1, Rounding::kHalfUp)));
  const Int128 q = unit.lines.borrow.raw();
  const Int128 t = unit.lines.transfer_out.raw();
  const Int128 one = Ratio::kOne;
  expect("maxAllowedBorrowLimit_exact",
         quotient(divide_difference(q, a, one, l, one - q, 1, Rounding::kDown)));
  expect("maxTransferOutAmount_exact",
         quotient(divide_difference(t, a, one, l, t, 1, Rounding::kDown)));
}

inline void expect_wallet(const json::value& printed, const WalletValue& wallet) {
  const Rounding rounding = model::OutputRounding{}.wallet;
  EXPECT_EQ(text(printed.at("netEquity_exact")), trimmed(wallet.net_equity));
  EXPECT_EQ(text(printed.at("netEquity")), trimmed(round_to<Amount>(wallet.net_equity, rounding)));
  EXPECT_EQ(text(printed.at("maintainMargin_exact")), trimmed(wallet.maintenance_margin));
  EXPECT_EQ(text(printed.at("maintainMargin")),
            trimmed(round_to<Amount>(wallet.maintenance_margin, rounding)));
}

// max-borrowable of USDT, whose ratio in the credit account is the printed one.
inline void expect_max_borrowable(const json::value& printed, Lab& lab, const Assessment& unit) {
  const json::value& row = printed.at("maxBorrowable_usd_with_collateral_ratio");
  lab.rules("USDT").portfolio_collateral = flat(ratio(row.at("collateralRatio")));
  EXPECT_EQ(text(row.at("amount")), trimmed(lab.max_borrowable(unit, "USDT").amount));
}

}  // namespace plimsoll::risk
