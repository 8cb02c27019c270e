#include "bookfile/exchange_wallets.h"

#include <algorithm>
#include <cctype>

#include "base/decimal.h"
#include "bookfile/read_wallets.h"
#include "bookfile/schema.h"

namespace plimsoll::bookfile {
namespace {

// --- Values as exchanges write them

template <class Number>
Number lenient_decimal(const Value& value, Bound bound) {
  constexpr std::string_view kExpected = "a decimal with at most 8 decimals";
  static_assert(Number::kDecimals == 8);
  if (value.is(JsonKind::kString) && value.text().empty()) return {};
  if (!value.is(JsonKind::kString) && !value.is(JsonKind::kNumber)) {
    value.refuse(kExpected);
    return {};
  }
  const auto number = parse_number<Number>(value.text(), DecimalForm::kScientific);
  if (!number) {
    value.refuse(number.error().code == ErrorCode::kOutOfRange ? "a smaller number" : kExpected);
    return {};
  }
  if (bound == Bound::kNotNegative && number->is_negative()) {
    value.refuse("a decimal that is not negative");
  }
  if (bound == Bound::kPositive && !number->is_positive()) value.refuse("a decimal greater than 0");
  return *number;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::toupper(static_cast<unsigned char>(x)) ==
           std::toupper(static_cast<unsigned char>(y));
  });
}

void refuse_unknown(const Value& name, ErrorCode code, std::string_view what) {
  if (name.reading().failed()) return;
  name.reading().complain({code,
                           name.path() + ": expected " + std::string(what) +
                               " that the parameters know, found " + name.found(),
                           {std::string(name.text())}});
}

// Reads the whole text; `read` gets the root.
template <class T, class Read>
Result<T> read_text(std::string_view json, Read read) {
  ASSIGN_OR_RETURN(const JsonText text, JsonText::parse(json, ErrorCode::kMalformed));
  Reading reading(text, ErrorCode::kMalformed);
  T result = read(reading.root());
  RETURN_IF_ERROR(reading.outcome());
  return result;
}

// --- Balances

// Rows of an asset and its amounts: zero ones dropped, sorted as wallets are. `each` sees every
// entry of a known asset, and says of one of an unknown asset whether it may be skipped.
template <class Row, std::size_t kCount, class Each>
std::vector<Row> read_rows(const Value& list, const model::Parameters& parameters,
                           const AmountField<Row> (&fields)[kCount], Each each) {
  std::vector<Row> rows;
  Once<std::string_view> once;
  list.for_each([&](const Value& entry) {
    Object members(entry);
    const Value name = members["asset"];
    static_cast<void>(name.string("the name of an asset"));
    once.add(name, name.text());
    Row row;
    for (const AmountField<Row>& field : fields) {
      row.*field.member = lenient_decimal<Amount>(
          members[field.name], field.may_be_negative ? Bound::kNone : Bound::kNotNegative);
    }
    const auto asset = parameters.find_asset(name.text());
    row.asset = asset.value_or(AssetId{});
    const bool says_nothing = each(entry, members, asset) && is_zero(row);
    if (asset && !is_zero(row)) rows.push_back(row);
    if (!asset && !says_nothing) refuse_unknown(name, ErrorCode::kUnknownAsset, "an asset");
  });
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.asset < b.asset; });
  return rows;
}

constexpr auto kNothingElse = [](const Value&, Object&, std::optional<AssetId>) { return true; };

model::MarginMode read_mode(const Value& value) {
  constexpr std::string_view kExpected = "MARGIN_1 or MARGIN_2";
  const std::string_view type = value.string(kExpected);
  if (equal_ignoring_case(type, "MARGIN_1")) return model::MarginMode::kClassic;
  if (!equal_ignoring_case(type, "MARGIN_2")) value.refuse(kExpected);
  return model::MarginMode::kPro;
}

PortfolioBalance read_balance(const Value& root, const model::Parameters& parameters) {
  PortfolioBalance balance;
  const auto read_profit = [&](const Value& entry, Object& members, std::optional<AssetId> asset) {
    const auto usd = lenient_decimal<Amount>(members["umUnrealizedPNL"], Bound::kNone);
    const auto coin = lenient_decimal<Amount>(members["cmUnrealizedPNL"], Bound::kNone);
    const bool is_zero = usd.is_zero() && coin.is_zero();
    if (asset && !is_zero) balance.profits.push_back({*asset, usd, coin, entry.path()});
    return is_zero;
  };
  balance.wallet.balances = read_rows(root, parameters, kPortfolioMarginAmounts, read_profit);
  return balance;
}

