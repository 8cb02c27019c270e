#include "wire/max_borrowable.h"

#include "wire/styled_fields.h"

namespace plimsoll::wire {

void write_max_borrowable(std::string& out, const std::optional<Amount>& amount,
                          const NumericStyle& style) {
  JsonWriter json(out);
  json.begin_object();
  if (amount) write_padded_field(json, "maxBorrowableAmount", *amount, style.max_borrowable);
  json.end_object();
}

}  // namespace plimsoll::wire
