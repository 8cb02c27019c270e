// Bytes over one non-blocking socket, in the clear or under TLS; the only file of the server that
// knows OpenSSL.
//
// A Transport never waits: it tells what to wait for. It borrows the socket, whose owner closes it.
// The calling thread must have SIGPIPE blocked or ignored, because OpenSSL writes with write().
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

struct ssl_st;      // OpenSSL's SSL
struct ssl_ctx_st;  // and SSL_CTX

namespace plimsoll::net {

// PEM files: the certificate with its chain, and its private key.
struct TlsFiles {
  std::string certificate;
  std::string private_key;
  // PEM file of authorities: a client must show a certificate that one of them signed. Empty:
  // clients show none.
  std::string client_ca{};
};

class TlsContext {
 public:
  // TLS 1.2 and 1.3 with forward-secret authenticated ciphers. kFile if a file cannot be read,
  // kCrypto if its content cannot be used or the key is not the certificate's. Sessions are
  // resumed by tickets, whose key is made here: a ticket never outlives its certificate.
  [[nodiscard]] static Result<TlsContext> load(const TlsFiles& files);

 private:
  friend class Transport;
  explicit TlsContext(std::shared_ptr<ssl_ctx_st> context) : context_(std::move(context)) {}
  std::shared_ptr<ssl_ctx_st> context_;
};

struct IoResult {
  enum class Kind : std::uint8_t {
    kDone,       // `size` bytes went through; a handshake is complete
    kWantRead,   // nothing now: again when the socket is readable
    kWantWrite,  // nothing now: again when it is writable
    kEnd,        // the peer has finished sending
    kFailed,     // the connection is of no further use
    kPlainHttp,  // a handshake met a client in the clear, and so the transport is now
  };
  Kind kind{};
  std::size_t size = 0;
};

class Transport {
 public:
  explicit Transport(int socket) : socket_(socket) {}
  Transport(int socket, const TlsContext& context);

  [[nodiscard]] bool needs_handshake() const { return tls_ != nullptr; }
  [[nodiscard]] IoResult handshake();
  [[nodiscard]] IoResult read(std::span<char> into);
  [[nodiscard]] IoResult write(std::string_view bytes);
  // Bytes have left the socket that no read() has returned yet: do not wait for the socket.
  [[nodiscard]] bool has_buffered() const;
  // Tells the peer that nothing more will be sent.
  void finish_sending();
  // Throws away what the peer still sends. kWantRead: there may be more; else there
  // will not.
  [[nodiscard]] IoResult discard();

 private:
  [[nodiscard]] IoResult tls_outcome(int result);

  struct Free {
    void operator()(ssl_st* tls) const;
  };
  int socket_;
  std::unique_ptr<ssl_st, Free> tls_;  // null in the clear
};

}  // namespace plimsoll::net
