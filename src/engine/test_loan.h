// For tests: a processor whose book holds one loan, ready to be taken through its life turn by
// turn.
#pragma once

#include <gmock/gmock.h>

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "book/event_codec.h"
#include "book/test_life.h"
#include "engine/processor.h"
#include "engine/testing.h"

namespace plimsoll::engine {

// The commands of book::make_loan_book() in one record, and a debt.
inline void open_loan(Processor& processor, Amount debt) {
  const book::Book world = book::make_loan_book();
  std::vector<book::Command> commands = book::book_commands();
  commands.emplace_back(book::CloseUnit{book::kUnit});
  for (const model::Asset& asset : world.parameters.assets)
    commands.emplace_back(book::DefineAsset{asset});
  const std::pair<AssetId, Price> prices[] = {{book::kBtc, "50000"_price},
                                              {book::kEth, "2500"_price},
                                              {book::kUsdc, "1"_price},
                                              {book::kUsdt, "1"_price}};
  for (const auto& [asset, price] : prices) {
    commands.emplace_back(book::price_of(asset, price));
    if (world.pool(asset).is_positive())
      commands.emplace_back(book::FundPool{asset, world.pool(asset)});
  }
  for (const Uid uid : {book::kCredit, book::kCollateral, book::kFree}) {
    const model::Account& account = *world.find_account(uid);
    commands.emplace_back(book::UpdateWallet{uid, account.spot});
    commands.emplace_back(
        book::UpdateWallet{uid, std::get<model::CrossMarginWallet>(account.margin)});
  }
  commands.emplace_back(book::CreateUnit{
      book::kLoan, book::kParent, world.find_unit(book::kLoan)->members, {}, {}, {}});
  if (debt.is_positive())
    commands.emplace_back(book::SetLiability{book::kLoan, {book::kUsdt, debt, {}}});
  ASSERT_THAT(outcomes(turn(processor, {{commands}}, book::kNow)),
              testing::ElementsAre("accepted"));
}

struct Loan {
  explicit Loan(Amount debt = {}) { open_loan(processor, debt); }
  TestJournal journal;
  Processor processor{journal};

  std::string does(const Submission& submission, Timestamp now) {
    return outcome(turn(processor, {submission}, now)[0]);
  }
  void idle(Timestamp now) { turn(processor, {}, now); }
  [[nodiscard]] const model::RiskUnit& unit() const {
    return *processor.book().find_unit(book::kLoan);
  }
  [[nodiscard]] std::string state() const {
    return std::string(model::unit_state_name(unit().state));
  }
  [[nodiscard]] std::size_t records() const { return journal.records.size(); }
  [[nodiscard]] std::vector<book::Event> record(std::size_t number) const {
    return *book::decode(journal.records.at(number - 1).payload);
  }
  [[nodiscard]] Digest recovered() {
    Processor other(journal);
    EXPECT_TRUE(other.recover({}));
    return digest_of(other.book());
  }
};

}  // namespace plimsoll::engine
