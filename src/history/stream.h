// A stream: the rows of one table with the same key, numbered from 1 without gaps, in the order of
// time.
//
// How many lie in a window and which are on a page follows from their numbers: a binary search for
// the window's ends, then one range. Nothing is counted or skipped row by row.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "history/connection.h"
#include "history/rows.h"

namespace plimsoll::history {

// Numbers of a stream's rows, both ends included.
struct Ordinals {
  std::int64_t first = 1;
  std::int64_t last = 0;

  [[nodiscard]] std::int64_t count() const { return last - first + 1; }
  friend bool operator==(const Ordinals&, const Ordinals&) = default;
};

// Those of the rows 1..`last` that lie in the window; `time_at` never decreases.
[[nodiscard]] Result<Ordinals> find_window(
    std::int64_t last, const Window& window,
    const std::function<Result<Timestamp>(std::int64_t)>& time_at);

// The part of them that is one page, newest first.
[[nodiscard]] Ordinals page_of(const Ordinals& rows, const Paging& paging);

class Stream {
 public:
  using Key = std::initializer_list<std::int64_t>;

  // `keys` and `ordinal`: columns of an index of the table, in its order; `columns`: what a row
  // shows. `key` below: the values of `keys`; without any the whole table is one stream.
  Stream(std::string_view table, std::string_view columns,
         std::initializer_list<std::string_view> keys, std::string_view ordinal);

  // One page of the window, newest first. Returns how many rows the window has.
  [[nodiscard]] Result<std::int64_t> read(Connection& connection, Key key, const Window& window,
                                          const Paging& paging,
                                          const std::function<void(const Row&)>& visit) const;

 private:
  std::string last_;
  std::string time_at_;
  std::string range_;
};

}  // namespace plimsoll::history
