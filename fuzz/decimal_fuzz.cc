// Decimal text: whatever parses prints as text that parses to the same number, in every form and
// for every kind of number.
#include <string>

#include "base/decimal.h"
#include "fuzz/target.h"

namespace plimsoll::fuzz {
namespace {

template <class Number>
void check(std::string_view input) {
  const auto plain = parse_number<Number>(input, DecimalForm::kPlain);
  const auto any = parse_number<Number>(input, DecimalForm::kScientific);
  CHECK_MSG(!plain || (any && *any == *plain),
            "the lenient form takes all that the strict one does");
  if (!any) return;
  const std::string text = trimmed(*any);
  CHECK(parse_number<Number>(text) == *any);
  CHECK(parse_number<Number>(padded(*any)) == *any);
  CHECK(trimmed(*parse_number<Number>(text)) == text);
  CHECK(text.size() <= kMaxPrintedDecimal && text.back() != '.' && text.front() != '.');
  CHECK(text.find('.') == std::string::npos || text.back() != '0');
  // Zero has no sign; everything else has its opposite.
  const std::string opposite = text.front() == '-' ? text.substr(1) : "-" + text;
  const auto negated = parse_number<Number>(opposite);
  CHECK(!negated || Number::narrowed(-negated->raw()) == *any);
}

}  // namespace

void try_input(std::string_view input) {
  check<Amount>(input);
  check<Price>(input);
  check<Rate>(input);
}

}  // namespace plimsoll::fuzz
