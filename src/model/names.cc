#include "model/names.h"

#include <algorithm>

#include "base/limits.h"

namespace plimsoll::model {
namespace {
bool is_upper_or_digit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
}  // namespace

bool is_asset_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaxAssetName &&
         std::all_of(text.begin(), text.end(), is_upper_or_digit);
}

bool is_contract_symbol(std::string_view text) {
  return !text.empty() && text.size() <= kMaxContractName &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_upper_or_digit(c) || c == '_'; });
}

bool is_email(std::string_view text) {
  if (text.size() > kMaxEmail) return false;
  if (!std::all_of(text.begin(), text.end(),
                   [](char c) { return c > ' ' && c < 0x7F && c != '"' && c != '\\'; })) {
    return false;
  }
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos;
}

bool is_line(std::string_view text, std::size_t most) {
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; };
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return text.find_first_not_of(' ') != std::string_view::npos &&
         std::none_of(text.begin(), text.end(), is_control) &&
         static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins)) <= most &&
         text.size() <= 4 * most;
}

}  // namespace plimsoll::model
