// What is done at this machine's command line, on record like what operators do: by whom and why.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/state.h"

namespace plimsoll::app {

inline constexpr std::string_view kUnstatedReason = "by the command line";

// Of the user this process runs as: "local:ada". `command` is what the history calls it.
// kMalformed: the reason is none.
[[nodiscard]] Result<book::OperatorActed> local_actor(std::string_view command,
                                                      std::string_view reason);

// One turn with these commands, all or nothing, once the hours that were missed are charged. Their
// first error.
[[nodiscard]] Result<void> run_locally(State& state, std::vector<book::Command> commands,
                                       std::string_view command, std::string_view reason);

}  // namespace plimsoll::app
