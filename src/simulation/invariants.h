// What is true of every book at every moment, each with its sentence. A simulation asks all of them
// of every world, again and again; whoever adds to the book adds here what must hold of it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "book/verbs.h"
#include "engine/published.h"

namespace plimsoll::simulation {

// What is wrong, for people; nothing when it holds.
using Finding = std::optional<std::string>;

struct Invariant {
  std::string_view sentence;
  Finding (*broken)(const book::Book& book);
};

[[nodiscard]] const std::vector<Invariant>& invariants();

// "sentence: what is wrong" of the first that is broken.
[[nodiscard]] Finding broken_invariant(const book::Book& book);

// Whether a unit may go from one state to the other in a UnitStateChanged. Liquidations begin and
// end, and units close, by events of their own.
[[nodiscard]] bool is_legal_change(model::UnitState from, model::UnitState to);

// The published picture says of every active unit what the book says: LTV, equity, liability.
[[nodiscard]] Finding differing_picture(const book::Book& book, const engine::Published& picture);

}  // namespace plimsoll::simulation
