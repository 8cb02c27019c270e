// Moment: a point in a journal's life, by time or by record.
//
// A time means the state after the last record at or before it: a record holds from its own
// millisecond on. When several records have one time, the last of them counts.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"

namespace plimsoll::engine {

using Moment = std::variant<Timestamp, Sequence>;

// "2026-11-20T21:20:00Z" with up to three decimals of a second, "1795209600000" (digits alone are
// milliseconds since 1970), or "seq:123". kMalformed for anything else.
[[nodiscard]] Result<Moment> read_moment(std::string_view text);

// Whether a record with this number and time belongs to the state at the moment.
[[nodiscard]] bool includes(const Moment& moment, Sequence sequence, Timestamp time);

// "2026-11-20T21:20:00.000Z".
[[nodiscard]] std::string iso_time(Timestamp time);

}  // namespace plimsoll::engine
