#include "net/request_parser.h"

#include <algorithm>
#include <array>

namespace plimsoll::net {

namespace {

using enum ParseOutcome::Kind;

constexpr std::uint8_t kToken = 1;   // methods and field names (RFC 9110, 5.6.2)
constexpr std::uint8_t kTarget = 2;  // visible; what is illegal in a parameter the API says itself
constexpr std::uint8_t kText = 4;    // field values: no control characters but the tab
constexpr std::uint8_t kHost = 8;    // names, addresses and ports (RFC 3986, 3.2.2 and 3.2.3)

constexpr std::array<std::uint8_t, 256> kClasses = [] {
  std::array<std::uint8_t, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    auto& entry = classes[static_cast<std::size_t>(c)];
    const bool alphanumeric =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (alphanumeric) entry |= kToken | kHost;
    if (c > ' ' && c != 0x7f) entry |= kTarget;
    if ((c >= ' ' && c != 0x7f) || c == '\t') entry |= kText;
  }
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) {
    classes[static_cast<unsigned char>(c)] |= kToken;
  }
  for (const char c : std::string_view("-._~%!$&'()*+,;=:[]")) {
    classes[static_cast<unsigned char>(c)] |= kHost;
  }
  return classes;
}();

constexpr std::array<std::string_view, 2> kSchemes = {"http://", "https://"};

constexpr int kMaxChunkSizeDigits =
    16;  // all of a 64-bit size; more are zeros sent to keep us busy

bool is_in(char c, std::uint8_t char_class) {
  return (kClasses[static_cast<unsigned char>(c)] & char_class) != 0;
}