// --- Positions

auto place_of(const model::Position& position) {
  return std::pair(position.contract, position.side);
}

void read_position(const Value& entry, const model::Parameters& parameters,
                   std::vector<model::Position>& positions) {
  Object members(entry);
  const Value symbol = members["symbol"];
  const Value amount = members["positionAmt"];
  model::Position position;
  position.quantity = lenient_decimal<Amount>(amount, Bound::kNone);
  const auto contract = parameters.find_contract(symbol.string("the symbol of a contract"));
  if (position.quantity.is_zero()) return;
  if (!contract) return refuse_unknown(symbol, ErrorCode::kUnknownContract, "a contract");
  position.contract = *contract;
  position.side = members["positionSide"].choice<model::PositionSide>();
  position.entry = lenient_decimal<Price>(members["entryPrice"], Bound::kPositive);
  check_quantity(amount, position, parameters.contract(*contract));
  const bool stands_already = std::any_of(
      positions.begin(), positions.end(),
      [&](const model::Position& other) { return place_of(other) == place_of(position); });
  if (stands_already) symbol.refuse("one position a side of a contract");
  positions.push_back(position);
}

bool has_position(const std::vector<model::Position>& positions,
                  const model::Parameters& parameters, AssetId asset, model::ContractType type) {
  return std::any_of(positions.begin(), positions.end(), [&](const model::Position& position) {
    const model::Contract& contract = parameters.contract(position.contract);
    return contract.type == type && contract.margin_asset == asset;
  });
}

// --- Answers of one account

Result<void> named(const std::string& name, Result<void> result) {
  if (!result) result.error().detail = name + ": " + result.error().detail;
  return result;
}

// Gathers answers one by one, in any order.
class Gatherer {
 public:
  explicit Gatherer(const model::Parameters& parameters) : parameters_(parameters) {}

  Result<void> add(const NamedAnswer& answer) {
    const std::string_view json = answer.json;
    ASSIGN_OR_RETURN(const AnswerKind kind, detect(json));
    switch (kind) {
      case AnswerKind::kSpotAccount: return keep(spot_, read_spot_account(json, parameters_));
      case AnswerKind::kCrossMarginAccount:
        return keep(cross_, read_cross_margin_account(json, parameters_));
      case AnswerKind::kPortfolioBalance:
        balance_name_ = answer.name;
        return keep(balance_, read_portfolio_balance(json, parameters_));
      case AnswerKind::kPositions: return read_positions(json, parameters_, positions_);
      case AnswerKind::kEmptyList: return {};
    }
    CHECK_MSG(false, "an answer of no kind");
  }

  Result<AccountWallets> finish() {
    if (cross_ && balance_) {
      return fail(ErrorCode::kMalformed, "an account has one margin wallet, found two");
    }
    AccountWallets wallets;
    wallets.spot = std::move(spot_);
    if (cross_) wallets.margin = std::move(*cross_);
    if (balance_) {
      balance_->wallet.positions = std::move(positions_.positions);
      RETURN_IF_ERROR(named(balance_name_, check_profits(*balance_, parameters_)));
      wallets.margin = std::move(balance_->wallet);
    } else if (!positions_.positions.empty()) {
      return fail(ErrorCode::kMalformed,
                  "expected the answer of GET /papi/v1/balance beside the positions, found none");
    }
    return wallets;
  }

 private:
  template <class T>
  static Result<void> keep(std::optional<T>& place, Result<T>&& answer) {
    if (!answer) return tl::unexpected<Error>(std::move(answer.error()));
    if (place) return fail(ErrorCode::kMalformed, "expected one answer of this kind, found two");
    place = std::move(*answer);
    return {};
  }

  const model::Parameters& parameters_;
  std::optional<model::SpotWallet> spot_;
  std::optional<model::CrossMarginWallet> cross_;
  std::optional<PortfolioBalance> balance_;
  std::string balance_name_;
  model::PortfolioMarginWallet positions_;
};

}  // namespace

