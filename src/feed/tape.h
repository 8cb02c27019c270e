// A tape: recorded observations in a file or in memory, plain or gzip.
//
//   CSV    header `ts_ms,symbol,open,high,low,close,volume`: bar closes, at the bar's time as
//          written (its opening); or `ts_ms,symbol,price`: trades. Only time, symbol and close or
//          price are read.
//   JSONL  one stream message a line (stream_message.h). Time is the message's, else the
//          recorder's, else that of the line before.
//
// What it is shows in the first bytes, not in the name. A bad line is an error with its number, or
// told and skipped if somebody wants to be told; lines without text are skipped.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "feed/bytes.h"
#include "feed/source.h"
#include "feed/stream_message.h"

namespace plimsoll::feed {

// The venue that a file's name tells by a word of its own: "spot", "um" or "cm", as in
// 2025-10-10_binance_um_perp_5m.csv.gz. kUnknown when there is none.
[[nodiscard]] Venue venue_of_name(std::string_view path);

class Tape final : public Source {
 public:
  // Reads the first line. kUnknown leaves the venue to the file's name and then to each message.
  [[nodiscard]] static Result<std::unique_ptr<Tape>> open(const std::string& path,
                                                          Venue venue = Venue::kUnknown);
  // `bytes` must outlive the tape; `name` stands in errors and may tell the venue.
  [[nodiscard]] static Result<std::unique_ptr<Tape>> over(std::string name, std::string_view bytes,
                                                          Venue venue = Venue::kUnknown);

  // From now on a line that does not read is told here, and the tape goes on with the next. The
  // first line, which says what the tape is, must read, and so must the file.
  using BadLine = std::function<void(const Error&)>;
  void skip_bad_lines(BadLine tell) { bad_line_ = std::move(tell); }

  [[nodiscard]] Result<std::optional<Observation>> next() override;
  [[nodiscard]] Result<void> rewind() override;

 private:
  using Opener = std::function<Result<std::unique_ptr<Bytes>>()>;
  enum class Kind : std::uint8_t { kBars, kTicks, kMessages };

  Tape(std::string name, Opener opener, Venue venue);
  [[nodiscard]] static Result<std::unique_ptr<Tape>> started(std::string name, Opener opener,
                                                             Venue venue);
  [[nodiscard]] Result<bool> read_line();
  [[nodiscard]] Result<Observation> row(std::string_view line) const;
  [[nodiscard]] Result<void> message(std::string_view line);

  std::string name_;
  Opener opener_;
  Venue venue_;
  BadLine bad_line_;
  LineReader lines_;
  Kind kind_ = Kind::kBars;
  StreamParser parser_;
  std::vector<Observation> waiting_;  // of the line that was read last
  std::size_t taken_ = 0;             // of `waiting_`
  Timestamp latest_;
};

}  // namespace plimsoll::feed
