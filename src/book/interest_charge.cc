#include "book/interest_charge.h"

#include <algorithm>

#include "base/wide.h"
#include "risk/interest.h"
#include "risk/market.h"

namespace plimsoll::book {
namespace {

Amount to_amount(const std::optional<Int128>& raw) {
  return raw ? Amount::narrowed(*raw) : Amount::overflowed();
}

// Nothing when there is no balance, or no price to convert by.
std::optional<RebateUse> use_rebate(const Book& book, Uid parent, AssetId asset, Amount interest) {
  const Amount balance = book.rebate(parent).balance();
  const Price price = risk::Market(book.prices, book.parameters).find_margin_index(asset);
  if (!balance.is_positive() || !interest.is_positive() || price.is_zero()) return std::nullopt;
  const Amount rate = to_amount(
      divide_difference(Price::kOne, Amount::kOne, 0, 0, price.raw(), 1, Rounding::kDown));
  if (!rate.is_positive() || !rate.fits()) return std::nullopt;
  // interest / rate, UP: enough to pay the hour.
  const Amount whole = to_amount(
      divide_difference(interest.raw(), Amount::kOne, 0, 0, rate.raw(), 1, Rounding::kUp));
  const Amount delta = whole.fits() ? std::min(balance, whole) : balance;
  const Amount deducted =
      to_amount(divide_difference(delta.raw(), rate.raw(), 0, 0, Amount::kOne, 1, Rounding::kDown));
  if (!deducted.fits() || !deducted.is_positive()) return std::nullopt;
  return RebateUse{delta, std::min(deducted, interest), rate};
}

}  // namespace

InterestCharge charge_of(const Book& book, Uid parent, AssetId asset, Amount principal,
                         Timestamp hour) {
  const Rate rate = risk::hourly_rate(book.parameters.asset(asset).daily_rate.value_or(Rate{}));
  InterestCharge charge{hour, principal, rate, risk::interest_of_hour(principal, rate), {}};
  charge.rebate = use_rebate(book, parent, asset, charge.interest);
  return charge;
}

void carry_out(Book& book, GroupId unit, AssetId asset, const InterestCharge& charge) {
  post(book, {{InterestPlace{unit}, asset, -charge.owed()},
              {LedgerPlace::kClaims, asset, charge.owed()}});
  if (!charge.rebate) return;
  const Amount delta = charge.rebate->delta;
  CHECK_MSG(book.parameters.usdt.has_value(), "a rebate without USDT");
  const AssetId usdt = *book.parameters.usdt;
  post(book, {{LedgerPlace::kRebates, usdt, -delta}, {LedgerPlace::kInterestIncome, usdt, delta}});
  book.rebates[book.find_unit(unit)->parent].consumed += delta;
}

}  // namespace plimsoll::book
