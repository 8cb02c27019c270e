// The signature cutter, beside one that takes the request apart at every '&'.
//
// The query stands on the first line, the body below it.
#include <string>
#include <vector>

#include "auth/signed_payload.h"
#include "base/percent.h"
#include "fuzz/target.h"

namespace plimsoll::fuzz {
namespace {

bool is_signature(std::string_view pair) {
  return pair == "signature" || pair.starts_with("signature=");
}

// The pairs but the signatures, joined again; the signatures are counted and the last is kept.
std::string without_signatures(std::string_view part, int& count, std::string_view& signature) {
  std::string kept;
  bool first = true;
  for (bool more = !part.empty(); more;) {
    const std::size_t end = part.find('&');
    const std::string_view pair = part.substr(0, end);
    more = end != std::string_view::npos;
    if (more) part.remove_prefix(end + 1);
    if (is_signature(pair)) {
      ++count;
      signature = pair.substr(std::min<std::size_t>(pair.size(), 10));
      continue;
    }
    if (!first) kept += '&';
    kept += pair;
    first = false;
  }
  return kept;
}

}  // namespace

void try_input(std::string_view input) {
  const auto [query, body] = halves(input, '\n');
  auth::PayloadCutter cutter;
  const auto cut = cutter.cut(query, body);
  int count = 0;
  std::string_view signature;
  std::string expected = without_signatures(query, count, signature);
  expected += without_signatures(body, count, signature);
  const auto decoded = percent_decode(signature, PlusSign::kLiteral);
  CHECK(cut.has_value() == (count == 1 && !signature.empty() && decoded.has_value()));
  if (!cut) return;
  CHECK(cut->payload == expected);
  CHECK(cut->signature == *decoded);
}

}  // namespace plimsoll::fuzz
