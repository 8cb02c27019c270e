// Keys and signatures made with the openssl command line, for the tests of this folder.
#pragma once

#include <sodium.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "auth/base64.h"

namespace plimsoll::auth {

inline constexpr std::string_view kPayload = "groupId=1&timestamp=1752137105623";

// RSA, 2048 bits; kRsaSignature by `openssl dgst -sha256 -sign` over kPayload, kRsaPssSignature
// with PSS padding.
inline constexpr std::string_view kRsaPublicPem = R"(-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0ulSBNELCCEJIxR5OWUw
26h6OFLJU5ktuNFKqFF9MOfeZREsifFrTZl40oZ9/BltXTml373dMYIV1TpLQjUk
poUYBipOwZrcjpUzAF+NuYCPRBNtjd0ACP8z7z3XD/rYjbWATlI1LUPRwuIeWuP7
BwTnER8AvdGpgarYVT/QsQW7oPqP1WB6wrPNgPe1CpArG1vDDa8eBS2gLYJUOj/b
UWPPTTReyDrQkqKhURVFvdi1GP/O8a11AupHF9VOQ8g9EZFHbit/75ch0cnxXH1X
CtpbwnGSnlhl662E4uL51dnndXRVnzfutOx+ei0E6sHzLonMKIDFbmEi1qrj15tw
UwIDAQAB
-----END PUBLIC KEY-----
)";
inline constexpr std::string_view kRsaSignature =
    "OoOR/S3eVMg6sas70NHrNru08ASdPHiTYVmoazIdfQUGnLdtBLwlI6caZQVtD4G/APJfl2GneFSwy5KUDVuk7v7G"
    "JYSnAxcUWGMOGqvq0NOWnAk6ngasd3fFSCPumjpEJtQpzn12+YV/I2uoJFHS6EpVk5SVKfdr6/W6l7/2SEXVSHZp"
    "cFiJdA09bJ+KEOE+6eetGh75ALqXxRjXGay+OB/sROobXWVst5x5tnYyVAI70jsoP/jP4BYuMLiiEwX4vPiZ/nEK"
    "XtHWyHbtZ+cbug5+orXM/FWaNZ7guJfEZ1SgoIy0h8H5hUNFjkQ+ZzrzEyKXN5w163gpA4tw7Njo7Q==";
inline constexpr std::string_view kRsaPssSignature =
    "WXzAj+xH1Tdqko8XqjNnxOfZWl9Q+m+UBlp0ufQK//gTr1UkqZMsT9NU67fOCiWrSj79SsLKi0sFzieRq0L1fS0w"
    "cqPfYQwZVhzMKn7MljiPPsZPiKR8Dbm1TYBij6zcekuV2ThI4D4lVye7UkbRRHcIuSbK5t+nOA4ucX1uPK98nx65"
    "Ir+c6hbW+vpWr8WmuqBxpkmMDlOifFywLaRU6NBUTiA4GL6K8lVvNQN5OmquBYoXyGx/KJ42Y9bSmHLl4FUjsTvz"
    "BxvFGuj1komfQFjuxYZLhpLRBwyiVF/W6wlDIPCQ5wilEkJEDqw6WNcUHaLMR0WNheacznYrVeNHVA==";

// The same modulus with the public exponent 1.
inline constexpr std::string_view kRsaExponentOnePem = R"(-----BEGIN PUBLIC KEY-----
MIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEA0ulSBNELCCEJIxR5OWUw
26h6OFLJU5ktuNFKqFF9MOfeZREsifFrTZl40oZ9/BltXTml373dMYIV1TpLQjUk
poUYBipOwZrcjpUzAF+NuYCPRBNtjd0ACP8z7z3XD/rYjbWATlI1LUPRwuIeWuP7
BwTnER8AvdGpgarYVT/QsQW7oPqP1WB6wrPNgPe1CpArG1vDDa8eBS2gLYJUOj/b
UWPPTTReyDrQkqKhURVFvdi1GP/O8a11AupHF9VOQ8g9EZFHbit/75ch0cnxXH1X
CtpbwnGSnlhl662E4uL51dnndXRVnzfutOx+ei0E6sHzLonMKIDFbmEi1qrj15tw
UwIBAQ==
-----END PUBLIC KEY-----
)";

// An elliptic-curve key: neither RSA nor Ed25519.
inline constexpr std::string_view kEcPublicPem = R"(-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEkXxi1Oc0sI9jviRRGs9tDTHGu3Uw
82jMM9cV8cYlcRmELhQrtU8ycGDRVPdGZ/pXZalJ4CDxeOtkwBTd+cYg9Q==
-----END PUBLIC KEY-----
)";

// RFC 8032 section 7.1, test 1; the signature over kPayload.
inline constexpr std::string_view kEd25519Seed =
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
inline constexpr std::string_view kEd25519Public =
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
inline constexpr std::string_view kEd25519Signature =
    "Yc74AsrpLVhe19mKZ6jao1kOPgPnox+twHOyuNDJhW6FUf4WCP2YvnIa+wqA6gAREPCpsJMWXTYMA3jLKUUEDQ==";

inline std::string from_hex(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  std::size_t size = 0;
  sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), hex.data(),
                 hex.size(), nullptr, &size, nullptr);
  return bytes;
}

inline std::string to_base64(std::string_view bytes) {
  return base64_encode({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

// The DER around the 32 bytes is constant (RFC 8410).
inline std::string ed25519_public_pem() {
  return "-----BEGIN PUBLIC KEY-----\n" +
         to_base64(from_hex("302a300506032b6570032100") + from_hex(kEd25519Public)) +
         "\n-----END PUBLIC KEY-----\n";
}
inline std::string ed25519_private_pem() {
  return "-----BEGIN PRIVATE KEY-----\n" +
         to_base64(from_hex("302e020100300506032b657004220420") + from_hex(kEd25519Seed)) +
         "\n-----END PRIVATE KEY-----\n";
}

}  // namespace plimsoll::auth
