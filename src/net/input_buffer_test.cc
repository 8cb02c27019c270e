// How much memory one connection's unread bytes can take.
#include "net/input_buffer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "net/request_parser.h"

namespace plimsoll::net {
namespace {

constexpr RequestLimits kLimits;
constexpr std::size_t kLargestRequest =
    kLimits.request_line + kLimits.header_bytes + kLimits.body_bytes + 4;  // and two line ends

// Receives `size` bytes in pieces of at most `piece`, or whatever there is room for.
void receive(InputBuffer& input, std::size_t size, std::size_t piece) {
  while (size > 0) {
    const auto room = input.prepare();
    ASSERT_GE(room.size(), InputBuffer::kMinimumRead);
    const std::size_t taken = std::min({size, piece, room.size()});
    std::fill_n(room.begin(), taken, 'x');
    input.commit(taken);
    size -= taken;
  }
}

TEST(InputBuffer, ARequestOfTheGreatestSizeTakesABoundedSpace) {
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    InputBuffer input;
    for (int requests = 0; requests < 5; ++requests) {
      // Some of the next request is there already when this one goes.
      const std::size_t size = kLargestRequest - random() % 1000 * (random() % 2);
      receive(input, size - input.view().size(), 1 + random() % 70'000);
      EXPECT_LE(input.capacity(), 256u * 1024);
      EXPECT_LT(input.capacity(), 4 * (kLargestRequest + InputBuffer::kMinimumRead));
      input.consume(input.view().size() - random() % 3000);
    }
  }
}

TEST(InputBuffer, AnIdleConnectionKeepsLittle) {
  InputBuffer input;
  receive(input, kLargestRequest, 4096);
  input.consume(kLargestRequest);
  EXPECT_EQ(input.capacity(), 0u) << "more than an idle connection may keep has gone";
  receive(input, 600, 600);
  input.consume(600);
  EXPECT_EQ(input.capacity(), InputBuffer::kFirstCapacity);
  receive(input, 10'000, 4096);
  input.consume(10'000);
  EXPECT_LE(input.capacity(), InputBuffer::kKeptCapacity);
}

}  // namespace
}  // namespace plimsoll::net
