// Open files: the soft limit rises as far as it may, and what is still too few is told.
#include "app/descriptors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

namespace plimsoll::app {
namespace {

using testing::HasSubstr;

class Descriptors : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before_), 0); }
  void TearDown() override { EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &before_), 0); }

  rlimit before_{};
};

TEST_F(Descriptors, TheSoftLimitRisesToTheHardOne) {
  const rlimit low{64, before_.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);
  const std::string warning = raise_descriptor_limit(1);
  EXPECT_EQ(warning.empty(), before_.rlim_max >= 513) << warning;
  rlimit now{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &now), 0);
  EXPECT_EQ(now.rlim_cur, before_.rlim_max);
}

TEST_F(Descriptors, TooFewAreToldWithWhatIsNeeded) {
  const auto more = static_cast<std::int64_t>(before_.rlim_max);
  if (more < 0 || more > 1'000'000'000) GTEST_SKIP() << "no limit here";
  const std::string warning = raise_descriptor_limit(more);
  EXPECT_THAT(warning, HasSubstr("max-connections is " + std::to_string(more)));
  EXPECT_THAT(warning, HasSubstr("needs " + std::to_string(more + 512)));
  EXPECT_THAT(warning, HasSubstr("only " + std::to_string(more)));
}

}  // namespace
}  // namespace plimsoll::app
