// Wallets: what an account holds and owes. Amounts are exact on the 8-decimal grid; balances are
// sorted by asset id, positions by contract id, then side; an entry that is all zero is not kept.
#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/numbers.h"
#include "base/vocabulary.h"

namespace plimsoll::model {

using plimsoll::wallet_type_name;
using plimsoll::WalletType;

struct SpotBalance {
  AssetId asset;
  Amount free;
  Amount locked;

  static constexpr auto fields() {
    return std::tuple(&SpotBalance::asset, &SpotBalance::free, &SpotBalance::locked);
  }
  friend bool operator==(const SpotBalance&, const SpotBalance&) = default;
};

struct SpotWallet {
  std::vector<SpotBalance> balances;

  static constexpr auto fields() { return std::tuple(&SpotWallet::balances); }
  friend bool operator==(const SpotWallet&, const SpotWallet&) = default;
};

enum class MarginMode : std::uint8_t {
  kClassic,  // accountType MARGIN_1
  kPro,      // accountType MARGIN_2
};
[[nodiscard]] constexpr int enum_size(MarginMode) { return 2; }

struct CrossMarginBalance {
  AssetId asset;
  Amount free;
  Amount locked;
  Amount borrowed;
  Amount interest;

  static constexpr auto fields() {
    return std::tuple(&CrossMarginBalance::asset, &CrossMarginBalance::free,
                      &CrossMarginBalance::locked, &CrossMarginBalance::borrowed,
                      &CrossMarginBalance::interest);
  }
  friend bool operator==(const CrossMarginBalance&, const CrossMarginBalance&) = default;
};

struct CrossMarginWallet {
  MarginMode mode = MarginMode::kClassic;
  std::vector<CrossMarginBalance> balances;

  static constexpr auto fields() {
    return std::tuple(&CrossMarginWallet::mode, &CrossMarginWallet::balances);
  }
  friend bool operator==(const CrossMarginWallet&, const CrossMarginWallet&) = default;
};

struct PortfolioMarginBalance {
  AssetId asset;
  Amount free;         // crossMarginFree
  Amount locked;       // crossMarginLocked
  Amount borrowed;     // crossMarginBorrowed
  Amount interest;     // crossMarginInterest
  Amount usd_wallet;   // umWalletBalance; may be negative
  Amount coin_wallet;  // cmWalletBalance; may be negative

  static constexpr auto fields() {
    return std::tuple(&PortfolioMarginBalance::asset, &PortfolioMarginBalance::free,
                      &PortfolioMarginBalance::locked, &PortfolioMarginBalance::borrowed,
                      &PortfolioMarginBalance::interest, &PortfolioMarginBalance::usd_wallet,
                      &PortfolioMarginBalance::coin_wallet);
  }
  friend bool operator==(const PortfolioMarginBalance&, const PortfolioMarginBalance&) = default;
};

enum class PositionSide : std::uint8_t { kBoth, kLong, kShort };
[[nodiscard]] constexpr int enum_size(PositionSide) { return 3; }

// "BOTH", "LONG", "SHORT".
[[nodiscard]] std::string_view position_side_name(PositionSide side);

struct Position {
  ContractId contract;
  PositionSide side = PositionSide::kBoth;
  Amount quantity;  // USD-M: base asset; COIN-M: contracts. Signed: positive is long.
  Price entry;

  static constexpr auto fields() {
    return std::tuple(&Position::contract, &Position::side, &Position::quantity, &Position::entry);
  }
  friend bool operator==(const Position&, const Position&) = default;
};

struct PortfolioMarginWallet {
  std::vector<PortfolioMarginBalance> balances;
  std::vector<Position> positions;

  static constexpr auto fields() {
    return std::tuple(&PortfolioMarginWallet::balances, &PortfolioMarginWallet::positions);
  }
  friend bool operator==(const PortfolioMarginWallet&, const PortfolioMarginWallet&) = default;
};

// Whether an entry says nothing, so that it is not kept.
[[nodiscard]] bool is_zero(const SpotBalance& balance);
[[nodiscard]] bool is_zero(const CrossMarginBalance& balance);
[[nodiscard]] bool is_zero(const PortfolioMarginBalance& balance);
[[nodiscard]] bool is_zero(const Position& position);

// The one margin wallet an account may have besides SPOT.
using MarginWallet = std::variant<std::monostate, CrossMarginWallet, PortfolioMarginWallet>;

}  // namespace plimsoll::model
