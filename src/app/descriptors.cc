#include "app/descriptors.h"

#include <fmt/core.h>
#include <sys/resource.h>

namespace plimsoll::app {
namespace {

// Connections that wait for their 503, the lender's, the files of journal and history, the feeds.
constexpr std::int64_t kOtherDescriptors = 512;

}  // namespace

std::string raise_descriptor_limit(std::int64_t connections) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return "the limit of open files cannot be read";
  const auto needed = static_cast<rlim_t>(connections + kOtherDescriptors);
  if (limit.rlim_cur < limit.rlim_max) {
    const rlimit raised{limit.rlim_max, limit.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  if (limit.rlim_cur >= needed) return {};
  return fmt::format(
      "max-connections is {}, which needs {} open files, but only {} are allowed: beyond them new "
      "connections wait; raise the hard limit (ulimit -Hn, LimitNOFILE) or lower max-connections",
      connections, needed, limit.rlim_cur);
}

}  // namespace plimsoll::app
