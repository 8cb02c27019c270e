// A snapshot file: a book right after one record, and what binds it to the journal it came from.
//
//   "PLIMSNAP", u32 format, u32 book::kBookFormat, u64 sequence, i64 time in ms,
//   text hash of the journal at the sequence, 16 bytes digest of the state, text the state,
//   32 bytes SHA-256 of everything before them
//
// Integers are little-endian, a text has its length in front as u32 (base/codec.h). A snapshot is a
// shortcut, never truth: a reader that does not know the format, or finds anything wrong, goes
// without it. Sealed secrets stay sealed inside.
#pragma once

#include <string>
#include <string_view>

#include "engine/replay.h"

namespace plimsoll::snapshot {

inline constexpr std::uint32_t kFormat = 1;

struct Snapshot {
  engine::Standing standing;
  std::string chain_hash;  // engine::Records::hash_at its sequence
};

// kOutOfRange when the state is larger than a text can be (4 GiB).
[[nodiscard]] Result<std::string> encode(const Snapshot& snapshot);

// What stands before the state: enough to choose among files.
struct Label {
  Sequence sequence;
  Timestamp time;
};
// kMalformed when the bytes are no snapshot of a known format.
[[nodiscard]] Result<Label> read_label(std::string_view bytes);

// kMalformed names what is wrong: not a snapshot, an unknown format, damaged, a state that is not
// of the digest it says. Whether it belongs to a journal is for the caller to compare.
[[nodiscard]] Result<Snapshot> decode(std::string_view bytes);

}  // namespace plimsoll::snapshot
