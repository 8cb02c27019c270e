// Options that many subcommands share.
#pragma once

#include <string>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace plimsoll::app {

// The targets outlive the parsing; what they hold is the default.
void add_state_dir(CLI::App& command, std::string& state_dir);
void add_reason(CLI::App& command, std::string& reason);

}  // namespace plimsoll::app
