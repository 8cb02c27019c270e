// Error: what the world did wrong, as a code somebody can act on plus the words that make it
// concrete.
//
// One code per reason that a caller could treat differently. `wire/error_table` maps a code to the
// exchange's number, HTTP status and message; codes that never reach the wire (files, settings,
// journals) are printed as they are.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace plimsoll {

enum class ErrorCode : std::uint16_t {
  // Input that does not read as what it should be.
  kMalformed,        // text that is not of the expected form
  kTooPrecise,       // more decimals than the kind has
  kOutOfRange,       // a well-formed value outside its bounds
  kDuplicate,        // the same thing twice where once is the rule
  kUnknownAsset,     // an asset that the parameters do not list
  kUnknownContract,  // a futures contract that the parameters do not list
  kUnknownAccount,   // no account with this uid or email
  kUnknownUnit,      // no risk unit with this group id
  kUnknownKey,       // no API key with this name
  kUnknownOperator,  // no operator with this id
  kNotEmpty,         // an import into a book that already holds something
  kBookFile,         // a book file that breaks its format; the detail holds the path

  // Rules of the book.
  kAccountIsParent,       // a sub-account was needed
  kAccountIsSub,          // a parent account was needed
  kNotSameParent,         // a member of another parent
  kMemberOfAnotherUnit,   // an account already linked to an active unit
  kNoMarginWallet,        // enableMargin without a margin wallet
  kCreditMarginRequired,  // the credit account must count its margin wallet
  kTooManyUnits,          // a parent has its limit of active units
  kTooManyMembers,        // above maxCollateralAccounts
  kCreditAccountMissing,  // a unit needs one credit account
  kCollateralMissing,     // and at least one collateral account
  kCreditIsCollateral,    // the credit account cannot be collateral too
  kFlagsOnlyRise,         // enableSpot / enableMargin never go back to false
  kUnitClosed,            // the unit is closed
  kLiabilityOutstanding,  // closing with a debt
  kInsufficientBalance,   // a change would make a balance negative that may not be
  kWalletMissing,         // the account has no wallet of this type
  kWalletInUse,           // replacing a margin wallet by another kind while it counts in a unit
  kPriceRefused,          // a price that cannot be one
  kTimeBackwards,         // the book's clock never goes back

  // Rules of the loan.
  kIllegalArgument,           // an amount or a choice that cannot be
  kUnitLiquidating,           // the unit is frozen while its liquidation runs
  kPendingTransaction,        // a transfer of this unit is not settled yet
  kQuietTime,                 // too soon after a new collateral account joined
  kCreditAccountNotFound,     // only the unit's credit account may do this (argument: groupId)
  kAssetNotLoanable,          // (argument: asset)
  kPrecision,                 // more decimals than the asset takes (argument: asset)
  kLtvTooHigh,                // at or above the borrow line (arguments: groupId, ltv, line)
  kBorrowLimitExceeded,       // (arguments: asset, maximum, requested)
  kNoAvailableMargin,         // (arguments: groupId, asset, requested, available)
  kPoolEmpty,                 // the lending pool lacks it (argument: asset)
  kBorrowFailed,              // the unit cannot be valued now
  kNothingOwed,               // (argument: groupId)
  kReceiverNotInUnit,         // the account is no member of the unit
  kReceiverMarginDisabled,    // its margin wallet does not count
  kTransferOutExceeded,       // above the unit's or the account's maximum
  kTransferLeavesUnit,        // margin wallets of members only move within the unit
  kManagedSubAccount,         // joins only through the lender
  kAccountTypeUnsupported,    // no collateral of this type (argument: type)
  kNewMemberUnderMargin,      // (arguments: net equity, maintenance margin)
  kNoRelation,                // the accounts do not belong to this parent
  kAssetBalanceInsufficient,  // a transfer of more than is free
  kTransferFailed,            // a pair of wallets between which nothing moves
  kUnknownOrder,              // no sale order with this id waits
  kDuplicateRequest,          // a client's id that was used for something else

  // Valuation.
  kPriceMissing,   // an asset or contract that is held has no price
  kValueOverflow,  // the exact value does not fit 128 bits

  // Requests.
  kApiKeyMalformed,
  kApiKeyRejected,
  kSignatureInvalid,
  kTimestampTooEarly,
  kTimestampTooOld,
  kRecvWindowTooLarge,
  kParameterMissing,
  kParameterMalformed,
  kInvalidParameter,  // of its type, but none of the values there are (argument: its name)
  kWindowTooLong,     // from startTime to endTime (argument: the most hours, unless it is 2400)
  kParameterDuplicate,
  kTooManyParameters,
  kIllegalCharacters,
  kTooManyRequests,
  kBusy,
  kNotFound,
  kMethodNotAllowed,
  kInternal,

  // Operators.
  kUnauthorized,  // no token, or none that is good; which it is, is not told
  kForbidden,     // the role does not allow it

  // The machine.
  kFile,        // a file cannot be read, written or locked
  kDamaged,     // a file whose content makes no sense
  kJournal,     // a journal that cannot be opened, read or appended
  kSetting,     // a setting that is unknown or out of bounds
  kApiRefused,  // a server answered a request of ours with an error
  kNetwork,     // an address that cannot be bound or reached
  kCrypto,      // a key or a secret that cannot be used
};

struct Error {
  ErrorCode code;
  std::string detail;  // for people: what, where, what was expected
  std::vector<std::string>
      arguments;  // for messages with placeholders, in the order of the error table
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string detail = {},
                                                std::vector<std::string> arguments = {}) {
  return tl::unexpected<Error>(Error{code, std::move(detail), std::move(arguments)});
}

// Stable upper-case name, e.g. "PRICE_MISSING".
[[nodiscard]] std::string_view error_name(ErrorCode code);

// "NAME: detail", for terminals and logs.
[[nodiscard]] std::string describe(const Error& error);

}  // namespace plimsoll

// Hands the error of a Result<> expression to the caller; otherwise goes on.
#define PLIMSOLL_CONCAT_(a, b) a##b
#define PLIMSOLL_CONCAT(a, b) PLIMSOLL_CONCAT_(a, b)
#define RETURN_IF_ERROR(expression)                                                \
  do {                                                                             \
    if (auto result_of_step = (expression); !result_of_step.has_value())           \
      return tl::unexpected<::plimsoll::Error>(std::move(result_of_step.error())); \
  } while (false)
#define ASSIGN_OR_RETURN_IMPL_(holder, target, expression)                                      \
  auto holder = (expression);                                                                   \
  if (!holder.has_value()) return tl::unexpected<::plimsoll::Error>(std::move(holder.error())); \
  target = std::move(*holder)
// ASSIGN_OR_RETURN(const auto amount, parse_amount(text));
#define ASSIGN_OR_RETURN(target, expression) \
  ASSIGN_OR_RETURN_IMPL_(PLIMSOLL_CONCAT(result_holder_, __LINE__), target, expression)
