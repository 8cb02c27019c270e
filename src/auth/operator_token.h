// The tokens of operators: "plo_<id>_<secret>", both parts in lower-case hex. The id is public and
// finds the operator; the secret has 256 random bits.
//
// What is kept of a token is its plain SHA-256. A slow, salted hash protects words that people
// choose, because those can be guessed; nobody guesses 256 random bits at any speed, and a fast
// hash lets every request be checked. All functions are pure but for the system's random source,
// and may run on any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plimsoll::auth {

struct OperatorToken {
  std::string id;     // 16 digits
  std::string token;  // all of it: shown once, kept nowhere
};
[[nodiscard]] OperatorToken generate_operator_token();

// Nothing when the text has not the form of a token. A view into `token`.
[[nodiscard]] std::optional<std::string_view> operator_id_of(std::string_view token);

// 64 digits of lower-case hex.
[[nodiscard]] std::string operator_token_hash(std::string_view token);

// Whether this is the token with that hash; takes equally long for every text of a token's length.
[[nodiscard]] bool is_operator_token(std::string_view token, std::string_view hash);

}  // namespace plimsoll::auth
