// HTTP requests: however the bytes are cut into pieces, they are the same requests.
//
// The first byte tells how they are cut; the rest is what a connection receives.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "fuzz/target.h"
#include "net/request_parser.h"

namespace plimsoll::fuzz {
namespace {

using net::ParseOutcome;
using Kind = ParseOutcome::Kind;

// What a connection makes of its bytes: requests, then perhaps a refusal, after which nothing is
// read.
class Reader {
 public:
  void receive(std::string_view bytes) {
    waiting_ += bytes;
    while (!refused_ && !waiting_.empty() && take_one()) {
    }
  }

  // One line a request. The status of a refusal may differ: a line that is too long and no line of
  // HTTP is the one or the other, depending on how much of it is there.
  [[nodiscard]] std::string story() const { return story_ + (refused_ ? "refused" : "open"); }

 private:
  bool take_one() {
    const ParseOutcome outcome = net::parse_head(waiting_, kLimits, head_);
    if (outcome.kind != Kind::kComplete) return finish(outcome);
    CHECK(head_.size <= waiting_.size());
    const std::string_view rest = std::string_view(waiting_).substr(head_.size);
    if (head_.chunked) return take_chunks(rest);
    CHECK(head_.content_length <= kLimits.body_bytes);
    if (rest.size() < head_.content_length) return false;
    const auto size = static_cast<std::size_t>(head_.content_length);
    tell(rest.substr(0, size), head_.size + size);
    return true;
  }

  // Decoded anew with each piece, in two halves: the decoder itself is cut too.
  bool take_chunks(std::string_view rest) {
    net::ChunkDecoder decoder;
    std::string body;
    std::size_t first = 0;
    std::size_t second = 0;
    ParseOutcome outcome = decoder.feed(rest.substr(0, rest.size() / 2), kLimits, body, first);
    if (outcome.kind == Kind::kIncomplete) {
      CHECK(first == rest.size() / 2);
      outcome = decoder.feed(rest.substr(first), kLimits, body, second);
    }
    CHECK(body.size() <= kLimits.body_bytes && first + second <= rest.size());
    if (outcome.kind != Kind::kComplete) return finish(outcome);
    tell(body, head_.size + first + second);
    return true;
  }

  bool finish(const ParseOutcome& outcome) {
    refused_ = outcome.kind == Kind::kRefused;
    CHECK(!refused_ || (outcome.status >= 400 && outcome.status <= 505));
    return false;
  }

  void tell(std::string_view body, std::size_t size) {
    const net::TargetParts parts = net::split_target(head_.target);
    story_.append(head_.method).append(" ").append(parts.path).append(" ").append(parts.query);
    for (const net::HeaderField& field : head_.fields) {
      CHECK(!field.name.empty() && field.value.find_first_of("\r\n") == std::string_view::npos);
      story_.append("|").append(field.name).append("=").append(field.value);
    }
    story_.append(head_.keep_alive ? " stays " : " goes ").append(body).append("\n");
    waiting_.erase(0, size);
  }

  static constexpr net::RequestLimits kLimits = {
      .request_line = 200, .header_bytes = 400, .header_fields = 8, .body_bytes = 100};

  net::RequestHead head_;
  std::string waiting_;
  std::string story_;
  bool refused_ = false;
};

}  // namespace

void try_input(std::string_view input) {
  if (input.empty()) return;
  std::minstd_rand random(static_cast<unsigned char>(input.front()) + 1u);
  input.remove_prefix(1);
  Reader whole;
  whole.receive(input);
  Reader pieces;
  for (std::string_view rest = input; !rest.empty();) {
    const std::size_t size = std::min<std::size_t>(rest.size(), 1 + random() % 40);
    pieces.receive(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  CHECK(pieces.story() == whole.story());
}

}  // namespace plimsoll::fuzz
