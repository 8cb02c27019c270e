#include "base/percent.h"

#include <algorithm>

namespace plimsoll {
namespace {

// 0 to 15, or -1 for what is not a hexadecimal digit.
int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

Result<void> percent_decode_append(std::string_view text, PlusSign plus, std::string& out) {
  const std::size_t original_size = out.size();
  std::size_t plain = 0;  // from here on nothing needs decoding
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != '%' && (c != '+' || plus == PlusSign::kLiteral)) continue;
    out.append(text, plain, i - plain);
    if (c == '+') {
      out.push_back(' ');
    } else {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
      if (low < 0) {
        out.resize(original_size);
        return fail(
            ErrorCode::kIllegalCharacters,
            "'%' at position " + std::to_string(i) +
                " is not followed by two hexadecimal digits; write %25 for the sign itself");
      }
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
    plain = i + 1;
  }
  out.append(text, plain);
  return {};
}

Result<std::string> percent_decode(std::string_view text, PlusSign plus) {
  std::string decoded;
  decoded.reserve(text.size());
  RETURN_IF_ERROR(percent_decode_append(text, plus, decoded));
  return decoded;
}

std::string percent_encode(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(bytes.size());
  for (const char c : bytes) {
    if (is_unreserved(c)) {
      encoded.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded.push_back('%');
    encoded.push_back(kDigits[byte >> 4]);
    encoded.push_back(kDigits[byte & 0x0F]);
  }
  return encoded;
}

Result<std::vector<FormPair>> parse_form(std::string_view text) {
  std::vector<FormPair> pairs;
  const auto separators = static_cast<std::size_t>(std::count(text.begin(), text.end(), '&'));
  pairs.reserve(std::min(separators + 1, kMaxFormPairs));
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view piece = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (piece.empty()) continue;
    if (pairs.size() == kMaxFormPairs) {
      return fail(ErrorCode::kTooManyParameters,
                  "more than " + std::to_string(kMaxFormPairs) + " parameters in one part",
                  {std::to_string(kMaxFormPairs), std::to_string(separators + 1)});
    }
    const std::size_t equals = std::min(piece.find('='), piece.size());
    FormPair& pair = pairs.emplace_back();
    RETURN_IF_ERROR(percent_decode_append(piece.substr(0, equals), PlusSign::kSpace, pair.name));
    RETURN_IF_ERROR(percent_decode_append(piece.substr(std::min(equals + 1, piece.size())),
                                          PlusSign::kSpace, pair.value));
  }
  return pairs;
}

}  // namespace plimsoll
