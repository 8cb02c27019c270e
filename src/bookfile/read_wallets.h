// The wallets of an account in a book file.
#pragma once

#include "bookfile/reading.h"
#include "model/account.h"
#include "model/parameters.h"

namespace plimsoll::bookfile {

// An amount, "0" if absent.
[[nodiscard]] Amount amount_or_zero(const Value& value, Bound bound);

// Refuses a quantity against its side, or a fraction of a COIN-M contract.
void check_quantity(const Value& value, const model::Position& position,
                    const model::Contract& contract);

// Complaints go to the value's reading. Entries come in the order of the file, each asset (symbol
// and side) once.
[[nodiscard]] model::SpotWallet read_spot_wallet(const Value& value,
                                                 const model::Parameters& parameters);
[[nodiscard]] model::CrossMarginWallet read_cross_margin_wallet(
    const Value& value, const model::Parameters& parameters);
[[nodiscard]] model::PortfolioMarginWallet read_portfolio_margin_wallet(
    const Value& value, const model::Parameters& parameters);

[[nodiscard]] std::vector<model::Liability> read_liabilities(const Value& value,
                                                             const model::Parameters& parameters);

}  // namespace plimsoll::bookfile
