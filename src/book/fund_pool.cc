#include "book/fund_pool.h"

#include "book/bounds.h"
#include "book/loan_rules.h"

namespace plimsoll::book {

Result<PoolFunded> decide(const Book& book, const FundPool& command) {
  RETURN_IF_ERROR(need_asset(book, command.asset));
  const Amount after = book.pool(command.asset) + command.delta;
  if (command.delta.is_zero() || !is_enterable(command.delta) ||
      (command.delta.is_positive() && !is_enterable(after))) {
    return fail(ErrorCode::kOutOfRange, "the change of a pool is not zero, the pool at most 10^15");
  }
  if (after.is_negative()) {
    const std::string& name = name_of(book, command.asset);
    return fail(ErrorCode::kPoolEmpty, "the lending pool lacks " + name, {name});
  }
  return PoolFunded{command.asset, command.delta};
}

void apply(Book& book, const PoolFunded& event) {
  post(book, {{LedgerPlace::kPool, event.asset, event.delta},
              {LedgerPlace::kOutside, event.asset, -event.delta}});
}

}  // namespace plimsoll::book
