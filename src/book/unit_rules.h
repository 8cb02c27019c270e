// The rules of membership, shared by the verbs that change units.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

// Whether `member` may join a unit of `parent`. Errors: kUnknownAccount, kAccountIsParent,
// kNotSameParent, kMemberOfAnotherUnit, kNoMarginWallet, kCreditMarginRequired.
[[nodiscard]] Result<void> check_new_member(const Book& book, Uid parent,
                                            const model::Member& member);

[[nodiscard]] std::int64_t collateral_count(const std::vector<model::Member>& members);

// kTooManyMembers (argument: the limit) when there are more collateral accounts than allowed.
[[nodiscard]] Result<void> check_member_limit(const Book& book,
                                              const std::vector<model::Member>& members);

}  // namespace plimsoll::book
