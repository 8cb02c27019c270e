#include "journal/chain.h"

#include <algorithm>
#include <charconv>

#include "base/codec.h"

namespace plimsoll::journal {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

std::optional<ChainHash> hash_from_hex(std::string_view text) {
  ChainHash hash{};
  if (text.size() != 2 * hash.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t digit = kDigits.find(text[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    hash[i / 2] = static_cast<std::uint8_t>(hash[i / 2] * 16U | digit);
  }
  return hash;
}

}  // namespace

const ChainHash& Chain::extend(const engine::Record& record) {
  std::string place;
  Writer out(place);
  out.u64(record.sequence.value);
  out.i64(record.time.ms);
  head_ = sha256_({bytes_of(head_), place, record.payload});
  return head_;
}

std::optional<ChainHash> hash_from_bytes(std::string_view bytes) {
  ChainHash hash{};
  if (bytes.size() != hash.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

std::string to_text(const ChainPlace& place) {
  std::string text = std::to_string(place.sequence.value) + ":";
  for (const std::uint8_t byte : place.hash) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

Result<ChainPlace> parse_place(std::string_view text) {
  ChainPlace place;
  const std::size_t colon = std::min(text.find(':'), text.size());
  const char* const end = text.data() + colon;
  const auto [rest, error] = std::from_chars(text.data(), end, place.sequence.value);
  const auto hash = hash_from_hex(text.substr(std::min(colon + 1, text.size())));
  if (error != std::errc() || rest != end || !hash) {
    return fail(ErrorCode::kSetting, "SEQUENCE:HASH is expected, the hash as 64 of 0-9a-f, not '" +
                                         std::string(text) + "'");
  }
  place.hash = *hash;
  return place;
}

}  // namespace plimsoll::journal
