#include "wire/answer_schemas.h"

namespace plimsoll::wire {
namespace {

using enum JsonType;
using Literals = std::span<const std::string_view>;

constexpr auto kMemberTypes = std::to_array<std::string_view>({"CREDIT", "COLLATERAL"});
constexpr auto kWalletTypes =
    std::to_array<std::string_view>({"SPOT", "CROSS_MARGIN", "PORTFOLIO_MARGIN"});
constexpr auto kClosedLiteral = std::to_array<std::string_view>({"CLOSED"});
constexpr auto kSuccessLiteral = std::to_array<std::string_view>({"success"});
constexpr auto kRepaidFrom = std::to_array<std::string_view>({"MARGIN", "SPOT"});
constexpr auto kRecordStatus = std::to_array<std::string_view>({"CONFIRM", "FAILED"});
constexpr auto kRecordTypes =
    std::to_array<std::string_view>({"BORROW", "NORMAL_REPAY", "FORCE_REPAY"});
constexpr auto kRebateTypes = std::to_array<std::string_view>({"ADD", "DEDUCT", "INTEREST_OFFSET"});

constexpr Field text(std::string_view name, std::string_view description, Literals literals = {}) {
  return {name, kText, description, {}, literals};
}

constexpr Field sometimes(Field field) {
  field.answered = Answered::kSometimes;
  return field;
}

constexpr Field kGroupId = {"groupId", kInteger, "The risk unit."};
constexpr Field kEmail = text("email", "The member's email.");
constexpr Field kParentEmail = text("parentEmail", "The email of the parent account.");
constexpr Field kCreditEmail = text("creditEmail", "The email of the credit account.");
constexpr Field kAssetName = text("assetName", "The asset.");
constexpr Field kNetEquity = {"netEquity", kDecimal, "What the wallet counts for."};
constexpr Field kMaintainMargin = {"maintainMargin", kDecimal, "The wallet's maintenance margin."};
constexpr Field kTotalNetEquity = {"totalNetEquity", kDecimal, "The sum over the wallets."};
constexpr Field kTotalMargin = {"totalMaintenanceMargin", kDecimal, "The sum over the wallets."};
constexpr Field kTotalLiability = {"totalLiability", kDecimal, "Principal and interest owed."};
constexpr Field kCreateTime = {"createTime", kInteger, "When it was made, milliseconds UTC."};
constexpr Field kTransactionId = {"transactionId", kInteger, "The id of the transaction."};
constexpr Field kTotal = {"total", kInteger, "All matching rows, not only those of the page."};

constexpr auto kLiabilityFields = std::to_array<Field>({
    kAssetName,
    {"principal", kDecimal, "What was borrowed and not repaid."},
    {"interest", kDecimal, "Interest charged and not repaid."},
});
constexpr Field kLiabilities = {"liabilities", kObjects, "What the unit owes, by asset.",
                                kLiabilityFields};

// An envelope of one page over these rows.
constexpr std::array<Field, 2> page_of(Fields rows) {
  return {kTotal, Field{"rows", kObjects, "The rows of the page.", rows}};
}

constexpr auto kServerTimeFields = std::to_array<Field>(
    {{"serverTime", kInteger,
      "Milliseconds UTC; microseconds if the header X-MBX-TIME-UNIT asks for them."}});
constexpr auto kSystemStatusFields = std::to_array<Field>({
    {"status", kInteger, "0 normal, 1 under maintenance."},
    text("msg", "The same in words."),
});

constexpr auto kWalletFields = std::to_array<Field>(
    {text("accountType", "The wallet's type.", kWalletTypes), kNetEquity, kMaintainMargin});
constexpr auto kMemberFields = std::to_array<Field>({
    kEmail,
    text("type", "The member's part in the unit.", kMemberTypes),
    {"wallets", kObjects, "The spot wallet and the margin wallet.", kWalletFields},
});
constexpr Field kUpdateTime = {"updateTime", kInteger,
                               "The moment of the computation, milliseconds UTC."};
constexpr Field kLtv = {"ltv", kDecimal, "totalLiability / (totalNetEquity - maintenance margin)."};
constexpr auto kLtvDetailsFields = std::to_array<Field>({
    kGroupId,
    kParentEmail,
    kCreditEmail,
    kUpdateTime,
    kLtv,
    kTotalNetEquity,
    kTotalMargin,
    kTotalLiability,
    {"parentAccountFrozenAmount", kDecimal, "What is frozen on the parent account for the unit."},
    {"maxTransferOutAmount", kDecimal, "What may leave the unit now."},
    {"maxAllowedBorrowLimit", kDecimal, "What may be borrowed more, in USDT."},
    kLiabilities,
    {"collateralAccounts", kObjects, "All members, the credit account too.", kMemberFields},
});

constexpr auto kAccountInfoFields = std::to_array<Field>(
    {kEmail, text("accountType", "The wallet's type.", kWalletTypes), kNetEquity, kMaintainMargin});
constexpr auto kLoanGroupFields = std::to_array<Field>({
    kGroupId,
    kParentEmail,
    kCreditEmail,
    kUpdateTime,
    kLtv,
    kTotalNetEquity,
    kTotalMargin,
    kTotalLiability,
    kLiabilities,
    {"accountInfos", kObjects, "The members' wallets.", kAccountInfoFields},
});

constexpr auto kCloseFields =
    std::to_array<Field>({kGroupId, text("status", "What the unit is now.", kClosedLiteral)});
constexpr auto kEditMemberFields = std::to_array<Field>({{"status", kInteger, "0: it is done."}});

constexpr auto kActiveMemberFields = std::to_array<Field>({
    kEmail,
    text("type", "The member's part in the unit.", kMemberTypes),
    {"enableMargin", kBoolean, "Whether its margin wallet counts."},
    {"enableSpot", kBoolean, "Whether its spot wallet counts."},
});
constexpr auto kActivatedFields = std::to_array<Field>(
    {kGroupId, {"members", kObjects, "All members.", kActiveMemberFields}, kCreateTime});

constexpr auto kClosedRows = std::to_array<Field>({
    kGroupId,
    kParentEmail,
    kCreditEmail,
    {"enabled", kBoolean, "false: the unit is closed."},
    kCreateTime,
    {"closeTime", kInteger, "When it was closed, milliseconds UTC."},
});
constexpr auto kClosedFields = page_of(kClosedRows);

constexpr auto kBorrowFields = std::to_array<Field>({
    kTransactionId,
    {"amount", kNumber, "What was borrowed."},
    text("status", "What became of it.", kSuccessLiteral),
});
constexpr auto kRepayFields = std::to_array<Field>({
    kTransactionId,
    {"amount", kNumber, "What was really repaid."},
    text("repayFrom", "The wallet that paid.", kRepaidFrom),
});

constexpr auto kBorrowRepayRows = std::to_array<Field>({
    {"tranId", kInteger, "The id of the transaction."},
    kAssetName,
    {"amount", kNumber, "What was borrowed or repaid."},
    sometimes({"principal", kNumber, "Of a repayment: its principal."}),
    sometimes({"interest", kNumber, "Of a repayment: its interest."}),
    text("status", "What became of it.", kRecordStatus),
    text("type", "What it is; a liquidation makes FORCE_REPAY.", kRecordTypes),
    {"timestamp", kInteger, "When it was made, milliseconds UTC."},
});
constexpr auto kBorrowRepayFields = page_of(kBorrowRepayRows);

constexpr auto kInterestRows = std::to_array<Field>({
    kGroupId,
    kAssetName,
    {"principal", kNumber, "What the interest is charged on."},
    {"interestRate", kNumber, "The rate of one hour."},
    {"interest", kNumber, "What was charged."},
    {"interestTimestamp", kInteger, "The full hour, milliseconds UTC."},
});
constexpr auto kInterestFields = page_of(kInterestRows);

constexpr auto kMaxBorrowableFields =
    std::to_array<Field>({{"maxBorrowableAmount", kDecimal, "The quantity of the asset."}});

constexpr auto kRebateBalanceFields = std::to_array<Field>({
    text("asset", "The asset of the balance."),
    {"balance", kDecimal, "What is left: granted less consumed."},
    {"totalGranted", kDecimal, "What was ever granted."},
    {"totalConsumed", kDecimal, "What was ever consumed."},
});
constexpr auto kRebateRows = std::to_array<Field>({
    text("type", "What changed the balance.", kRebateTypes),
    sometimes({"groupId", kInteger, "Of INTEREST_OFFSET: the risk unit."}),
    text("rebateAsset", "The asset of the balance."),
    {"delta", kDecimal, "The change; negative for DEDUCT and INTEREST_OFFSET."},
    sometimes(text("liabilityAsset", "Of INTEREST_OFFSET: the asset of the interest.")),
    sometimes({"deductedInterest", kDecimal, "Of INTEREST_OFFSET: the interest not charged."}),
    sometimes({"exchangeRate", kDecimal, "Of INTEREST_OFFSET: liability asset for one USDT."}),
    kCreateTime,
});
constexpr auto kRebateFields = page_of(kRebateRows);

constexpr auto kSnapshotRows = std::to_array<Field>({
    text("subEmail", "The member's email."),
    text("memberType", "The member's part in the unit.", kMemberTypes),
    text("walletType", "The wallet's type.", kWalletTypes),
    kNetEquity,
    kMaintainMargin,
});
constexpr auto kSnapshotFields = std::to_array<Field>(
    {{"snapshots", kObjects, "The members' wallets.", kSnapshotRows}, kLiabilities});
constexpr auto kLiquidationRows = std::to_array<Field>({
    kGroupId,
    {"startLtv", kInteger, "The LTV when the liquidation began, rounded half up."},
    {"endLtv", kInteger, "The LTV when it ended or, while it runs, now; rounded half up."},
    {"liquidationStartTime", kInteger, "When it began, milliseconds UTC."},
    sometimes({"liquidationEndTime", kInteger, "When it ended; absent while it runs."}),
    kTotalNetEquity,
    kTotalMargin,
    kTotalLiability,
    {"liquidationSnapshot", kObject, "The unit when the liquidation began.", kSnapshotFields},
});
constexpr auto kLiquidationFields = page_of(kLiquidationRows);

constexpr auto kMovedAssets =
    std::to_array<Field>({kAssetName, {"amount", kDecimal, "The quantity moved."}});
constexpr auto kMoveFields = std::to_array<Field>({
    {"transferTime", kInteger, "When it was moved, milliseconds UTC."},
    text("fromUid", "The account that gave."),
    text("fromAccountType", "The wallet that gave.", kWalletTypes),
    text("toUid", "The account that got."),
    text("toAccountType", "The wallet that got.", kWalletTypes),
    text("status", "What became of it.", kRecordStatus),
    {"assets", kObjects, "What was moved.", kMovedAssets},
});
constexpr auto kMoveRows = std::to_array<Field>({
    {"liquidationId", kInteger, "The liquidation."},
    {"liquidationTransferRecord", kObjects, "Its transfers, oldest first.", kMoveFields},
});
constexpr auto kMovesFields = page_of(kMoveRows);

constexpr Field kTranId = {"tranId", kInteger, "The id of the transfer."};
constexpr auto kTransferFields =
    std::to_array<Field>({kTranId, sometimes(text("clientTranId", "The caller's own id."))});
constexpr auto kTransferRows = std::to_array<Field>({
    kTranId,
    text("fromEmail", "The account that gave."),
    text("toEmail", "The account that got."),
    text("asset", "The asset."),
    {"amount", kDecimal, "The quantity moved."},
    {"createTimeStamp", kInteger, "When it was made, milliseconds UTC."},
    text("fromAccountType", "The wallet that gave."),
    text("toAccountType", "The wallet that got."),
    text("status", "What became of it."),
    sometimes(text("clientTranId", "The caller's own id.")),
});
constexpr auto kTransferHistoryFields = std::to_array<Field>({
    {"result", kObjects, "The rows of the page.", kTransferRows},
    {"totalCount", kInteger, "All matching rows, not only those of the page."},
});

constexpr Answer kNothing = {kObject, "An empty object."};

struct Row {
  EndpointId id;
  Answer answer;
};

// In the order of the endpoints.
constexpr auto kAnswers = std::to_array<Row>({
    {EndpointId::kPing, kNothing},
    {EndpointId::kServerTime, {kObject, "The time.", kServerTimeFields}},
    {EndpointId::kSystemStatus, {kObject, "The status.", kSystemStatusFields}},
    {EndpointId::kLtvDetails, {kObjects, "A risk unit each.", kLtvDetailsFields}},
    {EndpointId::kLoanGroup,
     {kObject, "The risk unit; empty for a caller without one.", kLoanGroupFields,
      Answered::kSometimes}},
    {EndpointId::kLoanGroups, {kObjects, "A risk unit each.", kLoanGroupFields}},
    {EndpointId::kCloseLoanGroup, {kObject, "The closed risk unit.", kCloseFields}},
    {EndpointId::kEditMember, {kObject, "It is done.", kEditMemberFields}},
    {EndpointId::kActivated, {kObjects, "A risk unit each.", kActivatedFields}},
    {EndpointId::kClosed, {kObject, "A page of closed risk units.", kClosedFields}},
    {EndpointId::kBorrow, {kObject, "The loan.", kBorrowFields}},
    {EndpointId::kRepay, {kObject, "The repayment.", kRepayFields}},
    {EndpointId::kBorrowRepay, {kObject, "A page of loans or repayments.", kBorrowRepayFields}},
    {EndpointId::kInterestHistory, {kObject, "A page of charges.", kInterestFields}},
    {EndpointId::kMaxBorrowable,
     {kObject, "The most; empty for a risk unit that is not the caller's.", kMaxBorrowableFields,
      Answered::kSometimes}},
    {EndpointId::kRebateBalance, {kObject, "The balance.", kRebateBalanceFields}},
    {EndpointId::kRebateRecords, {kObject, "A page of changes.", kRebateFields}},
    {EndpointId::kForceLiquidation, {kObject, "A page of liquidations.", kLiquidationFields}},
    {EndpointId::kTransferOut, kNothing},
    {EndpointId::kLiquidationTransfers,
     {kObject, "A page of liquidations with their transfers.", kMovesFields}},
    {EndpointId::kUniversalTransfer, {kObject, "The transfer.", kTransferFields}},
    {EndpointId::kUniversalTransferHistory,
     {kObject, "A page of transfers.", kTransferHistoryFields}},
    {EndpointId::kOpenApi, {kObject, "This description."}},
});

constexpr bool in_order_of_ids() {
  for (std::size_t i = 0; i < kAnswers.size(); ++i) {
    if (static_cast<std::size_t>(kAnswers[i].id) != i) return false;
  }
  return kAnswers.size() == kEndpointCount;
}
static_assert(in_order_of_ids(), "answer_of() finds an answer by its place");

}  // namespace

const Answer& answer_of(EndpointId id) { return kAnswers[static_cast<std::size_t>(id)].answer; }

}  // namespace plimsoll::wire
