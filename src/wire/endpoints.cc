#include "wire/endpoints.h"

#include <algorithm>

#include "base/check.h"
#include "wire/endpoint_errors.h"
#include "wire/endpoint_parameters.h"

namespace plimsoll::wire {
namespace {

using Table = std::array<Endpoint, kEndpointCount>;

constexpr std::string_view kAnybody = "anybody";
constexpr std::string_view kParent = "the parent account";
constexpr std::string_view kCredit = "the unit's credit account";
constexpr std::string_view kParentOrCredit = "the parent account, the unit's credit account";
constexpr std::string_view kParentOrMember =
    "the parent account, the unit's credit account, a collateral account for itself";

// Weights that the exchange's documentation leaves open are those of calls of their like. A row's
// list of parameters and errors stands in endpoint_parameters.h and endpoint_errors.h.
constexpr Table kTable = {{
    {EndpointId::kPing, "ping", Method::kGet, "/api/v3/ping", Security::kNone,
     RequiredPermission::kNone, Limiter::kApiIp, 1,
     "Answers, to show that the server can be "
     "reached.",
     kAnybody},
    {EndpointId::kServerTime, "time", Method::kGet, "/api/v3/time", Security::kNone,
     RequiredPermission::kNone, Limiter::kApiIp, 1, "Tells the server's time.", kAnybody},
    {EndpointId::kSystemStatus, "system-status", Method::kGet, "/sapi/v1/system/status",
     Security::kNone, RequiredPermission::kNone, Limiter::kIp, 1,
     "Tells whether the system is "
     "normal or under maintenance.",
     kAnybody},
    {EndpointId::kLtvDetails, "ltv-details", Method::kGet, "/sapi/v1/margin/loan-group/ltv-details",
     Security::kUserData, RequiredPermission::kRead, Limiter::kIp, 200,
     "Tells how loaded the caller's risk units are, computed at the moment of the call.",
     kParentOrCredit, kLtvDetailsParameters, kValuationErrors},
    {EndpointId::kLoanGroup, "loan-group", Method::kGet, "/sapi/v1/margin/loan-group",
     Security::kUserData, RequiredPermission::kRead, Limiter::kIp, 200,
     "Tells how loaded the caller's own risk unit is, wallet by wallet.", kCredit,
     kLoanGroupParameters, kValuationErrors},
    {EndpointId::kLoanGroups, "loan-groups", Method::kGet, "/sapi/v1/margin/loan-groups",
     Security::kUserData, RequiredPermission::kRead, Limiter::kIp, 200,
     "Tells how loaded the parent's active risk units are, wallet by wallet.", kParent,
     kLoanGroupsParameters, kValuationErrors},
    {EndpointId::kCloseLoanGroup, "close-loan-group", Method::kDelete, "/sapi/v1/margin/loan-group",
     Security::kTrade, RequiredPermission::kTrade, Limiter::kUid, 1000,
     "Closes a risk unit whose loan is fully repaid, and releases its members.", kCredit,
     kCloseLoanGroupParameters, kCloseLoanGroupErrors},
    {EndpointId::kEditMember, "edit-member", Method::kPost,
     "/sapi/v1/margin/loan-group/edit-member", Security::kTrade, RequiredPermission::kTrade,
     Limiter::kUid, 1000,
     "Adds a collateral account to a risk unit, or counts one more wallet of a member.", kParent,
     kEditMemberParameters, kEditMemberErrors},
    {EndpointId::kActivated, "activated", Method::kGet, "/sapi/v1/margin/loan-groups/activated",
     Security::kUserData, RequiredPermission::kRead, Limiter::kIp, 10,
     "Lists the parent's active risk units with their members.", kParent},
    {EndpointId::kClosed, "closed", Method::kGet, "/sapi/v1/margin/loan-groups/closed",
     Security::kUserData, RequiredPermission::kRead, Limiter::kIp, 1,
     "Lists the closed risk units of the caller, oldest first.", kCredit, kClosedParameters,
     kPageErrors},
    {EndpointId::kBorrow, "borrow", Method::kPost, "/sapi/v1/margin/loan-group/borrow",
     Security::kTrade, RequiredPermission::kTrade, Limiter::kUid, 3000,
     "Borrows an asset into the credit account's margin wallet.", kCredit, kBorrowParameters,
     kBorrowErrors},
    {EndpointId::kRepay, "repay", Method::kPost, "/sapi/v1/margin/loan-group/repay",
     Security::kTrade, RequiredPermission::kTrade, Limiter::kUid, 3000,
     "Repays a loan out of the credit account, interest first.", kCredit, kRepayParameters,
     kRepayErrors},
    {EndpointId::kBorrowRepay, "borrow-repay", Method::kGet,
     "/sapi/v1/margin/loan-group/borrow-repay", Security::kUserData, RequiredPermission::kRead,
     Limiter::kIp, 10, "Lists what was borrowed or repaid, newest first.", kCredit,
     kBorrowRepayParameters, kTypedHistoryErrors},
    {EndpointId::kInterestHistory, "interest-history", Method::kGet,
     "/sapi/v1/margin/loan-group/interest-history", Security::kUserData, RequiredPermission::kRead,
     Limiter::kIp, 10, "Lists the interest charged every hour, newest first.", kCredit,
     kInterestHistoryParameters, kHistoryErrors},
    {EndpointId::kMaxBorrowable, "max-borrowable", Method::kGet,
     "/sapi/v1/margin/loan-group/max-borrowable", Security::kUserData, RequiredPermission::kRead,
     Limiter::kIp, 100, "Tells how much of an asset a risk unit could borrow now.", kParentOrCredit,
     kMaxBorrowableParameters, kMaxBorrowableErrors},
    {EndpointId::kRebateBalance, "interest-rebate-balance", Method::kGet,
     "/sapi/v1/margin/loan-group/interest-rebate-balance", Security::kUserData,
     RequiredPermission::kRead, Limiter::kIp, 100, "Tells the parent's balance of interest rebate.",
     kParent},
    {EndpointId::kRebateRecords, "interest-rebate-balance-records", Method::kGet,
     "/sapi/v1/margin/loan-group/interest-rebate-balance/records", Security::kUserData,
     RequiredPermission::kRead, Limiter::kIp, 100,
     "Lists what changed the balance of interest rebate, newest first.", kParent,
     kRebateRecordsParameters, kTypedHistoryErrors},
    {EndpointId::kForceLiquidation, "force-liquidation", Method::kGet,
     "/sapi/v1/margin/loan-group/force-liquidation", Security::kUserData, RequiredPermission::kRead,
     Limiter::kIp, 1, "Lists liquidations, newest first.", kCredit, kForceLiquidationParameters,
     kHistoryErrors},
    {EndpointId::kTransferOut, "transfer-out", Method::kPost,
     "/sapi/v1/margin/loan-group/transfer-out", Security::kTrade, RequiredPermission::kTrade,
     Limiter::kIp, 1,
     "Moves an asset from a member's margin wallet to the spot wallet of the same account.",
     kParentOrMember, kTransferOutParameters, kTransferOutErrors},
    {EndpointId::kLiquidationTransfers, "force-liquidation-transfer-record", Method::kGet,
     "/sapi/v1/margin/loan-group/force-liquidation-transfer-record", Security::kUserData,
     RequiredPermission::kRead, Limiter::kIp, 1,
     "Lists what liquidations moved to the credit account, newest liquidation first.", kCredit,
     kLiquidationTransfersParameters, kHistoryErrors},
    {EndpointId::kUniversalTransfer, "universal-transfer", Method::kPost,
     "/sapi/v1/sub-account/universalTransfer", Security::kUserData,
     RequiredPermission::kInternalTransfer, Limiter::kIp, 1,
     "Moves an asset between wallets of the parent and its sub-accounts.", kParent,
     kUniversalTransferParameters, kUniversalTransferErrors, Weight{Limiter::kUid, 360}},
    {EndpointId::kUniversalTransferHistory, "universal-transfer-history", Method::kGet,
     "/sapi/v1/sub-account/universalTransfer", Security::kUserData, RequiredPermission::kRead,
     Limiter::kIp, 1, "Lists universal transfers, newest first.", kParent,
     kUniversalTransferHistoryParameters, kHistoryErrors},
    {EndpointId::kOpenApi, "openapi", Method::kGet, "/openapi.json", Security::kNone,
     RequiredPermission::kNone, Limiter::kIp, 10, "Describes this API in OpenAPI 3.1.", kAnybody},
}};

// Paths in order of length, then of bytes: most comparisons of a search look at no byte, which
// matters because nearly all paths begin alike.
constexpr bool path_before(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

struct ByPath {
  constexpr bool operator()(const Endpoint* a, const Endpoint* b) const {
    if (a->path != b->path) return path_before(a->path, b->path);
    return a->method < b->method;
  }
  constexpr bool operator()(const Endpoint* a, std::string_view b) const {
    return path_before(a->path, b);
  }
  constexpr bool operator()(std::string_view a, const Endpoint* b) const {
    return path_before(a, b->path);
  }
};

using Sorted = std::array<const Endpoint*, kEndpointCount>;

constexpr Sorted sorted_by_path() {
  Sorted sorted{};
  for (std::size_t i = 0; i < kEndpointCount; ++i) sorted[i] = &kTable[i];
  std::sort(sorted.begin(), sorted.end(), ByPath{});
  return sorted;
}

constexpr Sorted kByPath = sorted_by_path();

constexpr bool in_order_of_ids() {
  for (std::size_t i = 0; i < kEndpointCount; ++i) {
    if (static_cast<std::size_t>(kTable[i].id) != i) return false;
  }
  return true;
}
static_assert(in_order_of_ids(), "endpoint() finds an endpoint by its place");
static_assert(std::adjacent_find(kByPath.begin(), kByPath.end(),
                                 [](const Endpoint* a, const Endpoint* b) {
                                   return !ByPath{}(a, b);
                                 }) == kByPath.end(),
              "an endpoint stands twice");

std::span<const Endpoint* const> with_path(std::string_view path) {
  const auto [first, last] = std::equal_range(kByPath.begin(), kByPath.end(), path, ByPath{});
  return {first, last};
}

}  // namespace

std::string_view method_name(Method method) {
  switch (method) {
    case Method::kGet: return "GET";
    case Method::kPost: return "POST";
    case Method::kPut: return "PUT";
    case Method::kDelete: return "DELETE";
  }
  CHECK_MSG(false, "a method without a name");
}

std::span<const Endpoint, kEndpointCount> endpoints() { return kTable; }

std::span<const ErrorCode> common_errors(Security security) {
  if (needs_signature(security)) return kSignedErrors;
  return kOpenErrors;
}

bool takes_parameter(const Endpoint& endpoint, std::string_view name) {
  const auto has_name = [name](const auto& parameter) { return parameter.name == name; };
  return std::any_of(kSigning.begin(), kSigning.end(), has_name) ||
         std::any_of(endpoint.parameters.begin(), endpoint.parameters.end(), has_name);
}

const Endpoint& endpoint(EndpointId id) { return kTable[static_cast<std::size_t>(id)]; }

Route find_route(std::string_view method, std::string_view path) {
  const auto candidates = with_path(path);
  if (candidates.empty()) return {Route::Kind::kNotFound, nullptr};
  if (method == "HEAD") method = "GET";
  for (const Endpoint* candidate : candidates) {
    if (method_name(candidate->method) == method) return {Route::Kind::kFound, candidate};
  }
  return {Route::Kind::kMethodNotAllowed, nullptr};
}

std::string allowed_methods(std::string_view path) {
  std::string methods;
  for (const Endpoint* candidate : with_path(path)) {
    if (!methods.empty()) methods += ", ";
    methods += method_name(candidate->method);
    if (candidate->method == Method::kGet) methods += ", HEAD";
  }
  return methods;
}

Weights::Weights() {
  for (const Endpoint& known : kTable) weights_[static_cast<std::size_t>(known.id)] = known.weight;
}

std::optional<Weight> Weights::of_address(const Endpoint& endpoint) const {
  return charge(endpoint, false);
}

std::optional<Weight> Weights::of_account(const Endpoint& endpoint) const {
  return charge(endpoint, true);
}

std::optional<Weight> Weights::charge(const Endpoint& endpoint, bool of_account) const {
  if (counts_accounts(endpoint.limiter) == of_account) {
    return Weight{endpoint.limiter, of(endpoint.id)};
  }
  const auto& second = endpoint.second_charge;
  return second && counts_accounts(second->limiter) == of_account ? second : std::nullopt;
}

Result<void> Weights::set(std::string_view endpoint_name, std::int64_t weight) {
  const auto* const found = std::find_if(kTable.begin(), kTable.end(), [&](const Endpoint& known) {
    return known.name == endpoint_name;
  });
  if (found == kTable.end()) {
    return fail(ErrorCode::kSetting, "no endpoint is called '" + std::string(endpoint_name) + "'");
  }
  if (weight < 0 || weight > kMaxWeight) {
    return fail(ErrorCode::kSetting, "the weight of " + std::string(endpoint_name) +
                                         " lies between 0 and " + std::to_string(kMaxWeight));
  }
  weights_[static_cast<std::size_t>(found->id)] = static_cast<int>(weight);
  return {};
}

}  // namespace plimsoll::wire
