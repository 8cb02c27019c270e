// Deciding a journal anew: nothing differs when nothing was changed, and what was changed is found
// once, where it is.
#include "engine/redecide.h"

#include <gmock/gmock.h>

#include "book/event_codec.h"
#include "book/test_life.h"
#include "engine/test_world.h"
#include "engine/words.h"

namespace plimsoll::engine {
namespace {

using testing::HasSubstr;

Redecision redecided(const Journal& journal) {
  auto found = redecide(journal, std::nullopt, {});
  EXPECT_TRUE(found) << describe(found.error());
  return found ? std::move(*found) : Redecision{};
}

std::string told(const Redecision& found) {
  std::string text;
  for (const Difference& each : found.differences) {
    text += "record " + std::to_string(each.sequence.value) + ": " + each.cause + "\n  journal " +
            each.stored + "\n  today   " + each.today + "\n";
  }
  return text;
}

TEST(Redecide, ARandomJournalIsDecidedAsItWas) {
  std::uint64_t records = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    TestJournal journal;
    RandomWorld world(journal, seed);
    for (int i = 0; i < 200; ++i) {
      world.step();
      if (world.random().chance(2)) world.restart({});
    }
    const Redecision found = redecided(journal);
    ASSERT_EQ(told(found), "") << "seed " << seed;
    ASSERT_EQ(found.records, journal.records.size());
    records += found.records;
  }
  EXPECT_GT(records, 4'000u);
}

// A loan in a journal of three records: the unit, a borrowing, a price that moves it to a warning.
class Altered : public testing::Test {
 protected:
  Altered() : processor_(journal_) {
    Standing start{book::make_loan_book(), Sequence{0}};
    take_over(start.book);
    now_ = now_ + 1'000;
    turn(processor_, {{book::Borrow{book::kLoan, book::kCredit, book::kUsdt, "2000"_amount}}},
         now_);
    borrowed_ = journal_.records.size();
    now_ = now_ + 1'000;
    turn(processor_, {{book::price_of(book::kBtc, "40000"_price)}}, now_);
  }

