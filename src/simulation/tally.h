// What a simulation has seen: figures for the summary, and the proof that it was everywhere.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "book/verbs.h"

namespace plimsoll::simulation {

inline constexpr std::size_t kCommandKinds = std::variant_size_v<book::Command>;
inline constexpr std::size_t kEventKinds = std::variant_size_v<book::Event>;

// "Borrow", "UnitStateChanged": as in book/verbs.h.
[[nodiscard]] std::string_view command_name(std::size_t kind);
[[nodiscard]] std::string_view event_name(std::size_t kind);

// Where a crash was put.
enum class CrashPoint : std::uint8_t {
  kBeforeAppend,  // nothing of the record is there
  kTorn,          // a part of it is there
  kAfterAppend,   // it is there, nobody was told
  kBetweenTurns,
  kTornFile,  // the write-ahead log of a file ends at a random byte of the last record
};
inline constexpr std::size_t kCrashPoints = 5;
[[nodiscard]] std::string_view crash_name(CrashPoint point);

struct Tally {
  std::uint64_t worlds = 0;
  std::uint64_t turns = 0;
  std::uint64_t commands = 0;
  std::uint64_t submissions = 0;
  std::uint64_t accepted = 0;  // submissions
  std::uint64_t refused = 0;
  std::uint64_t repeated = 0;
  std::uint64_t records = 0;
  std::uint64_t recoveries = 0;
  std::uint64_t replayed = 0;                     // records, in recoveries
  std::uint64_t checks = 0;                       // of all invariants
  std::map<std::string, std::uint64_t> refusals;  // by code
  std::array<std::uint64_t, kCrashPoints> crashes{};
  std::array<std::uint64_t, kCommandKinds> commands_accepted{};
  std::array<std::uint64_t, kCommandKinds> commands_refused{};
  std::array<std::uint64_t, kEventKinds> events{};

  void add(const Tally& other);
  [[nodiscard]] std::uint64_t crash_points() const;
  [[nodiscard]] std::uint64_t count_of(std::string_view event) const;

  // For people: one figure a line.
  [[nodiscard]] std::string text() const;
  // Kinds of commands never accepted or never refused, and of events never seen; "" when none.
  [[nodiscard]] std::string unseen() const;
};

}  // namespace plimsoll::simulation
