// Errors on the wire: the documented codes and words, arguments in place, nothing of ours leaking.
#include "wire/error_table.h"

#include <gtest/gtest.h>

#include <tuple>

namespace plimsoll::wire {
namespace {

std::string body_of(ErrorCode code, std::vector<std::string> arguments = {}) {
  return error_body(Error{code, "a detail that stays inside", std::move(arguments)});
}

struct Expected {
  ErrorCode code;
  int status;
  std::string_view body;
};

TEST(ErrorTable, DocumentedCodesStatusesAndWords) {
  const Expected cases[] = {
      {ErrorCode::kApiKeyMalformed, 401, R"({"code":-2014,"msg":"API-key format invalid."})"},
      {ErrorCode::kApiKeyRejected, 401,
       R"({"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."})"},
      {ErrorCode::kSignatureInvalid, 400,
       R"({"code":-1022,"msg":"Signature for this request is not valid."})"},
      {ErrorCode::kTimestampTooEarly, 400,
       R"({"code":-1021,"msg":"Timestamp for this request was 1000ms ahead of the server's time."})"},
      {ErrorCode::kTimestampTooOld, 400,
       R"({"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."})"},
      {ErrorCode::kRecvWindowTooLarge, 400,
       R"({"code":-1131,"msg":"recvWindow must be less than 60000"})"},
      {ErrorCode::kParameterMissing, 400,
       R"({"code":-1102,"msg":"A mandatory parameter was not sent, was empty/null, or malformed."})"},
      {ErrorCode::kParameterDuplicate, 400,
       R"({"code":-1101,"msg":"Duplicate values for a parameter detected."})"},
      {ErrorCode::kTooManyParameters, 400,
       R"({"code":-1101,"msg":"Too many parameters sent for this endpoint."})"},
      {ErrorCode::kIllegalCharacters, 400,
       R"({"code":-1100,"msg":"Illegal characters found in a parameter."})"},
      {ErrorCode::kTooManyRequests, 429, R"({"code":-1003,"msg":"Too many requests queued."})"},
      {ErrorCode::kBusy, 503,
       R"({"code":-1004,"msg":"Server is busy, please wait and try again"})"},
      {ErrorCode::kNotFound, 404,
       R"({"code":-1099,"msg":"Not found, authenticated, or authorized"})"},
      {ErrorCode::kMethodNotAllowed, 405,
       R"({"code":-1020,"msg":"This operation is not supported."})"},
      {ErrorCode::kPriceMissing, 400,
       R"({"code":-3042,"msg":"PriceIndex not available for this margin pair."})"},
      {ErrorCode::kUnknownUnit, 400, R"({"code":-27001,"msg":"Loan group not found"})"},
      {ErrorCode::kUnitClosed, 400, R"({"code":-27001,"msg":"Loan group not found"})"},
      {ErrorCode::kMemberOfAnotherUnit, 400,
       R"({"code":-27003,"msg":"The account(s) have been linked to another institutional loan risk unit."})"},
      {ErrorCode::kNotSameParent, 400,
       R"({"code":-27004,"msg":"The collateral account should be a sub-account under the same parent account."})"},
      {ErrorCode::kNoMarginWallet, 400,
       R"({"code":-27005,"msg":"The account should open a margin account first."})"},
      {ErrorCode::kCreditMarginRequired, 400,
       R"({"code":-27006,"msg":"Credit account type must be Portfolio Margin or Cross Margin"})"},
      {ErrorCode::kCreditIsCollateral, 400,
       R"({"code":-27007,"msg":"Collateral account cannot be the same as CREDIT_ACCOUNT."})"},
  };
  for (const Expected& expected : cases) {
    EXPECT_EQ(body_of(expected.code), expected.body);
    EXPECT_EQ(http_status(Error{expected.code, {}, {}}), expected.status) << expected.body;
  }
}

TEST(ErrorTable, ArgumentsChooseTheMoreSpecificWords) {
  for (const ErrorCode code : {ErrorCode::kParameterMissing, ErrorCode::kParameterMalformed}) {
    EXPECT_EQ(
        body_of(code, {"timestamp"}),
        R"({"code":-1102,"msg":"Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed."})");
  }
  EXPECT_EQ(
      body_of(ErrorCode::kTooManyRequests, {"12000", "1 MINUTE"}),
      R"({"code":-1003,"msg":"Too much request weight used; current limit is 12000 request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API."})");
  EXPECT_EQ(
      body_of(ErrorCode::kIllegalCharacters, {"asset", "^[A-Z0-9]{1,20}$"}),
      R"({"code":-1100,"msg":"Illegal characters found in parameter 'asset'; legal range is '^[A-Z0-9]{1,20}$'."})");
  EXPECT_EQ(body_of(ErrorCode::kTooManyParameters, {"64", "65"}),
            R"({"code":-1101,"msg":"Too many parameters; expected '64' and received '65'."})");
}

TEST(ErrorTable, EveryCodeOfTheLoanHasItsWords) {
  using enum ErrorCode;
  constexpr std::string_view kParents =
      "The collateral account should be a sub-account under the same parent account.";
  constexpr std::string_view kIllegal = "Illegal argument or invalid input.";
  const std::tuple<ErrorCode, int, std::string_view> cases[] = {
      {kIllegalArgument, -27000, kIllegal},
      {kFlagsOnlyRise, -27000, kIllegal},
      {kOutOfRange, -27000, kIllegal},
      {kMalformed, -27000, kIllegal},
      {kDuplicateRequest, -27000, kIllegal},
      {kUnknownOrder, -27000, kIllegal},
      {kNotSameParent, -27004, kParents},
      {kAccountIsParent, -27004, kParents},
      {kUnknownAccount, -27004, kParents},
      {kBorrowFailed, -27023, "Borrow failed, please retry or contact the Margin team."},
      {kUnitLiquidating, -27024, "The risk unit is being liquidated, please try again later."},
      {kPendingTransaction, -27025,
       "Please try again until the previous transaction is completed."},
      {kReceiverNotInUnit, -27026, "Receiver UID is not within the Institutional Loan risk unit."},
      {kReceiverMarginDisabled, -27027, "The receiver UID margin wallet has not been enabled."},
      {kTransferOutExceeded, -27028,
       "Exceed the max transfer out amount, which is min(Risk Unit max transfer out, Collateral "
       "Account max transfer out). Risk Unit max transfer out can be checked via “Query Risk Unit "
       "Details (USER_DATA)” API endpoint."},
      {kTransferLeavesUnit, -27029,
       "Institution loan collateral accounts can only transfer assets to other collateral "
       "accounts’ margin accounts within the same risk unit."},
      {kManagedSubAccount, -27030,
       "Managed sub-accounts cannot be added to a risk unit through the API. Please contact the "
       "Margin team."},
      {kQuietTime, -27031,
       "After a new collateral account is added to the risk unit, borrowing and asset transfers "
       "are possible after 2 minutes."},
      {kWalletMissing, -3003, "Margin account does not exist."},
      {kAssetBalanceInsufficient, -5002, "You have insufficient balance."},
      {kTransferFailed, -5010, "Asset transfer fail."},
      {kNoRelation, -5021, "This parent sub have no relation"},
      {kInvalidParameter, -1130, "Invalid data sent for a parameter."},
      {kWindowTooLong, -1127, "More than 2400 hours between startTime and endTime."},
  };
  for (const auto& [code, number, words] : cases) {
    const Error error{code, {}, {}};
    EXPECT_EQ(exchange_code(error), number) << words;
    EXPECT_EQ(http_status(error), 400) << words;
    EXPECT_EQ(error_message(error), words);
  }
}

TEST(ErrorTable, PlaceholdersTakeTheirArgument) {
  using enum ErrorCode;
  const std::tuple<ErrorCode, std::vector<std::string>, int, std::string_view> cases[] = {
      {kTooManyMembers, {"10"}, -27002, "Maximum allowed collateral accounts is 10"},
      {kNewMemberUnderMargin,
       {"1.5", "2"},
       -27008,
       "For newly added collateral account, the net equity 1.5 must be greater than or equal to "
       "maintenance margin 2."},
      {kBorrowLimitExceeded,
       {"USDT", "5", "6.5"},
       -27009,
       "The requested borrow amount exceeds the maximum allowed limit. Maximum borrowable for "
       "asset USDT is 5, but request 6.5."},
      {kCreditAccountNotFound,
       {"72"},
       -27010,
       "Credit account not found in risk unit with GroupID 72."},
      {kNothingOwed, {"72"}, -27011, "No liability found in the risk unit with GroupID 72."},
      {kNoAvailableMargin,
       {"72", "USDT", "6.5", "5"},
       -27012,
       "User has insufficient available margin to borrow asset USDT: requested 6.5, available 5."},
      {kAccountTypeUnsupported,
       {"CROSS_MARGIN_PRO"},
       -27013,
       "Collateral account type CROSS_MARGIN_PRO is not supported to be added as collateral "
       "account for the user."},
      {kPoolEmpty, {"USDT"}, -27014, "Insufficient balance in lending account for asset USDT."},
      {kInsufficientBalance, {"BTC"}, -27015, "Insufficient balance in balance for asset BTC."},
      {kTooPrecise, {"USDT"}, -27016, "Illegal asset quantity precision for asset USDT."},
      {kPrecision, {"USDT"}, -27016, "Illegal asset quantity precision for asset USDT."},
      {kUnknownAsset, {"DOGE"}, -27017, "The requested loan asset: DOGE is not supported."},
      {kAssetNotLoanable, {"DOGE"}, -27017, "The requested loan asset: DOGE is not supported."},
      {kLiabilityOutstanding,
       {"USDT", "0.5"},
       -27018,
       "The risk unit cannot be closed because liability asset USDT has not been fully repaid, "
       "remaining 0.5."},
      {kLtvTooHigh,
       {"72", "0.8", "0.75"},
       -27020,
       "The LTV of risk unit 72 is too high (0.8) and exceeds the initial LTV threshold 0.75."},
      {kCreditAccountMissing,
       {"72"},
       -27022,
       "Risk unit 72 must contain one credit account to receive the loan and one ordinary "
       "collateral account."},
      {kCollateralMissing,
       {"72"},
       -27022,
       "Risk unit 72 must contain one credit account to receive the loan and one ordinary "
       "collateral account."},
      {kInvalidParameter, {"type"}, -1130, "Data sent for parameter 'type' is not valid."},
      {kWindowTooLong, {"168"}, -1127, "More than 168 hours between startTime and endTime."},
  };
  for (const auto& [code, arguments, number, words] : cases) {
    const Error error{code, {}, arguments};
    EXPECT_EQ(exchange_code(error), number) << words;
    EXPECT_EQ(http_status(error), 400) << words;
    EXPECT_EQ(error_message(error), words);
    EXPECT_NE(error_message(Error{code, {}, {}}), words) << "the words without the arguments";
  }
}

TEST(ErrorTable, TooFewArgumentsGiveTheGeneralWordsWithoutPlaceholders) {
  EXPECT_EQ(body_of(ErrorCode::kIllegalCharacters, {"asset"}),
            body_of(ErrorCode::kIllegalCharacters));
  EXPECT_EQ(body_of(ErrorCode::kTooManyRequests, {"12000"}), body_of(ErrorCode::kTooManyRequests));
  for (int code = 0; code <= static_cast<int>(ErrorCode::kCrypto); ++code) {
    const std::string message = error_message(Error{static_cast<ErrorCode>(code), {}, {}});
    EXPECT_FALSE(message.empty());
    EXPECT_EQ(message.find_first_of("%{"), std::string::npos) << message;
  }
}

TEST(ErrorTable, SurplusArgumentsAndPlaceholdersInsideArgumentsAreHarmless) {
  EXPECT_EQ(body_of(ErrorCode::kApiKeyMalformed, {"x", "y"}), body_of(ErrorCode::kApiKeyMalformed));
  EXPECT_EQ(
      body_of(ErrorCode::kParameterMalformed, {"%s{0}", "never seen"}),
      R"({"code":-1102,"msg":"Mandatory parameter '%s{0}' was not sent, was empty/null, or malformed."})");
}

TEST(ErrorTable, ArgumentsAreEscaped) {
  EXPECT_EQ(
      body_of(ErrorCode::kParameterMalformed, {"a\"\n\xFF"}),
      "{\"code\":-1102,\"msg\":\"Mandatory parameter 'a\\\"\\n\xEF\xBF\xBD' was not sent, was "
      "empty/null, or malformed.\"}");
}

TEST(ErrorTable, EveryOtherCodeIsAnUnknownErrorOfTheServer) {
  for (const ErrorCode code : {ErrorCode::kInternal, ErrorCode::kValueOverflow, ErrorCode::kFile,
                               ErrorCode::kDamaged, ErrorCode::kJournal, ErrorCode::kBookFile,
                               ErrorCode::kUnknownKey, ErrorCode::kTimeBackwards}) {
    EXPECT_EQ(body_of(code, {"secret"}),
              R"({"code":-1000,"msg":"An unknown error occurred while processing the request."})");
    EXPECT_EQ(http_status(Error{code, {}, {}}), 500);
  }
}

TEST(ErrorTable, TheBodyIsAppended) {
  std::string out = "x";
  append_error_body(out, Error{ErrorCode::kUnknownUnit, {}, {}});
  EXPECT_EQ(out, R"(x{"code":-27001,"msg":"Loan group not found"})");
}

TEST(ErrorTable, TransportErrorsHaveABodyToo) {
  for (const int status : {400, 413, 414, 417, 431, 501, 505}) {
    EXPECT_EQ(transport_error_body(status),
              R"({"code":-1013,"msg":"The request is rejected by the API."})");
  }
  EXPECT_EQ(
      transport_error_body(408),
      R"({"code":-1007,"msg":"Timeout waiting for response from backend server. Send status unknown; execution status unknown."})");
  EXPECT_EQ(
      transport_error_body(500),
      R"({"code":-1001,"msg":"Internal error; unable to process your request. Please try again."})");
  EXPECT_EQ(transport_error_body(503), body_of(ErrorCode::kBusy));
}

}  // namespace
}  // namespace plimsoll::wire
