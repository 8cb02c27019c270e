#include "book/reseal_secrets.h"

#include <algorithm>

namespace plimsoll::book {

Result<SecretsResealed> decide(const Book& book, const ResealSecrets& command) {
  auto next = command.secrets.begin();
  for (const auto& [name, key] : book.keys) {
    if (key->type != KeyType::kHmac) continue;
    if (next == command.secrets.end() || next->key != name) {
      return fail(ErrorCode::kUnknownKey, "the secrets are not those of the HMAC keys, by name");
    }
    if (next->material.empty()) return fail(ErrorCode::kMalformed, "a secret without material");
    ++next;
  }
  if (next != command.secrets.end()) {
    return fail(ErrorCode::kUnknownKey, "the secrets are not those of the HMAC keys, by name");
  }
  return SecretsResealed{command.secrets};
}

void apply(Book& book, const SecretsResealed& event) {
  for (const SealedSecret& secret : event.secrets) {
    auto& held = book.keys.at(secret.key);
    model::ApiKey key = *held;
    key.material = secret.material;
    held = std::make_shared<const model::ApiKey>(std::move(key));
  }
}

}  // namespace plimsoll::book
