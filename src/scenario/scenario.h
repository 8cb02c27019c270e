// A scenario: a short story in plain text of what lender and borrowers do, and what must come of it
// (docs/scenarios.md is the language). Here is what such a text says once it is read.
//
// The names of a text became ids while it was read: assets and contracts in the order of their
// definition, as a book gives them; accounts by number. A name that was never defined has an id
// that no book knows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "book/verbs.h"

namespace plimsoll::scenario {

// What must be answered.
struct ExpectedAnswer {
  bool repeated = false;      // "same": the answer given before, and nothing happened
  std::string error;          // its name; empty: accepted
  std::optional<int> number;  // the exchange's, negative
  std::vector<std::string> arguments;
  std::optional<Amount> amount;
  std::optional<Amount> principal;  // of a repayment
  std::optional<Amount> interest;
};

// What somebody asks for. The lender speaks to the engine; a borrower has an API key.
struct Request {
  std::vector<book::Command> commands;
  std::optional<Uid> by;  // absent: the lender
  std::string client_id;  // of a transfer; may be empty
};

// The external seller's report on the order that waits in `unit`.
struct Fill {
  GroupId unit;
  Amount sold;
  Amount proceeds;
};

// The settlement's report on the transfer that is pending in `unit`.
struct Settle {
  GroupId unit;
  bool succeeded = true;
};

// What somebody reads from the API, as it stands in the query: only a world with an API answers.
struct Ask {
  Uid by;
  std::string path;  // below /sapi/v1/: "margin/loan-group/ltv-details"
  std::vector<std::pair<std::string, std::string>> fields;
};

struct Repeat {};   // the last request, once more
struct Restart {};  // the process ends and recovers from its journal

// Time goes on: turn by turn as the engine lives it, or, in an outage, at once.
struct Pass {
  Timestamp to;
  bool outage = false;
};

enum class FactKind : std::uint8_t {
  kLtv,
  kState,
  kCure,
  kEquity,
  kMargin,
  kLiability,
  kOwed,
  kFree,
  kLocked,
  kBorrowed,
  kInterest,
  kFutures,
  kPosition,
  kMaxBorrowable,
  kBorrowLimit,
  kMaxTransferOut,
  kTransferable,
  kPool,
  kRebate,
  kTotal,
  kMembers,
  kUnitOf,
  kOrder,
  kPending,
  kLiquidations,
  kBooks,
};

// Something that can be read from a book; which fields mean something depends on the kind.
struct Fact {
  FactKind kind = FactKind::kBooks;
  GroupId unit;
  Uid account;
  AssetId asset;
  ContractId contract;
  bool margin = false;  // the account's margin wallet, else SPOT
  book::LedgerPlace place = book::LedgerPlace::kOutside;
};

struct Expect {
  Fact fact;
  std::string value;
};

struct Statement {
  std::string file;
  int line = 0;
  std::string text;
  std::string words;  // the comment on lines of its own above it, a line each
  std::variant<Request, Ask, Fill, Settle, Repeat, Restart, Pass, Expect> what;
  ExpectedAnswer answer;
  // What must happen by itself, in order, when anything is said about it.
  std::vector<std::string> then;
};

struct Scenario {
  Timestamp start;
  std::vector<Statement> statements;
  std::map<Uid, std::string> accounts;  // names, those never defined too
  std::map<AssetId, std::string> assets;
  std::map<ContractId, std::string> contracts;
};

}  // namespace plimsoll::scenario
