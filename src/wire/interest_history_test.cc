// Interest: the specified example, and the rate cut to 8 decimals.
#include "wire/interest_history.h"

#include <gtest/gtest.h>

#include <array>

#include "base/testing.h"
#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

const std::array<InterestRecord, 1> kRows = {
    {{GroupId{2}, "USDC", "1000"_amount, "0.0000083333"_rate, "0.00833330"_amount,
      Timestamp{1746442800000}}}};

TEST(InterestHistory, TheExampleIsReproducedByteForByte) {
  EXPECT_EQ(written(write_interest_history, 1, kRows, NumericStyle{}),
            R"({"total":1,"rows":[{"groupId":2,"assetName":"USDC","principal":1000,)"
            R"("interestRate":0.00000833,"interest":0.00833330,)"
            R"("interestTimestamp":1746442800000}]})");
}

TEST(InterestHistory, TheRateIsCutNotRounded) {
  const auto printed = [](Rate rate) {
    InterestRecord record = kRows[0];
    record.hourly_rate = rate;
    const std::string text =
        written(write_interest_history, 1, std::span(&record, 1), NumericStyle{});
    const std::size_t begin = text.find(R"("interestRate":)") + 15;
    return text.substr(begin, text.find(',', begin) - begin);
  };
  EXPECT_EQ(printed("0.0000083399"_rate), "0.00000833");
  EXPECT_EQ(printed("0.0000083400"_rate), "0.00000834");
  EXPECT_EQ(printed("0.0000000099"_rate), "0");
  EXPECT_EQ(printed("0.0000000100"_rate), "0.00000001");
}

TEST(InterestHistory, FiguresCanBeTexts) {
  EXPECT_EQ(written(write_interest_history, 1, kRows, styled("interest_figures", "text")),
            R"({"total":1,"rows":[{"groupId":2,"assetName":"USDC","principal":"1000",)"
            R"("interestRate":"0.00000833","interest":"0.00833330",)"
            R"("interestTimestamp":1746442800000}]})");
}

TEST(InterestHistory, TotalAndGroupCanBeTexts) {
  EXPECT_EQ(written(write_interest_history, 1, kRows, styled("interest_ids", "text")),
            R"({"total":"1","rows":[{"groupId":"2","assetName":"USDC","principal":1000,)"
            R"("interestRate":0.00000833,"interest":0.00833330,)"
            R"("interestTimestamp":1746442800000}]})");
}

TEST(InterestHistory, APagePastTheEndKeepsTheTotal) {
  EXPECT_EQ(written(write_interest_history, 12, std::span<const InterestRecord>{}, NumericStyle{}),
            R"({"total":12,"rows":[]})");
}

}  // namespace
}  // namespace plimsoll::wire