Result<AnswerKind> detect(std::string_view json) {
  return read_text<AnswerKind>(json, [](const Value& root) {
    if (root.is_empty_array()) return AnswerKind::kEmptyList;
    if (root.is(JsonKind::kObject)) {
      Object members(root);
      if (members["userAssets"].is(JsonKind::kArray)) return AnswerKind::kCrossMarginAccount;
      if (members["balances"].is(JsonKind::kArray)) return AnswerKind::kSpotAccount;
    }
    if (root.is(JsonKind::kArray)) {
      const Value first(root.reading(), root.index() + 1);
      if (first.is(JsonKind::kObject)) {
        Object members(first);
        if (members["positionAmt"].present()) return AnswerKind::kPositions;
        if (members["crossMarginFree"].present()) return AnswerKind::kPortfolioBalance;
      }
    }
    root.refuse(
        "an answer of GET /api/v3/account, /sapi/v1/margin/account, /papi/v1/balance, "
        "/papi/v1/um/positionRisk or /papi/v1/cm/positionRisk",
        root.is(JsonKind::kArray) ? "another array" : "something else");
    return AnswerKind::kEmptyList;
  });
}

Result<model::SpotWallet> read_spot_account(std::string_view json,
                                            const model::Parameters& parameters) {
  return read_text<model::SpotWallet>(json, [&](const Value& root) {
    Object members(root);
    return model::SpotWallet{
        read_rows(members["balances"], parameters, kSpotAmounts, kNothingElse)};
  });
}

Result<model::CrossMarginWallet> read_cross_margin_account(std::string_view json,
                                                           const model::Parameters& parameters) {
  return read_text<model::CrossMarginWallet>(json, [&](const Value& root) {
    Object members(root);
    model::CrossMarginWallet wallet;
    wallet.mode = read_mode(members["accountType"]);
    wallet.balances =
        read_rows(members["userAssets"], parameters, kCrossMarginAmounts, kNothingElse);
    return wallet;
  });
}

Result<PortfolioBalance> read_portfolio_balance(std::string_view json,
                                                const model::Parameters& parameters) {
  return read_text<PortfolioBalance>(
      json, [&](const Value& root) { return read_balance(root, parameters); });
}

Result<void> read_positions(std::string_view json, const model::Parameters& parameters,
                            model::PortfolioMarginWallet& wallet) {
  auto positions = read_text<std::vector<model::Position>>(json, [&](const Value& root) {
    auto all = wallet.positions;
    root.for_each([&](const Value& entry) { read_position(entry, parameters, all); });
    return all;
  });
  if (!positions) return tl::unexpected<Error>(std::move(positions.error()));
  std::sort(
      positions->begin(), positions->end(),
      [](const model::Position& a, const model::Position& b) { return place_of(a) < place_of(b); });
  wallet.positions = std::move(*positions);
  return {};
}

Result<void> check_profits(const PortfolioBalance& balance, const model::Parameters& parameters) {
  for (const StatedProfit& profit : balance.profits) {
    const auto missing = [&](Amount amount, model::ContractType type) {
      return !amount.is_zero() &&
             !has_position(balance.wallet.positions, parameters, profit.asset, type);
    };
    const bool usd = missing(profit.usd_margined, model::ContractType::kUsdMargined);
    if (!usd && !missing(profit.coin_margined, model::ContractType::kCoinMargined)) continue;
    return fail(
        ErrorCode::kMalformed,
        profit.path + (usd ? ".umUnrealizedPNL" : ".cmUnrealizedPNL") +
            ": expected the positions of " + parameters.asset(profit.asset).name +
            " too, found none: profit is computed from positions, so give the answer of GET " +
            (usd ? "/papi/v1/um/positionRisk" : "/papi/v1/cm/positionRisk"));
  }
  return {};
}

Result<AccountWallets> read_account_wallets(std::span<const NamedAnswer> answers,
                                            const model::Parameters& parameters) {
  Gatherer gatherer(parameters);
  for (const NamedAnswer& answer : answers) {
    RETURN_IF_ERROR(named(answer.name, gatherer.add(answer)));
  }
  return gatherer.finish();
}

}  // namespace plimsoll::bookfile
