#include "wire/numeric_style.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <type_traits>

namespace plimsoll::wire {
namespace {

template <std::size_t kSize>
using Words = std::array<std::string_view, kSize>;

// The words of each kind of choice, in the order of its enumerators.
constexpr Words<2> kNotations = {"number", "text"};
constexpr Words<2> kFlagNotations = {"boolean", "text"};
constexpr Words<2> kStatusNotations = {"text", "bare-word"};
constexpr Words<2> kRepayTypes = {"by-cause", "one"};
constexpr Words<2> kLtvNotations = {"integer", "decimal"};
constexpr Words<2> kNestings = {"object", "array"};
constexpr Words<2> kEditStatuses = {"number", "object"};
constexpr Words<2> kSwitches = {"false", "true"};

constexpr std::span<const std::string_view> words_of(Notation) { return kNotations; }
constexpr std::span<const std::string_view> words_of(FlagNotation) { return kFlagNotations; }
constexpr std::span<const std::string_view> words_of(StatusNotation) { return kStatusNotations; }
constexpr std::span<const std::string_view> words_of(RepayTypes) { return kRepayTypes; }
constexpr std::span<const std::string_view> words_of(LtvNotation) { return kLtvNotations; }
constexpr std::span<const std::string_view> words_of(Nesting) { return kNestings; }
constexpr std::span<const std::string_view> words_of(EditStatus) { return kEditStatuses; }
constexpr std::span<const std::string_view> words_of(bool) { return kSwitches; }

using Setter = void (*)(NumericStyle&, std::size_t);

template <auto kMember>
void set_member(NumericStyle& style, std::size_t word) {
  auto& member = style.*kMember;
  member = static_cast<std::remove_reference_t<decltype(member)>>(word);
}

struct Row {
  StyleChoice choice;
  Setter set = nullptr;
};

template <auto kMember>
constexpr Row row(std::string_view name) {
  const auto by_default = NumericStyle{}.*kMember;
  const auto words = words_of(by_default);
  return {{name, words, words[static_cast<std::size_t>(by_default)]}, set_member<kMember>};
}

constexpr std::array kRows = {
    row<&NumericStyle::transaction_id>("transaction_id"),
    row<&NumericStyle::amount>("amount"),
    row<&NumericStyle::borrow_status>("borrow_status"),
    row<&NumericStyle::interest_figures>("interest_figures"),
    row<&NumericStyle::interest_ids>("interest_ids"),
    row<&NumericStyle::record_figures>("record_figures"),
    row<&NumericStyle::repay_types>("repay_types"),
    row<&NumericStyle::liquidation_ltv>("liquidation_ltv"),
    row<&NumericStyle::liquidation_totals>("liquidation_totals"),
    row<&NumericStyle::liquidation_snapshot>("liquidation_snapshot"),
    row<&NumericStyle::snapshot_liabilities>("snapshot_liabilities"),
    row<&NumericStyle::transfer_uids>("transfer_uids"),
    row<&NumericStyle::flags>("flags"),
    row<&NumericStyle::max_borrowable>("max_borrowable"),
    row<&NumericStyle::edit_status>("edit_status"),
    row<&NumericStyle::emit_0e8>("emit_0E8"),
};

constexpr auto kChoices = [] {
  std::array<StyleChoice, kRows.size()> choices{};
  for (std::size_t i = 0; i < kRows.size(); ++i) choices[i] = kRows[i].choice;
  return choices;
}();

std::string listed(std::span<const std::string_view> values) {
  std::string text;
  for (const std::string_view value : values) {
    if (!text.empty()) text += " or ";
    text += value;
  }
  return text;
}

}  // namespace

Result<void> NumericStyle::set(std::string_view name, std::string_view value) {
  const auto* const found = std::find_if(
      kRows.begin(), kRows.end(), [&](const Row& known) { return known.choice.name == name; });
  if (found == kRows.end()) {
    return fail(ErrorCode::kSetting,
                "'answer-style': no numeric style is called '" + std::string(name) + "'");
  }
  const auto& values = found->choice.values;
  const auto word = std::find(values.begin(), values.end(), value);
  if (word == values.end()) {
    return fail(ErrorCode::kSetting,
                "the numeric style " + std::string(name) + " is " + listed(values));
  }
  found->set(*this, static_cast<std::size_t>(word - values.begin()));
  return {};
}

std::span<const StyleChoice> style_choices() { return kChoices; }

}  // namespace plimsoll::wire
