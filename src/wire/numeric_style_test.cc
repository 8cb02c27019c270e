// The switches: every name and word works, what is wrong is refused with the choices.
#include "wire/numeric_style.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace plimsoll::wire {
namespace {

TEST(NumericStyle, EveryRowOfTheSpecificationHasAChoiceAndSoHasTheZero) {
  std::set<std::string_view> names;
  for (const StyleChoice& choice : style_choices()) names.insert(choice.name);
  EXPECT_EQ(names.size(), style_choices().size()) << "a name stands twice";
  EXPECT_EQ(names.size(), 15u + 1u);
  EXPECT_TRUE(names.contains("emit_0E8"));
}

TEST(NumericStyle, EveryWordSetsSomethingOfItsOwn) {
  std::vector<NumericStyle> seen = {NumericStyle{}};
  for (const StyleChoice& choice : style_choices()) {
    for (const std::string_view value : choice.values) {
      NumericStyle style;
      ASSERT_TRUE(style.set(choice.name, value).has_value()) << choice.name << "=" << value;
      if (value == choice.default_value) {
        EXPECT_EQ(style, NumericStyle{}) << choice.name;
        continue;
      }
      for (const NumericStyle& other : seen) EXPECT_FALSE(style == other) << choice.name;
      seen.push_back(style);
      ASSERT_TRUE(style.set(choice.name, choice.default_value).has_value());
      EXPECT_EQ(style, NumericStyle{}) << choice.name << " does not go back";
    }
  }
}

TEST(NumericStyle, NamesAreThoseOfTheMembers) {
  NumericStyle style;
  ASSERT_TRUE(style.set("transaction_id", "text").has_value());
  ASSERT_TRUE(style.set("liquidation_totals", "number").has_value());
  ASSERT_TRUE(style.set("snapshot_liabilities", "object").has_value());
  ASSERT_TRUE(style.set("flags", "text").has_value());
  ASSERT_TRUE(style.set("emit_0E8", "true").has_value());
  EXPECT_EQ(style.transaction_id, Notation::kText);
  EXPECT_EQ(style.liquidation_totals, Notation::kNumber);
  EXPECT_EQ(style.snapshot_liabilities, Nesting::kObject);
  EXPECT_EQ(style.flags, FlagNotation::kText);
  EXPECT_TRUE(style.emit_0e8);
  EXPECT_EQ(style.amount, Notation::kNumber) << "others stay";
}

TEST(NumericStyle, WhatIsUnknownIsRefusedAndChangesNothing) {
  NumericStyle style;
  const auto name = style.set("transactionId", "text");
  ASSERT_FALSE(name.has_value());
  EXPECT_EQ(name.error().code, ErrorCode::kSetting);
  EXPECT_NE(name.error().detail.find("transactionId"), std::string::npos);
  for (const char* value : {"", "Text", "string", "boolean", "1"}) {
    const auto word = style.set("transaction_id", value);
    ASSERT_FALSE(word.has_value()) << value;
    EXPECT_EQ(word.error().code, ErrorCode::kSetting);
    EXPECT_NE(word.error().detail.find("number or text"), std::string::npos);
  }
  EXPECT_EQ(style, NumericStyle{});
}

}  // namespace
}  // namespace plimsoll::wire
