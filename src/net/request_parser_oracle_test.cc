// A second opinion on the request parser: Boost.Beast reads the same thousands of random, mostly
// broken requests. Whatever we accept, Beast must accept and understand in the same way; being
// stricter is our right.
#include <gtest/gtest.h>

#include <random>

#include "net/beast.h"
#include "net/request_parser.h"

namespace plimsoll::net {
namespace {

namespace http = boost::beast::http;

class RandomRequest {
 public:
  explicit RandomRequest(unsigned seed) : random_(seed) {}

  std::string next() {
    std::string text = pick({"GET", "POST", "PUT", "M-SEARCH", "get", "G@T", ""});
    text += pick({" ", " ", " ", "  ", "\t"});
    text += pick({"/", "/a?b=c", "*", "http://h/x", "/\x7f", "/caf\xc3\xa9", "/a#b", ""});
    text += pick({" ", " ", " ", "  "});
    text +=
        pick({"HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/1.2", "HTTP/11", "http/1.1"});
    text += line_end();
    if (random_() % 8 != 0) text += "Host: h\r\n";
    for (unsigned fields = random_() % 4; fields > 0; --fields) text += field();
    text += line_end();
    text +=
        pick({"", "hello", "5\r\nhello\r\n0\r\n\r\n", "3\r\nabc\r\n1;x=y\r\nd\r\n0\r\nT: u\r\n\r\n",
              "5\r\nhell", "0\r\n\r\n", "g\r\n"});
    return mutated(text);
  }

 private:
  std::string pick(std::initializer_list<const char*> choices) {
    return *(choices.begin() + random_() % choices.size());
  }
  std::string line_end() { return random_() % 40 == 0 ? pick({"\n", "\r", "\r\r\n"}) : "\r\n"; }
  std::string field() {  // part by part: the order of the draws must not be the compiler's choice
    std::string text = pick({"Content-Length", "Transfer-Encoding", "Connection", "X-Any",
                             "content-length", "A!b", "A b", ""});
    text += pick({": ", ":", ":\t ", " : "});
    text +=
        pick({"5", "0", "4", "chunked", "close", "keep-alive, x", "gzip", "a b", "", "\xe9", "05"});
    text += pick({"", "", " ", "\t"});
    return text + line_end();
  }
  std::string mutated(std::string text) {
    if (random_() % 4 == 0 && !text.empty()) {
      const std::size_t place = random_() % text.size();
      text[place] = static_cast<char>(random_() % 256);
    }
    return text;
  }

  std::mt19937 random_;
};

// Our reading: the head, then the body if all of it is there.
struct Reading {
  RequestHead head;
  std::string body;
  bool complete = false;
};

Reading read(const std::string& bytes) {
  Reading reading;
  const RequestLimits limits;
  if (parse_head(bytes, limits, reading.head) != ParseOutcome::complete()) return reading;
  const std::string_view rest = std::string_view(bytes).substr(reading.head.size);
  if (reading.head.chunked) {
    std::size_t taken = 0;
    ChunkDecoder decoder;
    reading.complete = decoder.feed(rest, limits, reading.body, taken) == ParseOutcome::complete();
  } else if (rest.size() >= reading.head.content_length) {
    reading.body = rest.substr(0, static_cast<std::size_t>(reading.head.content_length));
    reading.complete = true;
  }
  return reading;
}

TEST(RequestParserOracle, WhatWeAcceptBeastUnderstandsInTheSameWay) {
  RandomRequest random(20250901);
  int accepted = 0;
  for (int i = 0; i < 200'000; ++i) {
    const std::string bytes = random.next();
    const Reading ours = read(bytes);
    if (!ours.complete) continue;
    ++accepted;
    http::request_parser<http::string_body> parser;
    parser.eager(true);
    boost::system::error_code error;
    for (std::size_t at = 0; !parser.is_done() && !error && at < bytes.size();) {
      at += parser.put(boost::asio::buffer(bytes.data() + at, bytes.size() - at), error);
    }
    // Chunk extensions and trailers we drop without a look.
    const bool in_dropped_part = error == http::error::bad_chunk_extension ||
                                 (parser.is_header_done() && (error == http::error::bad_field ||
                                                              error == http::error::bad_value));
    if (in_dropped_part) continue;
    ASSERT_FALSE(error) << error.message() << "\n" << testing::PrintToString(bytes);
    ASSERT_TRUE(parser.is_done()) << testing::PrintToString(bytes);
    const auto& theirs = parser.get();
    EXPECT_EQ(theirs.method_string(), ours.head.method);
    EXPECT_EQ(theirs.target(), ours.head.target);
    EXPECT_EQ(theirs.body(), ours.body) << testing::PrintToString(bytes);
    // In HTTP/1.0 Beast lets "keep-alive" win over "close"; RFC 9112, 9.3 says otherwise.
    const bool same_persistence = parser.keep_alive() == ours.head.keep_alive;
    EXPECT_TRUE(same_persistence || (ours.head.http_1_0 && parser.keep_alive()))
        << testing::PrintToString(bytes);
    for (const HeaderField& field : ours.head.fields) {
      const auto [first, last] =
          theirs.equal_range(boost::beast::string_view(field.name.data(), field.name.size()));
      const bool same = std::any_of(first, last, [&](const auto& their_field) {
        return std::string_view(their_field.value().data(), their_field.value().size()) ==
               field.value;
      });
      EXPECT_TRUE(same) << testing::PrintToString(bytes);
    }
  }
  EXPECT_GT(accepted, 5'000);  // else the generator says nothing
}

}  // namespace
}  // namespace plimsoll::net
