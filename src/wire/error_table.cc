#include "wire/error_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "wire/json_writer.h"

namespace plimsoll::wire {
namespace {

struct Line {
  ErrorCode code;
  int exchange_code;
  int http_status;
  std::string_view general;        // needs no argument
  std::string_view specific = {};  // with placeholders: %s the next argument, {n} argument n
};

constexpr std::string_view kUnknownError =
    "An unknown error occurred while processing the request.";

constexpr std::string_view kIllegalInput = "Illegal argument or invalid input.";
constexpr std::string_view kNoSuchUnit = "Loan group not found";
constexpr std::string_view kNotTheParents =
    "The collateral account should be a sub-account under the same parent account.";
constexpr std::string_view kPrecisionError = "Illegal asset quantity precision.";
constexpr std::string_view kPrecisionErrorOfAsset =
    "Illegal asset quantity precision for asset {0}.";
constexpr std::string_view kNotLoanable = "The requested loan asset is not supported.";
constexpr std::string_view kNotLoanableAsset = "The requested loan asset: {0} is not supported.";
constexpr std::string_view kIncomplete =
    "A risk unit must contain one credit account to receive the loan and one ordinary collateral "
    "account.";
constexpr std::string_view kIncompleteUnit =
    "Risk unit {0} must contain one credit account to receive the loan and one ordinary collateral "
    "account.";

// Documented words throughout, but for two kinds of text that are not documented in English or not
// without placeholders: -27017 to -27024, -27030 and -27031, and the general text of a line whose
// specific one is the only one, which leaves out the part with the placeholder.
constexpr auto kTable = std::to_array<Line>({
    // Who asks.
    {ErrorCode::kApiKeyMalformed, -2014, 401, "API-key format invalid."},
    {ErrorCode::kApiKeyRejected, -2015, 401, "Invalid API-key, IP, or permissions for action."},
    {ErrorCode::kSignatureInvalid, -1022, 400, "Signature for this request is not valid."},
    {ErrorCode::kTimestampTooEarly, -1021, 400,
     "Timestamp for this request was 1000ms ahead of the server's time."},
    {ErrorCode::kTimestampTooOld, -1021, 400,
     "Timestamp for this request is outside of the recvWindow."},
    {ErrorCode::kRecvWindowTooLarge, -1131, 400, "recvWindow must be less than 60000"},

    // What is asked.
    {ErrorCode::kNotFound, -1099, 404, "Not found, authenticated, or authorized"},
    {ErrorCode::kMethodNotAllowed, -1020, 405, "This operation is not supported."},
    {ErrorCode::kParameterMissing, -1102, 400,
     "A mandatory parameter was not sent, was empty/null, or malformed.",
     "Mandatory parameter '%s' was not sent, was empty/null, or malformed."},
    {ErrorCode::kParameterMalformed, -1102, 400,
     "A mandatory parameter was not sent, was empty/null, or malformed.",
     "Mandatory parameter '%s' was not sent, was empty/null, or malformed."},
    {ErrorCode::kInvalidParameter, -1130, 400, "Invalid data sent for a parameter.",
     "Data sent for parameter '%s' is not valid."},
    {ErrorCode::kWindowTooLong, -1127, 400, "More than 2400 hours between startTime and endTime.",
     "More than %s hours between startTime and endTime."},
    {ErrorCode::kParameterDuplicate, -1101, 400, "Duplicate values for a parameter detected."},
    {ErrorCode::kTooManyParameters, -1101, 400, "Too many parameters sent for this endpoint.",
     "Too many parameters; expected '%s' and received '%s'."},
    {ErrorCode::kIllegalCharacters, -1100, 400, "Illegal characters found in a parameter.",
     "Illegal characters found in parameter '%s'; legal range is '%s'."},
    {ErrorCode::kTooPrecise, -27016, 400, kPrecisionError, kPrecisionErrorOfAsset},

    // How much and when.
    {ErrorCode::kTooManyRequests, -1003, 429, "Too many requests queued.",
     "Too much request weight used; current limit is %s request weight per %s. Please use "
     "WebSocket Streams for live updates to avoid polling the API."},
    {ErrorCode::kBusy, -1004, 503, "Server is busy, please wait and try again"},

    // The loan.
    {ErrorCode::kPriceMissing, -3042, 400, "PriceIndex not available for this margin pair."},
    {ErrorCode::kIllegalArgument, -27000, 400, kIllegalInput},
    {ErrorCode::kOutOfRange, -27000, 400, kIllegalInput},
    {ErrorCode::kMalformed, -27000, 400, kIllegalInput},
    {ErrorCode::kFlagsOnlyRise, -27000, 400, kIllegalInput},
    {ErrorCode::kDuplicateRequest, -27000, 400, kIllegalInput},
    {ErrorCode::kUnknownOrder, -27000, 400, kIllegalInput},
    {ErrorCode::kUnknownUnit, -27001, 400, kNoSuchUnit},
    {ErrorCode::kUnitClosed, -27001, 400, kNoSuchUnit},
    {ErrorCode::kTooManyMembers, -27002, 400, "Maximum allowed collateral accounts is reached",
     "Maximum allowed collateral accounts is {0}"},
    {ErrorCode::kMemberOfAnotherUnit, -27003, 400,
     "The account(s) have been linked to another institutional loan risk unit."},
    {ErrorCode::kNotSameParent, -27004, 400, kNotTheParents},
    {ErrorCode::kAccountIsParent, -27004, 400, kNotTheParents},
    {ErrorCode::kUnknownAccount, -27004, 400, kNotTheParents},
    {ErrorCode::kNoMarginWallet, -27005, 400, "The account should open a margin account first."},
    {ErrorCode::kCreditMarginRequired, -27006, 400,
     "Credit account type must be Portfolio Margin or Cross Margin"},
    {ErrorCode::kCreditIsCollateral, -27007, 400,
     "Collateral account cannot be the same as CREDIT_ACCOUNT."},
    {ErrorCode::kNewMemberUnderMargin, -27008, 400,
     "For newly added collateral account, the net equity must be greater than or equal to "
     "maintenance margin.",
     "For newly added collateral account, the net equity {0} must be greater than or equal to "
     "maintenance margin {1}."},
    {ErrorCode::kBorrowLimitExceeded, -27009, 400,
     "The requested borrow amount exceeds the maximum allowed limit.",
     "The requested borrow amount exceeds the maximum allowed limit. Maximum borrowable for asset "
     "{0} is {1}, but request {2}."},
    {ErrorCode::kCreditAccountNotFound, -27010, 400, "Credit account not found in risk unit.",
     "Credit account not found in risk unit with GroupID {0}."},
    {ErrorCode::kNothingOwed, -27011, 400, "No liability found in the risk unit.",
     "No liability found in the risk unit with GroupID {0}."},
    {ErrorCode::kNoAvailableMargin, -27012, 400,
     "User has insufficient available margin to borrow.",
     "User has insufficient available margin to borrow asset {1}: requested {2}, available {3}."},
    {ErrorCode::kAccountTypeUnsupported, -27013, 400,
     "Collateral account type is not supported to be added as collateral account for the user.",
     "Collateral account type {0} is not supported to be added as collateral account for the "
     "user."},
    {ErrorCode::kPoolEmpty, -27014, 400, "Insufficient balance in lending account.",
     "Insufficient balance in lending account for asset {0}."},
    {ErrorCode::kInsufficientBalance, -27015, 400, "Insufficient balance.",
     "Insufficient balance in balance for asset {0}."},
    {ErrorCode::kPrecision, -27016, 400, kPrecisionError, kPrecisionErrorOfAsset},
    {ErrorCode::kAssetNotLoanable, -27017, 400, kNotLoanable, kNotLoanableAsset},
    {ErrorCode::kUnknownAsset, -27017, 400, kNotLoanable, kNotLoanableAsset},
    {ErrorCode::kLiabilityOutstanding, -27018, 400,
     "The risk unit cannot be closed because its liability has not been fully repaid.",
     "The risk unit cannot be closed because liability asset {0} has not been fully repaid, "
     "remaining {1}."},
    {ErrorCode::kLtvTooHigh, -27020, 400,
     "The LTV of the risk unit is too high and exceeds the initial LTV threshold.",
     "The LTV of risk unit {0} is too high ({1}) and exceeds the initial LTV threshold {2}."},
    {ErrorCode::kCreditAccountMissing, -27022, 400, kIncomplete, kIncompleteUnit},
    {ErrorCode::kCollateralMissing, -27022, 400, kIncomplete, kIncompleteUnit},
    {ErrorCode::kBorrowFailed, -27023, 400,
     "Borrow failed, please retry or contact the Margin team."},
    {ErrorCode::kUnitLiquidating, -27024, 400,
     "The risk unit is being liquidated, please try again later."},
    {ErrorCode::kPendingTransaction, -27025, 400,
     "Please try again until the previous transaction is completed."},
    {ErrorCode::kReceiverNotInUnit, -27026, 400,
     "Receiver UID is not within the Institutional Loan risk unit."},
    {ErrorCode::kReceiverMarginDisabled, -27027, 400,
     "The receiver UID margin wallet has not been enabled."},
    {ErrorCode::kTransferOutExceeded, -27028, 400,
     "Exceed the max transfer out amount, which is min(Risk Unit max transfer out, Collateral "
     "Account max transfer out). Risk Unit max transfer out can be checked via “Query Risk Unit "
     "Details (USER_DATA)” API endpoint."},
    {ErrorCode::kTransferLeavesUnit, -27029, 400,
     "Institution loan collateral accounts can only transfer assets to other collateral accounts’ "
     "margin accounts within the same risk unit."},
    {ErrorCode::kManagedSubAccount, -27030, 400,
     "Managed sub-accounts cannot be added to a risk unit through the API. Please contact the "
     "Margin team."},
    {ErrorCode::kQuietTime, -27031, 400,
     "After a new collateral account is added to the risk unit, borrowing and asset transfers are "
     "possible after 2 minutes."},

    // Wallets and transfers.
    {ErrorCode::kWalletMissing, -3003, 400, "Margin account does not exist."},
    {ErrorCode::kAssetBalanceInsufficient, -5002, 400, "You have insufficient balance."},
    {ErrorCode::kTransferFailed, -5010, 400, "Asset transfer fail."},
    {ErrorCode::kNoRelation, -5021, 400, "This parent sub have no relation"},

    // Ourselves.
    {ErrorCode::kValueOverflow, -1000, 500, kUnknownError},
    {ErrorCode::kInternal, -1000, 500, kUnknownError},
});

constexpr Line kFallback = {ErrorCode::kInternal, -1000, 500, kUnknownError};

// Errors are rare and the table is short: a walk along it is as good as an index.
const Line& line_of(ErrorCode code) {
  const auto* const found = std::find_if(kTable.begin(), kTable.end(),
                                         [&](const Line& line) { return line.code == code; });
  return found == kTable.end() ? kFallback : *found;
}

// A placeholder at the front of a template: its length and which argument it stands for.
struct Placeholder {
  std::size_t size;
  std::size_t argument;
};

std::optional<Placeholder> placeholder_at_front(std::string_view text, std::size_t next_argument) {
  if (text.starts_with("%s")) return Placeholder{2, next_argument};
  if (!text.starts_with('{')) return std::nullopt;
  std::size_t argument = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), argument);
  if (error != std::errc{} || end == text.data() + text.size() || *end != '}') return std::nullopt;
  return Placeholder{static_cast<std::size_t>(end - text.data()) + 1, argument};
}

