// Which part of a long list a request asks for.
//
// Too large a page is refused instead of cut: clients count in the size they sent, so a shorter
// page would make them stop early and lose rows.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "wire/request_parameters.h"

namespace plimsoll::wire {

// How an endpoint names the parameters, and the size of a page.
struct PagePolicy {
  std::string_view number;
  std::string_view size;
  std::int64_t default_size;
  std::int64_t max_size;
};
inline constexpr PagePolicy kRowPages{"current", "size", 10, 100};  // the loan's lists
inline constexpr PagePolicy kUniversalTransferPages{"page", "limit", 500, 500};

struct Page {
  std::int64_t number = 1;  // from 1
  std::int64_t size = 10;

  // How many rows of the list come before the page; may lie far past its end.
  [[nodiscard]] constexpr std::int64_t rows_before() const { return (number - 1) * size; }
};

// kIllegalArgument for a number or a size below 1 and a size above the maximum,
// kParameterMalformed for what is no integer.
[[nodiscard]] Result<Page> read_page(const RequestParameters& parameters,
                                     const PagePolicy& policy = kRowPages);

}  // namespace plimsoll::wire
