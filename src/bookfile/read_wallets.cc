#include "bookfile/read_wallets.h"

#include "bookfile/read_parameters.h"
#include "bookfile/schema.h"

namespace plimsoll::bookfile {
namespace {

// Rows of an asset and amounts, each asset once.
template <class Row, std::size_t kCount>
std::vector<Row> read_rows(const Value& value, const model::Parameters& parameters,
                           const AmountField<Row> (&fields)[kCount]) {
  std::vector<Row> rows;
  Once<AssetId> once;
  value.for_each([&](const Value& entry) {
    Object members(entry);
    const Value asset = members["asset"];
    Row row;
    row.asset = known_asset(asset, parameters);
    once.add(asset, row.asset);
    for (const AmountField<Row>& field : fields) {
      row.*field.member = amount_or_zero(
          members[field.name], field.may_be_negative ? Bound::kNone : Bound::kNotNegative);
    }
    members.close();
    rows.push_back(row);
  });
  return rows;
}

std::vector<model::Position> read_positions(const Value& value,
                                            const model::Parameters& parameters) {
  std::vector<model::Position> positions;
  Once<std::pair<ContractId, model::PositionSide>> once;
  value.for_each([&](const Value& entry) {
    Object members(entry);
    const Value symbol = members["symbol"];
    const Value side = members["side"];
    const Value quantity = members["quantity"];
    model::Position position;
    position.contract = known_contract(symbol, parameters);
    if (side.present()) position.side = side.choice<model::PositionSide>();
    once.add(symbol, {position.contract, position.side});
    position.quantity = amount_or_zero(quantity, Bound::kNone);
    position.entry = members["entryPrice"].decimal<Price>(Bound::kPositive);
    members.close();
    if (value.reading().failed()) return;
    check_quantity(quantity, position, parameters.contract(position.contract));
    positions.push_back(position);
  });
  return positions;
}

}  // namespace

void check_quantity(const Value& value, const model::Position& position,
                    const model::Contract& contract) {
  if (position.side == model::PositionSide::kLong && position.quantity.is_negative()) {
    value.refuse("a quantity that is not negative on side LONG");
  }
  if (position.side == model::PositionSide::kShort && position.quantity.is_positive()) {
    value.refuse("a quantity that is not positive on side SHORT");
  }
  if (contract.type == model::ContractType::kCoinMargined &&
      position.quantity.raw() % Amount::kOne != 0) {
    value.refuse("a whole number of contracts");
  }
}

Amount amount_or_zero(const Value& value, Bound bound) {
  return value.present() ? value.decimal<Amount>(bound) : Amount{};
}

model::SpotWallet read_spot_wallet(const Value& value, const model::Parameters& parameters) {
  return {read_rows(value, parameters, kSpotAmounts)};
}

model::CrossMarginWallet read_cross_margin_wallet(const Value& value,
                                                  const model::Parameters& parameters) {
  model::CrossMarginWallet wallet;
  Object members(value);
  wallet.mode = members["mode"].choice<model::MarginMode>();
  wallet.balances = read_rows(members["balances"], parameters, kCrossMarginAmounts);
  members.close();
  return wallet;
}

model::PortfolioMarginWallet read_portfolio_margin_wallet(const Value& value,
                                                          const model::Parameters& parameters) {
  model::PortfolioMarginWallet wallet;
  Object members(value);
  wallet.balances = read_rows(members["balances"], parameters, kPortfolioMarginAmounts);
  if (const Value positions = members["positions"]; positions.present()) {
    wallet.positions = read_positions(positions, parameters);
  }
  members.close();
  return wallet;
}

std::vector<model::Liability> read_liabilities(const Value& value,
                                               const model::Parameters& parameters) {
  return read_rows(value, parameters, kLiabilityAmounts);
}

}  // namespace plimsoll::bookfile
