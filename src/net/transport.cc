#include "net/transport.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

#include "base/check.h"

namespace plimsoll::net {

namespace {

using enum IoResult::Kind;

// Forward secrecy and authenticated encryption only; TLS 1.3 has no other kind.
constexpr const char* kTls12Ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

std::string openssl_reason() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "unknown OpenSSL error";
}

int clamped(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

IoResult socket_outcome(ssize_t result, IoResult::Kind when_blocked) {
  if (result > 0) return {kDone, static_cast<std::size_t>(result)};
  if (result == 0) return {kEnd};
  return {errno == EAGAIN || errno == EINTR ? when_blocked : kFailed};
}

// A client without a good certificate gets no further than the handshake.
Result<void> demand_client_certificates(SSL_CTX* context, const std::string& authorities) {
  STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(authorities.c_str());
  if (names == nullptr || SSL_CTX_load_verify_file(context, authorities.c_str()) != 1) {
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    return fail(ErrorCode::kCrypto, "no usable certificates of authorities in \"" + authorities +
                                        "\": " + openssl_reason());
  }
  SSL_CTX_set_client_CA_list(context, names);  // which takes them over
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return {};
}

}  // namespace

Result<TlsContext> TlsContext::load(const TlsFiles& files) {
  for (const std::string& file : {files.certificate, files.private_key, files.client_ca}) {
    if (!file.empty() && ::access(file.c_str(), R_OK) != 0) {
      return fail(ErrorCode::kFile, "cannot read the TLS file \"" + file + "\"");
    }
  }
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  CHECK(context != nullptr);
  SSL_CTX* raw = context.get();
  CHECK(SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) == 1);
  CHECK(SSL_CTX_set_cipher_list(raw, kTls12Ciphers) == 1);
  // HTTP says itself where a message ends, so a peer that just closes cuts nothing off unnoticed.
  SSL_CTX_set_options(
      raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(raw, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                            SSL_MODE_RELEASE_BUFFERS);
  if (SSL_CTX_use_certificate_chain_file(raw, files.certificate.c_str()) != 1) {
    return fail(ErrorCode::kCrypto,
                "no usable certificate in \"" + files.certificate + "\": " + openssl_reason());
  }
  if (SSL_CTX_use_PrivateKey_file(raw, files.private_key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(raw) != 1) {
    return fail(ErrorCode::kCrypto, "no private key of that certificate in \"" + files.private_key +
                                        "\": " + openssl_reason());
  }
  // Without a name sessions that showed a certificate cannot be resumed.
  constexpr std::string_view kName = "plimsoll";
  CHECK(SSL_CTX_set_session_id_context(raw, reinterpret_cast<const unsigned char*>(kName.data()),
                                       kName.size()) == 1);
  if (!files.client_ca.empty()) RETURN_IF_ERROR(demand_client_certificates(raw, files.client_ca));
  return TlsContext(context);
}

void Transport::Free::operator()(ssl_st* tls) const { SSL_free(tls); }

Transport::Transport(int socket, const TlsContext& context)
    : socket_(socket), tls_(SSL_new(context.context_.get())) {
  CHECK(tls_ != nullptr);
  CHECK(SSL_set_fd(tls_.get(), socket) == 1);
}

IoResult Transport::tls_outcome(int result) {
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_NONE: return {kDone, static_cast<std::size_t>(std::max(result, 0))};
    case SSL_ERROR_WANT_READ: return {kWantRead};
    case SSL_ERROR_WANT_WRITE: return {kWantWrite};
    case SSL_ERROR_ZERO_RETURN: return {kEnd};
    default: return {kFailed};
  }
}

IoResult Transport::handshake() {
  ERR_clear_error();
  const IoResult outcome = tls_outcome(SSL_accept(tls_.get()));
  if (outcome.kind == kFailed && ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST) {
    tls_.reset();
    return {kPlainHttp};
  }
  return outcome;
}

IoResult Transport::read(std::span<char> into) {
  if (tls_ == nullptr)
    return socket_outcome(::recv(socket_, into.data(), into.size(), 0), kWantRead);
  ERR_clear_error();
  return tls_outcome(SSL_read(tls_.get(), into.data(), clamped(into.size())));
}

IoResult Transport::write(std::string_view bytes) {
  if (tls_ == nullptr) {
    return socket_outcome(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL), kWantWrite);
  }
  ERR_clear_error();
  return tls_outcome(SSL_write(tls_.get(), bytes.data(), clamped(bytes.size())));
}

bool Transport::has_buffered() const { return tls_ != nullptr && SSL_has_pending(tls_.get()) == 1; }

void Transport::finish_sending() {
  if (tls_ != nullptr) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());
  }
  ::shutdown(socket_, SHUT_WR);
}

IoResult Transport::discard() {
  std::array<char, 16384> sink{};
  const IoResult outcome = socket_outcome(::recv(socket_, sink.data(), sink.size(), 0), kWantRead);
  return outcome.kind == kDone ? IoResult{kWantRead} : outcome;
}

}  // namespace plimsoll::net
