// The answer of ltv-details, for a client who asks through the API and for the lender who asks
// about any moment: the same bytes for the same book, units and time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/error.h"
#include "engine/published.h"

namespace plimsoll::server {

// Appends the JSON array; `now` is its updateTime. kPriceMissing, kValueOverflow: a unit cannot be
// valued, and what was appended means nothing.
[[nodiscard]] Result<void> write_ltv_details(const engine::Published& book, Timestamp now,
                                             std::span<const engine::UnitSnapshot* const> units,
                                             std::string& body);

// Which of the active units the lender asks about; by default all, in groupId order.
struct WhichUnits {
  std::optional<std::int64_t> group;
  std::optional<std::string> parent_email;  // as this parent would see them
};
// kUnknownAccount for an email that nobody has at the time; otherwise as above.
[[nodiscard]] Result<std::string> ltv_details_of(const engine::Published& book, Timestamp now,
                                                 const WhichUnits& which);

}  // namespace plimsoll::server
