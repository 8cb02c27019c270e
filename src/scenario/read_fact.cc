// `expect`: which fact of the book, and what it must be.
#include <array>

#include "scenario/vocabulary.h"

namespace plimsoll::scenario {
namespace {

// How a fact is written: its first word, then one letter per word that follows - u a unit, c an
// account, w a wallet, a an asset, o a contract, p a place of the ledger.
struct Form {
  std::string_view name;
  FactKind kind;
  std::string_view words;
};

constexpr auto kForms = std::to_array<Form>({
    {"ltv", FactKind::kLtv, "u"},
    {"state", FactKind::kState, "u"},
    {"cure", FactKind::kCure, "u"},
    {"equity", FactKind::kEquity, "u"},
    {"maintenance", FactKind::kMargin, "u"},
    {"liability", FactKind::kLiability, "u"},
    {"owed", FactKind::kOwed, "ua"},
    {"free", FactKind::kFree, "cwa"},
    {"locked", FactKind::kLocked, "cwa"},
    {"borrowed", FactKind::kBorrowed, "cwa"},
    {"interest", FactKind::kInterest, "cwa"},
    {"futures", FactKind::kFutures, "ca"},
    {"position", FactKind::kPosition, "co"},
    {"max-borrowable", FactKind::kMaxBorrowable, "ua"},
    {"borrow-limit", FactKind::kBorrowLimit, "u"},
    {"max-transfer-out", FactKind::kMaxTransferOut, "u"},
    {"transferable", FactKind::kTransferable, "cwa"},
    {"pool", FactKind::kPool, "a"},
    {"rebate", FactKind::kRebate, "c"},
    {"total", FactKind::kTotal, "pa"},
    {"members", FactKind::kMembers, "u"},
    {"unit-of", FactKind::kUnitOf, "c"},
    {"order", FactKind::kOrder, "u"},
    {"pending", FactKind::kPending, "u"},
    {"liquidations", FactKind::kLiquidations, ""},
    {"books", FactKind::kBooks, ""},
});

void read_part(char part, Words& words, Vocabulary& names, Fact& fact) {
  switch (part) {
    case 'u': fact.unit = GroupId{words.integer("the number of a unit")}; return;
    case 'c': fact.account = names.account(words.word("an account")).uid; return;
    case 'w':
      fact.margin = words.take("margin");
      if (!fact.margin) words.need("spot");
      return;
    case 'a': fact.asset = names.asset(words.word("an asset")); return;
    case 'o': fact.contract = names.contract(words.word("a contract")); return;
    default: break;
  }
  const std::string name = words.word("a place of the ledger");
  for (int i = 0; i < enum_size(book::LedgerPlace{}); ++i) {
    fact.place = static_cast<book::LedgerPlace>(i);
    if (book::ledger_place_name(fact.place) == name) return;
  }
  words.fail_with("a place of the ledger", name);
}

}  // namespace

void read_fact(Words& words, Vocabulary& names, Expect& expect) {
  const std::string name = words.word("what is expected");
  const Form* form = nullptr;
  for (const Form& each : kForms) {
    if (each.name == name) form = &each;
  }
  if (form == nullptr) return words.fail_with("'ltv', 'owed', 'free' or another fact", name);
  expect.fact.kind = form->kind;
  for (const char part : form->words) read_part(part, words, names, expect.fact);
  std::string value = words.word("its value");
  while (!words.at_end() && !words.error()) value += " " + words.word("a word");
  expect.value = normal_text(value);
}

}  // namespace plimsoll::scenario
