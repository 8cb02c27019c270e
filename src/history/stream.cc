#include "history/stream.h"

#include <algorithm>
#include <vector>

#include "base/check.h"

namespace plimsoll::history {
namespace {

// The first of the rows 1..`last` for which `is_past` holds; last + 1 when there is none.
Result<std::int64_t> first_past(std::int64_t last,
                                const std::function<Result<Timestamp>(std::int64_t)>& time_at,
                                const std::function<bool(Timestamp)>& is_past) {
  std::int64_t low = 1;
  std::int64_t high = last + 1;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    ASSIGN_OR_RETURN(const Timestamp time, time_at(middle));
    if (is_past(time)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

Result<Ordinals> find_window(std::int64_t last, const Window& window,
                             const std::function<Result<Timestamp>(std::int64_t)>& time_at) {
  if (window.start > window.end) return Ordinals{};
  ASSIGN_OR_RETURN(const std::int64_t first,
                   first_past(last, time_at, [&](Timestamp time) { return time >= window.start; }));
  ASSIGN_OR_RETURN(const std::int64_t after,
                   first_past(last, time_at, [&](Timestamp time) { return time > window.end; }));
  return Ordinals{first, after - 1};
}

Ordinals page_of(const Ordinals& rows, const Paging& paging) {
  CHECK(paging.page >= 1 && paging.size >= 1);
  const std::int64_t count = rows.count();
  // Compared this way round the numbers of a far page cannot overflow.
  if (count == 0 || paging.page - 1 > (count - 1) / paging.size) return {};
  const std::int64_t newest = rows.last - (paging.page - 1) * paging.size;
  const std::int64_t size = std::min(paging.size, newest - rows.first + 1);
  return {newest - size + 1, newest};
}

Stream::Stream(std::string_view table, std::string_view columns,
               std::initializer_list<std::string_view> keys, std::string_view ordinal) {
  const std::string number(ordinal);
  std::string where = " FROM " + std::string(table) + " WHERE ";
  int parameter = 0;
  for (const std::string_view key : keys) {
    where += std::string(key) + "=?" + std::to_string(++parameter) + " AND ";
  }
  const std::string from = "?" + std::to_string(parameter + 1);
  const std::string to = "?" + std::to_string(parameter + 2);
  last_ = "SELECT max(" + number + ")" + where + number + ">0";
  time_at_ = "SELECT time_ms" + where + number + "=" + from;
  range_ = "SELECT " + std::string(columns) + where + number + " BETWEEN " + from + " AND " + to +
           " ORDER BY " + number + " DESC";
}

Result<std::int64_t> Stream::read(Connection& connection, Key key, const Window& window,
                                  const Paging& paging,
                                  const std::function<void(const Row&)>& visit) const {
  std::vector<Value> values(key.begin(), key.end());
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> last, connection.find(last_, values));
  const auto time_at = [&](std::int64_t ordinal) -> Result<Timestamp> {
    values.resize(key.size(), Value(std::int64_t{0}));
    values.emplace_back(ordinal);
    ASSIGN_OR_RETURN(const std::optional<std::int64_t> time, connection.find(time_at_, values));
    if (!time) return damaged_history("a row of " + time_at_ + " is missing");
    return Timestamp{*time};
  };
  ASSIGN_OR_RETURN(const Ordinals rows, find_window(last.value_or(0), window, time_at));
  const Ordinals page = page_of(rows, paging);
  if (page.count() > 0) {
    values.assign(key.begin(), key.end());
    values.emplace_back(page.first);
    values.emplace_back(page.last);
    RETURN_IF_ERROR(connection.each(range_, values, visit));
  }
  return rows.count();
}

}  // namespace plimsoll::history
