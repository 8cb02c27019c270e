// `plimsoll operators`: create, list and revoke operators, on a journal no server is using. The
// first administrator is made here; on a running server administrators do the same by command
// (docs/operators.md).
#pragma once

#include <functional>
#include <string>

#include "app/local_actor.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace plimsoll::app {

struct NewOperator {
  std::string name{};
  std::string role = "VIEWER";  // VIEWER, RISK_OFFICER, ADMINISTRATOR
  std::string expires{};        // a time or a span (time_text.h); empty: never
};

// Returns what to tell. The token is in it, and nowhere else.
[[nodiscard]] Result<std::string> create_operator(const std::string& state_dir,
                                                  const NewOperator& request,
                                                  std::string_view reason = kUnstatedReason);
[[nodiscard]] Result<std::string> list_operators(const std::string& state_dir);
[[nodiscard]] Result<std::string> revoke_operator(const std::string& state_dir,
                                                  const std::string& id,
                                                  std::string_view reason = kUnstatedReason);

// The subcommand; `tell` prints what one of the above returned. Both must outlive the parsing.
void add_operators(CLI::App& app, const std::function<void(const Result<std::string>&)>& tell);

}  // namespace plimsoll::app
