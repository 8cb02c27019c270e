// One client's connection: reads requests, has them handled in order, writes the answers.
//
// Inside net/ only; everything happens on the loop's thread. A connection does all it can without
// waiting, then waits for one thing: bytes, room to write, or a deferred answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "net/asio.h"
#include "net/input_buffer.h"
#include "net/io_loop.h"
#include "net/request_parser.h"
#include "net/server.h"
#include "net/transport.h"

namespace plimsoll::net {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  enum class Admission : std::uint8_t {
    kServed,
    kRefused,  // too many connections: its first request is answered 503
  };
  Connection(IoLoop& loop, boost::asio::ip::tcp::socket socket, Admission admission);

  void start();
  void check_deadline(Clock::time_point now);
  void stop_when_idle();
  void close();

  // Whether only its client can go on: by speaking, reading or hanging up. Of those that were
  // admitted.
  [[nodiscard]] bool awaits_client() const;
  // The beginning, or the last request.
  [[nodiscard]] Clock::time_point quiet_since() const { return quiet_since_; }

  // What Reply and DeferredReply come down to.
  void answer_now(Response&& response);
  [[nodiscard]] DeferredReply defer();
  [[nodiscard]] std::string spare_body();
  void answer_deferred(Response&& response);
  void answer_abandoned();

  std::size_t place_in_loop = 0;

 private:
  enum class Phase : std::uint8_t {
    kHandshake,  // TLS
    kIdle,       // between requests
    kReading,    // some of a request has arrived
    kAnswering,  // a deferred answer is awaited
    kWriting,    // the client is slow to take its answers
    kLingering,  // all is said; the client may still be sending
    kClosed,
  };
  enum class Step : std::uint8_t { kHandled, kIncomplete };
  enum class Handling : std::uint8_t { kNone, kCalling, kAnswered, kDeferred };

  void on_ready();
  void continue_handshake();
  // Handles what has arrived, writes the answers, then waits.
  void advance();
  // True if it stopped early, so that the answers gathered so far leave first.
  [[nodiscard]] bool answer_arrived();
  [[nodiscard]] Step take_request();
  [[nodiscard]] Step take_chunks(std::string_view bytes);
  [[nodiscard]] Step await_rest();
  [[nodiscard]] bool adds_no_line(std::string_view bytes) const;
  [[nodiscard]] Step handle(std::string_view body, std::size_t size);
  void append_answer(Response&& response);
  Step refuse(int status, bool head_only);
  void finish_with(int status);

  // These two return false when they had to wait or close instead.
  [[nodiscard]] bool flush();
  [[nodiscard]] bool fill();

  void wait_for_bytes();
  void wait_readable();
  void wait_writable();
  void linger();
  void discard_input();

  IoLoop& loop_;
  boost::asio::ip::tcp::socket socket_;
  Transport transport_;
  const Admission admission_;
  Phase phase_ = Phase::kIdle;
  Handling handling_ = Handling::kNone;
  bool read_wait_armed_ = false;
  bool write_wait_armed_ = false;
  bool closing_ = false;     // the last answer has been gathered
  bool keep_alive_ = false;  // of the request being answered
  bool http_1_0_ = false;
  bool head_only_ = false;
  bool continue_sent_ = false;  // of the request being read
  int empty_lines_ = 0;         // before the request being read
  std::size_t scanned_ = 0;     // bytes of an unfinished head already looked at
  std::size_t needed_ = 0;      // bytes the request being read has, once its length is known
  ChunkDecoder chunks_;
  std::string chunked_body_;
  Clock::time_point quiet_since_ = Clock::now();
  Clock::time_point deadline_ = Clock::time_point::max();
  Clock::time_point request_deadline_ = Clock::time_point::max();
  InputBuffer input_;
  std::string unsent_;  // what the client has not taken yet
  std::size_t sent_ = 0;
  std::string remote_ip_;
  IpAddress remote_;
};

}  // namespace plimsoll::net
