// What the request parser accepts, what it refuses and with which status.
#include "net/request_parser.h"

#include <gtest/gtest.h>

namespace plimsoll::net {
namespace {

using Kind = ParseOutcome::Kind;

ParseOutcome parse(std::string_view bytes, const RequestLimits& limits = {}) {
  RequestHead head;
  return parse_head(bytes, limits, head);
}

std::string with_fields(std::string_view fields) {
  return "POST /x HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n";
}

TEST(RequestParser, ReadsTheParts) {
  const std::string_view bytes =
      "GET /sapi/v1/x?a=1 HTTP/1.1\r\nHost: h\r\nX-Key:\t two words \r\nEmpty:\r\n\r\nGET";
  RequestHead head;
  ASSERT_EQ(parse_head(bytes, {}, head), ParseOutcome::complete());
  EXPECT_EQ(head.method, "GET");
  EXPECT_EQ(head.target, "/sapi/v1/x?a=1");
  EXPECT_EQ(head.size, bytes.size() - 3);
  ASSERT_EQ(head.fields.size(), 3u);
  EXPECT_EQ(head.fields[1].name, "X-Key");
  EXPECT_EQ(head.fields[1].value, "two words");
  EXPECT_EQ(head.fields[2].value, "");
  EXPECT_TRUE(head.keep_alive);
  EXPECT_FALSE(head.chunked);
  EXPECT_EQ(head.content_length, 0u);
}

TEST(RequestParser, EveryPrefixOfARequestIsIncomplete) {
  const std::string whole = with_fields("Content-Length: 12\r\nExpect: 100-continue\r\n");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(parse(whole.substr(0, size)), ParseOutcome::incomplete()) << size;
  }
  EXPECT_EQ(parse(whole), ParseOutcome::complete());
}

TEST(RequestParser, NothingOfTheLastRequestStaysBehind) {
  RequestHead head;
  ASSERT_EQ(parse_head(with_fields("Content-Length: 7\r\nExpect: 100-continue\r\n"), {}, head),
            ParseOutcome::complete());
  ASSERT_EQ(parse_head("GET / HTTP/1.0\r\n\r\n", {}, head), ParseOutcome::complete());
  EXPECT_EQ(head.content_length, 0u);
  EXPECT_FALSE(head.expects_continue);
  EXPECT_FALSE(head.keep_alive);
  EXPECT_TRUE(head.fields.empty());
}

TEST(RequestParser, RefusesWhatIsNotHttpAtOnce) {
  EXPECT_EQ(parse("\x16\x03\x01\x02"),
            ParseOutcome::refused(400));  // a TLS hello, without a line end
  EXPECT_EQ(parse("GET\r\n"), ParseOutcome::refused(400));
  EXPECT_EQ(parse("GET /\r\n"), ParseOutcome::refused(400));
  EXPECT_EQ(parse("GET  / HTTP/1.1\r\n"), ParseOutcome::refused(400));
  EXPECT_EQ(parse("GET / HTTP/1.1 \r\n"), ParseOutcome::refused(400));
  EXPECT_EQ(parse("G(T / HTTP/1.1\r\n"), ParseOutcome::refused(400));
  EXPECT_EQ(parse("GET /\x01 HTTP/1.1\r\n"), ParseOutcome::refused(400));
  EXPECT_EQ(parse("GET / HTTQ/1.1\r\n"), ParseOutcome::refused(400));
  EXPECT_EQ(parse(" GET / HTTP/1.1\r\n"), ParseOutcome::refused(400));
}

TEST(RequestParser, OtherVersionsAre505) {
  EXPECT_EQ(parse("GET / HTTP/2.0\r\n"), ParseOutcome::refused(505));
  EXPECT_EQ(parse("GET / HTTP/1.2\r\n"), ParseOutcome::refused(505));
  EXPECT_EQ(parse("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), ParseOutcome::refused(505));
}

TEST(RequestParser, ABareLineFeedIsRefused) {
  EXPECT_EQ(parse("GET / HTTP/1.1\nHost: h\n\n"), ParseOutcome::refused(400));
  EXPECT_EQ(parse("GET / HTTP/1.1\r\nHost: h\n\r\n"), ParseOutcome::refused(400));
  EXPECT_EQ(parse("GET / HTTP/1.1\r\nHost: h\r\n\n"), ParseOutcome::refused(400));
}

TEST(RequestParser, FieldLinesThatOthersReadDifferentlyAreRefused) {
  EXPECT_EQ(parse(with_fields("A: 1\r\n folded\r\n")), ParseOutcome::refused(400));
  EXPECT_EQ(parse(with_fields("A : 1\r\n")), ParseOutcome::refused(400));
  EXPECT_EQ(parse(with_fields(": 1\r\n")), ParseOutcome::refused(400));
  EXPECT_EQ(parse(with_fields("no colon\r\n")), ParseOutcome::refused(400));
  EXPECT_EQ(parse(with_fields("A: one\rtwo\r\n")), ParseOutcome::refused(400));
  EXPECT_EQ(parse(with_fields(std::string_view("A: \0\r\n", 6))), ParseOutcome::refused(400));
}

TEST(RequestParser, TheBodyLengthMustBeBeyondDoubt) {
  EXPECT_EQ(parse(with_fields("Content-Length: 1\r\nContent-Length: 1\r\n")),
            ParseOutcome::refused(400));
  EXPECT_EQ(parse(with_fields("Content-Length: 1, 1\r\n")), ParseOutcome::refused(400));
  EXPECT_EQ(parse(with_fields("Content-Length: +1\r\n")), ParseOutcome::refused(400));
  EXPECT_EQ(parse(with_fields("Content-Length: 0x1\r\n")), ParseOutcome::refused(400));
  EXPECT_EQ(parse(with_fields("Content-Length:\r\n")), ParseOutcome::refused(400));
  EXPECT_EQ(parse(with_fields("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n")),
            ParseOutcome::refused(400));
  EXPECT_EQ(parse(with_fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")),
            ParseOutcome::refused(400));
  EXPECT_EQ(parse("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
            ParseOutcome::refused(400));
}

TEST(RequestParser, TransferCodingsBeforeChunkedAre501) {
  EXPECT_EQ(parse(with_fields("Transfer-Encoding: gzip, chunked\r\n")), ParseOutcome::refused(501));
  EXPECT_EQ(parse(with_fields("Transfer-Encoding: a,b ,\tChunked\r\n")),
            ParseOutcome::refused(501));
  EXPECT_EQ(parse(with_fields("Transfer-Encoding: Chunked\r\n")), ParseOutcome::complete());
}

TEST(RequestParser, ATransferCodingThatLeavesTheEndOpenIsRefused) {
  for (const std::string_view codings :
       {"gzip", "identity", "chunked, gzip", "chunked, chunked", "gzip, chunked, chunked",
        "chunked;q=1", "chunked,", ",chunked", "x chunked, chunked", "xchunked", "\"chunked\"",
        ""}) {
    const std::string field = "Transfer-Encoding: " + std::string(codings) + "\r\n";
    EXPECT_EQ(parse(with_fields(field)), ParseOutcome::refused(400)) << codings;
  }
}

TEST(RequestParser, ATargetHasOneOfFourForms) {
  const auto line = [](std::string_view method, std::string_view target) {
    return parse(
        std::string(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: h\r\n\r\n"));
  };
  for (const std::string_view target : {"/", "/a?b", "*", "http://h/a", "HTTPS://h"}) {
    EXPECT_EQ(line("GET", target), ParseOutcome::complete()) << target;
  }
  for (const std::string_view target : {"a", "h:80", "?a", "ftp://h/", "http:/", "\\a"}) {
    EXPECT_EQ(line("GET", target), ParseOutcome::refused(400)) << target;
  }
  EXPECT_EQ(line("CONNECT", "h:80"), ParseOutcome::complete());
  EXPECT_EQ(line("CONNECT", "/a"), ParseOutcome::refused(400));
}

TEST(RequestParser, UnknownExpectationsAre417) {
  EXPECT_EQ(parse(with_fields("Expect: miracles\r\n")), ParseOutcome::refused(417));
}

TEST(RequestParser, HttpOneOneNeedsExactlyOneHost) {
  EXPECT_EQ(parse("GET / HTTP/1.1\r\n\r\n"), ParseOutcome::refused(400));
  EXPECT_EQ(parse("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), ParseOutcome::refused(400));
  EXPECT_EQ(parse("GET / HTTP/1.0\r\n\r\n"), ParseOutcome::complete());
}

TEST(RequestParser, AHostIsANameOrAnAddressAndAPort) {
  for (const std::string_view host : {"", "h", "a.b-c:80", "[2001:db8::1]:8080", "%41"}) {
    const std::string head = "GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n";
    EXPECT_EQ(parse(head), ParseOutcome::complete()) << host;
  }
  for (const std::string_view host : {"a b", "a/b", "user@h", "http://h", "a\tb", "caf\xc3\xa9"}) {
    const std::string head = "GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n";
    EXPECT_EQ(parse(head), ParseOutcome::refused(400)) << host;
  }
}

TEST(RequestParser, ConnectionOptionsDecideWhetherItStaysOpen) {
  const auto keep_alive = [](std::string_view version, std::string_view fields) {
    RequestHead head;
    const std::string bytes =
        "GET / HTTP/" + std::string(version) + "\r\nHost: h\r\n" + std::string(fields) + "\r\n";
    EXPECT_EQ(parse_head(bytes, {}, head), ParseOutcome::complete()) << bytes;
    return head.keep_alive;
  };
  EXPECT_TRUE(keep_alive("1.1", ""));
  EXPECT_FALSE(keep_alive("1.1", "Connection: Close\r\n"));
  EXPECT_FALSE(keep_alive("1.1", "Connection: keep-alive , close\r\n"));
  EXPECT_FALSE(keep_alive("1.1", "Connection: te\r\nConnection: close\r\n"));
  EXPECT_TRUE(keep_alive("1.1", "Connection: closely,\r\n"));
  EXPECT_FALSE(keep_alive("1.0", ""));
  EXPECT_TRUE(keep_alive("1.0", "Connection: Keep-Alive\r\n"));
}

TEST(RequestParser, TheRequestLineMayBeAsLongAsItsLimit) {
  const RequestLimits limits{.request_line = 30};
  const std::string longest = "GET /" + std::string(16, 'a') + " HTTP/1.1";
  ASSERT_EQ(longest.size(), limits.request_line);
  EXPECT_EQ(parse(longest + "\r\nHost: h\r\n\r\n", limits), ParseOutcome::complete());
  EXPECT_EQ(parse(longest + "\r", limits), ParseOutcome::incomplete());
  const std::string longer = "GET /a" + longest.substr(5);
  EXPECT_EQ(parse(longer + "\r\nHost: h\r\n\r\n", limits), ParseOutcome::refused(414));
  EXPECT_EQ(parse(longer + "\r", limits), ParseOutcome::refused(414));
}

TEST(RequestParser, TheFieldsMayBeAsLargeAsTheirLimit) {
  const std::string_view line = "GET / HTTP/1.1\r\n";
  const std::string_view fields = "Host: h\r\nA: 1\r\n";
  const std::string request = std::string(line).append(fields).append("\r\n");
  const auto sized = [](std::size_t bytes) { return RequestLimits{.header_bytes = bytes}; };
  EXPECT_EQ(parse(request, sized(fields.size())), ParseOutcome::complete());
  EXPECT_EQ(parse(request.substr(0, request.size() - 1), sized(fields.size())),
            ParseOutcome::incomplete());
  EXPECT_EQ(parse(request, sized(fields.size() - 1)), ParseOutcome::refused(431));
  EXPECT_EQ(parse(std::string(line) + std::string(20, 'a'), sized(19)), ParseOutcome::refused(431));
}

TEST(RequestParser, TooManyFieldsAre431) {
  const RequestLimits limits{.header_fields = 2};
  EXPECT_EQ(parse(with_fields("A: 1\r\n"), limits), ParseOutcome::complete());
  EXPECT_EQ(parse(with_fields("A: 1\r\nB: 2\r\n"), limits), ParseOutcome::refused(431));
}

TEST(RequestParser, ALengthAboveTheLimitIs413WhateverItsSize) {
  const RequestLimits limits{.body_bytes = 10};
  EXPECT_EQ(parse(with_fields("Content-Length: 10\r\n"), limits), ParseOutcome::complete());
  EXPECT_EQ(parse(with_fields("Content-Length: 11\r\n"), limits), ParseOutcome::refused(413));
  EXPECT_EQ(parse(with_fields("Content-Length: 18446744073709551626\r\n"), limits),
            ParseOutcome::refused(413));
}

TEST(SplitTarget, TakesPathAndQueryApartWithoutDecoding) {
  const auto expect = [](std::string_view target, std::string_view path, std::string_view query) {
    const TargetParts parts = split_target(target);
    EXPECT_EQ(parts.path, path) << target;
    EXPECT_EQ(parts.query, query) << target;
  };
  expect("/a/b", "/a/b", "");
  expect("/a?x=1&y=%20?", "/a", "x=1&y=%20?");
  expect("/a?", "/a", "");
  expect("/a?x=1#part", "/a", "x=1");
  expect("/a#part?x", "/a", "");
  expect("http://host:80/a?x=1", "/a", "x=1");
  expect("HTTPS://host", "/", "");
  expect("http://host?x=1", "/", "x=1");
  expect("*", "*", "");
}

struct Decoded {
  ParseOutcome outcome;
  std::string body;
  std::size_t taken = 0;
};

Decoded decode(std::string_view bytes, std::size_t piece, const RequestLimits& limits = {}) {
  ChunkDecoder decoder;
  Decoded decoded;
  while (decoded.taken < bytes.size() && decoded.outcome.kind == Kind::kIncomplete) {
    std::size_t taken = 0;
    decoded.outcome = decoder.feed(bytes.substr(decoded.taken, piece), limits, decoded.body, taken);
    decoded.taken += taken;
  }
  return decoded;
}

TEST(ChunkDecoder, ReadsTheSameBodyHoweverItArrives) {
  const std::string_view bytes =
      "5\r\nhello\r\n00A \t;name=\"value\"\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
  const std::string next = std::string(bytes) + "GET /";
  for (std::size_t piece = 1; piece <= next.size(); ++piece) {
    const Decoded decoded = decode(next, piece);
    EXPECT_EQ(decoded.outcome, ParseOutcome::complete());
    EXPECT_EQ(decoded.body, "hello0123456789");
    EXPECT_EQ(decoded.taken, bytes.size());
  }
}

TEST(ChunkDecoder, RefusesWhatIsNotAChunk) {
  for (const std::string_view bytes :
       {"\r\n", "g\r\n", "-1\r\n", "0x1\r\n", "1\n", "1\rx", "1\r\nab", "1\r\na\n", "1\r\na\rb",
        "0\r\nbad\ntrailer", "0\r\n\rx", "5;\x01\r\n", "5 \r\n", "5\t\r\n", "5 6\r\n",
        "00000000000000001\r\n"}) {
    EXPECT_EQ(decode(bytes, bytes.size()).outcome, ParseOutcome::refused(400)) << bytes;
  }
}

TEST(ChunkDecoder, HoldsTheLimits) {
  const RequestLimits limits{.header_bytes = 20, .body_bytes = 8};
  EXPECT_EQ(decode("8\r\n12345678\r\n0\r\n\r\n", 100, limits).outcome, ParseOutcome::complete());
  EXPECT_EQ(decode("9\r\n", 100, limits).outcome, ParseOutcome::refused(413));
  EXPECT_EQ(decode("4\r\n1234\r\n5\r\n", 100, limits).outcome, ParseOutcome::refused(413));
  EXPECT_EQ(decode("ffffffffffffffff\r\n", 100, limits).outcome, ParseOutcome::refused(413));
  EXPECT_EQ(decode("1;" + std::string(30, 'e'), 100, limits).outcome, ParseOutcome::refused(431));
  EXPECT_EQ(decode("0\r\nA: " + std::string(30, 'e'), 100, limits).outcome,
            ParseOutcome::refused(431));
}

}  // namespace
}  // namespace plimsoll::net