bool all_in(std::string_view text, std::uint8_t char_class) {
  std::uint8_t common = char_class;
  for (const char c : text) common &= kClasses[static_cast<unsigned char>(c)];
  return common != 0;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view without_outer_space(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// "HTTP/1.1" and "HTTP/1.0" are ours; another HTTP is 505, anything else is not HTTP.
ParseOutcome parse_version(std::string_view text, RequestHead& head) {
  head.http_1_0 = text == "HTTP/1.0";
  if (head.http_1_0 || text == "HTTP/1.1") return ParseOutcome::complete();
  const bool other_version = text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) &&
                             text[6] == '.' && is_digit(text[7]);
  return ParseOutcome::refused(other_version ? 505 : 400);
}

bool starts_ignoring_case(std::string_view text, std::string_view start) {
  return equal_ignoring_case(text.substr(0, start.size()), start);
}

// The four forms (RFC 9112, 3.2): a path, a whole address, a host and port for CONNECT, and "*"
// about the server itself.
bool is_target(std::string_view method, std::string_view target) {
  if (target.empty() || !all_in(target, kTarget)) return false;
  if (method == "CONNECT") return all_in(target, kHost);  // no slash among them
  return target.front() == '/' || target == "*" || starts_ignoring_case(target, kSchemes[0]) ||
         starts_ignoring_case(target, kSchemes[1]);
}

ParseOutcome parse_request_line(std::string_view line, RequestHead& head) {
  const std::size_t method_end = line.find(' ');
  if (method_end == std::string_view::npos) return ParseOutcome::refused(400);
  const std::size_t target_end = line.find(' ', method_end + 1);
  if (target_end == std::string_view::npos) return ParseOutcome::refused(400);
  head.method = line.substr(0, method_end);
  head.target = line.substr(method_end + 1, target_end - method_end - 1);
  if (head.method.empty() || !all_in(head.method, kToken)) return ParseOutcome::refused(400);
  if (!is_target(head.method, head.target)) return ParseOutcome::refused(400);
  return parse_version(line.substr(target_end + 1), head);
}

// A request line that has not ended: too long already, or no request line at all?
ParseOutcome judge_unfinished_line(std::string_view bytes, const RequestLimits& limits) {
  const std::string_view method = bytes.substr(0, bytes.find(' '));
  const bool whole_line_missing = method.size() == bytes.size();
  const bool carriage_return_last = whole_line_missing && method.ends_with('\r');
  if (!all_in(carriage_return_last ? method.substr(0, method.size() - 1) : method, kToken)) {
    return ParseOutcome::refused(400);
  }
  if (bytes.size() > limits.request_line + 1) return ParseOutcome::refused(414);
  return ParseOutcome::incomplete();
}

// What the fields say about the message itself, gathered while they are read.
struct Framing {
  int hosts = 0;
  int lengths = 0;
  int transfer_codings = 0;
  bool chunked = false;          // that coding alone
  bool chunked_at_last = false;  // after codings that we do not know
  bool unknown_expectation = false;
  bool close = false;
  bool keep_alive = false;
};

// A list of tokens, empty elements allowed.
bool note_connection_options(std::string_view value, Framing& framing) {
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    const std::string_view option = without_outer_space(value.substr(0, comma));
    if (!all_in(option, kToken)) return false;
    if (equal_ignoring_case(option, "close")) framing.close = true;
    if (equal_ignoring_case(option, "keep-alive")) framing.keep_alive = true;
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
  return true;
}

// Other codings before one `chunked` are ones we lack. Whatever does not end with `chunked`, or has
// it twice, leaves open where the body ends.
void note_transfer_codings(std::string_view value, Framing& framing) {
  constexpr std::string_view kChunked = "chunked";
  framing.chunked = equal_ignoring_case(value, kChunked);
  const std::size_t comma = value.rfind(',');
  if (comma == std::string_view::npos) return;
  framing.chunked_at_last =
      equal_ignoring_case(without_outer_space(value.substr(comma + 1)), kChunked);
  for (std::string_view before = value.substr(0, comma); framing.chunked_at_last;) {
    const std::size_t end = std::min(before.find(','), before.size());
    const std::string_view coding = without_outer_space(before.substr(0, end));
    if (!all_in(coding, kToken) || coding.empty() || equal_ignoring_case(coding, kChunked)) {
      framing.chunked_at_last = false;
    }
    if (end == before.size()) break;
    before.remove_prefix(end + 1);
  }
}

// Digits only. A length beyond 64 bits is as good as the largest one: too large for any limit.
bool parse_length(std::string_view value, std::uint64_t& length) {
  if (value.empty() || !std::all_of(value.begin(), value.end(), is_digit)) return false;
  length = 0;
  for (const char c : value) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (length > (UINT64_MAX - digit) / 10) {
      length = UINT64_MAX;
      break;
    }
    length = length * 10 + digit;
  }
  return true;
}

bool note_field(const HeaderField& field, RequestHead& head, Framing& framing) {
  switch (field.name.size()) {  // the lengths of the names that matter
    case 4:
      if (!equal_ignoring_case(field.name, "host")) return true;
      ++framing.hosts;
      return field.value.empty() || all_in(field.value, kHost);
    case 6:
      if (!equal_ignoring_case(field.name, "expect")) return true;
      head.expects_continue = equal_ignoring_case(field.value, "100-continue");
      framing.unknown_expectation |= !head.expects_continue;
      return true;
    case 10:
      return !equal_ignoring_case(field.name, "connection") ||
             note_connection_options(field.value, framing);
    case 14:
      if (!equal_ignoring_case(field.name, "content-length")) return true;
      ++framing.lengths;
      return parse_length(field.value, head.content_length);
    case 17:
      if (!equal_ignoring_case(field.name, "transfer-encoding")) return true;
      ++framing.transfer_codings;
      note_transfer_codings(field.value, framing);
      return true;
    default: return true;
  }
}

ParseOutcome parse_field(std::string_view line, RequestHead& head, Framing& framing) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return ParseOutcome::refused(400);
  const HeaderField field{line.substr(0, colon), without_outer_space(line.substr(colon + 1))};
  // A folded line or a space before the colon fails here: neither is a token.
  if (!all_in(field.name, kToken) || !all_in(field.value, kText)) return ParseOutcome::refused(400);
  if (!note_field(field, head, framing)) return ParseOutcome::refused(400);
  head.fields.push_back(field);
  return ParseOutcome::complete();
}

