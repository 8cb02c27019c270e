// Words that the model and the wire share. Clients that validate refuse any other literal, so each
// enumerator has exactly one.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/numbers.h"

namespace plimsoll {

enum class WalletType : std::uint8_t { kSpot, kCrossMargin, kPortfolioMargin };
[[nodiscard]] constexpr int enum_size(WalletType) { return 3; }
[[nodiscard]] std::string_view wallet_type_name(WalletType type);  // "CROSS_MARGIN"

enum class MemberType : std::uint8_t { kCredit, kCollateral };
[[nodiscard]] constexpr int enum_size(MemberType) { return 2; }
[[nodiscard]] std::string_view member_type_name(MemberType type);  // "COLLATERAL"

// The displayed LTV: 3 decimals. Lines are never compared with it.
using LtvFigure = Fixed<struct LtvFigureTag, 3, std::int64_t>;

}  // namespace plimsoll
