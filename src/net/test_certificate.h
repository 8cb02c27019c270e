// For the tests of net/: a fresh self-signed certificate and its key, in files that vanish with it.
#pragma once

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>

#include "net/transport.h"

namespace plimsoll::net {

class TestCertificate {
 public:
  // For one name as in a certificate: "DNS:localhost", "IP:127.0.0.1".
  explicit TestCertificate(const std::string& subject_name) {
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), X509_free);
    X509* raw = certificate.get();
    X509_set_version(raw, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(raw), 1);
    X509_gmtime_adj(X509_getm_notBefore(raw), -3600);
    X509_gmtime_adj(X509_getm_notAfter(raw), 3600);
    X509_set_pubkey(raw, key.get());
    X509_NAME* name = X509_get_subject_name(raw);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("plimsoll test"), -1, -1, 0);
    X509_set_issuer_name(raw, name);
    X509_EXTENSION* names =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, subject_name.c_str());
    X509_add_ext(raw, names, -1);
    X509_EXTENSION_free(names);
    EXPECT_NE(X509_sign(raw, key.get(), EVP_sha256()), 0);

    files_.certificate = new_file();
    files_.private_key = new_file();
    write(files_.certificate, [&](std::FILE* file) { return PEM_write_X509(file, raw); });
    write(files_.private_key, [&](std::FILE* file) {
      return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }
  ~TestCertificate() {
    std::remove(files_.certificate.c_str());
    std::remove(files_.private_key.c_str());
  }
  TestCertificate(const TestCertificate&) = delete;
  TestCertificate& operator=(const TestCertificate&) = delete;

  [[nodiscard]] const TlsFiles& files() const { return files_; }

 private:
  static std::string new_file() {
    std::string path = testing::TempDir() + "plimsoll_net_XXXXXX";
    const int file = ::mkstemp(path.data());
    EXPECT_GE(file, 0);
    ::close(file);
    return path;
  }
  template <class Write>
  static void write(const std::string& path, Write write_pem) {
    std::FILE* file = std::fopen(path.c_str(), "w");
    ASSERT_NE(file, nullptr);
    EXPECT_EQ(write_pem(file), 1);
    std::fclose(file);
  }

  TlsFiles files_;
};

}  // namespace plimsoll::net
