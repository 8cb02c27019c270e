// RevokeApiKey: a key stops working with this event and does not come back.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct RevokeApiKey {
  static constexpr std::uint16_t kTag = 8;
  std::string key;

  static constexpr auto fields() { return std::tuple(&RevokeApiKey::key); }
};

struct ApiKeyRevoked {
  static constexpr std::uint16_t kTag = 8;
  std::string key;
  static constexpr auto fields() { return std::tuple(&ApiKeyRevoked::key); }
};

// kUnknownKey.
[[nodiscard]] Result<ApiKeyRevoked> decide(const Book& book, const RevokeApiKey& command);
void apply(Book& book, const ApiKeyRevoked& event);

}  // namespace plimsoll::book
