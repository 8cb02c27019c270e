// What the endpoints can answer instead of a success: the data behind Endpoint::errors and
// common_errors(). Only endpoints.cc includes this.
#pragma once

#include <array>

#include "base/error.h"

namespace plimsoll::wire {

inline constexpr auto kOpenErrors =
    std::to_array<ErrorCode>({ErrorCode::kTooManyRequests, ErrorCode::kInternal, ErrorCode::kBusy});

// In the order of the checks.
inline constexpr auto kSignedErrors = std::to_array<ErrorCode>({
    ErrorCode::kApiKeyMalformed,
    ErrorCode::kApiKeyRejected,
    ErrorCode::kTooManyRequests,
    ErrorCode::kIllegalCharacters,
    ErrorCode::kParameterDuplicate,
    ErrorCode::kTooManyParameters,
    ErrorCode::kParameterMissing,
    ErrorCode::kParameterMalformed,
    ErrorCode::kRecvWindowTooLarge,
    ErrorCode::kTimestampTooEarly,
    ErrorCode::kTimestampTooOld,
    ErrorCode::kSignatureInvalid,
    ErrorCode::kInternal,
    ErrorCode::kBusy,
});

inline constexpr auto kValuationErrors =
    std::to_array<ErrorCode>({ErrorCode::kPriceMissing, ErrorCode::kValueOverflow});

inline constexpr auto kPageErrors = std::to_array<ErrorCode>({ErrorCode::kIllegalArgument});

inline constexpr auto kHistoryErrors =
    std::to_array<ErrorCode>({ErrorCode::kWindowTooLong, ErrorCode::kIllegalArgument});

inline constexpr auto kTypedHistoryErrors = std::to_array<ErrorCode>(
    {ErrorCode::kWindowTooLong, ErrorCode::kInvalidParameter, ErrorCode::kIllegalArgument});

inline constexpr auto kMaxBorrowableErrors =
    std::to_array<ErrorCode>({ErrorCode::kPriceMissing, ErrorCode::kValueOverflow,
                              ErrorCode::kAssetNotLoanable, ErrorCode::kUnknownAsset});

inline constexpr auto kCloseLoanGroupErrors = std::to_array<ErrorCode>({
    ErrorCode::kDuplicateRequest,
    ErrorCode::kUnknownUnit,
    ErrorCode::kUnitClosed,
    ErrorCode::kCreditAccountNotFound,
    ErrorCode::kLiabilityOutstanding,
    ErrorCode::kUnitLiquidating,
    ErrorCode::kPendingTransaction,
});

inline constexpr auto kEditMemberErrors = std::to_array<ErrorCode>({
    ErrorCode::kPriceMissing,
    ErrorCode::kValueOverflow,
    ErrorCode::kIllegalArgument,
    ErrorCode::kDuplicateRequest,
    ErrorCode::kFlagsOnlyRise,
    ErrorCode::kUnknownUnit,
    ErrorCode::kUnitClosed,
    ErrorCode::kTooManyMembers,
    ErrorCode::kMemberOfAnotherUnit,
    ErrorCode::kNotSameParent,
    ErrorCode::kAccountIsParent,
    ErrorCode::kUnknownAccount,
    ErrorCode::kNoMarginWallet,
    ErrorCode::kCreditMarginRequired,
    ErrorCode::kCreditIsCollateral,
    ErrorCode::kNewMemberUnderMargin,
    ErrorCode::kAccountTypeUnsupported,
    ErrorCode::kLtvTooHigh,
    ErrorCode::kUnitLiquidating,
    ErrorCode::kPendingTransaction,
    ErrorCode::kManagedSubAccount,
});

inline constexpr auto kBorrowErrors = std::to_array<ErrorCode>({
    ErrorCode::kIllegalArgument,
    ErrorCode::kDuplicateRequest,
    ErrorCode::kUnknownUnit,
    ErrorCode::kUnitClosed,
    ErrorCode::kBorrowLimitExceeded,
    ErrorCode::kCreditAccountNotFound,
    ErrorCode::kNoAvailableMargin,
    ErrorCode::kPoolEmpty,
    ErrorCode::kPrecision,
    ErrorCode::kTooPrecise,
    ErrorCode::kAssetNotLoanable,
    ErrorCode::kUnknownAsset,
    ErrorCode::kLtvTooHigh,
    ErrorCode::kBorrowFailed,
    ErrorCode::kUnitLiquidating,
    ErrorCode::kPendingTransaction,
    ErrorCode::kQuietTime,
});

inline constexpr auto kRepayErrors = std::to_array<ErrorCode>({
    ErrorCode::kInvalidParameter,
    ErrorCode::kIllegalArgument,
    ErrorCode::kDuplicateRequest,
    ErrorCode::kUnknownUnit,
    ErrorCode::kUnitClosed,
    ErrorCode::kCreditAccountNotFound,
    ErrorCode::kNothingOwed,
    ErrorCode::kInsufficientBalance,
    ErrorCode::kPrecision,
    ErrorCode::kTooPrecise,
    ErrorCode::kUnknownAsset,
    ErrorCode::kUnitLiquidating,
    ErrorCode::kPendingTransaction,
});

inline constexpr auto kTransferOutErrors = std::to_array<ErrorCode>({
    ErrorCode::kPriceMissing,
    ErrorCode::kValueOverflow,
    ErrorCode::kWalletMissing,
    ErrorCode::kIllegalArgument,
    ErrorCode::kDuplicateRequest,
    ErrorCode::kPrecision,
    ErrorCode::kTooPrecise,
    ErrorCode::kUnknownAsset,
    ErrorCode::kUnitLiquidating,
    ErrorCode::kPendingTransaction,
    ErrorCode::kReceiverNotInUnit,
    ErrorCode::kReceiverMarginDisabled,
    ErrorCode::kTransferOutExceeded,
    ErrorCode::kQuietTime,
});

inline constexpr auto kUniversalTransferErrors = std::to_array<ErrorCode>({
    ErrorCode::kInvalidParameter,
    ErrorCode::kPriceMissing,
    ErrorCode::kWalletMissing,
    ErrorCode::kAssetBalanceInsufficient,
    ErrorCode::kTransferFailed,
    ErrorCode::kNoRelation,
    ErrorCode::kIllegalArgument,
    ErrorCode::kDuplicateRequest,
    ErrorCode::kPrecision,
    ErrorCode::kTooPrecise,
    ErrorCode::kUnknownAsset,
    ErrorCode::kUnitLiquidating,
    ErrorCode::kPendingTransaction,
    ErrorCode::kTransferOutExceeded,
    ErrorCode::kTransferLeavesUnit,
    ErrorCode::kQuietTime,
});

}  // namespace plimsoll::wire
