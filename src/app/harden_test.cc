// What the kernel says of a process after it has forbidden itself core dumps, and after taking that
// back.
#include "app/harden.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace plimsoll::app {
namespace {

rlim_t core_limit() {
  rlimit limit{};
  EXPECT_EQ(::getrlimit(RLIMIT_CORE, &limit), 0);
  return limit.rlim_cur;
}

TEST(Harden, NoCoreDumpUntilItIsAllowed) {
  forbid_core_dumps();
  EXPECT_EQ(::prctl(PR_GET_DUMPABLE), 0);
  EXPECT_EQ(core_limit(), 0u);
  allow_core_dumps();
  EXPECT_EQ(::prctl(PR_GET_DUMPABLE), 1);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_CORE, &limit), 0);
  EXPECT_EQ(limit.rlim_cur, limit.rlim_max);
}

}  // namespace
}  // namespace plimsoll::app
