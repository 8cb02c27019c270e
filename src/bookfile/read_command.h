// One command of the lender as JSON: what a running server's operator sends (docs/operators.md).
// Each has a member "reason" beside those shown: why it is given, in one line.
//
//   {"command": "FUND_POOL", "asset": "USDT", "amount": "1000000"}
//   {"command": "CHANGE_REBATE", "parentEmail": "...", "amount": "-5"}
//   {"command": "SET_LOAN_TERMS", "asset": "BTC", "loanable": true, "dailyRate": "0.0001"}
//   {"command": "SET_UNIT_LINES", "groupId": 1, "lines": {"marginCallLtv": "0.7"}}
//   {"command": "UPDATE_WALLETS", "email": "...", "wallets": {"SPOT": [...]}}    as in a book file
//   {"command": "UPDATE_PRICES", "marginIndex": [{"asset": "BTC", "price": "60000"}]}
//   {"command": "REPORT_FILL", "groupId": 1, "order": 17, "sold": "0.5", "proceeds": "30000"}
//   {"command": "SETTLE_TRANSFER", "groupId": 1, "transaction": 18, "succeeded": true}
//   {"command": "CREATE_API_KEY", "email": "...", "type": "HMAC", "permissions": ["READ"],
//    "allowedAddresses": ["10.0.0.0/8"], "label": "...", "expires": 1800000000000}
//   {"command": "REVOKE_API_KEY", "key": "..."}
//   {"command": "CREATE_OPERATOR", "name": "Ada", "role": "VIEWER", "expires": 1800000000000}
//   {"command": "REVOKE_OPERATOR", "id": "..."}
//
// Of CREATE_API_KEY only email is mandatory. ED25519 and RSA take "publicKey"; the key's name and
// its secret are the server's business (server/new_key.h).
//
// As strict as a book file: an unknown member, a wrong kind or an unknown name is refused with its
// path.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "book/verbs.h"

namespace plimsoll::bookfile {

// What names mean, at the moment of the command.
struct CommandContext {
  const model::Parameters& parameters;
  const std::map<std::string, Uid, std::less<>>& uids_by_email;
  Timestamp now;  // of prices
  // Asked as soon as the command's name is known: whoever may not give it learns nothing more.
  std::function<Result<void>(std::string_view command)> may_run = {};
};

struct OperatorCommand {
  std::string_view name;  // one of command_names()
  std::string reason;
  // To submit, all or none. A CreateOperator has neither an id nor a token's hash yet.
  std::vector<book::Command> commands;
};

// kMalformed with the path; what `may_run` says.
[[nodiscard]] Result<OperatorCommand> read_command(std::string_view json,
                                                   const CommandContext& context);

[[nodiscard]] std::vector<std::string_view> command_names();

}  // namespace plimsoll::bookfile
