#include "app/options.h"

#include <CLI/CLI.hpp>

namespace plimsoll::app {

void add_state_dir(CLI::App& command, std::string& state_dir) {
  command.add_option("--state-dir", state_dir, "Folder of the journal and the master key")
      ->envname("PLIMSOLL_STATE_DIR")
      ->capture_default_str();
}

void add_reason(CLI::App& command, std::string& reason) {
  command.add_option("--reason", reason, "Why; kept in the journal")->capture_default_str();
}

}  // namespace plimsoll::app
