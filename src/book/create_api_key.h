// CreateApiKey: a key for an account. The material arrives ready: a sealed secret or a public key,
// never a plain secret.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct CreateApiKey {
  static constexpr std::uint16_t kTag = 7;
  model::ApiKey key;  // `created` is set by decide

  static constexpr auto fields() { return std::tuple(&CreateApiKey::key); }
};

struct ApiKeyCreated {
  static constexpr std::uint16_t kTag = 7;
  model::ApiKey key;
  static constexpr auto fields() { return std::tuple(&ApiKeyCreated::key); }
};

// kUnknownAccount, kDuplicate, kMalformed (no key or material, a label that is no line),
// kOutOfRange (over already).
[[nodiscard]] Result<ApiKeyCreated> decide(const Book& book, const CreateApiKey& command);
void apply(Book& book, const ApiKeyCreated& event);

}  // namespace plimsoll::book
