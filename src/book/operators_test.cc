// CreateOperator, RevokeOperator, OperatorActed: every refusal, in its order, and what they leave
// alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "book/testing.h"

namespace plimsoll::book {
namespace {

using testing::ElementsAre;

TEST(CreateOperator, IsDatedByTheBook) {
  Book book = make_book();
  model::Operator who = operator_named("op1", "Ada");
  who.role = model::OperatorRole::kRiskOfficer;
  who.expires = kNow + 1;
  who.created = Timestamp{5};
  EXPECT_THAT(changed_by(book, CreateOperator{who}), ElementsAre("+operator op1"));
  who.created = kNow;
  EXPECT_EQ(*book.operators.at("op1"), who);
}

TEST(CreateOperator, TheErrorsComeInTheirOrder) {
  Book book = make_book();
  accept(book, CreateOperator{operator_named("op1", "Ada")});
  model::Operator who = operator_named("op1", "\n");
  who.token_hash.clear();
  who.expires = kNow;
  EXPECT_EQ(refusal(book, CreateOperator{who}), "MALFORMED") << "no hash";
  who.token_hash = "h";
  EXPECT_EQ(refusal(book, CreateOperator{who}), "MALFORMED") << "no name";
  who.name = "Bo";
  EXPECT_EQ(refusal(book, CreateOperator{who}), "DUPLICATE") << "the id";
  who.id = "op2";
  who.name = "Ada";
  EXPECT_EQ(refusal(book, CreateOperator{who}), "DUPLICATE") << "the name";
  who.name = "Bo";
  EXPECT_EQ(refusal(book, CreateOperator{who}), "OUT_OF_RANGE") << "expired at once";
  EXPECT_EQ(refusal(book, CreateOperator{operator_named("", "Bo")}), "MALFORMED") << "no id";
}

TEST(RevokeOperator, RemovesTheOperatorAloneAndFreesTheName) {
  Book book = make_book();
  accept(book, CreateOperator{operator_named("op1", "Ada")});
  accept(book, CreateOperator{operator_named("op2", "Bo")});
  EXPECT_THAT(changed_by(book, RevokeOperator{"op1"}), ElementsAre("-operator op1"));
  EXPECT_EQ(refusal(book, RevokeOperator{"op1"}), "UNKNOWN_OPERATOR");
  EXPECT_EQ(refusal(book, RevokeOperator{""}), "UNKNOWN_OPERATOR");
  accept(book, CreateOperator{operator_named("op3", "Ada")});
}

TEST(OperatorActed, ChangesNothing) {
  Book book = make_book();
  const Digest before = digest_of(book);
  apply(book, OperatorActed{"op1", "Ada", "VIEWER", "FUND_POOL", "because"});
  EXPECT_EQ(digest_of(book), before);
}

TEST(OperatorActed, AReasonIsOneLineOfReasonableLength) {
  EXPECT_TRUE(check_reason("x"));
  EXPECT_TRUE(check_reason(std::string(500, 'x')));
  for (const std::string& reason :
       {std::string(), std::string("  "), std::string("a\nb"), std::string(501, 'x')}) {
    const auto checked = check_reason(reason);
    ASSERT_FALSE(checked) << reason;
    EXPECT_EQ(describe(checked.error()),
              "MALFORMED: a reason has 1 to 500 characters on one line, and is not blank");
  }
}

}  // namespace
}  // namespace plimsoll::book
