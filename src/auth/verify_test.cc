// Verifying: the vectors of the exchange's documentation, what clients really send, and that
// nothing else ever passes.
#include "auth/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/hmac.h>

#include <random>
#include <thread>
#include <vector>

#include "auth/key_texts_for_test.h"
#include "auth/sign.h"
#include "auth/signed_payload.h"
#include "base/percent.h"

namespace plimsoll::auth {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kSecret = "test-secret-0001";
constexpr std::string_view kDocumentedSecret =
    "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";

// As the server does it: cut, then check.
bool accepts(const Verifier& key, std::string_view query, std::string_view body) {
  PayloadCutter cutter;
  const auto cut = cutter.cut(query, body);
  return cut.has_value() && key.verify(cut->payload, cut->signature);
}

Verifier hmac_key(std::string_view secret) { return *Verifier::create(KeyType::kHmac, secret); }
Verifier rsa_key() { return *Verifier::create(KeyType::kRsa, kRsaPublicPem); }
Verifier ed25519_key() { return *Verifier::create(KeyType::kEd25519, ed25519_public_pem()); }

struct HmacVector {
  std::string_view payload;
  std::string_view hex;
};

TEST(HmacVectors, EveryPayloadOfTheSpecificationVerifies) {
  const HmacVector vectors[] = {
      {"groupId=1&timestamp=1752137105623",
       "33a8b1a5d516abb0ed6a91f26d001ef6912311bbcf1f4a761b932631a007245e"},
      {"groupId=1&recvWindow=5000&timestamp=1752137105623",
       "a2676061a74ea4bc05e2e7a1b81a052f1ddcafea0d1b40362486c3b5271e2bef"},
      {"groupId=1&assetName=USDT&amount=100.5&timestamp=1752137105623&recvWindow=5000",
       "57f23f8f64ffd1e8ea38155c3324b93c5fc150833fea4301a5c52aadc445925f"},
      {"subEmail=collateral001%40test.com&asset=USDT&amount=1&timestamp=1752137105623",
       "74504d00d5cc5150d7c664a7eabd1cdb4e685d554895433b132bd8558fd867f0"},
      {"groupId=1&timestamp=1752137105623assetName=USDT&amount=100.5",
       "8c5f5ec7e434e66b7965fafc284b789d1abb2f10b7c76fd06c5c2acc674aa28a"},
  };
  const Verifier key = hmac_key(kSecret);
  for (const HmacVector& vector : vectors) {
    EXPECT_TRUE(key.verify(vector.payload, vector.hex)) << vector.payload;
    EXPECT_EQ(*Signer::from_secret(kSecret)->sign(vector.payload), vector.hex);
    EXPECT_FALSE(hmac_key("test-secret-0002").verify(vector.payload, vector.hex));
  }
}

TEST(HmacVectors, AnEmailSignedRawButSentEncodedIsRefused) {
  const std::string signature =
      "&signature=894a636f176c09c44f40bb8108882f44a0a23324691a51f67d3a6455984729f6";
  const std::string rest = "test.com&asset=USDT&amount=1&timestamp=1752137105623" + signature;
  const Verifier key = hmac_key(kSecret);
  EXPECT_FALSE(accepts(key, "subEmail=collateral001%40" + rest, ""));
  EXPECT_FALSE(accepts(key, "", "subEmail=collateral001%40" + rest));
  EXPECT_TRUE(accepts(key, "subEmail=collateral001@" + rest, ""));  // the bytes agree
}

TEST(HmacVectors, TheDocumentedRequestVerifiesInEverySplit) {
  const Verifier key = hmac_key(kDocumentedSecret);
  const std::string front = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC";
  const std::string back = "quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
  const std::string whole = front + "&" + back;
  const std::string pair =
      "signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71";
  EXPECT_TRUE(accepts(key, whole + "&" + pair, ""));
  EXPECT_TRUE(accepts(key, "", whole + "&" + pair));
  EXPECT_TRUE(accepts(key, whole, pair));
  EXPECT_TRUE(accepts(key, pair + "&" + whole, ""));
  EXPECT_TRUE(accepts(key, front + "&" + pair + "&" + back, ""));

  const std::string mixed =
      "signature=0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77";
  EXPECT_TRUE(accepts(key, front, back + "&" + mixed));
  EXPECT_TRUE(accepts(key, front + "&" + mixed, back));
  EXPECT_FALSE(accepts(key, whole + "&" + mixed, ""));
  EXPECT_FALSE(accepts(key, front, back + "&" + pair));
}

TEST(HmacKey, AgreesWithRfc4231) {
  const std::string short_key = from_hex("0102030405060708090a0b0c0d0e0f10111213141516171819");
  EXPECT_TRUE(hmac_key(short_key).verify(
      std::string(50, '\xcd'), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"));
  EXPECT_TRUE(hmac_key(std::string(131, '\xaa'))  // longer than a block
                  .verify("Test Using Larger Than Block-Size Key - Hash Key First",
                          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
}

TEST(HmacKey, AgreesWithOpensslForSecretsAndPayloadsOfEveryLength) {
  for (std::size_t size = kMinHmacSecret; size <= 200; ++size) {
    const std::string secret(size, 's');
    const std::string payload(size - kMinHmacSecret, 'p');
    HmacSha256::Mac expected;
    unsigned int written = 0;
    ASSERT_NE(HMAC(EVP_sha256(), secret.data(), static_cast<int>(size),
                   reinterpret_cast<const unsigned char*>(payload.data()), payload.size(),
                   expected.data(), &written),
              nullptr);
    EXPECT_EQ(HmacSha256(secret)(payload), expected) << size;
  }
}

TEST(HmacKey, HexOfEitherCaseIsTheSame) {
  const Verifier key = hmac_key(kSecret);
  EXPECT_TRUE(
      key.verify(kPayload, "33A8B1A5D516ABB0ED6A91F26D001EF6912311BBCF1F4A761B932631A007245E"));
  EXPECT_TRUE(
      key.verify(kPayload, "33a8B1A5d516abb0ed6a91f26d001ef6912311bbcf1f4a761b932631a007245E"));
}

TEST(HmacKey, TextThatIsNot64HexDigitsNeverVerifies) {
  const Verifier key = hmac_key(kSecret);
  const std::string right = "33a8b1a5d516abb0ed6a91f26d001ef6912311bbcf1f4a761b932631a007245e";
  for (std::size_t size = 0; size < right.size(); ++size) {
    EXPECT_FALSE(key.verify(kPayload, right.substr(0, size)));
  }
  EXPECT_FALSE(key.verify(kPayload, right + "0"));
  EXPECT_FALSE(key.verify(kPayload, right + "00"));
  EXPECT_FALSE(key.verify(kPayload, " " + right.substr(1)));
  EXPECT_FALSE(key.verify(kPayload, "0x" + right.substr(2)));
  EXPECT_FALSE(key.verify(kPayload, to_base64(from_hex(right))));
}

TEST(HmacKey, ACharacterThatIsNoDigitStandsForNone) {
  const Verifier key = hmac_key(kSecret);
  for (int i = 0; i < 50; ++i) {
    const std::string payload = "timestamp=" + std::to_string(i);
    const std::string right = *Signer::from_secret(kSecret)->sign(payload);
    for (std::size_t at = 0; at < right.size(); ++at) {
      std::string wrong = right;
      wrong[at] = "gG/:@` \xff"[static_cast<std::size_t>(i) % 8];
      EXPECT_FALSE(key.verify(payload, wrong)) << wrong;
    }
  }
}

TEST(HmacKey, SecretsOutsideTheBoundsAreRefused) {
  for (const std::size_t size : {0u, 15u, 1025u}) {
    const auto key = Verifier::create(KeyType::kHmac, std::string(size, 'q'));
    ASSERT_FALSE(key.has_value()) << size;
    EXPECT_EQ(key.error().code, ErrorCode::kCrypto);
    EXPECT_THAT(key.error().detail, Not(HasSubstr("qqq")));
  }
  EXPECT_TRUE(Verifier::create(KeyType::kHmac, std::string(16, 'q')).has_value());
  EXPECT_TRUE(Verifier::create(KeyType::kHmac, std::string(1024, 'q')).has_value());
}

TEST(Ed25519Key, TheVectorVerifiesWithThePemAndWithTheRawKey) {
  EXPECT_TRUE(ed25519_key().verify(kPayload, kEd25519Signature));
  const std::string raw = to_base64(from_hex(kEd25519Public));
  EXPECT_TRUE(Verifier::create(KeyType::kEd25519, raw)->verify(kPayload, kEd25519Signature));
  EXPECT_TRUE(Verifier::create(KeyType::kEd25519, raw + "\n")->verify(kPayload, kEd25519Signature));
}

TEST(Ed25519Key, TheSignatureArrivesEscapedRawOrWithoutPadding) {
  const Verifier key = ed25519_key();
  const std::string payload(kPayload);
  const std::string signature(kEd25519Signature);
  ASSERT_NE(signature.find('+'), std::string::npos);
  EXPECT_TRUE(accepts(key, payload + "&signature=" + percent_encode(signature), ""));
  EXPECT_TRUE(accepts(key, payload + "&signature=" + signature, ""));
  EXPECT_TRUE(accepts(key, payload, "signature=" + signature));
  EXPECT_TRUE(accepts(key, payload + "&signature=" + signature.substr(0, 86), ""));
  EXPECT_FALSE(accepts(key, payload + "&signature=" + signature.substr(0, 87), ""));
}

TEST(Ed25519Key, OnlyTheStandardAlphabetInOneSpelling) {
  const Verifier key = ed25519_key();
  std::string url_alphabet(kEd25519Signature);
  for (char& c : url_alphabet) c = c == '+' ? '-' : c == '/' ? '_' : c;
  EXPECT_FALSE(key.verify(kPayload, url_alphabet));
  std::string with_space(kEd25519Signature);
  with_space[with_space.find('+')] = ' ';
  EXPECT_FALSE(key.verify(kPayload, with_space));
  EXPECT_FALSE(key.verify(kPayload, std::string(kEd25519Signature) + "\n"));
  EXPECT_FALSE(key.verify(kPayload, std::string(kEd25519Signature) + "="));
  std::string left_over_bits(kEd25519Signature.substr(0, 86));
  left_over_bits[85] = 'R';  // 'Q' with a bit set that belongs to no byte
  EXPECT_FALSE(key.verify(kPayload, left_over_bits));
}

TEST(Ed25519Key, ASignaturePlusTheGroupOrderIsAnotherTextAndRefused) {
  std::array<std::uint8_t, 64> signature{};
  ASSERT_EQ(base64_decode(kEd25519Signature, signature), 64u);
  const std::string order =
      from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += signature[32 + i] + static_cast<std::uint8_t>(order[i]);
    signature[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  EXPECT_FALSE(ed25519_key().verify(kPayload, base64_encode(signature)));
}

TEST(Ed25519Key, KeysThatCannotBeUsedAreRefusedWithAReason) {
  const std::string small_order = to_base64(std::string("\x01", 1) + std::string(31, '\0'));
  const std::string not_on_curve = to_base64(std::string("\x02", 1) + std::string(31, '\0'));
  const std::pair<std::string, const char*> cases[] = {
      {"", "not an Ed25519 public key"},
      {"hello", "not an Ed25519 public key"},
      {to_base64(std::string(31, 'x')), "not an Ed25519 public key"},
      {to_base64(std::string(33, 'x')), "not an Ed25519 public key"},
      {small_order, "not a sound"},
      {not_on_curve, "not a sound"},
      {std::string(kRsaPublicPem), "not an Ed25519 key"},
      {std::string(kEcPublicPem), "not an Ed25519 key"},
      {ed25519_private_pem(), "this is a private key"},
      {"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "not a public key"},
      {"-----BEGIN PUBLIC KEY-----" + std::string(20'000, 'A'), "16 KiB"},
  };
  for (const auto& [text, reason] : cases) {
    const auto key = Verifier::create(KeyType::kEd25519, text);
    ASSERT_FALSE(key.has_value()) << text;
    EXPECT_EQ(key.error().code, ErrorCode::kCrypto);
    EXPECT_THAT(key.error().detail, HasSubstr(reason));
  }
}

TEST(RsaKey, ASignatureOfTheOpensslCommandVerifies) {
  EXPECT_TRUE(rsa_key().verify(kPayload, kRsaSignature));
  std::string unpadded(kRsaSignature);
  while (unpadded.back() == '=') unpadded.pop_back();
  EXPECT_TRUE(rsa_key().verify(kPayload, unpadded));
  const std::string request = std::string(kPayload) + "&signature=";
  EXPECT_TRUE(accepts(rsa_key(), request + percent_encode(kRsaSignature), ""));
  EXPECT_TRUE(accepts(rsa_key(), request + std::string(kRsaSignature), ""));
}

TEST(RsaKey, OtherPaddingsLengthsAndTextsNeverVerify) {
  const Verifier key = rsa_key();
  EXPECT_FALSE(key.verify(kPayload, kRsaPssSignature));
  EXPECT_FALSE(key.verify(kPayload, ""));
  EXPECT_FALSE(key.verify(kPayload, kRsaSignature.substr(0, 340)));
  EXPECT_FALSE(key.verify(kPayload, to_base64(std::string(256, '\0'))));
  EXPECT_FALSE(key.verify(kPayload, to_base64(std::string(256, '\xff'))));
  EXPECT_FALSE(key.verify(kPayload, to_base64(std::string(1024, '\x01'))));
  EXPECT_FALSE(key.verify(kPayload, std::string(100'000, 'A')));
}

// With the exponent 1 the padded digest is its own signature.
TEST(RsaKey, AnExponentThatMakesForgingTrivialIsRefused) {
  const auto key = Verifier::create(KeyType::kRsa, kRsaExponentOnePem);
  ASSERT_FALSE(key.has_value());
  EXPECT_EQ(key.error().code, ErrorCode::kCrypto);
  EXPECT_THAT(key.error().detail, HasSubstr("exponent"));
}

TEST(RsaKey, ARefusedSignatureLeavesNoErrorBehindForTls) {
  ERR_clear_error();
  ERR_raise(ERR_LIB_USER, 77);
  EXPECT_FALSE(rsa_key().verify(kPayload, to_base64(std::string(256, '\x01'))));
  EXPECT_FALSE(Verifier::create(KeyType::kRsa, "-----BEGIN PUBLIC KEY-----\nAA\n").has_value());
  EXPECT_EQ(ERR_GET_REASON(ERR_get_error()), 77);
  EXPECT_EQ(ERR_get_error(), 0u);
}

TEST(Verifier, KnowsItsTypeAndWhetherItIsSlow) {
  EXPECT_EQ(hmac_key(kSecret).type(), KeyType::kHmac);
  EXPECT_EQ(rsa_key().type(), KeyType::kRsa);
  EXPECT_EQ(ed25519_key().type(), KeyType::kEd25519);
  EXPECT_FALSE(hmac_key(kSecret).is_slow());
  EXPECT_TRUE(rsa_key().is_slow());
  EXPECT_TRUE(ed25519_key().is_slow());
}

TEST(Verifier, ASignatureOfOneTypeNeverVerifiesWithAnother) {
  const std::string hmac_signature = *Signer::from_secret(kSecret)->sign(kPayload);
  EXPECT_FALSE(rsa_key().verify(kPayload, hmac_signature));
  EXPECT_FALSE(ed25519_key().verify(kPayload, hmac_signature));
  EXPECT_FALSE(hmac_key(kSecret).verify(kPayload, kEd25519Signature));
  EXPECT_FALSE(rsa_key().verify(kPayload, kEd25519Signature));
  EXPECT_FALSE(hmac_key(kSecret).verify(kPayload, kRsaSignature));
  EXPECT_FALSE(ed25519_key().verify(kPayload, kRsaSignature));
}

TEST(Verifier, AnEmptyPayloadHasASignatureToo) {
  for (const std::string& text : {std::string(kSecret), ed25519_private_pem()}) {
    const Signer signer = *Signer::from_text(text);
    const Verifier key = signer.type() == KeyType::kHmac ? hmac_key(kSecret) : ed25519_key();
    EXPECT_TRUE(key.verify("", *signer.sign("")));
    EXPECT_FALSE(key.verify(" ", *signer.sign("")));
  }
}

std::string mutated(std::string text, std::mt19937& random) {
  const std::size_t at = random() % text.size();
  const char other = static_cast<char>(text[at] ^ static_cast<char>(1 + random() % 255));
  switch (random() % 4) {
    case 0: text[at] = other; break;
    case 1: text.insert(at, 1, other); break;
    case 2: text.erase(at, 1); break;
    default: text.resize(at); break;
  }
  return text;
}

TEST(Verifier, AChangedPayloadNeverVerifies) {
  std::mt19937 random(23);
  const std::string payload = "groupId=1&assetName=USDT&amount=100.5&timestamp=1752137105623";
  const Signer hmac = *Signer::from_secret(kSecret);
  const Signer ed25519 = *Signer::from_pem(ed25519_private_pem());
  const Verifier hmac_verifier = hmac_key(kSecret);
  const Verifier ed25519_verifier = ed25519_key();
  const Verifier rsa_verifier = rsa_key();
  const std::string hmac_signature = *hmac.sign(payload);
  const std::string ed25519_signature = *ed25519.sign(payload);
  ASSERT_TRUE(hmac_verifier.verify(payload, hmac_signature));
  ASSERT_TRUE(ed25519_verifier.verify(payload, ed25519_signature));
  for (int round = 0; round < 500; ++round) {
    const std::string changed = mutated(payload, random);
    EXPECT_FALSE(hmac_verifier.verify(changed, hmac_signature)) << changed;
    EXPECT_FALSE(ed25519_verifier.verify(changed, ed25519_signature)) << changed;
    const std::string changed_short = mutated(std::string(kPayload), random);
    EXPECT_FALSE(rsa_verifier.verify(changed_short, kRsaSignature)) << changed_short;
  }
}

TEST(Verifier, AChangedSignatureNeverVerifies) {
  std::array<std::uint8_t, 256> rsa_bytes{};
  std::array<std::uint8_t, 64> ed25519_bytes{};
  ASSERT_EQ(base64_decode(kRsaSignature, rsa_bytes), rsa_bytes.size());
  ASSERT_EQ(base64_decode(kEd25519Signature, ed25519_bytes), ed25519_bytes.size());
  const Verifier hmac = hmac_key(kSecret);
  const Verifier rsa = rsa_key();
  const Verifier ed25519 = ed25519_key();
  for (std::size_t bit = 0; bit < 8 * rsa_bytes.size(); ++bit) {
    const auto flip = static_cast<std::uint8_t>(1u << (bit % 8));
    auto changed = rsa_bytes;
    changed[bit / 8] ^= flip;
    EXPECT_FALSE(rsa.verify(kPayload, base64_encode(changed))) << bit;
    if (bit < 8 * ed25519_bytes.size()) {
      auto changed_point = ed25519_bytes;
      changed_point[bit / 8] ^= flip;
      EXPECT_FALSE(ed25519.verify(kPayload, base64_encode(changed_point))) << bit;
    }
  }
  const std::string right = *Signer::from_secret(kSecret)->sign(kPayload);
  for (std::size_t at = 0; at < right.size(); ++at) {
    for (const char digit : std::string_view("0123456789abcdef")) {
      std::string changed = right;
      changed[at] = digit;
      EXPECT_EQ(hmac.verify(kPayload, changed), changed == right) << changed;
    }
  }
}

TEST(Verifier, OneKeyServesManyThreadsAtOnce) {
  const Verifier hmac = hmac_key(kSecret);
  const Verifier rsa = rsa_key();
  const Verifier ed25519 = ed25519_key();
  const std::string hmac_signature = *Signer::from_secret(kSecret)->sign(kPayload);
  std::array<int, 4> wrong{};
  std::vector<std::thread> threads;
  for (int& mistakes : wrong) {
    threads.emplace_back([&] {
      for (int round = 0; round < 100; ++round) {
        mistakes += !hmac.verify(kPayload, hmac_signature);
        mistakes += !rsa.verify(kPayload, kRsaSignature);
        mistakes += !ed25519.verify(kPayload, kEd25519Signature);
        mistakes += hmac.verify("x", hmac_signature);
        mistakes += rsa.verify("x", kRsaSignature);
        mistakes += ed25519.verify("x", kEd25519Signature);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, (std::array<int, 4>{}));
}

}  // namespace
}  // namespace plimsoll::auth