  // The commands that make the loan's book.
  void take_over(const book::Book& book) {
    std::vector<book::Command> commands;
    for (const model::Asset& asset : book.parameters.assets)
      commands.emplace_back(book::DefineAsset{asset});
    for (const auto& [uid, account] : book.accounts) {
      if (!account->parent) commands.emplace_back(book::CreateAccount{uid, account->email, {}});
    }
    for (const auto& [uid, account] : book.accounts) {
      if (!account->parent) continue;
      commands.emplace_back(book::CreateAccount{uid, account->email, account->parent});
      if (!account->spot.balances.empty())
        commands.emplace_back(book::UpdateWallet{uid, account->spot});
      if (const auto* cross = std::get_if<model::CrossMarginWallet>(&account->margin))
        commands.emplace_back(book::UpdateWallet{uid, *cross});
    }
    for (const AssetId asset : {book::kBtc, book::kUsdt}) {
      commands.emplace_back(book::FundPool{asset, Amount::whole(100'000)});
    }
    for (const auto& [asset, price] :
         {std::pair(book::kBtc, "50000"_price), std::pair(book::kEth, "2500"_price),
          std::pair(book::kUsdc, "1"_price), std::pair(book::kUsdt, "1"_price)}) {
      commands.emplace_back(book::price_of(asset, price));
    }
    const model::RiskUnit& unit = *book.find_unit(book::kLoan);
    commands.emplace_back(book::CreateUnit{unit.id, unit.parent, unit.members, {}, {}, {}});
    const auto results = turn(processor_, {commands}, now_);
    ASSERT_EQ(outcome(results[0]), "accepted");
  }

  // Replaces one event in a record; what it answers stays.
  template <class E, class Change>
  void alter(std::size_t number, Change change) {
    Record& record = journal_.records.at(number - 1);
    auto caused = book::decode_with_causes(record.payload);
    ASSERT_TRUE(caused);
    for (book::Event& event : caused->events) {
      if (auto* it = std::get_if<E>(&event)) change(*it);
    }
    record.payload = book::encode(caused->events, caused->causes);
  }

  TestJournal journal_;
  Processor processor_;
  Timestamp now_ = book::kNow;
  std::size_t borrowed_ = 0;
};

TEST_F(Altered, NothingDiffersBefore) { EXPECT_EQ(told(redecided(journal_)), ""); }

TEST_F(Altered, AnOutcomeIsFoundOnce) {
  alter<book::Borrowed>(borrowed_, [](book::Borrowed& event) { event.amount = "1999"_amount; });
  const Redecision found = redecided(journal_);
  ASSERT_EQ(found.differences.size(), 1u) << told(found);
  const Difference& difference = found.differences[0];
  EXPECT_EQ(difference.sequence.value, borrowed_);
  EXPECT_EQ(difference.time, journal_.records[borrowed_ - 1].time);
  EXPECT_THAT(difference.cause, HasSubstr("Borrow: unit 6, account 11, USDT, 2000"));
  EXPECT_THAT(difference.stored, HasSubstr("Borrowed: "));
  EXPECT_THAT(difference.stored, HasSubstr("USDT, 1999, "));
  EXPECT_THAT(difference.today, HasSubstr("USDT, 2000, "));
}

TEST_F(Altered, WhatTodayWouldRefuseSaysWhy) {
  Record& record = journal_.records.at(borrowed_ - 1);
  auto caused = book::decode_with_causes(record.payload);
  ASSERT_TRUE(caused);
  std::get<book::Borrow>(caused->causes.submissions.at(0).commands.at(0)).asset = book::kEth;
  record.payload = book::encode(caused->events, caused->causes);
  const Redecision found = redecided(journal_);
  ASSERT_EQ(found.differences.size(), 1u) << told(found);
  EXPECT_THAT(found.differences[0].today, HasSubstr("refused: ASSET_NOT_LOANABLE"));
}

TEST_F(Altered, AReviewThatIsMissingIsFound) {
  // The loan stands at a warning by the borrowing: 2000 over 3000.
  turn(processor_,
       {{general_with(
           processor_.book(),
           [](model::GeneralParameters& general) { general.lines.warning = "0.6"_ratio; })}},
       now_ + 1'000);
  Record& record = journal_.records.back();
  auto caused = book::decode_with_causes(record.payload);
  ASSERT_TRUE(caused);
  ASSERT_EQ(caused->events.size(), 2u) << "the parameters, and the state of the unit";
  caused->events.pop_back();
  record.payload = book::encode(caused->events, caused->causes);
  const Redecision found = redecided(journal_);
  ASSERT_EQ(found.differences.size(), 1u) << told(found);
  EXPECT_EQ(found.differences[0].cause, "the reviews of the units it touched");
  EXPECT_EQ(found.differences[0].stored, "nothing");
  EXPECT_THAT(found.differences[0].today, HasSubstr("UnitStateChanged: unit 6, NORMAL, WARNING"));
}

TEST_F(Altered, EndsAtAMoment) {
  alter<book::Borrowed>(borrowed_, [](book::Borrowed& event) { event.amount = "1999"_amount; });
  const auto found = redecide(journal_, Moment(Sequence{borrowed_ - 1}), {});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->records, borrowed_ - 1);
  EXPECT_TRUE(found->differences.empty());
}

TEST(Words, EveryCommandAndEventHasAName) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    book::RandomCommands source(seed);
    book::Life life{book::Book{}};
    for (int i = 0; i < 300; ++i) {
      life.wait_until(life.book.time + (i % 20 == 0 ? book::kHourMs : 1'000));
      const book::Command command = source.next(life.book);
      EXPECT_FALSE(words_of(command, life.book.parameters).starts_with(":"));
      EXPECT_FALSE(words_of(command, life.book.parameters).starts_with("number"));
      (void)life.act(command);
    }
    for (const book::Event& event : life.events) {
      EXPECT_FALSE(words_of(event, life.book.parameters).starts_with(":"));
      EXPECT_FALSE(words_of(event, life.book.parameters).starts_with("number"));
    }
  }
}

TEST(Words, NameWhatTheyCanAndKeepKeysClosed) {
  const book::Book book = book::make_book();
  EXPECT_EQ(words_of(book::Command(book::Borrow{GroupId{3}, Uid{12}, book::kBtc, "0.5"_amount}),
                     book.parameters),
            "Borrow: unit 3, account 12, BTC, 0.5");
  EXPECT_EQ(
      words_of(book::Command(book::UpdatePrices{{{model::PriceKind::kMark, 0, "100"_price, {}}}}),
               book.parameters),
      "UpdatePrices: [BTCUSDT mark 100]");
  model::ApiKey key = book::api_key("name", Uid{12});
  key.material = "sealed";
  EXPECT_EQ(words_of(book::Command(book::CreateApiKey{key}), book.parameters),
            "CreateApiKey: key 'name' of account 12");
}

}  // namespace
}  // namespace plimsoll::engine
