#include "server/operator_roles.h"

#include <algorithm>
#include <array>

namespace plimsoll::server {
namespace {

using enum model::OperatorRole;
using Id = OperatorCallId;

// Whoever may give any command reaches POST /commands; the command decides.
constexpr std::array kCalls = {
    OperatorCall{Id::kHealth, "GET", "/health", kViewer},
    OperatorCall{Id::kWhoAmI, "GET", "/whoami", kViewer},
    OperatorCall{Id::kLedger, "GET", "/ledger", kViewer},
    OperatorCall{Id::kLtvDetails, "GET", "/ltv-details", kViewer},
    OperatorCall{Id::kOrders, "GET", "/orders", kViewer},
    OperatorCall{Id::kAudit, "GET", "/audit", kViewer},
    OperatorCall{Id::kMetrics, "GET", "/metrics", kViewer},
    OperatorCall{Id::kOperators, "GET", "/operators", kAdministrator},
    OperatorCall{Id::kKeys, "GET", "/keys", kAdministrator},
    OperatorCall{Id::kCommands, "POST", "/commands", kRiskOfficer},
};

struct CommandRole {
  std::string_view command;
  model::OperatorRole least;
};
constexpr std::array kRoles = {
    CommandRole{"SET_UNIT_LINES", kRiskOfficer},    CommandRole{"UPDATE_WALLETS", kRiskOfficer},
    CommandRole{"UPDATE_PRICES", kRiskOfficer},     CommandRole{"REPORT_FILL", kRiskOfficer},
    CommandRole{"SETTLE_TRANSFER", kRiskOfficer},   CommandRole{"FUND_POOL", kAdministrator},
    CommandRole{"CHANGE_REBATE", kAdministrator},   CommandRole{"SET_LOAN_TERMS", kAdministrator},
    CommandRole{"CREATE_OPERATOR", kAdministrator}, CommandRole{"REVOKE_OPERATOR", kAdministrator},
    CommandRole{"CREATE_API_KEY", kAdministrator},  CommandRole{"REVOKE_API_KEY", kAdministrator},
};

}  // namespace

std::span<const OperatorCall> operator_calls() { return kCalls; }

model::OperatorRole least_role_of_command(std::string_view command) {
  const auto found = std::find_if(kRoles.begin(), kRoles.end(),
                                  [&](const auto& entry) { return entry.command == command; });
  CHECK_MSG(found != kRoles.end(), "a command without a role");
  return found->least;
}

}  // namespace plimsoll::server
