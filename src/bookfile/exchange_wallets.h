// Wallets from an exchange's own answers, as its API gives them to the account's owner.
//
// Numbers may be strings or JSON numbers, with an exponent or without; "" counts as 0. An amount
// with more than 8 decimals is refused, never rounded. Members that the valuation does not use are
// ignored, whatever they hold. An asset or contract that the parameters do not know is skipped when
// all its amounts are 0 and refused otherwise. Errors: kMalformed, kUnknownAsset or
// kUnknownContract, the detail beginning with the path. Pure functions; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/account.h"
#include "model/parameters.h"

namespace plimsoll::bookfile {

enum class AnswerKind : std::uint8_t {
  kSpotAccount,         // GET /api/v3/account
  kCrossMarginAccount,  // GET /sapi/v1/margin/account
  kPortfolioBalance,    // GET /papi/v1/balance, GET /sapi/v1/portfolio/balance
  kPositions,           // GET .../positionRisk, of USD-M or COIN-M futures
  kEmptyList,           // an answer that is a list with nothing in it: it could be either list
};

// Which answer this is, by its form. kMalformed if none of them.
[[nodiscard]] Result<AnswerKind> detect(std::string_view json);

// Free and locked of every balance.
[[nodiscard]] Result<model::SpotWallet> read_spot_account(std::string_view json,
                                                          const model::Parameters& parameters);

// MARGIN_1 is Classic, MARGIN_2 is Pro.
[[nodiscard]] Result<model::CrossMarginWallet> read_cross_margin_account(
    std::string_view json, const model::Parameters& parameters);

// Unrealized profit that a balance states; it must follow from positions.
struct StatedProfit {
  AssetId asset;
  Amount usd_margined;   // umUnrealizedPNL
  Amount coin_margined;  // cmUnrealizedPNL
  std::string path;      // of the asset's entry
};

struct PortfolioBalance {
  model::PortfolioMarginWallet wallet;  // without positions: they come by read_positions
  std::vector<StatedProfit> profits;    // those that are not 0
};

[[nodiscard]] Result<PortfolioBalance> read_portfolio_balance(std::string_view json,
                                                              const model::Parameters& parameters);

// Appends the positions whose amount is not 0, unchanged after an error. A contract may stand once
// a side, over all answers given.
[[nodiscard]] Result<void> read_positions(std::string_view json,
                                          const model::Parameters& parameters,
                                          model::PortfolioMarginWallet& wallet);

// kMalformed if the balance states a profit in an asset without any position of that kind margined
// in it: profit is computed from positions, never stored, so the positions are needed too.
[[nodiscard]] Result<void> check_profits(const PortfolioBalance& balance,
                                         const model::Parameters& parameters);

// --- All answers of one account ---

struct NamedAnswer {
  std::string name;       // for messages: the file
  std::string_view json;  // an answer of any kind
};

struct AccountWallets {
  std::optional<model::SpotWallet> spot;  // absent: not among the answers
  model::MarginWallet margin;
};

// Every answer once, but positions as often as there are; positions need the balance beside them.
// Errors as above, the detail beginning with the answer's name.
[[nodiscard]] Result<AccountWallets> read_account_wallets(std::span<const NamedAnswer> answers,
                                                          const model::Parameters& parameters);

}  // namespace plimsoll::bookfile
