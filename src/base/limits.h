// Every limit of the program, with its reason. A limit that is a setting has its default here.
#pragma once

#include <cstddef>
#include <cstdint>

namespace plimsoll {

// Numbers.

// Longer than any 128-bit number with 20 decimals; stops absurd input early.
inline constexpr int kMaxDecimalText = 80;

// What a book takes from outside. Together they keep every sum of a book inside its kind: 10^15
// such amounts fit one Amount, so no balance, pool or claim can overflow by what is added to it. A
// value in USD may: 10^15 of an asset at 10^9 is more than a Value holds, and then the unit says
// VALUE_OVERFLOW (docs/decisions/0016).

// Units of one asset in one entry. The largest supply of a listed token is about 10^15.
inline constexpr std::int64_t kMaxAmount = 1'000'000'000'000'000;
// A thousand times the dearest listed token of all times.
inline constexpr std::int64_t kMaxPrice = 1'000'000'000;
inline constexpr std::int64_t kMaxContractSize = 1'000;  // USD; listed ones have 10 or 100
inline constexpr std::size_t kMaxPositions = 2'000;      // in one wallet; about 700 are listed
inline constexpr std::int64_t kMaxDailyRate = 1;         // as much as is owed, every day
inline constexpr std::int64_t kMaxTimeMs = 253'402'300'799'999;          // the year 9999
inline constexpr std::int64_t kMaxSpanMs = 10LL * 366 * 24 * 3'600'000;  // ten years

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

// Requests; what clients must keep to is told in docs/api.md.

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
// From a timestamp on, how long a request with it can be good.
inline constexpr std::int64_t kMaxRequestLifeMs = kMaxRecvWindowMs + kMaxClockLeadMs;
inline constexpr std::int64_t kIpWeightPerMinute = 12'000;
inline constexpr std::int64_t kUidWeightPerMinute = 180'000;
// /api/*: all endpoints together, per IP.
inline constexpr std::int64_t kApiWeightPerMinute = 6'000;

// Engine.
inline constexpr std::size_t kInboxCommands = 4'096;  // full: busy at once, no waiting
inline constexpr std::size_t kTurnCommands = 256;     // one turn, one journal transaction
// Hours that one turn charges: a week's are a fraction of a second for a thousand units.
inline constexpr std::int64_t kHoursPerTurn = 7 * 24;
// A clock further ahead of the newest record, and of the moment a book was taken over, is wrong, or
// the book was away too long to charge interest for it without being asked.
inline constexpr std::int64_t kMaxClockLeapMs = 366LL * 24 * 3'600'000;

// Files.

// A million units take about 300 MB.
inline constexpr std::size_t kMaxBookFileBytes = 512u * 1024 * 1024;
// The book format has 9 levels, an exchange's answers fewer.
inline constexpr std::size_t kMaxJsonDepth = 16;
// Far more than any object of the formats has; keeps the search for names that stand twice short.
inline constexpr std::size_t kMaxJsonMembers = 64;
inline constexpr std::size_t kMaxTapeLine = 1024;

}  // namespace plimsoll
