#include "auth/sha256.h"

#include <openssl/evp.h>

#include "base/check.h"

namespace plimsoll::auth {

void Sha256::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  CHECK_MSG(context_ != nullptr, "out of memory");
  CHECK(EVP_DigestInit_ex2(context_.get(), EVP_sha256(), nullptr) == 1);
}

Sha256::Hash Sha256::operator()(std::initializer_list<std::string_view> pieces) {
  // Without a type the context starts anew with the one it has, and fetches nothing.
  CHECK(EVP_DigestInit_ex2(context_.get(), nullptr, nullptr) == 1);
  for (const std::string_view piece : pieces)
    CHECK(EVP_DigestUpdate(context_.get(), piece.data(), piece.size()) == 1);
  Hash hash{};
  CHECK(EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr) == 1);
  return hash;
}

}  // namespace plimsoll::auth
