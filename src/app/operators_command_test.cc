// `plimsoll operators`, and what the command line leaves on record.
#include "app/operators_command.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "app/book_commands.h"
#include "app/demo.h"
#include "app/key_commands.h"
#include "app/testing.h"
#include "auth/operator_token.h"
#include "base/limits.h"
#include "book/event_codec.h"
#include "book/test_life.h"

namespace plimsoll::app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Operators : public testing::Test {
 protected:
  Operators() { EXPECT_TRUE(open_state({state_dir_, false, true}, {})); }
  std::string create(const NewOperator& request, std::string_view reason = kUnstatedReason) {
    const auto told = create_operator(state_dir_, request, reason);
    EXPECT_TRUE(told) << describe(told.error());
    return told.value_or("");
  }
  // "NAME command: reason", oldest first, of everything in the journal.
  std::vector<std::string> record() {
    const auto state = open_state({state_dir_, false, false}, {});
    CHECK(state.has_value());
    std::vector<std::string> acted;
    const auto read = state->journal->read(Sequence{1}, [&](const engine::Record& record) {
      const auto events = book::decode(record.payload);
      for (const book::Event& event : *events) {
        const auto* it = std::get_if<book::OperatorActed>(&event);
        if (it == nullptr) continue;
        EXPECT_THAT(it->name, StartsWith("local:"));
        EXPECT_EQ(it->role, book::kLocalRole);
        acted.push_back(it->command + ": " + it->reason);
      }
      return Result<void>();
    });
    EXPECT_TRUE(read);
    return acted;
  }

  const TestFolder folder_;
  const std::string state_dir_ = folder_.path("state");
};

// The word behind `name` in what was told.
std::string told(const std::string& text, const std::string& name) {
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (word == name && words >> word) return word;
  }
  return "";
}

TEST_F(Operators, TheTokenIsToldOnceAndKeptNowhere) {
  const std::string text = create({"Ada", "ADMINISTRATOR", ""});
  const std::string token = told(text, "token");
  EXPECT_EQ(auth::operator_id_of(token), told(text, "id"));
  EXPECT_THAT(text, HasSubstr("Keep the token: it is not shown again.\n"));
  const auto list = list_operators(state_dir_);
  ASSERT_TRUE(list);
  EXPECT_THAT(*list, AllOf(HasSubstr(told(text, "id")), HasSubstr("ADMINISTRATOR"),
                           HasSubstr("for ever  Ada\n"), Not(HasSubstr(token))));
  const std::string secret = token.substr(21);
  EXPECT_THAT(content_of(state_dir_ + "/journal.sqlite"), Not(HasSubstr(secret)));
}

TEST_F(Operators, AreEndedByTheirId) {
  const std::string id = told(create({"Ada", "VIEWER", "90d"}), "id");
  EXPECT_THAT(*list_operators(state_dir_), HasSubstr("until "));
  EXPECT_EQ(error_of(revoke_operator(state_dir_, "nobody")), "UNKNOWN_OPERATOR");
  EXPECT_EQ(error_of(revoke_operator(state_dir_, id)), "");
  EXPECT_EQ(*list_operators(state_dir_), "no operators\n");
}

TEST_F(Operators, WhatIsWrongIsRefused) {
  create({"Ada", "VIEWER", ""});
  const auto error = [&](const NewOperator& request, std::string_view reason = "because") {
    return error_of(create_operator(state_dir_, request, reason));
  };
  EXPECT_EQ(error({"Ada", "VIEWER", ""}), "DUPLICATE");
  EXPECT_EQ(error({"Bo", "viewer", ""}), "MALFORMED");
  EXPECT_EQ(error({"Bo", "VIEWER", "2020-01-01"}), "OUT_OF_RANGE");
  EXPECT_EQ(error({"Bo", "VIEWER", "soon"}), "MALFORMED");
  EXPECT_EQ(error({"Bo", "VIEWER", ""}, ""), "MALFORMED") << "no reason";
  EXPECT_EQ(error_of(create_operator(folder_.path("typo"), {"Bo", "VIEWER", ""})), "FILE");
}

