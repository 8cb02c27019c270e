#include "app/harden.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/check.h"

namespace plimsoll::app {
namespace {

// The hard limit stays, so that it can be taken back.
void set_core_limit(bool none) {
  rlimit limit{};
  CHECK(::getrlimit(RLIMIT_CORE, &limit) == 0);
  limit.rlim_cur = none ? 0 : limit.rlim_max;
  CHECK(::setrlimit(RLIMIT_CORE, &limit) == 0);
}

}  // namespace

void forbid_core_dumps() {
  CHECK(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
  set_core_limit(true);
}

void allow_core_dumps() {
  CHECK(::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0);
  set_core_limit(false);
}

}  // namespace plimsoll::app
