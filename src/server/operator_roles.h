// What each role may do on the operators' listener: one table of calls, one of commands.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/operator.h"

namespace plimsoll::server {

enum class OperatorCallId : std::uint8_t {
  kHealth,  // with a token; without one it is open
  kWhoAmI,
  kLedger,
  kLtvDetails,
  kOrders,
  kAudit,
  kMetrics,
  kOperators,
  kKeys,
  kCommands,
};

struct OperatorCall {
  OperatorCallId id;
  std::string_view method;  // GET stands for HEAD too
  std::string_view path;
  model::OperatorRole least;
};
[[nodiscard]] std::span<const OperatorCall> operator_calls();

// Of a command of bookfile/read_command.h; CHECKed to be one.
[[nodiscard]] model::OperatorRole least_role_of_command(std::string_view command);

}  // namespace plimsoll::server
