// The form of names: assets, contracts, emails. One rule each, used wherever a name enters the
// book.
#pragma once

#include <string_view>

namespace plimsoll::model {

// 1 to kMaxAssetName characters of A-Z 0-9.
[[nodiscard]] bool is_asset_name(std::string_view text);
// 1 to kMaxContractName characters of A-Z 0-9 _.
[[nodiscard]] bool is_contract_symbol(std::string_view text);
// Printable ASCII without space, one '@' with something on both sides, at most kMaxEmail
// characters. Emails here are identifiers, compared byte for byte; whether mail arrives is not our
// question.
[[nodiscard]] bool is_email(std::string_view text);
// What people write in one line: 1 to `most` characters of UTF-8, not only spaces, no control
// characters.
[[nodiscard]] bool is_line(std::string_view text, std::size_t most);

}  // namespace plimsoll::model
