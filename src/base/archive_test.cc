// Structures to bytes and back: the format is fixed, and damaged bytes are noticed, never guessed.
#include "base/archive.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace plimsoll {
namespace {

enum class Colour : std::uint8_t { kRed, kGreen, kBlue };
constexpr int enum_size(Colour) { return 3; }

struct Point {
  std::int64_t x = 0;
  Colour colour = Colour::kRed;

  static constexpr auto fields() { return std::tuple(&Point::x, &Point::colour); }
  friend bool operator==(const Point&, const Point&) = default;
};

using Choice = std::variant<std::monostate, bool, std::string, Point>;

struct Everything {
  bool flag = false;
  std::uint16_t small = 0;
  std::int64_t large = 0;
  std::string text;
  Timestamp time;
  Uid uid;
  AssetId asset;
  Amount amount;
  Price price;
  Colour colour = Colour::kRed;
  std::optional<Point> maybe;
  std::vector<Point> points;
  Choice choice;

  static constexpr auto fields() {
    using E = Everything;
    return std::tuple(&E::flag, &E::small, &E::large, &E::text, &E::time, &E::uid, &E::asset,
                      &E::amount, &E::price, &E::colour, &E::maybe, &E::points, &E::choice);
  }
  friend bool operator==(const Everything&, const Everything&) = default;
};

Everything example() {
  Everything all;
  all.flag = true;
  all.small = 65535;
  all.large = -2;
  all.text = std::string("a\0b", 3);
  all.time = Timestamp{1'752'137'105'623};
  all.uid = Uid{kMaxId};
  all.asset = AssetId{513};
  all.amount = Amount::from_raw(-kInt128Max);
  all.price = Price::from_raw(123);
  all.colour = Colour::kBlue;
  all.maybe = Point{7, Colour::kGreen};
  all.points = {{1, Colour::kRed}, {2, Colour::kBlue}};
  all.choice = Point{9, Colour::kGreen};
  return all;
}

template <class T>
std::string bytes_of(const T& value) {
  std::string bytes;
  Writer out(bytes);
  write(out, value);
  return bytes;
}

// The value if all the bytes were read and nothing else, else nothing.
template <class T>
std::optional<T> value_of(std::string_view bytes) {
  Reader in(bytes);
  T value{};
  read(in, value);
  if (!in.done()) return std::nullopt;
  return value;
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

TEST(Archive, EveryKindOfFieldComesBack) {
  EXPECT_EQ(value_of<Everything>(bytes_of(example())), example());
  EXPECT_EQ(value_of<Everything>(bytes_of(Everything{})), Everything{});
  for (const Choice& choice : {Choice{}, Choice{true}, Choice{"text"}, Choice{Point{1, {}}}}) {
    EXPECT_EQ(value_of<Choice>(bytes_of(choice)), choice);
  }
}

TEST(Archive, TheBytesAreLittleEndianInTheOrderOfTheFields) {
  EXPECT_EQ(hex(bytes_of(Point{0x0102, Colour::kBlue})), "020100000000000002");
  EXPECT_EQ(hex(bytes_of(std::optional<bool>())), "00");
  EXPECT_EQ(hex(bytes_of(std::optional(true))), "0101");
  EXPECT_EQ(hex(bytes_of(std::string("ab"))), "020000006162");
  EXPECT_EQ(hex(bytes_of(std::vector<Timestamp>{Timestamp{-1}})), "01000000ffffffffffffffff");
  EXPECT_EQ(hex(bytes_of(Choice{false})), "0100");
  EXPECT_EQ(hex(bytes_of(AssetId{0x0203})), "0302");
  EXPECT_EQ(hex(bytes_of(Amount::from_raw(-2))), "feffffffffffffffffffffffffffffff");
}

TEST(Archive, AnEnumerationOutOfItsRangeFails) {
  EXPECT_EQ(value_of<Colour>(std::string_view("\2", 1)), Colour::kBlue);
  EXPECT_FALSE(value_of<Colour>(std::string_view("\3", 1)));
  EXPECT_FALSE(value_of<Colour>(std::string_view("\xFF", 1)));
}

TEST(Archive, AVariantOutOfItsRangeFails) {
  EXPECT_TRUE(value_of<Choice>(std::string_view("\0", 1)));
  EXPECT_FALSE(value_of<Choice>(std::string_view("\4", 1)));
  EXPECT_FALSE(value_of<Choice>(std::string_view("\xFF", 1)));
}

TEST(Archive, AFlagIsZeroOrOne) {
  EXPECT_FALSE(value_of<bool>(std::string_view("\2", 1)));
  EXPECT_FALSE(value_of<std::optional<bool>>(std::string_view("\2\1", 2)));
}

TEST(Archive, ALengthBeyondTheBytesFailsWithoutAllocatingIt) {
  const std::string_view most("\xFF\xFF\xFF\xFF", 4);
  EXPECT_FALSE(value_of<std::string>(most));
  EXPECT_FALSE(value_of<std::vector<Point>>(most));
  EXPECT_FALSE(value_of<std::string>(std::string_view("\3\0\0\0ab", 6)));
}

TEST(Archive, EveryTruncationIsNoticed) {
  const std::string bytes = bytes_of(example());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(value_of<Everything>(std::string_view(bytes).substr(0, size))) << size;
  }
}

TEST(Archive, WhatFollowsIsNoticedToo) {
  EXPECT_FALSE(value_of<Everything>(bytes_of(example()) + '\0'));
}

TEST(Archive, AFailedReaderStaysFailed) {
  Reader in(std::string_view("\2\1", 2));
  (void)in.boolean();
  ASSERT_TRUE(in.failed());
  EXPECT_EQ(in.u8(), 0) << "nothing is read after a failure";
  EXPECT_TRUE(in.text().empty());
  EXPECT_EQ(in.count(), 0u);
  EXPECT_FALSE(in.done());
}

TEST(Archive, ReadingReplacesWhatWasThere) {
  Everything used = example();
  const std::string bytes = bytes_of(Everything{});
  Reader in(bytes);
  read(in, used);
  EXPECT_TRUE(in.done());
  EXPECT_EQ(used, Everything{});
}

}  // namespace
}  // namespace plimsoll
