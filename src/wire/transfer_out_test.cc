// transfer-out: the answer is nothing, in JSON.
#include "wire/transfer_out.h"

#include <gtest/gtest.h>

#include "wire/testing.h"

namespace plimsoll::wire {
namespace {

TEST(TransferOut, AnswersWithAnEmptyObject) { EXPECT_EQ(written(write_transfer_out), "{}"); }

}  // namespace
}  // namespace plimsoll::wire
