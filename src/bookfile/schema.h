// The words of the book format, once for reading and writing: members with the fields they fill, in
// the order of docs/book-format.md, and the names of enumerators.
#pragma once

#include <string_view>

#include "model/account.h"
#include "model/api_key.h"
#include "model/operator.h"
#include "model/parameters.h"
#include "model/risk_unit.h"

namespace plimsoll::bookfile {

inline constexpr std::string_view kFormat = "plimsoll-book";
inline constexpr std::int64_t kVersion = 1;

[[nodiscard]] constexpr std::string_view name_of(Rounding rounding) {
  switch (rounding) {
    case Rounding::kDown: return "DOWN";
    case Rounding::kUp: return "UP";
    case Rounding::kHalfUp: return "HALF_UP";
  }
  CHECK_MSG(false, "a rounding without a name");
}

[[nodiscard]] constexpr std::string_view name_of(model::OperatorRole role) {
  return model::operator_role_name(role);
}

[[nodiscard]] constexpr std::string_view name_of(model::ContractType type) {
  switch (type) {
    case model::ContractType::kUsdMargined: return "USD_M";
    case model::ContractType::kCoinMargined: return "COIN_M";
  }
  CHECK_MSG(false, "a contract type without a name");
}

[[nodiscard]] constexpr std::string_view name_of(model::MarginMode mode) {
  switch (mode) {
    case model::MarginMode::kClassic: return "CLASSIC";
    case model::MarginMode::kPro: return "PRO";
  }
  CHECK_MSG(false, "a margin mode without a name");
}

// In a file a unit is active or closed; how it stands beyond that is found anew by the review.
enum class UnitLife : std::uint8_t { kActive, kClosed };
[[nodiscard]] constexpr int enum_size(UnitLife) { return 2; }
[[nodiscard]] constexpr std::string_view name_of(UnitLife life) {
  switch (life) {
    case UnitLife::kActive: return "ACTIVE";
    case UnitLife::kClosed: return "CLOSED";
  }
  CHECK_MSG(false, "a state without a name");
}

[[nodiscard]] inline std::string_view name_of(model::MemberType type) {
  return model::member_type_name(type);
}
[[nodiscard]] inline std::string_view name_of(model::PositionSide side) {
  return model::position_side_name(side);
}

[[nodiscard]] inline std::string_view name_of(KeyType type) { return key_type_name(type); }

template <class Struct, class Type>
struct Field {
  std::string_view name;
  Type Struct::*member;
};

struct LineField {
  std::string_view name;
  Ratio model::LtvLines::*general;
  std::optional<Ratio> model::LtvLineOverrides::*own;
};

inline constexpr LineField kLines[] = {
    {"borrowLtv", &model::LtvLines::borrow, &model::LtvLineOverrides::borrow},
    {"transferOutLtv", &model::LtvLines::transfer_out, &model::LtvLineOverrides::transfer_out},
    {"warningLtv", &model::LtvLines::warning, &model::LtvLineOverrides::warning},
    {"marginCallLtv", &model::LtvLines::margin_call, &model::LtvLineOverrides::margin_call},
    {"liquidationLtv", &model::LtvLines::liquidation, &model::LtvLineOverrides::liquidation},
    {"stopLiquidationLtv", &model::LtvLines::stop_liquidation,
     &model::LtvLineOverrides::stop_liquidation},
    {"instantLiquidation", &model::LtvLines::instant_liquidation,
     &model::LtvLineOverrides::instant_liquidation},
    {"hysteresis", &model::LtvLines::hysteresis, &model::LtvLineOverrides::hysteresis},
};
inline constexpr std::string_view kCureTime = "cureMs";  // the last of the lines; no ratio

inline constexpr Field<model::GeneralParameters, std::int64_t> kLoanSpans[] = {
    {"quietMs", &model::GeneralParameters::quiet_ms},
    {"requestMemoryMs", &model::GeneralParameters::request_memory_ms},
    {"liquidationPriceAgeMs", &model::GeneralParameters::liquidation_price_age_ms},
};

inline constexpr Field<model::GeneralParameters, bool> kLoanSwitches[] = {
    {"clampTransferOut", &model::GeneralParameters::clamp_transfer_out},
    {"checkSpotTransfer", &model::GeneralParameters::check_spot_transfer},
    {"acceptCrossMarginPro", &model::GeneralParameters::accept_cross_margin_pro},
    {"accrueMemberLoans", &model::GeneralParameters::accrue_member_loans},
    {"externalSeller", &model::GeneralParameters::external_seller},
    {"externalSettlement", &model::GeneralParameters::external_settlement},
};

inline constexpr Field<model::OutputRounding, Rounding> kRoundings[] = {
    {"wallet", &model::OutputRounding::wallet},
    {"totalNetEquity", &model::OutputRounding::total_net_equity},
    {"totalMaintenanceMargin", &model::OutputRounding::total_maintenance_margin},
    {"totalLiability", &model::OutputRounding::total_liability},
    {"ltv", &model::OutputRounding::ltv},
    {"maxAllowedBorrowLimit", &model::OutputRounding::max_allowed_borrow_limit},
    {"maxTransferOutAmount", &model::OutputRounding::max_transfer_out_amount},
    {"maxBorrowable", &model::OutputRounding::max_borrowable},
    {"uniMmr", &model::OutputRounding::uni_mmr},
};

// An amount of a balance: "0" by default.
template <class Balance>
struct AmountField {
  std::string_view name;
  Amount Balance::*member;
  bool may_be_negative = false;
};

inline constexpr AmountField<model::SpotBalance> kSpotAmounts[] = {
    {"free", &model::SpotBalance::free},
    {"locked", &model::SpotBalance::locked},
};

inline constexpr AmountField<model::CrossMarginBalance> kCrossMarginAmounts[] = {
    {"free", &model::CrossMarginBalance::free},
    {"locked", &model::CrossMarginBalance::locked},
    {"borrowed", &model::CrossMarginBalance::borrowed},
    {"interest", &model::CrossMarginBalance::interest},
};

inline constexpr AmountField<model::PortfolioMarginBalance> kPortfolioMarginAmounts[] = {
    {"crossMarginFree", &model::PortfolioMarginBalance::free},
    {"crossMarginLocked", &model::PortfolioMarginBalance::locked},
    {"crossMarginBorrowed", &model::PortfolioMarginBalance::borrowed},
    {"crossMarginInterest", &model::PortfolioMarginBalance::interest},
    {"umWalletBalance", &model::PortfolioMarginBalance::usd_wallet, true},
    {"cmWalletBalance", &model::PortfolioMarginBalance::coin_wallet, true},
};

inline constexpr AmountField<model::Liability> kLiabilityAmounts[] = {
    {"principal", &model::Liability::principal},
    {"interest", &model::Liability::interest},
};

}  // namespace plimsoll::bookfile