// Where the body ends must be beyond doubt (RFC 9112, 6.3), or the next request is the sender's
// guess.
ParseOutcome judge_framing(const Framing& framing, const RequestLimits& limits, RequestHead& head) {
  if (framing.hosts > 1 || (framing.hosts == 0 && !head.http_1_0)) {
    return ParseOutcome::refused(400);
  }
  if (framing.lengths > 1 || framing.transfer_codings > 1) return ParseOutcome::refused(400);
  if (framing.transfer_codings == 1) {
    if (framing.lengths == 1 || head.http_1_0) return ParseOutcome::refused(400);
    if (!framing.chunked) return ParseOutcome::refused(framing.chunked_at_last ? 501 : 400);
    head.chunked = true;
  }
  if (framing.unknown_expectation) return ParseOutcome::refused(417);
  if (head.content_length > limits.body_bytes) return ParseOutcome::refused(413);
  if (head.http_1_0) head.expects_continue = false;
  head.keep_alive = !framing.close && (!head.http_1_0 || framing.keep_alive);
  return ParseOutcome::complete();
}

void reset(RequestHead& head) {
  head.method = {};
  head.target = {};
  head.fields.clear();
  head.content_length = 0;
  head.chunked = false;
  head.expects_continue = false;
}

}  // namespace

ParseOutcome parse_head(std::string_view bytes, const RequestLimits& limits, RequestHead& head) {
  reset(head);
  const std::size_t line_feed = bytes.find('\n');
  if (line_feed == std::string_view::npos) return judge_unfinished_line(bytes, limits);
  if (line_feed > limits.request_line + 1) return ParseOutcome::refused(414);
  if (line_feed == 0 || bytes[line_feed - 1] != '\r') return ParseOutcome::refused(400);
  const ParseOutcome first = parse_request_line(bytes.substr(0, line_feed - 1), head);
  if (first.kind != kComplete) return first;

  const std::size_t fields_begin = line_feed + 1;
  Framing framing;
  for (std::size_t at = fields_begin;;) {
    const std::size_t end = bytes.find('\n', at);
    const bool ended = end != std::string_view::npos;
    const std::string_view line = bytes.substr(at, ended ? end - at : end);
    if (line == "\r") {
      if (!ended) return ParseOutcome::incomplete();
      head.size = end + 1;
      return judge_framing(framing, limits, head);
    }
    if (at - fields_begin + line.size() + (ended ? 1 : 0) > limits.header_bytes) {
      return ParseOutcome::refused(431);
    }
    if (!ended) return ParseOutcome::incomplete();
    if (!line.ends_with('\r')) return ParseOutcome::refused(400);
    if (head.fields.size() == limits.header_fields) return ParseOutcome::refused(431);
    const ParseOutcome field = parse_field(line.substr(0, line.size() - 1), head, framing);
    if (field.kind != kComplete) return field;
    at = end + 1;
  }
}

TargetParts split_target(std::string_view target) {
  // A client that believes to talk to a proxy sends the whole address (RFC 9112, 3.2.2).
  for (const std::string_view scheme : kSchemes) {
    if (!starts_ignoring_case(target, scheme)) continue;
    target.remove_prefix(scheme.size());
    target.remove_prefix(std::min(target.find_first_of("/?#"), target.size()));
    break;
  }
  target = target.substr(0, target.find('#'));
  const std::size_t question_mark = std::min(target.find('?'), target.size());
  TargetParts parts{target.substr(0, question_mark), target.substr(question_mark)};
  if (parts.path.empty()) parts.path = "/";
  if (!parts.query.empty()) parts.query.remove_prefix(1);
  return parts;
}