TEST_F(Operators, EveryChangeAtTheCommandLineIsOnRecord) {
  const std::string id = told(create({"Ada", "VIEWER", ""}, "she joins"), "id");
  ASSERT_TRUE(import_book(state_dir_, data_path("vectors/seed_book.json"), "we begin"));
  NewKey request;
  request.email = "CREDIT20241120@test.com";
  const auto key = create_key(state_dir_, request);
  ASSERT_TRUE(key);
  ASSERT_TRUE(revoke_key(state_dir_, told(*key, "key"), "it leaked"));
  ASSERT_TRUE(revoke_operator(state_dir_, id, "she leaves"));
  EXPECT_THAT(record(), ElementsAre("CREATE_OPERATOR: she joins", "IMPORT: we begin",
                                    "CREATE_API_KEY: by the command line",
                                    "REVOKE_API_KEY: it leaked", "REVOKE_OPERATOR: she leaves"));
}

TEST_F(Operators, StayWhereTheyAreWhenABookIsExported) {
  ASSERT_TRUE(import_book(state_dir_, data_path("vectors/seed_book.json")));
  const std::string token = told(create({"Ada", "VIEWER", ""}), "token");
  const std::string path = folder_.path("book.json");
  ASSERT_TRUE(export_book(state_dir_, path));
  EXPECT_THAT(content_of(path),
              AllOf(Not(HasSubstr("Ada")), Not(HasSubstr(auth::operator_token_hash(token)))));
}

// Records of a state after an operator was created in it, weeks after its newest record.
std::uint64_t records_after_an_absence(std::int64_t hours, bool owes) {
  const TestFolder folder;
  const std::string state_dir = folder.path("state");
  {
    const auto state = open_state({state_dir, false, true}, {});
    CHECK(state.has_value());
    engine::Processor& processor = *state->processor;
    std::vector<book::Command> commands = book::book_commands();
    std::erase_if(commands, [](const book::Command& command) {
      return std::holds_alternative<book::CreateApiKey>(command);  // its secret is not sealed
    });
    const Timestamp then = SystemClock().now() + -hours * book::kHourMs;
    (void)engine::turn(processor, {engine::Submission(std::move(commands))}, then);
    if (owes) {
      const auto costly = book::asset_with(processor.book(), book::kUsdt, [](model::Asset& usdt) {
        usdt.daily_rate = "0.0002"_rate;
      });
      const book::SetLiability debt{book::kUnit, {book::kUsdt, "1"_amount, {}}};
      (void)engine::turn(processor, {{book::Command(costly), debt}}, then);
    }
    EXPECT_EQ(processor.sequence().value, owes ? 2u : 1u);
  }
  EXPECT_EQ(error_of(create_operator(state_dir, {"Ada", "VIEWER", ""})), "");
  const auto state = open_state({state_dir, false, false}, {});
  CHECK(state.has_value());
  EXPECT_EQ(state->processor->book().operators.size(), 1u);
  return state->processor->sequence().value;
}

TEST(OperatorsAfterWeeks, AreCreatedOnceTheHoursAreCharged) {
  constexpr std::int64_t kHours = 2 * kHoursPerTurn + 24;
  EXPECT_EQ(records_after_an_absence(kHours, /*owes=*/false), 2u);
  EXPECT_GE(records_after_an_absence(kHours, /*owes=*/true),
            static_cast<std::uint64_t>(kHours) + 3);
}

TEST(DemoOperators, TheirTokensAreGood) {
  State state = memory_state();
  ASSERT_TRUE(seed_demo(state, Timestamp{1'760'000'000'000}));
  EXPECT_EQ(state.processor->book().operators.size(), demo_operators().size());
  for (const DemoOperator& demo : demo_operators()) {
    const auto id = auth::operator_id_of(demo.token);
    ASSERT_TRUE(id) << demo.token;
    const auto& who = *state.processor->book().operators.find(*id)->second;
    EXPECT_EQ(who.role, demo.role);
    EXPECT_TRUE(auth::is_operator_token(demo.token, who.token_hash));
  }
}

}  // namespace
}  // namespace plimsoll::app
