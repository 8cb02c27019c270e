// Books to bytes and back: the same book, which also goes on the same way.
#include "book/book_codec.h"

#include <gtest/gtest.h>

#include "book/test_commands.h"
#include "book/test_life.h"

namespace plimsoll::book {
namespace {

Book back(const Book& book) {
  auto again = decode_book(encode_book(book));
  EXPECT_TRUE(again) << describe(again.error());
  return again ? std::move(*again) : Book{};
}

// A book after a random life: units in every state, requests that are remembered.
Life random_life(std::uint64_t seed, int commands) {
  Life life{Book{}};
  RandomCommands source(seed);
  for (int i = 0; i < commands; ++i) {
    life.wait_until(life.book.time + (source.random().chance(3) ? 5 * kHourMs : 1'000));
    (void)life.act(source.next(life.book));
    if (source.random().chance(10)) {
      life.remember({{{digest(std::to_string(i)), digest("content"), life.book.time + 20'000}},
                     {i, Amount::whole(i)}});
    }
  }
  return life;
}

TEST(BookCodec, AnEmptyBookComesBack) {
  EXPECT_EQ(digest_of(back(Book{})), digest_of(Book{}));
  EXPECT_TRUE(back(Book{}).is_empty());
}

TEST(BookCodec, ARandomBookComesBackWithItsIndexes) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Book book = random_life(seed, 300).book;
    const Book again = back(book);
    ASSERT_EQ(digest_of(again), digest_of(book)) << "seed " << seed;
    ASSERT_EQ(again.uids_by_email, book.uids_by_email) << "seed " << seed;
    ASSERT_EQ(again.parameters.asset_ids, book.parameters.asset_ids) << "seed " << seed;
    ASSERT_EQ(again.parameters.contract_ids, book.parameters.contract_ids) << "seed " << seed;
    ASSERT_EQ(again.parameters.usdt, book.parameters.usdt) << "seed " << seed;
    ASSERT_EQ(again.requests.size(), book.requests.size()) << "seed " << seed;
    ASSERT_TRUE(broken_promise(again).empty()) << "seed " << seed << broken_promise(again);
  }
}

TEST(BookCodec, ABookThatCameBackLivesOnAsTheOriginal) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Life original = random_life(seed, 150);
    Life again(back(original.book));
    RandomCommands one(seed + 1000);
    RandomCommands other(seed + 1000);
    for (int i = 0; i < 150; ++i) {
      const Timestamp time = original.book.time + (i % 10 == 0 ? kHourMs : 1'000);
      original.wait_until(time);
      again.wait_until(time);
      const auto done = original.act(one.next(original.book));
      const auto redone = again.act(other.next(again.book));
      ASSERT_EQ(done.has_value(), redone.has_value()) << "seed " << seed << " command " << i;
      const RequestAnswered answer{{{digest(std::to_string(i)), {}, time + 3'000}}, {}};
      original.remember(answer);
      again.remember(answer);
    }
    ASSERT_EQ(digest_of(again.book), digest_of(original.book)) << "seed " << seed;
  }
}

TEST(BookCodec, EveryTruncationAndEveryExtensionIsRefused) {
  const std::string bytes = encode_book(make_book());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto book = decode_book(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(book) << "cut to " << size;
    ASSERT_EQ(book.error().code, ErrorCode::kMalformed);
  }
  EXPECT_FALSE(decode_book(bytes + '\0'));
}

TEST(BookCodec, DamagedBytesNeverCrash) {
  const std::string bytes = encode_book(random_life(5, 300).book);
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    Random random(seed);
    std::string damaged = bytes;
    const auto place =
        static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(bytes.size()) - 1));
    damaged[place] = static_cast<char>(damaged[place] ^ (1 << random.between(0, 7)));
    (void)decode_book(damaged);
  }
}

// A change of this number means that the bytes of a book have changed: raise kBookFormat with it,
// so that snapshots of the former program are not taken for ones of this.
TEST(BookCodec, TheBytesBelongToTheFormat) {
  EXPECT_EQ(kBookFormat, 1u);
  EXPECT_EQ(to_hex(digest_of(make_book())), "2288537b1ae4ff291630c8e492d16e75");
}

}  // namespace
}  // namespace plimsoll::book
