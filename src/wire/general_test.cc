// The general endpoints answer what is documented.
#include "wire/general.h"

#include <gtest/gtest.h>

namespace plimsoll::wire {
namespace {

std::string server_time(std::int64_t now_us, TimeUnit unit) {
  std::string out;
  write_server_time(out, now_us, unit);
  return out;
}

std::string system_status(SystemStatus status) {
  std::string out;
  write_system_status(out, status);
  return out;
}

TEST(General, PingIsAnEmptyObject) {
  std::string out;
  write_ping(out);
  EXPECT_EQ(out, "{}");
}

TEST(General, ServerTimeIsInMillisecondsUnlessAskedOtherwise) {
  EXPECT_EQ(server_time(1499827319559999, TimeUnit::kMillisecond),
            R"({"serverTime":1499827319559})");
  EXPECT_EQ(server_time(1499827319559999, TimeUnit::kMicrosecond),
            R"({"serverTime":1499827319559999})");
}

TEST(General, OnlyTheTwoSpellingsOfTheHeaderMeanMicroseconds) {
  EXPECT_EQ(time_unit("MICROSECOND"), TimeUnit::kMicrosecond);
  EXPECT_EQ(time_unit("microsecond"), TimeUnit::kMicrosecond);
  EXPECT_EQ(time_unit("MILLISECOND"), TimeUnit::kMillisecond);
  EXPECT_EQ(time_unit("Microsecond"), TimeUnit::kMillisecond);
  EXPECT_EQ(time_unit(""), TimeUnit::kMillisecond);
  EXPECT_EQ(time_unit(std::nullopt), TimeUnit::kMillisecond);
}

TEST(General, SystemStatusTellsNormalFromMaintenance) {
  EXPECT_EQ(system_status(SystemStatus::kNormal), R"({"status":0,"msg":"normal"})");
  EXPECT_EQ(system_status(SystemStatus::kMaintenance),
            R"({"status":1,"msg":"system maintenance"})");
}

}  // namespace
}  // namespace plimsoll::wire
