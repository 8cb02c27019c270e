#include "model/api_key.h"

#include "base/check.h"

namespace plimsoll::model {

std::string_view key_type_name(KeyType type) {
  switch (type) {
    case KeyType::kHmac: return "HMAC";
    case KeyType::kRsa: return "RSA";
    case KeyType::kEd25519: return "ED25519";
  }
  CHECK_MSG(false, "a key type without a name");
}

}  // namespace plimsoll::model
