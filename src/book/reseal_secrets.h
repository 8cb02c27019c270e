// ResealSecrets: every HMAC secret of the book is sealed anew, under another master key. One event,
// so one record: at no moment are some of them sealed under one key and the rest under another.
//
// The book understands no seal. It sees to it that the set is complete: a secret left out would be
// lost with the old master key.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct SealedSecret {
  std::string key;  // the API key's name
  std::string material;
  static constexpr auto fields() { return std::tuple(&SealedSecret::key, &SealedSecret::material); }
};

struct ResealSecrets {
  static constexpr std::uint16_t kTag = 40;
  std::vector<SealedSecret> secrets;  // one for each HMAC key, by name

  static constexpr auto fields() { return std::tuple(&ResealSecrets::secrets); }
};

struct SecretsResealed {
  static constexpr std::uint16_t kTag = 40;
  std::vector<SealedSecret> secrets;
  static constexpr auto fields() { return std::tuple(&SecretsResealed::secrets); }
};

// kMalformed (no material), kUnknownKey (not the book's HMAC keys, each once, by name).
[[nodiscard]] Result<SecretsResealed> decide(const Book& book, const ResealSecrets& command);
void apply(Book& book, const SecretsResealed& event);

}  // namespace plimsoll::book
