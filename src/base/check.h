// CHECK: our own mistakes stop the process, in every build.
//
// The world's mistakes (bad input, limits, missing prices) are Results with a code; see error.h. A
// CHECK that fails means the program contradicts itself: it prints the condition and the place,
// then aborts. Restarting recovers.
#pragma once

namespace plimsoll {

[[noreturn]] void check_failed(const char* condition, const char* file, int line,
                               const char* message) noexcept;

}  // namespace plimsoll

#define PLIMSOLL_CHECK_2(condition, message) \
  (static_cast<bool>(condition)              \
       ? void(0)                             \
       : ::plimsoll::check_failed(#condition, __FILE__, __LINE__, message))
#define CHECK(condition) PLIMSOLL_CHECK_2(condition, "")
#define CHECK_MSG(condition, message) PLIMSOLL_CHECK_2(condition, message)
