// The hash chain of a journal: each record carries a hash over itself and the hash before it, so
// that whoever knows the last one can tell whether anything before it was changed.
//
//   hash(0) = 32 zero bytes
//   hash(n) = SHA-256(hash(n-1) || n as u64 || time_ms as i64 || payload), integers little-endian
//
// The chain has no key. It finds what rots and what is changed by mistake; whoever can write the
// file can also write a new chain, which only somebody who noted an earlier hash will find
// (docs/journal-format.md).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "auth/sha256.h"
#include "engine/journal.h"

namespace plimsoll::journal {

using ChainHash = auth::Sha256::Hash;

// One thread at a time.
class Chain {
 public:
  // A chain that has come to `head`, by default to no record yet.
  explicit Chain(const ChainHash& head = {}) : head_(head) {}

  // Goes on by one record, and returns its hash.
  const ChainHash& extend(const engine::Record& record);

  // The hash of the newest record.
  [[nodiscard]] const ChainHash& head() const { return head_; }

 private:
  auth::Sha256 sha256_;
  ChainHash head_;
};

[[nodiscard]] inline std::string_view bytes_of(const ChainHash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}
// None, if the bytes are not as many as a hash has.
[[nodiscard]] std::optional<ChainHash> hash_from_bytes(std::string_view bytes);

// A place in a chain as people note it: "1234:9f86d0...", the hash as 64 hexadecimal digits.
struct ChainPlace {
  Sequence sequence;
  ChainHash hash{};
};
[[nodiscard]] std::string to_text(const ChainPlace& place);
// kSetting says what is expected.
[[nodiscard]] Result<ChainPlace> parse_place(std::string_view text);

}  // namespace plimsoll::journal
