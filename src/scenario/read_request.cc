// Statements of the borrowers, and the answers to all of them.
#include "scenario/vocabulary.h"

namespace plimsoll::scenario {
namespace {

constexpr std::int64_t kLargestCode = 99'999;  // of an error, without its sign

void read_money(Words& words, Vocabulary& names, Amount& amount, AssetId& asset) {
  amount = words.amount();
  asset = names.asset(words.word("an asset"));
}

GroupId read_unit_number(Words& words) { return GroupId{words.integer("the number of a unit")}; }

book::TransferEnd read_end(Words& words, Vocabulary& names) {
  book::TransferEnd end;
  end.account = names.account(words.word("an account")).uid;
  if (words.take("margin")) {
    end.wallet = book::TransferWallet::kMargin;
  } else {
    words.need("spot");
  }
  return end;
}

book::Command read_repayment(Words& words, Vocabulary& names, Uid who) {
  book::Repay repay;
  repay.account = who;
  read_money(words, names, repay.amount, repay.asset);
  words.need("of");
  repay.unit = read_unit_number(words);
  if (words.take("from")) {
    words.need("spot");
    repay.from = book::RepayFrom::kSpot;
  }
  return repay;
}

// K transfers out 5 BTC; P transfers out 5 BTC of K.
book::Command read_transfer_out(Words& words, Vocabulary& names, const NamedAccount& who) {
  book::TransferOut out;
  words.need("out");
  read_money(words, names, out.amount, out.asset);
  out.account = words.take("of") ? names.account(words.word("an account")).uid : who.uid;
  out.parent = who.parent;
  return out;
}

book::Command read_transfer(Words& words, Vocabulary& names, Uid who) {
  book::Transfer transfer;
  transfer.parent = who;
  read_money(words, names, transfer.amount, transfer.asset);
  words.need("from");
  transfer.from = read_end(words, names);
  words.need("to");
  transfer.to = read_end(words, names);
  if (words.take("as")) transfer.client_id = words.word("the client's id");
  return transfer;
}

book::Command read_edit(Words& words, Vocabulary& names, Uid who) {
  words.need("unit");
  book::EditMember edit;
  edit.parent = who;
  edit.unit = read_unit_number(words);
  words.need("member");
  edit.account = names.account(words.word("an account")).uid;
  read_flags(words, edit.enable_spot, edit.enable_margin);
  return edit;
}

}  // namespace

bool read_request(const std::string& first, Words& words, Vocabulary& names, Request& request) {
  const std::string verb(words.peek());
  const bool known = verb == "borrows" || verb == "repays" || verb == "transfers" ||
                     verb == "moves" || verb == "edits" || verb == "closes";
  if (!known) return false;
  words.word("a verb");
  const NamedAccount who = names.account(first);
  request.by = who.uid;
  if (verb == "borrows") {
    book::Borrow borrow;
    borrow.account = who.uid;
    read_money(words, names, borrow.amount, borrow.asset);
    words.need("from");
    borrow.unit = read_unit_number(words);
    request.commands.emplace_back(borrow);
  } else if (verb == "repays") {
    request.commands.push_back(read_repayment(words, names, who.uid));
  } else if (verb == "transfers") {
    request.commands.push_back(read_transfer_out(words, names, who));
  } else if (verb == "moves") {
    request.commands.push_back(read_transfer(words, names, who.uid));
    request.client_id = std::get<book::Transfer>(request.commands.back()).client_id;
  } else if (verb == "edits") {
    request.commands.push_back(read_edit(words, names, who.uid));
  } else {
    request.commands.emplace_back(book::CloseUnit{read_unit_number(words), who.uid});
  }
  return true;
}

void read_answer(Words& words, ExpectedAnswer& answer) {
  if (words.take("ok")) {
    words.need_end();
  } else if (words.take("same")) {
    answer.repeated = true;
    words.need_end();
  } else if (words.take("borrowed") || words.take("moved")) {
    answer.amount = words.amount();
    words.need_end();
  } else if (words.take("repaid")) {
    answer.amount = words.amount();
    if (words.take("principal")) answer.principal = words.amount();
    if (words.take("interest")) answer.interest = words.amount();
    words.need_end();
  } else {
    if (words.peek().starts_with('-')) {
      const std::string number = words.word("an error's number").substr(1);
      Words digits(number);
      const std::int64_t value = digits.integer("an error's number");
      const bool is_code = !digits.error() && value <= kLargestCode;
      if (!is_code) words.fail_with("an error's number", "-" + number);
      answer.number = is_code ? -static_cast<int>(value) : 0;
    }
    constexpr std::string_view kWhat = "'ok', 'same', 'borrowed', 'repaid', 'moved' or an error";
    answer.error = words.word(kWhat);
    if (!error_named(answer.error)) words.fail_with(kWhat, answer.error);
    while (!words.at_end() && !words.error()) answer.arguments.push_back(words.word("a value"));
  }
}

}  // namespace plimsoll::scenario
