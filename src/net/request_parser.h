// Requests out of bytes: the part of the server that reads what strangers send.
//
// Strict where leniency would let two readers of the same bytes disagree (bare line feeds, folded
// lines, repeated lengths, a length beside a transfer coding): such a request is refused with the
// status that says why. Nothing here allocates but the list of fields, which the caller reuses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "net/http.h"

namespace plimsoll::net {

struct RequestLimits {
  std::size_t request_line = kMaxRequestLine;  // bytes without the line end; beyond it 414
  std::size_t header_bytes = kMaxHeaderBytes;  // all field lines with their ends; beyond it 431
  std::size_t header_fields = 100;             // browsers send 20; beyond it 431
  std::size_t body_bytes = kMaxBodyBytes;      // de-chunked; beyond it 413
};

// What looking at some bytes told.
struct ParseOutcome {
  enum class Kind : std::uint8_t { kComplete, kIncomplete, kRefused };
  Kind kind = Kind::kIncomplete;
  int status = 0;  // of the answer, when refused

  [[nodiscard]] static ParseOutcome complete() { return {Kind::kComplete, 0}; }
  [[nodiscard]] static ParseOutcome incomplete() { return {Kind::kIncomplete, 0}; }
  [[nodiscard]] static ParseOutcome refused(int status) { return {Kind::kRefused, status}; }
  friend bool operator==(const ParseOutcome&, const ParseOutcome&) = default;
};

// The request line and the fields; views into the parsed bytes.
struct RequestHead {
  std::string_view method;
  std::string_view target;
  std::vector<HeaderField> fields;
  std::uint64_t content_length = 0;
  std::size_t size = 0;  // bytes up to and including the empty line
  bool http_1_0 = false;
  bool keep_alive = false;
  bool chunked = false;
  bool expects_continue = false;
};

// Reads one head from the beginning of `bytes`, which may hold less or more than that. `head` means
// something only when the outcome is complete.
[[nodiscard]] ParseOutcome parse_head(std::string_view bytes, const RequestLimits& limits,
                                      RequestHead& head);

struct TargetParts {
  std::string_view path;
  std::string_view query;
};
[[nodiscard]] TargetParts split_target(std::string_view target);

// A chunked body, fed as it arrives.
class ChunkDecoder {
 public:
  // Takes bytes from the front of `bytes`, appends their payload to `body` and counts them in
  // `taken`; what it leaves once complete belongs to the next request. Extensions and trailers are
  // read and dropped, within the limit of the header bytes.
  [[nodiscard]] ParseOutcome feed(std::string_view bytes, const RequestLimits& limits,
                                  std::string& body, std::size_t& taken);

 private:
  enum class State : std::uint8_t {
    kSizeFirstDigit,
    kSize,
    kSizeSpace,
    kExtension,
    kSizeLineFeed,
    kPayload,
    kPayloadReturn,
    kPayloadLineFeed,
    kTrailerStart,
    kTrailer,
    kTrailerLineFeed,
    kLastLineFeed,
  };
  [[nodiscard]] ParseOutcome step(char byte, const RequestLimits& limits, std::size_t body_size);
  [[nodiscard]] ParseOutcome step_in_size(char byte, const RequestLimits& limits,
                                          std::size_t body_size);

  State state_ = State::kSizeFirstDigit;
  std::uint64_t chunk_left_ = 0;
  int size_digits_ = 0;
  std::size_t overhead_ = 0;  // bytes of extensions and trailers so far
};

}  // namespace plimsoll::net
