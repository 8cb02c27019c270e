#include "simulation/tally.h"

#include <fmt/core.h>

namespace plimsoll::simulation {
namespace {

// In the order of the variants.
constexpr std::string_view kCommandNames[] = {
    "DefineAsset",     "DefineContract", "SetParameters", "UpdatePrices", "CreateAccount",
    "SetFrozenAmount", "CreateApiKey",   "RevokeApiKey",  "UpdateWallet", "AdjustWallet",
    "CreateUnit",      "EditMember",     "CloseUnit",     "SetLiability", "SetUnitLines",
    "FundPool",        "ChangeRebate",   "Borrow",        "Repay",        "TransferOut",
    "SettleTransfer",  "Transfer",       "ReportFill",    "StartInterest"};
constexpr std::string_view kEventNames[] = {
    "AssetDefined",     "ContractDefined",    "ParametersSet",   "PricesUpdated",
    "AccountCreated",   "FrozenAmountSet",    "ApiKeyCreated",   "ApiKeyRevoked",
    "WalletUpdated",    "WalletAdjusted",     "UnitCreated",     "MemberEdited",
    "UnitClosed",       "LiabilitySet",       "UnitLinesSet",    "PoolFunded",
    "RebateChanged",    "Borrowed",           "Repaid",          "TransferredOut",
    "TransferSettled",  "Transferred",        "InterestAccrued", "MemberInterestAccrued",
    "UnitStateChanged", "LiquidationStarted", "CollateralMoved", "OrdersCancelled",
    "PositionClosed",   "FuturesCollected",   "OwnLoanRepaid",   "SaleOrdered",
    "SaleFilled",       "LiquidationEnded",   "RequestAnswered", "InterestStarted"};
static_assert(std::size(kCommandNames) == kCommandKinds);
static_assert(std::size(kEventNames) == kEventKinds);

template <std::size_t kSize>
void add_all(std::array<std::uint64_t, kSize>& to, const std::array<std::uint64_t, kSize>& from) {
  for (std::size_t i = 0; i < kSize; ++i) to[i] += from[i];
}

}  // namespace

std::string_view command_name(std::size_t kind) { return kCommandNames[kind]; }
std::string_view event_name(std::size_t kind) { return kEventNames[kind]; }

std::string_view crash_name(CrashPoint point) {
  constexpr std::string_view kNames[] = {"before the append", "inside the append (torn)",
                                         "after the append", "between turns", "torn log of a file"};
  static_assert(std::size(kNames) == kCrashPoints);
  return kNames[static_cast<std::size_t>(point)];
}

void Tally::add(const Tally& other) {
  worlds += other.worlds;
  turns += other.turns;
  commands += other.commands;
  submissions += other.submissions;
  accepted += other.accepted;
  refused += other.refused;
  repeated += other.repeated;
  records += other.records;
  recoveries += other.recoveries;
  replayed += other.replayed;
  checks += other.checks;
  for (const auto& [code, count] : other.refusals) refusals[code] += count;
  add_all(crashes, other.crashes);
  add_all(commands_accepted, other.commands_accepted);
  add_all(commands_refused, other.commands_refused);
  add_all(events, other.events);
}

std::uint64_t Tally::crash_points() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : crashes) sum += count;
  return sum;
}

std::uint64_t Tally::count_of(std::string_view event) const {
  for (std::size_t i = 0; i < kEventKinds; ++i) {
    if (kEventNames[i] == event) return events[i];
  }
  return 0;
}

std::string Tally::text() const {
  std::string out;
  const auto line = [&](std::string_view name, std::uint64_t count) {
    out += fmt::format("{:<34}{:>12}\n", name, count);
  };
  line("worlds", worlds);
  line("turns", turns);
  line("commands", commands);
  line("submissions", submissions);
  line("  accepted", accepted);
  line("  answered again", repeated);
  line("  refused", refused);
  for (const auto& [code, count] : refusals) line("    " + code, count);
  line("records", records);
  line("crash points", crash_points());
  for (std::size_t i = 0; i < kCrashPoints; ++i) {
    line("  " + std::string(crash_name(static_cast<CrashPoint>(i))), crashes[i]);
  }
  line("recoveries", recoveries);
  line("records replayed", replayed);
  line("checks of all invariants", checks);
  line("liquidations", count_of("LiquidationStarted"));
  std::size_t kinds = 0;
  for (const std::uint64_t count : events) kinds += count > 0 ? 1 : 0;
  line("kinds of events seen", kinds);
  for (std::size_t i = 0; i < kEventKinds; ++i) {
    line("  " + std::string(kEventNames[i]), events[i]);
  }
  out += fmt::format("{:<34}{:>12}{:>12}\n", "command", "accepted", "refused");
  for (std::size_t i = 0; i < kCommandKinds; ++i) {
    out += fmt::format("  {:<32}{:>12}{:>12}\n", kCommandNames[i], commands_accepted[i],
                       commands_refused[i]);
  }
  return out;
}

std::string Tally::unseen() const {
  std::string out;
  for (std::size_t i = 0; i < kCommandKinds; ++i) {
    if (commands_accepted[i] == 0) out += fmt::format("{} was never accepted\n", kCommandNames[i]);
    if (commands_refused[i] == 0) out += fmt::format("{} was never refused\n", kCommandNames[i]);
  }
  for (std::size_t i = 0; i < kEventKinds; ++i) {
    if (events[i] == 0) out += fmt::format("{} never occurred\n", kEventNames[i]);
  }
  return out;
}

}  // namespace plimsoll::simulation
