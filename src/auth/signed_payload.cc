#include "auth/signed_payload.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/percent.h"

namespace plimsoll::auth {
namespace {

constexpr std::string_view kName = "signature";

// One part of the request around its signature pair.
struct Part {
  std::string_view before;
  std::string_view after;
  std::string_view value;
  std::size_t pairs = 0;  // signature pairs seen
};

bool is_signature(std::string_view pair) {
  return pair.starts_with(kName) && (pair.size() == kName.size() || pair[kName.size()] == '=');
}

Part split(std::string_view text) {
  Part part{text, {}, {}, 0};
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('&', begin), text.size());
    const std::string_view pair = text.substr(begin, end - begin);
    if (is_signature(pair)) {
      ++part.pairs;
      part.value = pair.substr(std::min(kName.size() + 1, pair.size()));
      // The '&' in front goes with the pair; at the start it is the one behind.
      part.before = text.substr(0, begin == 0 ? 0 : begin - 1);
      part.after = text.substr(begin == 0 ? std::min(end + 1, text.size()) : end);
    }
    begin = end + 1;
  }
  return part;
}

}  // namespace

Result<SignedPayload> PayloadCutter::cut(std::string_view query, std::string_view body) {
  const Part in_query = split(query);
  const Part in_body = split(body);
  if (in_query.pairs + in_body.pairs > 1) {
    return fail(ErrorCode::kParameterDuplicate, "more than one signature", {std::string(kName)});
  }
  const std::string_view value = in_query.pairs == 1 ? in_query.value : in_body.value;
  if (value.empty()) {
    return fail(ErrorCode::kParameterMissing, "no signature, or an empty one",
                {std::string(kName)});
  }

  SignedPayload result{{}, value};
  if (value.find('%') != std::string_view::npos) {
    signature_.clear();
    RETURN_IF_ERROR(percent_decode_append(value, PlusSign::kLiteral, signature_));
    result.signature = signature_;
  }

  const std::array pieces{in_query.before, in_query.after, in_body.before, in_body.after};
  const auto filled = [](std::string_view piece) { return !piece.empty(); };
  if (std::count_if(pieces.begin(), pieces.end(), filled) > 1) {
    payload_.clear();
    for (const std::string_view piece : pieces) payload_ += piece;
    result.payload = payload_;
  } else if (const auto only = std::find_if(pieces.begin(), pieces.end(), filled);
             only != pieces.end()) {
    result.payload = *only;
  }
  return result;
}

}  // namespace plimsoll::auth
