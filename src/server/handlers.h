// The handlers of the signed endpoints, each in the file of its name, and the complete list of
// them.
#pragma once

#include "server/handler.h"
#include "wire/endpoints.h"

namespace plimsoll::server {

// GET of a risk unit's standing, from the published picture.
[[nodiscard]] Result<void> answer_ltv_details(const Call& call, std::string& body);
[[nodiscard]] Result<void> answer_loan_group(const Call& call, std::string& body);
[[nodiscard]] Result<void> answer_loan_groups(const Call& call, std::string& body);
[[nodiscard]] Result<void> answer_activated(const Call& call, std::string& body);
[[nodiscard]] Result<void> answer_max_borrowable(const Call& call, std::string& body);
[[nodiscard]] Result<void> answer_rebate_balance(const Call& call, std::string& body);

// Mutations.
[[nodiscard]] Result<Order> order_close_unit(const Call& call);
[[nodiscard]] Result<Order> order_edit_member(const Call& call);
[[nodiscard]] Result<Order> order_borrow(const Call& call);
[[nodiscard]] Result<Order> order_repay(const Call& call);
[[nodiscard]] Result<Order> order_transfer_out(const Call& call);
[[nodiscard]] Result<Order> order_universal_transfer(const Call& call);

// Records, from the history projection.
[[nodiscard]] Result<void> answer_closed_units(const Call& call, const history::Store& history,
                                               std::string& body);
[[nodiscard]] Result<void> answer_borrow_repay(const Call& call, const history::Store& history,
                                               std::string& body);
[[nodiscard]] Result<void> answer_interest_history(const Call& call, const history::Store& history,
                                                   std::string& body);
[[nodiscard]] Result<void> answer_rebate_records(const Call& call, const history::Store& history,
                                                 std::string& body);
[[nodiscard]] Result<void> answer_force_liquidation(const Call& call, const history::Store& history,
                                                    std::string& body);
[[nodiscard]] Result<void> answer_liquidation_transfers(const Call& call,
                                                        const history::Store& history,
                                                        std::string& body);
[[nodiscard]] Result<void> answer_universal_transfers(const Call& call,
                                                      const history::Store& history,
                                                      std::string& body);

// The handler of a signed endpoint (checked).
[[nodiscard]] Handler handler_of(wire::EndpointId id);

}  // namespace plimsoll::server
