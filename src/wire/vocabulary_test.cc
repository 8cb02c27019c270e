// The literals: exactly those that clients know.
#include "wire/vocabulary.h"

#include <gtest/gtest.h>

namespace plimsoll::wire {
namespace {

TEST(Vocabulary, TypeNamesAreTheThreeAndTwoThatClientsKnow) {
  EXPECT_EQ(wallet_type_name(WalletType::kSpot), "SPOT");
  EXPECT_EQ(wallet_type_name(WalletType::kCrossMargin), "CROSS_MARGIN");
  EXPECT_EQ(wallet_type_name(WalletType::kPortfolioMargin), "PORTFOLIO_MARGIN");
  EXPECT_EQ(member_type_name(MemberType::kCredit), "CREDIT");
  EXPECT_EQ(member_type_name(MemberType::kCollateral), "COLLATERAL");
}

TEST(Vocabulary, ARecordIsConfirmedOrFailed) {
  EXPECT_EQ(record_status_name(RecordStatus::kConfirmed), "CONFIRM");
  EXPECT_EQ(record_status_name(RecordStatus::kFailed), "FAILED");
}

}  // namespace
}  // namespace plimsoll::wire