// The template with its arguments; nothing if there are too few of them.
std::optional<std::string> filled(std::string_view text,
                                  const std::vector<std::string>& arguments) {
  std::string message;
  std::size_t next_argument = 0;
  while (!text.empty()) {
    const auto placeholder = placeholder_at_front(text, next_argument);
    if (!placeholder) {
      message.push_back(text.front());
      text.remove_prefix(1);
      continue;
    }
    if (placeholder->argument >= arguments.size()) return std::nullopt;
    message += arguments[placeholder->argument];
    ++next_argument;
    text.remove_prefix(placeholder->size);
  }
  return message;
}

void append_body(std::string& out, int code, std::string_view message) {
  JsonWriter json(out);
  json.begin_object();
  json.integer_field("code", code);
  json.text_field("msg", message);
  json.end_object();
}

}  // namespace

int exchange_code(const Error& error) { return line_of(error.code).exchange_code; }

int http_status(const Error& error) { return line_of(error.code).http_status; }

std::string error_message(const Error& error) {
  const Line& line = line_of(error.code);
  if (!line.specific.empty()) {
    if (auto message = filled(line.specific, error.arguments)) return *std::move(message);
  }
  return std::string(line.general);
}

void append_error_body(std::string& out, const Error& error) {
  append_body(out, exchange_code(error), error_message(error));
}

std::string error_body(const Error& error) {
  std::string body;
  append_error_body(body, error);
  return body;
}

std::string transport_error_body(int status) {
  std::string body;
  switch (status) {
    case 408:
      append_body(body, -1007,
                  "Timeout waiting for response from backend server. Send status unknown; "
                  "execution status unknown.");
      break;
    case 503:  // too many connections: for a client the same as a full inbox
      append_error_body(body, Error{ErrorCode::kBusy, {}, {}});
      break;
    case 500:  // a handler that never answered
      append_body(body, -1001, "Internal error; unable to process your request. Please try again.");
      break;
    default:  // 400, 413, 414, 417, 431, 501, 505: bytes that are no request we take
      append_body(body, -1013, "The request is rejected by the API.");
      break;
  }
  return body;
}

}  // namespace plimsoll::wire
