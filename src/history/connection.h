// A connection to the history with the statements it has prepared, and its values as ours: exact
// numbers, times, ids, names of enumerations.
//
// A value in the file that does not read as what its column holds is an error of the file
// (kDamaged), never a wrong number.
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/decimal.h"
#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace plimsoll::history {

// kDamaged; the words say what to do about it.
[[nodiscard]] tl::unexpected<Error> damaged_history(const std::string& what);
// An error with what to do about it, where SQLite found the damage.
[[nodiscard]] Error with_way_out(Error error);

// What is bound to a parameter: an integer, text, or nothing (NULL).
class Value {
 public:
  // NOLINTBEGIN(google-explicit-constructor): a row to bind reads as the list of its values
  Value(std::int64_t number) : kind_(Kind::kInteger), number_(number) {}
  Value(Timestamp time) : Value(time.ms) {}
  template <class Tag, class Rep>
  Value(Id<Tag, Rep> id) : Value(static_cast<std::int64_t>(id.value)) {}
  Value(std::string_view text) : kind_(Kind::kText), text_(text) {}
  template <class Tag, int kDecimals, class Rep>
  Value(Fixed<Tag, kDecimals, Rep> number) : kind_(Kind::kText), text_(trimmed(number)) {}
  Value(std::nullptr_t) {}
  template <class T>
  Value(const std::optional<T>& held) : Value(held ? Value(*held) : Value(nullptr)) {}
  // NOLINTEND(google-explicit-constructor)

  // The value must live until the statement is reset.
  void bind_to(db::Statement& statement, int parameter) const;

 private:
  enum class Kind : std::uint8_t { kNull, kInteger, kText };
  Kind kind_ = Kind::kNull;
  std::int64_t number_ = 0;
  std::string text_;
};

// The current row of a statement. Columns count from 0.
class Row {
 public:
  explicit Row(const db::Statement& statement) : statement_(statement) {}

  [[nodiscard]] std::int64_t integer(int column) const { return statement_.integer(column); }
  [[nodiscard]] bool is_null(int column) const { return statement_.is_null(column); }
  [[nodiscard]] std::string text(int column) const { return std::string(statement_.bytes(column)); }
  [[nodiscard]] Timestamp time(int column) const { return Timestamp{integer(column)}; }
  template <class IdType>
  [[nodiscard]] IdType id(int column) const {
    return IdType{static_cast<typename IdType::Rep>(integer(column))};
  }
  template <class Number>
  [[nodiscard]] Number number(int column) const {
    const auto parsed = parse_number<Number>(statement_.bytes(column));
    if (!parsed) damaged_ = true;
    return parsed.value_or(Number{});
  }
  [[nodiscard]] Amount amount(int column) const { return number<Amount>(column); }
  // The enumerator of that name.
  template <class Enum>
  [[nodiscard]] Enum named(int column, std::string_view (*name_of)(Enum)) const {
    for (int i = 0; i < enum_size(Enum{}); ++i) {
      if (name_of(static_cast<Enum>(i)) == statement_.bytes(column)) return static_cast<Enum>(i);
    }
    damaged_ = true;
    return Enum{};
  }
  // The enumerator of that number.
  template <class Enum>
  [[nodiscard]] Enum numbered(int column) const {
    const std::int64_t value = integer(column);
    if (value >= 0 && value < enum_size(Enum{})) return static_cast<Enum>(value);
    damaged_ = true;
    return Enum{};
  }
  // Nothing where the column is NULL.
  template <class Number>
  [[nodiscard]] std::optional<Number> optional_number(int column) const {
    return is_null(column) ? std::nullopt : std::optional(number<Number>(column));
  }
  [[nodiscard]] std::optional<Timestamp> optional_time(int column) const {
    return is_null(column) ? std::nullopt : std::optional(time(column));
  }

  // Whether a value was asked for that does not read as what it should be.
  [[nodiscard]] bool damaged() const { return damaged_; }

 private:
  const db::Statement& statement_;
  mutable bool damaged_ = false;
};

// Used by one thread at a time. Statements are prepared once: the text of `sql` must outlive the
// connection.
class Connection {
 public:
  using Values = std::span<const Value>;
  using List = std::initializer_list<Value>;

  explicit Connection(db::Database database) : database_(std::move(database)) {}

  [[nodiscard]] db::Database& database() { return database_; }

  // Binds in order and steps to the end.
  [[nodiscard]] Result<void> run(std::string_view sql, Values values);
  [[nodiscard]] Result<void> run(std::string_view sql, List values) {
    return run(sql, Values(values.begin(), values.end()));
  }
  // Calls `visit` with every row.
  [[nodiscard]] Result<void> each(std::string_view sql, Values values,
                                  const std::function<void(const Row&)>& visit);
  [[nodiscard]] Result<void> each(std::string_view sql, List values,
                                  const std::function<void(const Row&)>& visit) {
    return each(sql, Values(values.begin(), values.end()), visit);
  }
  // The first column of the first row; nothing when there is no row or it is NULL.
  [[nodiscard]] Result<std::optional<std::int64_t>> find(std::string_view sql, Values values);
  [[nodiscard]] Result<std::optional<std::int64_t>> find(std::string_view sql, List values) {
    return find(sql, Values(values.begin(), values.end()));
  }

 private:
  [[nodiscard]] Result<db::Statement*> prepared(std::string_view sql);

  db::Database database_;
  std::map<std::string_view, db::Statement> statements_;
};

}  // namespace plimsoll::history
