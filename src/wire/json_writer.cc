#include "wire/json_writer.h"

#include <array>

#include "base/utf8.h"

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
    if (!kSpecial[static_cast<unsigned char>(text[i])]) {
      ++i;
      continue;
    }
    const bool ascii = static_cast<unsigned char>(text[i]) < 0x80;
    const Utf8Sequence sequence = ascii ? Utf8Sequence{1, false} : utf8_at_front(text.substr(i));
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
