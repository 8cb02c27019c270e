// The vocabulary of keys: form, types, permissions, addresses.
#include "auth/api_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::auth {
namespace {

using ::testing::HasSubstr;

bool allows(std::string_view list, std::string_view address) {
  return IpAllowList::parse(list)->allows(*IpAddress::parse(address));
}

TEST(ApiKey, HasSixteenTo128LettersAndDigits) {
  EXPECT_TRUE(check_api_key_form("abcdEFGH01234567").has_value());
  EXPECT_TRUE(check_api_key_form(std::string(64, 'z')).has_value());
  EXPECT_TRUE(check_api_key_form(std::string(128, '9')).has_value());
  for (const std::string& key :
       {std::string(), std::string(15, 'a'), std::string(129, 'a'), std::string("abcdEFGH0123456-"),
        std::string("abcdEFGH0123456 "), std::string("abcdEFGH0123456\0", 16),
        std::string("abcdEFGH012345\xC3\xA9")}) {
    const auto checked = check_api_key_form(key);
    ASSERT_FALSE(checked.has_value()) << key;
    EXPECT_EQ(checked.error().code, ErrorCode::kApiKeyMalformed);
  }
}

TEST(KeyType, NamesReadBack) {
  for (const KeyType type : {KeyType::kHmac, KeyType::kRsa, KeyType::kEd25519}) {
    EXPECT_EQ(*parse_key_type(key_type_name(type)), type);
  }
  EXPECT_EQ(parse_key_type("hmac").error().code, ErrorCode::kMalformed);
}

TEST(Permissions, EverySetReadsBackFromItsTextAndItsBits) {
  for (std::uint8_t bits = 0; bits < 8; ++bits) {
    const Permissions permissions = *Permissions::from_bits(bits);
    EXPECT_EQ(permissions.bits(), bits);
    EXPECT_EQ(*Permissions::parse(permissions.to_text()), permissions);
    EXPECT_EQ(permissions.has(Permission::kRead), (bits & 1) != 0);
    EXPECT_EQ(permissions.has(Permission::kTrade), (bits & 2) != 0);
    EXPECT_EQ(permissions.has(Permission::kInternalTransfer), (bits & 4) != 0);
  }
  EXPECT_EQ((Permissions{Permission::kInternalTransfer, Permission::kRead}.to_text()),
            "READ,INTERNAL_TRANSFER");
  EXPECT_EQ(*Permissions::parse("TRADE,READ"),
            Permissions{}.with(Permission::kRead).with(Permission::kTrade));
}

TEST(Permissions, UnknownNamesAndBitsAreRefused) {
  for (const char* text : {"read", "READ,", ",READ", "READ, TRADE", "WITHDRAW", " "}) {
    const auto parsed = Permissions::parse(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_EQ(parsed.error().code, ErrorCode::kMalformed);
  }
  EXPECT_EQ(Permissions::from_bits(9).error().code, ErrorCode::kOutOfRange);
}

TEST(IpAddress, PrintsWhatItReads) {
  for (const char* text : {"0.0.0.0", "10.1.2.3", "255.255.255.255", "::", "::1", "2001:db8::1",
                           "2001:db8:1:2:3:4:5:6"}) {
    EXPECT_EQ(IpAddress::parse(text)->to_text(), text);
  }
  EXPECT_EQ(IpAddress::parse("2001:DB8:0::0001")->to_text(), "2001:db8::1");
  EXPECT_EQ(IpAddress::v4({10, 1, 2, 3}).to_text(), "10.1.2.3");
}

TEST(IpAddress, AMappedAddressIsTheIpv4Address) {
  EXPECT_EQ(*IpAddress::parse("::ffff:10.1.2.3"), IpAddress::v4({10, 1, 2, 3}));
  EXPECT_EQ(*IpAddress::parse("::ffff:a01:203"), IpAddress::v4({10, 1, 2, 3}));
  EXPECT_EQ(IpAddress::parse("::ffff:10.1.2.3")->to_text(), "10.1.2.3");
  EXPECT_TRUE(IpAddress::parse("::ffff:1.2.3.4")->is_v4());
  EXPECT_FALSE(IpAddress::parse("::1.2.3.4")->is_v4());
}

TEST(IpAddress, RefusesWhatIsNone) {
  using namespace std::literals;
  for (const std::string_view text :
       {""sv, "10"sv, "10.1.2"sv, "10.1.2.256"sv, "010.1.2.3"sv, "10.1.2.3 "sv, "0x0a.1.2.3"sv,
        "1.2.3.4.5"sv, ":::"sv, "12345::"sv, "fe80::1%eth0"sv, "10.1.2.3\0"sv, "10.1.2.3\0x"sv,
        "localhost"sv, "2001:0db8:0000:0000:0000:0000:0000:00001:0000:0000:0000:0000"sv}) {
    const auto address = IpAddress::parse(text);
    ASSERT_FALSE(address.has_value()) << text;
    EXPECT_EQ(address.error().code, ErrorCode::kMalformed) << text;
  }
}

struct RangeCase {
  const char* range;
  const char* address;
  bool contained;
};

TEST(IpRange, ContainsExactlyItsNetwork) {
  const RangeCase cases[] = {
      {"10.0.0.1", "10.0.0.1", true},
      {"10.0.0.1", "10.0.0.2", false},
      {"10.0.0.1", "::ffff:10.0.0.1", true},
      {"10.0.0.0/8", "10.255.255.255", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"10.0.0.0/8", "::ffff:10.9.8.7", true},
      {"10.0.0.128/25", "10.0.0.127", false},
      {"10.0.0.128/25", "10.0.0.128", true},
      {"10.0.0.4/31", "10.0.0.5", true},
      {"10.0.0.4/31", "10.0.0.6", false},
      {"10.0.0.4/32", "10.0.0.4", true},
      {"0.0.0.0/0", "203.0.113.9", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"::/0", "2001:db8::1", true},
      {"::/0", "203.0.113.9", false},
      {"::ffff:10.0.0.0/104", "10.1.2.3", true},
      {"::ffff:10.0.0.0/104", "11.1.2.3", false},
      {"2001:db8::/32", "2001:db8:ffff::1", true},
      {"2001:db8::/32", "2001:db9::1", false},
      {"2001:db8::1", "2001:db8::1", true},
      {"2001:db8:8000::/33", "2001:db8:7fff::", false},
      {"2001:db8:8000::/33", "2001:db8:ffff::", true},
      {"2001:db8::/127", "2001:db8::1", true},
      {"2001:db8::/127", "2001:db8::2", false},
  };
  for (const RangeCase& c : cases) {
    const auto range = IpRange::parse(c.range);
    ASSERT_TRUE(range.has_value()) << c.range;
    EXPECT_EQ(range->contains(*IpAddress::parse(c.address)), c.contained)
        << c.range << " and " << c.address;
  }
}

TEST(IpRange, PrintsInOneForm) {
  const std::pair<const char*, const char*> cases[] = {
      {"10.0.0.1", "10.0.0.1"},
      {"10.0.0.1/32", "10.0.0.1"},
      {"10.0.0.0/8", "10.0.0.0/8"},
      {"0.0.0.0/0", "0.0.0.0/0"},
      {"2001:db8::1/128", "2001:db8::1"},
      {"2001:DB8::/32", "2001:db8::/32"},
      {"::/0", "::/0"},
      {"::ffff:10.0.0.0/104", "10.0.0.0/8"},
      {"::ffff:0:0/96", "0.0.0.0/0"},
  };
  for (const auto& [text, printed] : cases) {
    ASSERT_TRUE(IpRange::parse(text).has_value()) << text;
    EXPECT_EQ(IpRange::parse(text)->to_text(), printed);
    EXPECT_EQ(*IpRange::parse(printed), *IpRange::parse(text));
  }
}

TEST(IpRange, RefusesWhatIsNone) {
  for (const char* text :
       {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/8x", "10.0.0.0/8/8",
        "/8", "::/129", "10.0.0.0/+8", "10.0.0.0/ 8", "10.0.0.0/99999999999999999999"}) {
    const auto range = IpRange::parse(text);
    ASSERT_FALSE(range.has_value()) << text;
    EXPECT_EQ(range.error().code, ErrorCode::kMalformed) << text;
  }
}

TEST(IpRange, BitsBehindThePrefixAreASlipAndTheTextSaysTheNetwork) {
  const auto range = IpRange::parse("10.1.2.3/8");
  ASSERT_FALSE(range.has_value());
  EXPECT_EQ(range.error().code, ErrorCode::kMalformed);
  EXPECT_THAT(range.error().detail, HasSubstr("10.0.0.0/8"));
  EXPECT_FALSE(IpRange::parse("2001:db8::1/32").has_value());
}

TEST(IpAllowList, EmptyAllowsAnyAddress) {
  EXPECT_TRUE(allows("", "203.0.113.9"));
  EXPECT_TRUE(allows("  ", "2001:db8::1"));
  EXPECT_EQ(IpAllowList::parse(" ")->to_text(), "");
}

TEST(IpAllowList, AllowsWhatAnyEntryContains) {
  const char* const list = "10.0.0.0/8, 192.0.2.7 ,2001:db8::/32";
  EXPECT_TRUE(allows(list, "10.1.2.3"));
  EXPECT_TRUE(allows(list, "192.0.2.7"));
  EXPECT_TRUE(allows(list, "::ffff:192.0.2.7"));
  EXPECT_TRUE(allows(list, "2001:db8::9"));
  EXPECT_FALSE(allows(list, "192.0.2.8"));
  EXPECT_FALSE(allows(list, "2001:db9::9"));
  EXPECT_EQ(IpAllowList::parse(list)->to_text(), "10.0.0.0/8,192.0.2.7,2001:db8::/32");
}

TEST(IpAllowList, OneBadEntryRefusesTheList) {
  for (const char* text : {"10.0.0.1,", ",", "10.0.0.1,,10.0.0.2", "10.0.0.1 10.0.0.2", "any"}) {
    EXPECT_FALSE(IpAllowList::parse(text).has_value()) << text;
  }
}

TEST(IpAllowList, HasALimit) {
  std::string text = "10.0.0.1";
  for (std::size_t i = 1; i < kMaxIpRanges; ++i) text += ",10.0.0.1";
  EXPECT_TRUE(IpAllowList::parse(text).has_value());
  EXPECT_EQ(IpAllowList::parse(text + ",10.0.0.1").error().code, ErrorCode::kOutOfRange);
}

TEST(IpAllowList, AnErrorShowsForeignBytesHarmlessAndShort) {
  const auto list = IpAllowList::parse("\x1b[31m" + std::string(5000, 'x'));
  ASSERT_FALSE(list.has_value());
  EXPECT_EQ(list.error().detail.find('\x1b'), std::string::npos);
  EXPECT_LT(list.error().detail.size(), 200u);
}

}  // namespace
}  // namespace plimsoll::auth
