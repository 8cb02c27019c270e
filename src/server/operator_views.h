// What operators are shown, as JSON. Pure functions; they may run on any thread.
#pragma once

#include <string>

#include "engine/published.h"
#include "history/rows.h"

namespace plimsoll::server {

// Array: per asset its places and their sum.
[[nodiscard]] std::string ledger_report(const model::Parameters& parameters,
                                        const std::vector<book::AssetBalance>& balances);
[[nodiscard]] std::string ledger_view(const engine::Published& book);

// Sale orders and transfers that wait for a report.
[[nodiscard]] std::string orders_view(const engine::Published& book);

// One operator; all of them. Never a hash.
[[nodiscard]] std::string operator_view(const model::Operator& who);
[[nodiscard]] std::string operators_view(const engine::Published& book);

// All API keys, those that are over too. Never their material.
[[nodiscard]] std::string keys_view(const engine::Published& book);

// Who did what and why.
[[nodiscard]] std::string audit_view(const history::Page<history::OperatorAction>& page);

}  // namespace plimsoll::server
