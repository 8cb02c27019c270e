// The chain notices any change of any record, and a noted place reads back as it was written.
#include "journal/chain.h"

#include <gtest/gtest.h>

#include <vector>

namespace plimsoll::journal {
namespace {

using engine::Record;

ChainHash head_of(const std::vector<Record>& records) {
  Chain chain;
  for (const Record& record : records) chain.extend(record);
  return chain.head();
}

TEST(Chain, DependsOnEveryPartOfEveryRecord) {
  const std::vector<Record> records{{Sequence{1}, Timestamp{5}, "one"},
                                    {Sequence{2}, Timestamp{5}, ""},
                                    {Sequence{3}, Timestamp{9}, "three"}};
  const ChainHash head = head_of(records);
  EXPECT_EQ(head_of(records), head);
  for (std::size_t i = 0; i < records.size(); ++i) {
    std::vector<Record> changed = records;
    changed[i].sequence.value ^= 1;
    EXPECT_NE(head_of(changed), head);
    changed = records;
    changed[i].time.ms ^= std::int64_t{1} << 62;
    EXPECT_NE(head_of(changed), head);
    changed = records;
    changed[i].payload.push_back('\0');
    EXPECT_NE(head_of(changed), head);
    changed = records;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_NE(head_of(changed), head);
  }
}

TEST(Chain, APlaceReadsBackAsItWasWritten) {
  Chain chain;
  const ChainHash hash = chain.extend({Sequence{1}, Timestamp{5}, "one"});
  for (const std::uint64_t sequence : {std::uint64_t{0}, std::uint64_t{7}, ~std::uint64_t{0}}) {
    const std::string text = to_text({Sequence{sequence}, hash});
    const auto place = parse_place(text);
    ASSERT_TRUE(place.has_value()) << text;
    EXPECT_EQ(place->sequence.value, sequence);
    EXPECT_EQ(place->hash, hash);
  }
}

TEST(Chain, RefusesWhatIsNoPlace) {
  const std::string hash(64, 'a');
  for (const std::string& text :
       {std::string(), std::string("1"), std::string("1:"), ":" + hash, hash, "1:" + hash + "0",
        "1:" + hash.substr(1), "-1:" + hash, "1 :" + hash, "18446744073709551616:" + hash,
        "1:" + hash.substr(1) + "g", "1:" + hash.substr(1) + "A"}) {
    const auto place = parse_place(text);
    ASSERT_FALSE(place.has_value()) << text;
    EXPECT_EQ(place.error().code, ErrorCode::kSetting);
  }
}

}  // namespace
}  // namespace plimsoll::journal