ParseOutcome ChunkDecoder::feed(std::string_view bytes, const RequestLimits& limits,
                                std::string& body, std::size_t& taken) {
  taken = 0;
  while (taken < bytes.size()) {
    if (state_ == State::kPayload) {
      const std::size_t size = std::min<std::uint64_t>(chunk_left_, bytes.size() - taken);
      body.append(bytes.substr(taken, size));
      taken += size;
      chunk_left_ -= size;
      if (chunk_left_ == 0) state_ = State::kPayloadReturn;
      continue;
    }
    const ParseOutcome outcome = step(bytes[taken++], limits, body.size());
    if (outcome.kind != kIncomplete) return outcome;
  }
  return ParseOutcome::incomplete();
}

ParseOutcome ChunkDecoder::step(char byte, const RequestLimits& limits, std::size_t body_size) {
  const auto expect = [&](char wanted, State next) {
    state_ = next;
    return byte == wanted ? ParseOutcome::incomplete() : ParseOutcome::refused(400);
  };
  const auto skip_line = [&](State at_return) {
    if (byte == '\r') {
      state_ = at_return;
      return ParseOutcome::incomplete();
    }
    if (!is_in(byte, kText)) return ParseOutcome::refused(400);
    return ++overhead_ > limits.header_bytes ? ParseOutcome::refused(431)
                                             : ParseOutcome::incomplete();
  };
  switch (state_) {
    case State::kSizeFirstDigit:
    case State::kSize: return step_in_size(byte, limits, body_size);
    case State::kSizeSpace:
      if (byte != ' ' && byte != '\t') return expect(';', State::kExtension);
      return ++overhead_ > limits.header_bytes ? ParseOutcome::refused(431)
                                               : ParseOutcome::incomplete();
    case State::kExtension: return skip_line(State::kSizeLineFeed);
    case State::kSizeLineFeed:
      return expect('\n', chunk_left_ == 0 ? State::kTrailerStart : State::kPayload);
    case State::kPayload: break;  // feed() takes these in bulk
    case State::kPayloadReturn: return expect('\r', State::kPayloadLineFeed);
    case State::kPayloadLineFeed: return expect('\n', State::kSizeFirstDigit);
    case State::kTrailerStart: state_ = State::kTrailer; return skip_line(State::kLastLineFeed);
    case State::kTrailer: return skip_line(State::kTrailerLineFeed);
    case State::kTrailerLineFeed: return expect('\n', State::kTrailerStart);
    case State::kLastLineFeed:
      return byte == '\n' ? ParseOutcome::complete() : ParseOutcome::refused(400);
  }
  return ParseOutcome::refused(400);
}

ParseOutcome ChunkDecoder::step_in_size(char byte, const RequestLimits& limits,
                                        std::size_t body_size) {
  const char folded = static_cast<char>(byte | 0x20);
  const bool letter = folded >= 'a' && folded <= 'f';
  if (letter || is_digit(byte)) {
    if (state_ == State::kSizeFirstDigit) {
      chunk_left_ = 0;
      size_digits_ = 0;
    }
    state_ = State::kSize;
    if (++size_digits_ > kMaxChunkSizeDigits) return ParseOutcome::refused(400);
    chunk_left_ =
        chunk_left_ * 16 + static_cast<std::uint64_t>(letter ? folded - 'a' + 10 : byte - '0');
    // Checked at every digit, so the product above cannot overflow.
    if (chunk_left_ > limits.body_bytes - body_size) return ParseOutcome::refused(413);
    return ParseOutcome::incomplete();
  }
  if (state_ == State::kSizeFirstDigit) return ParseOutcome::refused(400);
  if (byte == '\r') {
    state_ = State::kSizeLineFeed;
    return ParseOutcome::incomplete();
  }
  // Space is allowed before an extension only; at the end of the line others take it for the data.
  state_ = byte == ';' ? State::kExtension : State::kSizeSpace;
  const bool separator = byte == ';' || byte == ' ' || byte == '\t';
  return separator ? ParseOutcome::incomplete() : ParseOutcome::refused(400);
}

}  // namespace plimsoll::net
