// The key ring: each key is opened once, and a key that cannot be opened gives nothing away.
#include "server/key_ring.h"

#include <gmock/gmock.h>

#include "auth/key_texts_for_test.h"
#include "server/testing.h"

namespace plimsoll::server {
namespace {

using testing::HasSubstr;
using testing::Not;

const HmacPair kPair = hmac_of(book::kParent);

std::shared_ptr<const model::ApiKey> shared(model::ApiKey key) {
  return std::make_shared<const model::ApiKey>(std::move(key));
}

TEST(KeyRing, AKeyIsOpenedOnceAndVerifies) {
  KeyRing ring(test_master_key());
  const auto key = shared(sealed_key(kPair, book::kParent));
  const auto ready = ring.ready(key);
  ASSERT_TRUE(ready);
  EXPECT_TRUE((*ready)->verifier.verify("payload", kPair.sign("payload")));
  EXPECT_FALSE((*ready)->verifier.verify("payload", kPair.sign("other")));
  EXPECT_EQ((*ready)->key, key);
  EXPECT_EQ(*ring.ready(key), *ready) << "the same object";
}

TEST(KeyRing, AnotherEntryOfTheSameNameIsAnotherKey) {
  KeyRing ring(test_master_key());
  const auto first = ring.ready(shared(sealed_key(kPair, book::kParent)));
  const auto again = ring.ready(shared(sealed_key(kPair, book::kCredit)));
  ASSERT_TRUE(first && again);
  EXPECT_NE(*again, *first);
  EXPECT_EQ((*again)->key->account, book::kCredit);
}

TEST(KeyRing, ASealedSecretOpensWithItsMasterKeyAndItsNameOnly) {
  KeyRing ring(test_master_key());
  const auto refused = [&](const model::ApiKey& key) {
    const auto ready = ring.ready(shared(key));
    if (ready) return std::string();
    EXPECT_THAT(describe(ready.error()), Not(HasSubstr(kPair.secret)));
    EXPECT_THAT(describe(ready.error()), Not(HasSubstr(key.material)));
    return std::string(error_name(ready.error().code));
  };
  EXPECT_EQ(refused(sealed_key(kPair, book::kParent)), "");
  EXPECT_EQ(refused(sealed_key(kPair, book::kParent, '\x2B')), "CRYPTO");
  model::ApiKey moved = sealed_key(kPair, book::kParent);
  moved.key = "anotherNameOfTheKey";
  EXPECT_EQ(refused(moved), "CRYPTO");
  model::ApiKey cut = sealed_key(kPair, book::kParent);
  cut.material.pop_back();
  EXPECT_EQ(refused(cut), "CRYPTO");
  model::ApiKey other_type = sealed_key(kPair, book::kParent);
  other_type.type = KeyType::kRsa;
  EXPECT_EQ(refused(other_type), "CRYPTO");
}

TEST(KeyRing, AKeyThatFailedMayWorkLater) {
  KeyRing ring(test_master_key());
  EXPECT_FALSE(ring.ready(shared(sealed_key(kPair, book::kParent, '\x2B'))));
  EXPECT_TRUE(ring.ready(shared(sealed_key(kPair, book::kParent))));
}

TEST(KeyRing, PublicKeysAreTakenAsTheyAre) {
  KeyRing ring(test_master_key());
  model::ApiKey rsa;
  rsa.key = "rsaKeyOfTheParent";
  rsa.type = KeyType::kRsa;
  rsa.material = auth::kRsaPublicPem;
  rsa.allowed_addresses = {"10.0.0.0/8"};
  const auto ready = ring.ready(shared(rsa));
  ASSERT_TRUE(ready);
  EXPECT_TRUE((*ready)->verifier.is_slow());
  EXPECT_TRUE((*ready)->verifier.verify(auth::kPayload, auth::kRsaSignature));
  EXPECT_TRUE((*ready)->allowed.allows(*auth::IpAddress::parse("10.1.2.3")));
  EXPECT_FALSE((*ready)->allowed.allows(*auth::IpAddress::parse("11.1.2.3")));
  rsa.allowed_addresses = {"not an address"};
  EXPECT_FALSE(ring.ready(shared(rsa)));
}

TEST(KeyRing, AnHmacKeyKeepsItsSecretSealed) {
  model::ApiKey key;
  key.key = kPair.key;
  const auto made = make_hmac_key(test_master_key(), key, kPair.secret);
  ASSERT_TRUE(made);
  EXPECT_THAT(made->material, Not(HasSubstr(kPair.secret)));
  const auto again = make_hmac_key(test_master_key(), key, kPair.secret);
  EXPECT_NE(again->material, made->material) << "sealed anew each time";
  const auto short_secret = make_hmac_key(test_master_key(), key, "short");
  ASSERT_FALSE(short_secret);
  EXPECT_EQ(error_name(short_secret.error().code), "CRYPTO");
}

}  // namespace
}  // namespace plimsoll::server
