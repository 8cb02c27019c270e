// SHA-256 gives what FIPS 180-2 and NIST's long-known answers say, in pieces as in one, every time.
#include "auth/sha256.h"

#include <gtest/gtest.h>

#include <string>

namespace plimsoll::auth {
namespace {

std::string hex(const Sha256::Hash& hash) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : hash) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

constexpr const char* kOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Sha256, GivesThePublishedHashes) {
  Sha256 sha256;
  EXPECT_EQ(hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256({"abc"})), kOfAbc);
  EXPECT_EQ(hex(sha256({"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"})),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(sha256({std::string(1'000'000, 'a')})),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnWhereThePiecesEnd) {
  Sha256 sha256;
  EXPECT_EQ(hex(sha256({"a", "b", "c"})), kOfAbc);
  EXPECT_EQ(hex(sha256({"", "ab", "", "c", ""})), kOfAbc);
  EXPECT_EQ(hex(sha256({"abc"})), kOfAbc) << "nothing of the hashes before stays";
}

}  // namespace
}  // namespace plimsoll::auth
