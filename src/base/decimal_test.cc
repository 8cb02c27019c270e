// Decimal text: what the wire allows and nothing else, exact in both directions.
#include "base/decimal.h"

#include <gtest/gtest.h>

#include <random>

#include "base/limits.h"

namespace plimsoll {
namespace {

std::string parsed(std::string_view text, DecimalForm form = DecimalForm::kPlain) {
  const auto number = parse_number<Amount>(text, form);
  return number ? trimmed(*number) : std::string(error_name(number.error().code));
}

TEST(Decimal, PlainForm) {
  EXPECT_EQ(parsed("0"), "0");
  EXPECT_EQ(parsed("-0"), "0");
  EXPECT_EQ(parsed("007.50"), "7.5");
  EXPECT_EQ(parsed("-12.34500000"), "-12.345");
  EXPECT_EQ(parsed("0.00000001"), "0.00000001");
  EXPECT_EQ(parsed("1.000000000000"), "1") << "zeros beyond the grid say nothing";
  EXPECT_EQ(parsed("0.000000001"), "TOO_PRECISE");
  for (const char* bad : {"", "-", ".", "1.", ".5", "+1", "1e3", " 1", "1 ", "1,0", "0x1", "nan",
                          "1.2.3", "--1", "1-"}) {
    EXPECT_EQ(parsed(bad), "MALFORMED") << bad;
  }
}

TEST(Decimal, ScientificForm) {
  const auto form = DecimalForm::kScientific;
  EXPECT_EQ(parsed("1e-08", form), "0.00000001");
  EXPECT_EQ(parsed("1e-8", form), "0.00000001");
  EXPECT_EQ(parsed("2.5E3", form), "2500");
  EXPECT_EQ(parsed("100.0", form), "100");
  EXPECT_EQ(parsed("1.", form), "1");
  EXPECT_EQ(parsed("+.5", form), "0.5");
  EXPECT_EQ(parsed("12500e-10", form), "0.00000125");
  EXPECT_EQ(parsed("0e70", form), "0");
  EXPECT_EQ(parsed("1e-9", form), "TOO_PRECISE");
  EXPECT_EQ(parsed("1e60", form), "OUT_OF_RANGE");
  EXPECT_EQ(parsed("1e400", form), "OUT_OF_RANGE");
  EXPECT_EQ(parsed("1e999999999999", form), "OUT_OF_RANGE");
  EXPECT_EQ(parsed("1e-999999999999", form), "TOO_PRECISE");
  EXPECT_EQ(parsed("0e999999999999", form), "0");
  for (const char* bad :
       {"e5", "1e", "1e+", "1e5.0", "1e--5", "1e+-5", "1e-+5", "undefined", "Infinity"}) {
    EXPECT_EQ(parsed(bad, form), "MALFORMED") << bad;
  }
}

TEST(Decimal, Limits) {
  EXPECT_EQ(parsed("1701411834604692317132405596421.74554112"),
            "1701411834604692317132405596421.74554112");
  EXPECT_EQ(parsed("1701411834604692317132405596421.74554113"), "OUT_OF_RANGE");
  EXPECT_EQ(parsed(std::string(kMaxDecimalText + 1, '0')), "MALFORMED");
  EXPECT_FALSE(parse_number<Price>("92233720368.54775808").has_value());
  EXPECT_TRUE(parse_number<Price>("92233720368.54775807").has_value());
}

TEST(Decimal, Padded) {
  EXPECT_EQ(padded(Amount::from_raw(0)), "0.00000000");
  EXPECT_EQ(padded(Amount::from_raw(-5)), "-0.00000005");
  EXPECT_EQ(padded(Ratio::from_raw(7500)), "0.7500");
}

TEST(Decimal, PrintingThenParsingGivesTheSameNumber) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const auto high = static_cast<std::int64_t>(random()) >> (random() % 64);
    const Int128 raw =
        (static_cast<Int128>(high) << (random() % 64)) + static_cast<Int128>(random() % 1000);
    const Amount amount = Amount::narrowed(raw);
    if (!amount.fits()) continue;
    EXPECT_EQ(parse_number<Amount>(trimmed(amount)), amount);
    EXPECT_EQ(parse_number<Amount>(padded(amount)), amount);
  }
}

}  // namespace
}  // namespace plimsoll
