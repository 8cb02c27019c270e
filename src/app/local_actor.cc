#include "app/local_actor.h"

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace plimsoll::app {
namespace {

// The number of a user without a name: containers have such.
std::string user_name() {
  const uid_t uid = ::geteuid();
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
    return found->pw_name;
  }
  return std::to_string(uid);
}

}  // namespace

Result<book::OperatorActed> local_actor(std::string_view command, std::string_view reason) {
  RETURN_IF_ERROR(book::check_reason(reason));
  return book::OperatorActed{"", "local:" + user_name(), std::string(book::kLocalRole),
                             std::string(command), std::string(reason)};
}

Result<void> run_locally(State& state, std::vector<book::Command> commands,
                         std::string_view command, std::string_view reason) {
  engine::Submission submission(std::move(commands));
  ASSIGN_OR_RETURN(submission.actor, local_actor(command, reason));
  const Timestamp now = SystemClock().now();
  // The hours of a long absence come first, a part of them a turn.
  while (state.processor->is_behind(now)) RETURN_IF_ERROR(state.processor->turn({}, now));
  ASSIGN_OR_RETURN(const auto results, state.processor->turn({&submission, 1}, now));
  if (!results.front()) return tl::unexpected<Error>(results.front().error().error);
  return {};
}

}  // namespace plimsoll::app
