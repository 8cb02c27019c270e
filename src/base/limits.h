// Every limit of the program, with its reason. A limit that is a setting has its default here.
#pragma once

#include <cstddef>
#include <cstdint>

namespace plimsoll {

// Numbers.

// Longer than any 128-bit number with 20 decimals; stops absurd input early.
inline constexpr int kMaxDecimalText = 80;

// Vocabulary.

// Ids pass through JavaScript numbers unharmed.
inline constexpr std::int64_t kMaxId = (std::int64_t{1} << 53) - 1;
inline constexpr std::size_t kMaxAssetName = 20;      // the longest listed ticker has 12
inline constexpr std::size_t kMaxContractName = 40;   // "1000000MOGUSDT_261225" and some room
inline constexpr std::size_t kMaxEmail = 254;         // RFC 5321
inline constexpr std::size_t kMaxOperatorName = 64;   // characters; a person's or a program's
inline constexpr std::size_t kMaxReason = 500;        // characters; of what an operator did
inline constexpr std::size_t kMaxAssets = 65535;      // an AssetId has 16 bits
inline constexpr std::size_t kMaxTiers = 64;          // the largest published table has 12 slices
inline constexpr std::size_t kMaxUnitsPerParent = 5;  // "users can have 5 at the same time" (FAQ)

// Requests (section 2 of the wire specification where it states one).

// A signed GET with every parameter stays below 2 KiB.
inline constexpr std::size_t kMaxRequestLine = 8 * 1024;
inline constexpr std::size_t kMaxHeaderBytes = 16 * 1024;  // cookies and proxies add some
inline constexpr std::size_t kMaxBodyBytes = 64 * 1024;  // form bodies of this API stay below 1 KiB
inline constexpr std::size_t kMaxPipelined = 64;         // answers gathered before one write
inline constexpr int kMaxEmptyLines = 2;                 // in front of a request
// Bytes of answers gathered before one write. What one connection can make the server keep is
// bounded by these: 256 KiB of input (net/input_buffer.h), 128 KiB of a chunked body, this much and
// one answer of output.
inline constexpr std::size_t kMaxGatheredBytes = 64 * 1024;
inline constexpr std::int64_t kMaxRecvWindowMs = 60'000;  // -1131 above it
inline constexpr std::int64_t kDefaultRecvWindowMs = 5'000;
// A timestamp may lead the server by less than this.
inline constexpr std::int64_t kMaxClockLeadMs = 1'000;
inline constexpr std::int64_t kIpWeightPerMinute = 12'000;
inline constexpr std::int64_t kUidWeightPerMinute = 180'000;
// /api/*: all endpoints together, per IP.
inline constexpr std::int64_t kApiWeightPerMinute = 6'000;

// Engine.
inline constexpr std::size_t kInboxCommands = 4'096;  // full: busy at once, no waiting
inline constexpr std::size_t kTurnCommands = 256;     // one turn, one journal transaction

// Files.

// A million units take about 300 MB.
inline constexpr std::size_t kMaxBookFileBytes = 512u * 1024 * 1024;
// The book format has 9 levels, an exchange's answers fewer.
inline constexpr std::size_t kMaxJsonDepth = 16;
// Far more than any object of the formats has; keeps the search for names that stand twice short.
inline constexpr std::size_t kMaxJsonMembers = 64;
inline constexpr std::size_t kMaxTapeLine = 1024;

}  // namespace plimsoll
