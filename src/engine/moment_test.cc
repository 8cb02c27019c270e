// Moments: which texts are one, and which records they take in.
#include "engine/moment.h"

#include <gtest/gtest.h>

namespace plimsoll::engine {
namespace {

std::string read(std::string_view text) {
  const auto moment = read_moment(text);
  if (!moment) {
    EXPECT_EQ(moment.error().code, ErrorCode::kMalformed);
    return "refused";
  }
  if (const auto* time = std::get_if<Timestamp>(&*moment)) return std::to_string(time->ms) + " ms";
  return "record " + std::to_string(std::get<Sequence>(*moment).value);
}

TEST(Moment, IsATimeOrARecord) {
  EXPECT_EQ(read("2026-11-20T21:20:00Z"), "1795209600000 ms");
  EXPECT_EQ(read("2026-11-20T21:20:00.5Z"), "1795209600500 ms");
  EXPECT_EQ(read("2026-11-20T21:20:00.05Z"), "1795209600050 ms");
  EXPECT_EQ(read("2026-11-20T21:20:00.005Z"), "1795209600005 ms");
  EXPECT_EQ(read("1970-01-01T00:00:00Z"), "0 ms");
  EXPECT_EQ(read("2024-02-29T23:59:59.999Z"), "1709251199999 ms");
  EXPECT_EQ(read("1795209600000"), "1795209600000 ms");
  EXPECT_EQ(read("123"), "123 ms") << "digits alone are never a record";
  EXPECT_EQ(read("seq:123"), "record 123");
  EXPECT_EQ(read("seq:0"), "record 0");
}

TEST(Moment, AnythingElseIsNone) {
  for (const char* text : {"",
                           " ",
                           "seq:",
                           "seq:-1",
                           "seq:1x",
                           "seq: 1",
                           "SEQ:1",
                           "-1",
                           "+1",
                           "1.5",
                           "1e3",
                           "now",
                           "99999999999999999999",
                           "2026-11-20",
                           "2026-11-20T21:20:00",
                           "2026-11-20 21:20:00Z",
                           "2026-11-20T21:20Z",
                           "2026-11-20T21:20:00+01:00",
                           "2026-11-20T21:20:00.Z",
                           "2026-11-20T21:20:00.1234Z",
                           "2026-11-20T21:20:00.-1Z",
                           "2026-11-31T00:00:00Z",
                           "2025-02-29T00:00:00Z",
                           "2026-00-10T00:00:00Z",
                           "2026-13-10T00:00:00Z",
                           "2026-11-20T24:00:00Z",
                           "2026-11-20T21:60:00Z",
                           "2026-11-20T21:20:60Z",
                           "226-11-20T21:20:00Z",
                           "2026-1-20T21:20:00Z",
                           "2026-11-20T21:20:00ZZ",
                           "2026/11/20T21:20:00Z"}) {
    EXPECT_EQ(read(text), "refused") << text;
  }
}

TEST(Moment, IsWrittenAsItIsRead) {
  for (const std::int64_t ms :
       {0LL, 1LL, 999LL, 1795209600000LL, 1709251199999LL, 4102444800000LL}) {
    EXPECT_EQ(read(iso_time(Timestamp{ms})), std::to_string(ms) + " ms");
  }
  EXPECT_EQ(iso_time(Timestamp{1795209600007}), "2026-11-20T21:20:00.007Z");
}

TEST(Moment, TakesInWhatIsNotLater) {
  const Moment time = Timestamp{1000};
  EXPECT_TRUE(includes(time, Sequence{9}, Timestamp{999}));
  EXPECT_TRUE(includes(time, Sequence{9}, Timestamp{1000})) << "a record counts from its own time";
  EXPECT_FALSE(includes(time, Sequence{1}, Timestamp{1001}));
  const Moment record = Sequence{5};
  EXPECT_TRUE(includes(record, Sequence{5}, Timestamp{9999}));
  EXPECT_FALSE(includes(record, Sequence{6}, Timestamp{1}));
}

}  // namespace
}  // namespace plimsoll::engine
