#include "net/client.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "net/beast.h"
#include "net/http.h"

namespace plimsoll::net {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kMaxAnswerHeaderBytes = 64 * 1024;

// One exchange, step by step. Each step is an asynchronous operation waited for until the deadline:
// blocking operations cannot be given one.
class Exchange {
 public:
  Exchange(const ClientRequest& request, UrlParts url)
      : request_(request), url_(std::move(url)), deadline_(Clock::now() + request.time_limit) {}

  Result<ClientResponse> run(std::string_view message) {
    RETURN_IF_ERROR(connect());
    if (!url_.tls) return talk(socket_, message);
    asio::ssl::context context(asio::ssl::context::tls_client);
    RETURN_IF_ERROR(set_trust(context));
    asio::ssl::stream<tcp::socket&> tls(socket_, context);
    RETURN_IF_ERROR(shake_hands(tls));
    return talk(tls, message);
  }

 private:
  Result<void> connect() {
    tcp::resolver resolver(io_);
    tcp::resolver::results_type found;
    RETURN_IF_ERROR(step("look up the host", [&](auto done) {
      resolver.async_resolve(url_.host, url_.port,
                             [&found, done](error_code error, tcp::resolver::results_type results) {
                               found = std::move(results);
                               done(error);
                             });
    }));
    return step("connect", [&](auto done) {
      asio::async_connect(socket_, found,
                          [done](error_code error, const tcp::endpoint&) { done(error); });
    });
  }

  Result<void> set_trust(asio::ssl::context& context) {
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    error_code error;
    if (request_.ca_file.empty()) {
      context.set_default_verify_paths(error);
    } else {
      context.load_verify_file(request_.ca_file, error);
    }
    if (error) {
      return fail(ErrorCode::kFile,
                  "cannot use the CA file \"" + request_.ca_file + "\": " + error.message());
    }
    return {};
  }

  Result<void> shake_hands(asio::ssl::stream<tcp::socket&>& tls) {
    error_code not_an_address;
    asio::ip::make_address(url_.host, not_an_address);
    // The server picks its certificate by this name; addresses are not names.
    if (not_an_address) SSL_set_tlsext_host_name(tls.native_handle(), url_.host.c_str());
    if (request_.verify_certificate) {
      tls.set_verify_mode(asio::ssl::verify_peer);
      tls.set_verify_callback(asio::ssl::host_name_verification(url_.host));
    } else {
      tls.set_verify_mode(asio::ssl::verify_none);
    }
    auto shaken = step("agree on TLS", [&](auto done) {
      tls.async_handshake(asio::ssl::stream_base::client, done);
    });
    if (!shaken && SSL_get_verify_result(tls.native_handle()) != X509_V_OK) {
      shaken.error().detail += " (its certificate: ";
      shaken.error().detail +=
          X509_verify_cert_error_string(SSL_get_verify_result(tls.native_handle()));
      shaken.error().detail += "; is the CA file the right one?)";
    }
    return shaken;
  }

  template <class Stream>
  Result<ClientResponse> talk(Stream& stream, std::string_view message) {
    RETURN_IF_ERROR(step("send the request", [&](auto done) {
      asio::async_write(stream, asio::buffer(message.data(), message.size()),
                        [done](error_code error, std::size_t) { done(error); });
    }));
    http::response_parser<http::string_body> parser;
    parser.header_limit(kMaxAnswerHeaderBytes);
    parser.body_limit(request_.max_body_bytes);
    parser.skip(request_.method == "HEAD");
    boost::beast::flat_buffer buffer;
    RETURN_IF_ERROR(step("read the answer", [&](auto done) {
      http::async_read(stream, buffer, parser,
                       [done](error_code error, std::size_t) { done(error); });
    }));
    ClientResponse response;
    response.status = static_cast<int>(parser.get().result_int());
    for (const auto& field : parser.get()) {
      response.headers.emplace_back(field.name_string(), field.value());
    }
    response.body = std::move(parser.get().body());
    return response;
  }

  // Starts an operation and waits for it. When time is up the socket closes under it, so that its
  // handler has run before this returns.
  template <class Start>
  Result<void> step(const char* what, Start start) {
    bool finished = false;
    error_code outcome;
    start([&finished, &outcome](error_code error) {
      finished = true;
      outcome = error;
    });
    io_.restart();
    while (!finished && io_.run_one_until(deadline_) != 0) {
    }
    const std::string where = std::string(url_.tls ? "https://" : "http://") + url_.host + ":" +
                              url_.port + ": cannot " + what + ": ";
    if (finished && !outcome) return {};
    if (finished) return fail(ErrorCode::kNetwork, where + explain(outcome));
    error_code ignored;
    socket_.close(ignored);
    io_.restart();
    io_.run();
    return fail(ErrorCode::kNetwork, where + "no answer within " +
                                         std::to_string(request_.time_limit.count()) +
                                         " ms; is the time limit long enough?");
  }

  static std::string explain(const error_code& error) {
    if (error == asio::error::connection_refused) {
      return "connection refused; is the server running, and on this port?";
    }
    if (error == asio::error::host_not_found) return "no such host";
    if (error == http::error::end_of_stream || error == http::error::partial_message ||
        error == asio::ssl::error::stream_truncated) {
      return "the server closed the connection before its answer was complete";
    }
    if (error == http::error::body_limit) return "the answer is larger than allowed";
    if (error.category() == asio::error::get_ssl_category() &&
        ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_WRONG_VERSION_NUMBER) {
      return "the server does not speak TLS on this port; is it http://?";
    }
    return error.message();
  }

  const ClientRequest& request_;
  const UrlParts url_;
  const Clock::time_point deadline_;
  asio::io_context io_{1};
  tcp::socket socket_{io_};
};

bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

Result<std::string> compose(const ClientRequest& request, const UrlParts& url) {
  const bool sendable_method =
      !request.method.empty() && request.method.find_first_of(" \t\r\n") == std::string::npos;
  if (!sendable_method) return fail(ErrorCode::kMalformed, "method \"" + request.method + "\"");
  const bool ipv6 = url.host.find(':') != std::string::npos;
  const bool usual_port = url.port == (url.tls ? "443" : "80");
  std::string message = request.method + " " + url.target +
                        " HTTP/1.1\r\nHost: " + (ipv6 ? "[" + url.host + "]" : url.host) +
                        (usual_port ? "" : ":" + url.port) + "\r\n";
  for (const auto& [name, value] : request.headers) {
    if (name.empty() || !is_one_line(name) || !is_one_line(value)) {
      return fail(ErrorCode::kMalformed, "header \"" + name + "\" cannot be sent");
    }
    message += name + ": " + value + "\r\n";
  }
  const bool may_have_body = request.method != "GET" && request.method != "HEAD";
  if (may_have_body || !request.body.empty()) {
    message += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return message + "Connection: close\r\n\r\n" + request.body;
}

}  // namespace

std::optional<std::string_view> ClientResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (equal_ignoring_case(key, name)) return value;
  }
  return std::nullopt;
}

Result<ClientResponse> fetch(const ClientRequest& request) {
  ASSIGN_OR_RETURN(UrlParts url, parse_url(request.url));
  ASSIGN_OR_RETURN(const std::string message, compose(request, url));
  return Exchange(request, std::move(url)).run(message);
}

}  // namespace plimsoll::net
