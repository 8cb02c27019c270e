#include "feed/tape.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/limits.h"
#include "model/names.h"

namespace plimsoll::feed {
namespace {

constexpr std::string_view kBarHeader = "ts_ms,symbol,open,high,low,close,volume";
constexpr std::string_view kTickHeader = "ts_ms,symbol,price";
constexpr std::size_t kBarFields = 7;
constexpr std::size_t kTickFields = 3;

bool looks_like_json(std::string_view line) {
  return !line.empty() && (line.front() == '{' || line.front() == '[');
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

// The comma-separated fields of a line, if there are exactly `count` of them.
std::optional<std::array<std::string_view, kBarFields>> split(std::string_view line,
                                                              std::size_t count) {
  std::array<std::string_view, kBarFields> fields;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t comma = line.find(',');
    const bool last = i + 1 == count;
    if (last != (comma == std::string_view::npos)) return std::nullopt;
    fields[i] = line.substr(0, comma);
    if (!last) line.remove_prefix(comma + 1);
  }
  return fields;
}

Result<Timestamp> row_time(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    return fail(ErrorCode::kMalformed, "ts_ms \"" + std::string(text) + "\" is not an integer");
  return source_time(value);
}

}  // namespace

Venue venue_of_name(std::string_view path) {
  path = path.substr(path.rfind('/') + 1);
  constexpr std::string_view kWordCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";
  while (!path.empty()) {
    const std::size_t end = std::min(path.find_first_not_of(kWordCharacters), path.size());
    const std::string_view word = path.substr(0, end);
    if (word == "spot") return Venue::kSpot;
    if (word == "um") return Venue::kUm;
    if (word == "cm") return Venue::kCm;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return Venue::kUnknown;
}

Tape::Tape(std::string name, Opener opener, Venue venue)
    : name_(std::move(name)),
      opener_(std::move(opener)),
      venue_(venue == Venue::kUnknown ? venue_of_name(name_) : venue),
      lines_(name_, over_memory({})),
      parser_(venue_) {}

Result<std::unique_ptr<Tape>> Tape::open(const std::string& path, Venue venue) {
  return started(
      path, [path] { return open_file(path); }, venue);
}

Result<std::unique_ptr<Tape>> Tape::over(std::string name, std::string_view bytes, Venue venue) {
  return started(
      std::move(name), [bytes]() -> Result<std::unique_ptr<Bytes>> { return over_memory(bytes); },
      venue);
}

Result<std::unique_ptr<Tape>> Tape::started(std::string name, Opener opener, Venue venue) {
  std::unique_ptr<Tape> tape(new Tape(std::move(name), std::move(opener), venue));
  RETURN_IF_ERROR(tape->rewind());
  return tape;
}

Result<void> Tape::rewind() {
  ASSIGN_OR_RETURN(std::unique_ptr<Bytes> bytes, opener_());
  lines_ = LineReader(name_, gunzipped(std::move(bytes)));
  waiting_.clear();
  taken_ = 0;
  latest_ = Timestamp{};
  ASSIGN_OR_RETURN(const auto first, lines_.next(kMaxStreamMessage));
  if (!first) return fail(ErrorCode::kMalformed, name_ + " is empty");
  if (looks_like_json(*first)) {
    kind_ = Kind::kMessages;
    return message(*first);
  }
  if (*first != kBarHeader && *first != kTickHeader) {
    return lines_.error_here(ErrorCode::kMalformed,
                             "neither a stream message nor one of the headers " +
                                 std::string(kBarHeader) + " and " + std::string(kTickHeader));
  }
  kind_ = *first == kBarHeader ? Kind::kBars : Kind::kTicks;
  return {};
}

Result<std::optional<Observation>> Tape::next() {
  while (taken_ == waiting_.size()) {
    const Result<bool> more = read_line();
    if (!more && bad_line_ && !lines_.is_broken()) {
      waiting_.clear();
      bad_line_(more.error());
      continue;
    }
    if (!more) return tl::unexpected<Error>(more.error());
    if (!*more) return std::nullopt;
  }
  return std::move(waiting_[taken_++]);
}

// Fills `waiting_` from the next line; false at the end.
Result<bool> Tape::read_line() {
  waiting_.clear();
  taken_ = 0;
  ASSIGN_OR_RETURN(const auto line,
                   lines_.next(kind_ == Kind::kMessages ? kMaxStreamMessage : kMaxTapeLine));
  if (!line) return false;
  if (is_blank(*line)) return true;
  if (kind_ == Kind::kMessages) {
    RETURN_IF_ERROR(message(*line));
    return true;
  }
  Result<Observation> seen = row(*line);
  if (!seen) return lines_.error_here(seen.error().code, seen.error().detail);
  waiting_.push_back(std::move(*seen));
  return true;
}

Result<Observation> Tape::row(std::string_view line) const {
  const std::size_t count = kind_ == Kind::kBars ? kBarFields : kTickFields;
  const auto fields = split(line, count);
  if (!fields) return fail(ErrorCode::kMalformed, "expected " + std::to_string(count) + " fields");
  Observation seen;
  ASSIGN_OR_RETURN(seen.time, row_time((*fields)[0]));
  if (!model::is_contract_symbol((*fields)[1]))
    return fail(ErrorCode::kMalformed, "not a symbol: \"" + std::string((*fields)[1]) + "\"");
  seen.symbol = (*fields)[1];
  seen.form = kind_ == Kind::kBars ? Form::kBarClose : Form::kTrade;
  ASSIGN_OR_RETURN(seen.price, source_price((*fields)[kind_ == Kind::kBars ? 5 : 2]));
  seen.venue = venue_;
  return seen;
}

Result<void> Tape::message(std::string_view line) {
  const Result<void> parsed = parser_.parse(line, latest_, waiting_);
  if (!parsed) return lines_.error_here(parsed.error().code, parsed.error().detail);
  if (waiting_.empty()) return {};
  if (waiting_.front().time == Timestamp{})
    return lines_.error_here(ErrorCode::kMalformed, "a message without a time");
  latest_ = waiting_.back().time;
  return {};
}

}  // namespace plimsoll::feed
