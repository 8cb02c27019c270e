// One command of the lender as JSON: what a running server's operator sends (docs/operating.md).
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
//
// Of CREATE_API_KEY only email is mandatory. ED25519 and RSA take "publicKey"; the key's name and
// its secret are the server's business (server/new_key.h).
//
// As strict as a book file: an unknown member, a wrong kind or an unknown name is refused with its
// path.
#pragma once

#include <string_view>
#include <vector>

#include "book/verbs.h"

namespace plimsoll::bookfile {

// What names mean, at the moment of the command.
struct CommandContext {
  const model::Parameters& parameters;
  const std::map<std::string, Uid, std::less<>>& uids_by_email;
  Timestamp now;  // of prices
};

// The commands to submit, all or none. kMalformed with the path.
[[nodiscard]] Result<std::vector<book::Command>> read_command(std::string_view json,
                                                              const CommandContext& context);

}  // namespace plimsoll::bookfile
