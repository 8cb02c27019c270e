// The parameters of the endpoints, a list for each: the data behind Endpoint::parameters. For
// endpoints.cc, and for what describes them.
#pragma once

#include <array>
#include <string_view>

#include "wire/endpoints.h"

namespace plimsoll::wire {

// What every signed call carries besides the endpoint's own parameters.
struct SigningParameter {
  std::string_view name;
  std::string_view schema_type;
  std::string_view description;
  bool required;
};
inline constexpr auto kSigning = std::to_array<SigningParameter>({
    {"timestamp", "integer", "When the request was made: milliseconds UTC, or microseconds.", true},
    {"recvWindow", "number",
     "For how many milliseconds from its timestamp the request is good: at most 60000, 5000 "
     "without it; up to three decimals.",
     false},
    {"signature", "string",
     "HMAC-SHA256 in hexadecimal digits, or RSA (PKCS #1 v1.5, SHA-256) or Ed25519 in base64, over "
     "the query followed by the body.",
     true},
});

namespace parameter {

using enum ParameterType;
using enum Presence;

inline constexpr Parameter kGroupId = {"groupId", kLong, kMandatory, "The risk unit."};
inline constexpr Parameter kOwnUnit = {
    "groupId", kLong, kOptional,
    "The risk unit; without it the caller's active one. A closed one must be named."};
inline constexpr Parameter kParentsUnit = {
    "groupId", kLong, kOptional, "Only this risk unit; without it all active ones of the caller."};
inline constexpr Parameter kAsset = {"asset", kString, kMandatory, "The asset's name."};
inline constexpr Parameter kOnlyAsset = {"asset", kString, kOptional, "Only rows of this asset."};
inline constexpr Parameter kAssetName = {"assetName", kString, kMandatory, "The asset's name."};
inline constexpr Parameter kAmount = {"amount", kDecimal, kMandatory,
                                      "The quantity of the asset, with at most 8 decimals."};
inline constexpr Parameter kStartTime = {"startTime", kLong, kOptional,
                                         "The first moment of the window, included."};
inline constexpr Parameter kEndTime = {"endTime", kLong, kOptional,
                                       "The last moment of the window, included; now without it."};
inline constexpr Parameter kCurrent = {"current", kLong, kOptional,
                                       "The page, counted from 1; 1 without it."};
inline constexpr Parameter kSize = {"size", kLong, kOptional,
                                    "Rows on a page, at most 100; 10 without it."};
inline constexpr Parameter kClientTranId = {
    "clientTranId", kString, kOptional,
    "The caller's own id of this request: sent again with it, the request is answered as the first "
    "time and does nothing twice. May stand in the header X-Client-Tran-Id instead."};

inline constexpr auto kRecordTypes = std::to_array<std::string_view>({"BORROW", "REPAY"});
inline constexpr auto kRepayWallets = std::to_array<std::string_view>({"MARGIN", "SPOT"});
inline constexpr auto kRebateTypes = std::to_array<std::string_view>({"0", "1", "2"});
inline constexpr auto kTransferWallets = std::to_array<std::string_view>(
    {"SPOT", "USDT_FUTURE", "COIN_FUTURE", "MARGIN", "ISOLATED_MARGIN", "ALPHA"});

}  // namespace parameter

inline constexpr auto kLtvDetailsParameters = std::to_array<Parameter>({parameter::kParentsUnit});
inline constexpr auto kLoanGroupParameters = std::to_array<Parameter>(
    {{"groupId", ParameterType::kLong, Presence::kOptional,
      "Needless; another risk unit than the caller's gives an empty answer."}});
inline constexpr auto kLoanGroupsParameters = std::to_array<Parameter>({parameter::kParentsUnit});

inline constexpr auto kCloseLoanGroupParameters =
    std::to_array<Parameter>({parameter::kGroupId, parameter::kClientTranId});

inline constexpr auto kEditMemberParameters = std::to_array<Parameter>({
    parameter::kGroupId,
    {"subEmail", ParameterType::kString, Presence::kMandatory,
     "The sub-account to add, or the member to upgrade."},
    {"enableSpot", ParameterType::kBoolean, Presence::kMandatory,
     "Whether its spot wallet counts; never goes back to false."},
    {"enableMargin", ParameterType::kBoolean, Presence::kMandatory,
     "Whether its margin wallet counts; never goes back to false, true for the credit account."},
    parameter::kClientTranId,
});

inline constexpr auto kClosedParameters =
    std::to_array<Parameter>({parameter::kCurrent, parameter::kSize});

inline constexpr auto kBorrowParameters = std::to_array<Parameter>(
    {parameter::kGroupId, parameter::kAssetName, parameter::kAmount, parameter::kClientTranId});

inline constexpr auto kRepayParameters = std::to_array<Parameter>({
    parameter::kGroupId,
    parameter::kAssetName,
    {"amount", ParameterType::kDecimal, Presence::kMandatory,
     "The most to repay; no more is taken than is owed and available."},
    {"repayFrom", ParameterType::kEnum, Presence::kOptional,
     "The wallet of the credit account that pays; MARGIN without it.", parameter::kRepayWallets},
    parameter::kClientTranId,
});

inline constexpr auto kBorrowRepayParameters = std::to_array<Parameter>({
    parameter::kOwnUnit,
    {"type", ParameterType::kEnum, Presence::kMandatory, "Which records; REPAY are both kinds.",
     parameter::kRecordTypes},
    parameter::kOnlyAsset,
    parameter::kStartTime,
    parameter::kEndTime,
    parameter::kCurrent,
    parameter::kSize,
});

inline constexpr auto kInterestHistoryParameters =
    std::to_array<Parameter>({parameter::kOwnUnit, parameter::kOnlyAsset, parameter::kStartTime,
                              parameter::kEndTime, parameter::kCurrent, parameter::kSize});

inline constexpr auto kMaxBorrowableParameters = std::to_array<Parameter>({
    {"groupId", ParameterType::kLong, Presence::kOptional,
     "The risk unit: the parent must name it, the credit account has only its own."},
    {"assetName", ParameterType::kString, Presence::kMandatory,
     "The asset's name, in letters of any case."},
});

inline constexpr auto kRebateRecordsParameters = std::to_array<Parameter>({
    {"type", ParameterType::kEnum, Presence::kOptional,
     "Only these: 0 ADD, 1 DEDUCT, 2 INTEREST_OFFSET.", parameter::kRebateTypes},
    parameter::kStartTime,
    parameter::kEndTime,
    parameter::kCurrent,
    parameter::kSize,
});

inline constexpr auto kForceLiquidationParameters =
    std::to_array<Parameter>({parameter::kOwnUnit, parameter::kStartTime, parameter::kEndTime,
                              parameter::kCurrent, parameter::kSize});

inline constexpr auto kTransferOutParameters = std::to_array<Parameter>({
    {"subEmail", ParameterType::kString, Presence::kOptional,
     "The member whose wallets these are: the parent must name it, a member is itself."},
    parameter::kAsset,
    parameter::kAmount,
    parameter::kClientTranId,
});

inline constexpr auto kLiquidationTransfersParameters = std::to_array<Parameter>(
    {parameter::kStartTime, parameter::kEndTime, parameter::kCurrent, parameter::kSize});

inline constexpr auto kUniversalTransferParameters = std::to_array<Parameter>({
    {"fromEmail", ParameterType::kString, Presence::kOptional,
     "The account that gives; the parent without it."},
    {"toEmail", ParameterType::kString, Presence::kOptional,
     "The account that gets; the parent without it."},
    {"fromAccountType", ParameterType::kEnum, Presence::kMandatory, "The wallet that gives.",
     parameter::kTransferWallets},
    {"toAccountType", ParameterType::kEnum, Presence::kMandatory, "The wallet that gets.",
     parameter::kTransferWallets},
    parameter::kAsset,
    parameter::kAmount,
    parameter::kClientTranId,
    {"symbol", ParameterType::kString, Presence::kOptional,
     "The pair of an ISOLATED_MARGIN wallet."},
});

inline constexpr auto kUniversalTransferHistoryParameters = std::to_array<Parameter>({
    {"fromEmail", ParameterType::kString, Presence::kOptional,
     "Only transfers out of this account; the parent's if toEmail is absent too."},
    {"toEmail", ParameterType::kString, Presence::kOptional,
     "Only transfers into this account; not together with fromEmail."},
    {"clientTranId", ParameterType::kString, Presence::kOptional,
     "Only the transfer with this id of the caller."},
    parameter::kStartTime,
    parameter::kEndTime,
    {"page", ParameterType::kLong, Presence::kOptional, "The page, counted from 1; 1 without it."},
    {"limit", ParameterType::kLong, Presence::kOptional,
     "Rows on a page, at most 500; 500 without it."},
});

}  // namespace plimsoll::wire
