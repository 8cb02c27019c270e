// Interest by the hour: on the units' loans, and on the members' own margin loans.
//
// On every full hour each loan is charged for the hour that begins; hours missed by an outage are
// caught up in order, each with the rates and principals in force. Futures balances below
// zero are charged for the day at 00:00 UTC (docs/risk-mathematics.md, section 10).
#pragma once

#include <functional>
#include <variant>
#include <vector>

#include "book/book.h"
#include "book/interest_charge.h"

namespace plimsoll::book {

// One hour on one loan of one unit.
struct InterestAccrued {
  static constexpr std::uint16_t kTag = 19;
  GroupId unit;
  AssetId asset;
  InterestCharge charge;
  static constexpr auto fields() {
    return std::tuple(&InterestAccrued::unit, &InterestAccrued::asset, &InterestAccrued::charge);
  }
};

// Interest on a member's own margin loan.
struct MemberInterestAccrued {
  static constexpr std::uint16_t kTag = 20;
  Uid account;
  model::WalletType wallet = model::WalletType::kCrossMargin;
  AssetId asset;
  InterestCharge charge;  // without a rebate; the rate of a day for a negative futures balance
  static constexpr auto fields() {
    return std::tuple(&MemberInterestAccrued::account, &MemberInterestAccrued::wallet,
                      &MemberInterestAccrued::asset, &MemberInterestAccrued::charge);
  }
};

void apply(Book& book, const InterestAccrued& event);
void apply(Book& book, const MemberInterestAccrued& event);

using Accrual = std::variant<InterestAccrued, MemberInterestAccrued>;

// The charges of the full hour `hour`, one after the other: units by id, then the wallets of their
// members. `commit` applies each before the next is computed, for a rebate is used up by turns.
void accrue_hour(const Book& book, Timestamp hour,
                 const std::function<void(const Accrual&)>& commit);

// Whether any hour can cost anything.
[[nodiscard]] bool carries_interest(const Book& book);

}  // namespace plimsoll::book
