#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace plimsoll {

void check_failed(const char* condition, const char* file, int line, const char* message) noexcept {
  std::fprintf(stderr, "CHECK failed: %s at %s:%d%s%s\n", condition, file, line,
               *message != '\0' ? ": " : "", message);
  std::fflush(stderr);
  std::abort();
}

}  // namespace plimsoll
