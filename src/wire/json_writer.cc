#include "wire/json_writer.h"

#include <array>

namespace plimsoll::wire {
namespace {

// Bytes that cannot be copied as they are: control characters, '"', '\' and all of UTF-8's
// multi-byte forms, which are checked first.
constexpr std::array<bool, 256> kSpecial = [] {
  std::array<bool, 256> special{};
  for (std::size_t byte = 0; byte < special.size(); ++byte) {
    special[byte] = byte < 0x20 || byte == '"' || byte == '\\' || byte >= 0x80;
  }
  return special;
}();

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

unsigned char byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

struct Sequence {
  std::size_t size;
  bool valid;
};

// What a first byte says: how many bytes, and the range of the second one, which excludes overlong
// forms, surrogates and everything above U+10FFFF (the Unicode standard, table 3-7).
struct Lead {
  std::size_t size = 0;  // 0: no first byte
  unsigned char second_low = 0x80;
  unsigned char second_high = 0xBF;
};

Lead lead_of(unsigned char first) {
  if (first < 0xC2) return {0};
  if (first < 0xE0) return {2};
  if (first < 0xF0) {
    if (first == 0xE0) return {3, 0xA0, 0xBF};
    if (first == 0xED) return {3, 0x80, 0x9F};
    return {3};
  }
  if (first == 0xF0) return {4, 0x90, 0xBF};
  if (first < 0xF4) return {4};
  if (first == 0xF4) return {4, 0x80, 0x8F};
  return {0};
}

// The multi-byte sequence at the front of `text`, or the longest beginning of one.
Sequence sequence_at_front(std::string_view text) {
  const Lead lead = lead_of(byte_at(text, 0));
  if (lead.size == 0) return {1, false};
  for (std::size_t i = 1; i < lead.size; ++i) {
    const unsigned char low = i == 1 ? lead.second_low : 0x80;
    const unsigned char high = i == 1 ? lead.second_high : 0xBF;
    if (i == text.size() || byte_at(text, i) < low || byte_at(text, i) > high) return {i, false};
  }
  return {lead.size, true};
}

void append_escaped(std::string& out, char c) {
  constexpr char kDigits[] = "0123456789abcdef";
  switch (c) {
    case '"': out.append("\\\""); return;
    case '\\': out.append("\\\\"); return;
    case '\b': out.append("\\b"); return;
    case '\f': out.append("\\f"); return;
    case '\n': out.append("\\n"); return;
    case '\r': out.append("\\r"); return;
    case '\t': out.append("\\t"); return;
    default: break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out.append("\\u00");
  out.push_back(kDigits[byte >> 4]);
  out.push_back(kDigits[byte & 0x0F]);
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (!kSpecial[byte_at(text, i)]) {
      ++i;
      continue;
    }
    const bool ascii = byte_at(text, i) < 0x80;
    const Sequence sequence = ascii ? Sequence{1, false} : sequence_at_front(text.substr(i));
    if (!sequence.valid) {
      out.append(text, copied, i - copied);
      if (ascii) {
        append_escaped(out, text[i]);
      } else {
        out.append(kReplacement);
      }
      copied = i + sequence.size;
    }
    i += sequence.size;
  }
  out.append(text, copied);
  out.push_back('"');
}

}  // namespace plimsoll::wire
