#include "wire/paging.h"

#include <string>

#include "base/limits.h"

namespace plimsoll::wire {

static_assert(kMaxId <= INT64_MAX / kUniversalTransferPages.max_size, "rows_before() fits");

Result<Page> read_page(const RequestParameters& parameters, const PagePolicy& policy) {
  ASSIGN_OR_RETURN(const auto number, parameters.optional_integer(policy.number));
  ASSIGN_OR_RETURN(const auto size, parameters.optional_integer(policy.size));
  const Page page{number.value_or(1), size.value_or(policy.default_size)};
  if (page.number < 1) {
    return fail(ErrorCode::kIllegalArgument, std::string(policy.number) + " starts at 1");
  }
  if (page.size < 1 || page.size > policy.max_size) {
    return fail(ErrorCode::kIllegalArgument, std::string(policy.size) + " lies between 1 and " +
                                                 std::to_string(policy.max_size));
  }
  return page;
}

}  // namespace plimsoll::wire
