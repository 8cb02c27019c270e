#include "book/set_liability.h"

#include "book/bounds.h"
#include "book/loan_rules.h"

namespace plimsoll::book {

Result<LiabilitySet> decide(const Book& book, const SetLiability& command) {
  RETURN_IF_ERROR(need_active_unit(book, command.unit));
  RETURN_IF_ERROR(need_asset(book, command.liability.asset));
  if (command.liability.principal.is_negative() || command.liability.interest.is_negative()) {
    return fail(ErrorCode::kOutOfRange, "principal and interest are not negative");
  }
  if (!is_enterable(command.liability.principal) || !is_enterable(command.liability.interest)) {
    return fail(ErrorCode::kOutOfRange, "principal and interest are at most 10^15");
  }
  return LiabilitySet{command.unit, command.liability};
}

void apply(Book& book, const LiabilitySet& event) {
  const AssetId asset = event.liability.asset;
  const model::Liability before = book.find_unit(event.unit)->owed(asset);
  const Amount principal = event.liability.principal - before.principal;
  const Amount interest = event.liability.interest - before.interest;
  post(book, {{PrincipalPlace{event.unit}, asset, -principal},
              {InterestPlace{event.unit}, asset, -interest},
              {LedgerPlace::kClaims, asset, principal + interest}});
}

}  // namespace plimsoll::book
