#include "base/utf8.h"

namespace plimsoll {
namespace {

unsigned char byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

// What a first byte says: how many bytes, and the range of the second one, which excludes overlong
// forms, surrogates and everything above U+10FFFF (the Unicode standard, table 3-7).
struct Lead {
  std::size_t size = 0;  // 0: no first byte
  unsigned char second_low = 0x80;
  unsigned char second_high = 0xBF;
};

Lead lead_of(unsigned char first) {
  if (first < 0x80) return {1};
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

}  // namespace

Utf8Sequence utf8_at_front(std::string_view text) {
  const Lead lead = lead_of(byte_at(text, 0));
  if (lead.size == 0) return {1, false};
  for (std::size_t i = 1; i < lead.size; ++i) {
    const unsigned char low = i == 1 ? lead.second_low : 0x80;
    const unsigned char high = i == 1 ? lead.second_high : 0xBF;
    if (i == text.size() || byte_at(text, i) < low || byte_at(text, i) > high) return {i, false};
  }
  return {lead.size, true};
}

bool is_plain_text(std::string_view text) {
  while (!text.empty()) {
    const unsigned char first = byte_at(text, 0);
    const Utf8Sequence sequence = utf8_at_front(text);
    if (!sequence.valid || first < 0x20 || first == 0x7F) return false;
    text.remove_prefix(sequence.size);
  }
  return true;
}

}  // namespace plimsoll
