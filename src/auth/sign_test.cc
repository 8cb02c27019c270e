// Signing and new keys: what one side makes the other accepts.
#include "auth/sign.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include <array>
#include <set>

#include "auth/key_texts_for_test.h"
#include "auth/openssl_keys.h"
#include "auth/verify.h"

namespace plimsoll::auth {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct PemPair {
  std::string private_pem;
  std::string public_pem;
};

template <class Write>
std::string written(Write write) {
  const BioHandle bio(BIO_new(BIO_s_mem()));
  EXPECT_EQ(write(bio.get()), 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

PemPair pem_of(const PkeyHandle& key, const EVP_CIPHER* cipher = nullptr) {
  const std::string password = "correct horse";
  return {written([&](BIO* bio) {
            return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), cipher, password.data(),
                                                 cipher ? static_cast<int>(password.size()) : 0,
                                                 nullptr, nullptr);
          }),
          written([&](BIO* bio) { return PEM_write_bio_PUBKEY(bio, key.get()); })};
}

PkeyHandle new_rsa(unsigned bits) { return PkeyHandle(EVP_RSA_gen(bits)); }

TEST(Signer, ReproducesTheEd25519Vector) {
  const Signer signer = *Signer::from_pem(ed25519_private_pem());
  EXPECT_EQ(signer.type(), KeyType::kEd25519);
  EXPECT_EQ(*signer.sign(kPayload), kEd25519Signature);
}

TEST(Signer, RsaSignaturesVerifyAndAreRepeatable) {
  const PemPair pem = pem_of(new_rsa(2048));
  const Signer signer = *Signer::from_text(pem.private_pem);
  EXPECT_EQ(signer.type(), KeyType::kRsa);
  const std::string signature = *signer.sign(kPayload);
  EXPECT_EQ(signature, *signer.sign(kPayload));
  EXPECT_TRUE(Verifier::create(KeyType::kRsa, pem.public_pem)->verify(kPayload, signature));
  EXPECT_FALSE(Verifier::create(KeyType::kRsa, kRsaPublicPem)->verify(kPayload, signature));
}

TEST(Signer, ShortRsaKeysAreRefusedOnBothSides) {
  const PemPair pem = pem_of(new_rsa(1024));
  const auto verifier = Verifier::create(KeyType::kRsa, pem.public_pem);
  const auto signer = Signer::from_pem(pem.private_pem);
  ASSERT_FALSE(verifier.has_value());
  ASSERT_FALSE(signer.has_value());
  EXPECT_EQ(verifier.error().code, ErrorCode::kCrypto);
  EXPECT_THAT(verifier.error().detail, HasSubstr("1024 bits"));
  EXPECT_THAT(signer.error().detail, HasSubstr("1024 bits"));
}

TEST(Signer, ForeignKeysAreRefusedWithAReason) {
  const PkeyHandle curve(EVP_EC_gen("P-256"));
  const auto signer = Signer::from_pem(pem_of(curve).private_pem);
  ASSERT_FALSE(signer.has_value());
  EXPECT_EQ(signer.error().code, ErrorCode::kCrypto);
  EXPECT_THAT(Verifier::create(KeyType::kRsa, kEcPublicPem).error().detail,
              HasSubstr("not an RSA key"));
  EXPECT_THAT(Verifier::create(KeyType::kRsa, ed25519_public_pem()).error().detail,
              HasSubstr("not an RSA key"));
}

TEST(Signer, AnEncryptedKeyIsRefusedWithoutAskingATerminal) {
  const PemPair pem = pem_of(new_rsa(2048), EVP_aes_128_cbc());
  const auto signer = Signer::from_pem(pem.private_pem);
  ASSERT_FALSE(signer.has_value());
  EXPECT_EQ(signer.error().code, ErrorCode::kCrypto);
  EXPECT_THAT(signer.error().detail, HasSubstr("openssl pkey"));
}

TEST(Signer, ErrorsRepeatNothingOfTheKey) {
  std::string broken = ed25519_private_pem();
  const std::string secret_part = broken.substr(60, 20);
  broken.erase(40, 3);
  const PemPair weak = pem_of(new_rsa(1024));
  for (const std::string& text : {broken, weak.private_pem, std::string("s3cretValue")}) {
    for (const auto& error : {Signer::from_text(text).error(), Signer::from_pem(text).error(),
                              Verifier::create(KeyType::kRsa, text).error(),
                              Verifier::create(KeyType::kEd25519, text).error()}) {
      EXPECT_EQ(error.code, ErrorCode::kCrypto);
      const std::string shown = describe(error);
      EXPECT_THAT(shown, Not(HasSubstr(secret_part)));
      EXPECT_THAT(shown, Not(HasSubstr("s3cretValue")));
      EXPECT_THAT(shown, Not(HasSubstr(weak.private_pem.substr(100, 12))));
      EXPECT_TRUE(error.arguments.empty());
    }
  }
}

TEST(Generate, Ed25519PairsFitEachOtherAndNoOther) {
  const Ed25519KeyPair one = *generate_ed25519();
  const Ed25519KeyPair two = *generate_ed25519();
  EXPECT_THAT(one.private_pem, StartsWith("-----BEGIN PRIVATE KEY-----\n"));
  EXPECT_THAT(one.public_pem, StartsWith("-----BEGIN PUBLIC KEY-----\n"));
  EXPECT_LE(one.private_pem.size(), 120u);  // clients tell Ed25519 from RSA by this length
  const std::string signature = *Signer::from_text(one.private_pem)->sign(kPayload);
  EXPECT_TRUE(Verifier::create(KeyType::kEd25519, one.public_pem)->verify(kPayload, signature));
  EXPECT_FALSE(Verifier::create(KeyType::kEd25519, two.public_pem)->verify(kPayload, signature));
}

TEST(Generate, HmacCredentialsAreWellFormedAndNew) {
  std::set<std::string> seen;
  for (int i = 0; i < 50; ++i) {
    const HmacCredentials credentials = generate_hmac();
    EXPECT_EQ(credentials.api_key.size(), 64u);
    EXPECT_EQ(credentials.secret.size(), 64u);
    EXPECT_TRUE(check_api_key_form(credentials.api_key).has_value());
    EXPECT_TRUE(check_api_key_form(credentials.secret).has_value());
    EXPECT_TRUE(seen.insert(credentials.api_key).second);
    EXPECT_TRUE(seen.insert(credentials.secret).second);
  }
  const HmacCredentials credentials = generate_hmac();
  const std::string signature = *Signer::from_text(credentials.secret)->sign(kPayload);
  EXPECT_TRUE(Verifier::create(KeyType::kHmac, credentials.secret)->verify(kPayload, signature));
}

// 128,000 draws: each of 62 characters is expected 2,064 times with a deviation of 45. A plain
// modulo of a byte would give the first eight a quarter more (2,500).
TEST(Generate, EveryCharacterIsEquallyLikely) {
  std::array<int, 256> count{};
  for (int i = 0; i < 2000; ++i) {
    for (const char c : generate_api_key()) ++count[static_cast<unsigned char>(c)];
  }
  int characters = 0;
  for (const int times : count) {
    if (times == 0) continue;
    ++characters;
    EXPECT_GT(times, 1750);
    EXPECT_LT(times, 2380);
  }
  EXPECT_EQ(characters, 62);
}

}  // namespace
}  // namespace plimsoll::auth
