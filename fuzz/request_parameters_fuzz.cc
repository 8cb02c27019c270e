// Query and form body: what is read is found, written anew it is the same, and the slow reader of
// base/percent.h sees the same pairs.
//
// The query stands on the first line, the body below it.
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/percent.h"
#include "base/utf8.h"
#include "fuzz/target.h"
#include "wire/paging.h"
#include "wire/request_parameters.h"
#include "wire/timing.h"
#include "wire/window.h"

namespace plimsoll::fuzz {
namespace {

void check_percent(std::string_view input) {
  const std::string encoded = percent_encode(input);
  for (const PlusSign plus : {PlusSign::kSpace, PlusSign::kLiteral}) {
    const auto decoded = percent_decode(encoded, plus);
    CHECK(decoded.has_value() && *decoded == input);
  }
}

std::string written(const wire::RequestParameters& parameters) {
  std::string text;
  parameters.for_each([&](std::string_view name, std::string_view value) {
    CHECK(parameters.find(name) == value && is_plain_text(name) && is_plain_text(value));
    text += (text.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  });
  return text;
}

// Every way in which a handler looks at a parameter.
void read_all(const wire::RequestParameters& parameters) {
  for (const std::string_view name : {"groupId", "amount", "enableSpot", "timestamp"}) {
    static_cast<void>(parameters.optional_text(name));
    const auto number = parameters.optional_integer(name);
    CHECK(!number || !*number || (**number <= kMaxId && **number >= -kMaxId));
    static_cast<void>(parameters.optional_decimal(name));
    static_cast<void>(parameters.optional_boolean(name));
  }
  if (const auto timing = wire::read_timing(parameters)) {
    CHECK(timing->recv_window_us > 0 && timing->recv_window_us <= kMaxRecvWindowMs * 1000);
    static_cast<void>(wire::check_timing(*timing, 1'752'137'105'623'000));
  }
  static_cast<void>(wire::read_page(parameters, wire::kRowPages));
  const auto window = wire::read_window(wire::kInterestWindow, parameters, {1'752'137'105'623});
  CHECK(!window || window->start <= window->end);
}

// The reader of one part: the same pieces, or both refuse.
void check_same_pairs(std::string_view part) {
  const auto pairs = parse_form(part);
  wire::RequestParameters parameters;
  if (!parameters.read(part, {})) return;
  CHECK(pairs.has_value());
  for (const FormPair& pair : *pairs) CHECK(parameters.find(pair.name) == pair.value);
}

}  // namespace

void try_input(std::string_view input) {
  check_percent(input);
  const auto [query, body] = halves(input, '\n');
  check_same_pairs(query);
  wire::RequestParameters parameters;
  if (!parameters.read(query, body)) return;
  read_all(parameters);
  const std::string text = written(parameters);
  wire::RequestParameters again;
  CHECK(again.read(text, {}).has_value() && written(again) == text);
}

}  // namespace plimsoll::fuzz
