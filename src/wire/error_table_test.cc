// Errors on the wire: the documented codes and words, arguments in place, nothing of ours leaking.
#include "wire/error_table.h"

#include <gtest/gtest.h>

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

TEST(ErrorTable, NumberedPlaceholdersTakeTheirArgument) {
  EXPECT_EQ(body_of(ErrorCode::kTooManyMembers, {"10"}),
            R"({"code":-27002,"msg":"Maximum allowed collateral accounts is 10"})");
  EXPECT_EQ(body_of(ErrorCode::kInsufficientBalance, {"BTC"}),
            R"({"code":-27015,"msg":"Insufficient balance in balance for asset BTC."})");
  EXPECT_EQ(body_of(ErrorCode::kTooPrecise, {"USDT"}),
            R"({"code":-27016,"msg":"Illegal asset quantity precision for asset USDT."})");
  EXPECT_EQ(body_of(ErrorCode::kUnknownAsset, {"DOGE"}),
            R"({"code":-27017,"msg":"The requested loan asset: DOGE is not supported."})");
  EXPECT_EQ(
      body_of(ErrorCode::kLiabilityOutstanding, {"USDT", "0.5"}),
      R"({"code":-27018,"msg":"The risk unit cannot be closed because liability asset USDT has not been fully repaid, remaining 0.5."})");
  for (const ErrorCode code : {ErrorCode::kCreditAccountMissing, ErrorCode::kCollateralMissing}) {
    EXPECT_EQ(
        body_of(code, {"72"}),
        R"({"code":-27022,"msg":"Risk unit 72 must contain one credit account to receive the loan and one ordinary collateral account."})");
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
                               ErrorCode::kJournal, ErrorCode::kMalformed, ErrorCode::kBookFile,
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
