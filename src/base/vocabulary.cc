#include "base/vocabulary.h"

#include "base/check.h"

namespace plimsoll {

std::string_view wallet_type_name(WalletType type) {
  switch (type) {
    case WalletType::kSpot: return "SPOT";
    case WalletType::kCrossMargin: return "CROSS_MARGIN";
    case WalletType::kPortfolioMargin: return "PORTFOLIO_MARGIN";
  }
  CHECK_MSG(false, "a wallet type without a name");
}

std::string_view member_type_name(MemberType type) {
  switch (type) {
    case MemberType::kCredit: return "CREDIT";
    case MemberType::kCollateral: return "COLLATERAL";
  }
  CHECK_MSG(false, "a member type without a name");
}

}  // namespace plimsoll
