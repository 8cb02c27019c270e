#include "book/revoke_api_key.h"

namespace plimsoll::book {

Result<ApiKeyRevoked> decide(const Book& book, const RevokeApiKey& command) {
  if (!book.keys.contains(command.key)) return fail(ErrorCode::kUnknownKey, "no such API key");
  return ApiKeyRevoked{command.key};
}

void apply(Book& book, const ApiKeyRevoked& event) { book.keys.erase(event.key); }

}  // namespace plimsoll::book
