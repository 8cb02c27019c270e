#include "base/error.h"

#include "base/check.h"

namespace plimsoll {

// NOLINTNEXTLINE(readability-function-size): a line per code, kept complete by -Wswitch
std::string_view error_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kMalformed: return "MALFORMED";
    case ErrorCode::kTooPrecise: return "TOO_PRECISE";
    case ErrorCode::kOutOfRange: return "OUT_OF_RANGE";
    case ErrorCode::kDuplicate: return "DUPLICATE";
    case ErrorCode::kUnknownAsset: return "UNKNOWN_ASSET";
    case ErrorCode::kUnknownContract: return "UNKNOWN_CONTRACT";
    case ErrorCode::kUnknownAccount: return "UNKNOWN_ACCOUNT";
    case ErrorCode::kUnknownUnit: return "UNKNOWN_UNIT";
    case ErrorCode::kUnknownKey: return "UNKNOWN_KEY";
    case ErrorCode::kUnknownOperator: return "UNKNOWN_OPERATOR";
    case ErrorCode::kNotEmpty: return "NOT_EMPTY";
    case ErrorCode::kBookFile: return "BOOK_FILE";
    case ErrorCode::kAccountIsParent: return "ACCOUNT_IS_PARENT";
    case ErrorCode::kAccountIsSub: return "ACCOUNT_IS_SUB";
    case ErrorCode::kNotSameParent: return "NOT_SAME_PARENT";
    case ErrorCode::kMemberOfAnotherUnit: return "MEMBER_OF_ANOTHER_UNIT";
    case ErrorCode::kNoMarginWallet: return "NO_MARGIN_WALLET";
    case ErrorCode::kCreditMarginRequired: return "CREDIT_MARGIN_REQUIRED";
    case ErrorCode::kTooManyUnits: return "TOO_MANY_UNITS";
    case ErrorCode::kTooManyMembers: return "TOO_MANY_MEMBERS";
    case ErrorCode::kCreditAccountMissing: return "CREDIT_ACCOUNT_MISSING";
    case ErrorCode::kCollateralMissing: return "COLLATERAL_MISSING";
    case ErrorCode::kCreditIsCollateral: return "CREDIT_IS_COLLATERAL";
    case ErrorCode::kFlagsOnlyRise: return "FLAGS_ONLY_RISE";
    case ErrorCode::kUnitClosed: return "UNIT_CLOSED";
    case ErrorCode::kLiabilityOutstanding: return "LIABILITY_OUTSTANDING";
    case ErrorCode::kInsufficientBalance: return "INSUFFICIENT_BALANCE";
    case ErrorCode::kWalletMissing: return "WALLET_MISSING";
    case ErrorCode::kWalletInUse: return "WALLET_IN_USE";
    case ErrorCode::kPriceRefused: return "PRICE_REFUSED";
    case ErrorCode::kTimeBackwards: return "TIME_BACKWARDS";
    case ErrorCode::kIllegalArgument: return "ILLEGAL_ARGUMENT";
    case ErrorCode::kUnitLiquidating: return "UNIT_LIQUIDATING";
    case ErrorCode::kPendingTransaction: return "PENDING_TRANSACTION";
    case ErrorCode::kQuietTime: return "QUIET_TIME";
    case ErrorCode::kCreditAccountNotFound: return "CREDIT_ACCOUNT_NOT_FOUND";
    case ErrorCode::kAssetNotLoanable: return "ASSET_NOT_LOANABLE";
    case ErrorCode::kPrecision: return "PRECISION";
    case ErrorCode::kLtvTooHigh: return "LTV_TOO_HIGH";
    case ErrorCode::kBorrowLimitExceeded: return "BORROW_LIMIT_EXCEEDED";
    case ErrorCode::kNoAvailableMargin: return "NO_AVAILABLE_MARGIN";
    case ErrorCode::kPoolEmpty: return "POOL_EMPTY";
    case ErrorCode::kBorrowFailed: return "BORROW_FAILED";
    case ErrorCode::kNothingOwed: return "NOTHING_OWED";
    case ErrorCode::kReceiverNotInUnit: return "RECEIVER_NOT_IN_UNIT";
    case ErrorCode::kReceiverMarginDisabled: return "RECEIVER_MARGIN_DISABLED";
    case ErrorCode::kTransferOutExceeded: return "TRANSFER_OUT_EXCEEDED";
    case ErrorCode::kTransferLeavesUnit: return "TRANSFER_LEAVES_UNIT";
    case ErrorCode::kManagedSubAccount: return "MANAGED_SUB_ACCOUNT";
    case ErrorCode::kAccountTypeUnsupported: return "ACCOUNT_TYPE_UNSUPPORTED";
    case ErrorCode::kNewMemberUnderMargin: return "NEW_MEMBER_UNDER_MARGIN";
    case ErrorCode::kNoRelation: return "NO_RELATION";
    case ErrorCode::kAssetBalanceInsufficient: return "ASSET_BALANCE_INSUFFICIENT";
    case ErrorCode::kTransferFailed: return "TRANSFER_FAILED";
    case ErrorCode::kUnknownOrder: return "UNKNOWN_ORDER";
    case ErrorCode::kDuplicateRequest: return "DUPLICATE_REQUEST";
    case ErrorCode::kPriceMissing: return "PRICE_MISSING";
    case ErrorCode::kValueOverflow: return "VALUE_OVERFLOW";
    case ErrorCode::kApiKeyMalformed: return "API_KEY_MALFORMED";
    case ErrorCode::kApiKeyRejected: return "API_KEY_REJECTED";
    case ErrorCode::kSignatureInvalid: return "SIGNATURE_INVALID";
    case ErrorCode::kTimestampTooEarly: return "TIMESTAMP_TOO_EARLY";
    case ErrorCode::kTimestampTooOld: return "TIMESTAMP_TOO_OLD";
    case ErrorCode::kRecvWindowTooLarge: return "RECV_WINDOW_TOO_LARGE";
    case ErrorCode::kParameterMissing: return "PARAMETER_MISSING";
    case ErrorCode::kParameterMalformed: return "PARAMETER_MALFORMED";
    case ErrorCode::kInvalidParameter: return "INVALID_PARAMETER";
    case ErrorCode::kWindowTooLong: return "WINDOW_TOO_LONG";
    case ErrorCode::kParameterDuplicate: return "PARAMETER_DUPLICATE";
    case ErrorCode::kTooManyParameters: return "TOO_MANY_PARAMETERS";
    case ErrorCode::kIllegalCharacters: return "ILLEGAL_CHARACTERS";
    case ErrorCode::kTooManyRequests: return "TOO_MANY_REQUESTS";
    case ErrorCode::kBusy: return "BUSY";
    case ErrorCode::kNotFound: return "NOT_FOUND";
    case ErrorCode::kMethodNotAllowed: return "METHOD_NOT_ALLOWED";
    case ErrorCode::kInternal: return "INTERNAL";
    case ErrorCode::kUnauthorized: return "UNAUTHORIZED";
    case ErrorCode::kForbidden: return "FORBIDDEN";
    case ErrorCode::kFile: return "FILE";
    case ErrorCode::kDamaged: return "DAMAGED";
    case ErrorCode::kJournal: return "JOURNAL";
    case ErrorCode::kSetting: return "SETTING";
    case ErrorCode::kApiRefused: return "API_REFUSED";
    case ErrorCode::kNetwork: return "NETWORK";
    case ErrorCode::kCrypto: return "CRYPTO";
  }
  CHECK_MSG(false, "an error code without a name");
}

std::string describe(const Error& error) {
  std::string text(error_name(error.code));
  if (!error.detail.empty()) text += ": " + error.detail;
  return text;
}

}  // namespace plimsoll
