#include "history/connection.h"

namespace plimsoll::history {
namespace {

constexpr std::string_view kDamage = "the history is damaged: ";

// Bound while it lives.
class Bound {
 public:
  Bound(db::Statement& statement, Connection::Values values) : statement_(statement) {
    int parameter = 0;
    for (const Value& value : values) value.bind_to(statement, ++parameter);
  }
  ~Bound() { statement_.reset(); }
  Bound(const Bound&) = delete;
  Bound& operator=(const Bound&) = delete;

 private:
  db::Statement& statement_;
};

}  // namespace

tl::unexpected<Error> damaged_history(const std::string& what) {
  return fail(ErrorCode::kDamaged,
              std::string(kDamage) + what + "; delete the file, it is made anew from the journal");
}

Error with_way_out(Error error) {
  if (error.code != ErrorCode::kDamaged || error.detail.starts_with(kDamage)) return error;
  return damaged_history(error.detail).value();
}

void Value::bind_to(db::Statement& statement, int parameter) const {
  if (kind_ == Kind::kInteger) statement.bind(parameter, number_);
  if (kind_ == Kind::kText) statement.bind_text(parameter, text_);
}

Result<db::Statement*> Connection::prepared(std::string_view sql) {
  auto place = statements_.find(sql);
  if (place == statements_.end()) {
    ASSIGN_OR_RETURN(db::Statement statement, database_.prepare(sql));
    place = statements_.emplace(sql, std::move(statement)).first;
  }
  return &place->second;
}

Result<void> Connection::run(std::string_view sql, Values values) {
  ASSIGN_OR_RETURN(db::Statement* const statement, prepared(sql));
  const Bound bound(*statement, values);
  return statement->run();
}

Result<void> Connection::each(std::string_view sql, Values values,
                              const std::function<void(const Row&)>& visit) {
  ASSIGN_OR_RETURN(db::Statement* const statement, prepared(sql));
  const Bound bound(*statement, values);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, statement->step());
    if (!found) return {};
    const Row row(*statement);
    visit(row);
    if (row.damaged()) return damaged_history("a value of " + std::string(sql) + " makes no sense");
  }
}

Result<std::optional<std::int64_t>> Connection::find(std::string_view sql, Values values) {
  ASSIGN_OR_RETURN(db::Statement* const statement, prepared(sql));
  const Bound bound(*statement, values);
  ASSIGN_OR_RETURN(const bool found, statement->step());
  if (!found || statement->is_null(0)) return std::nullopt;
  return statement->integer(0);
}

}  // namespace plimsoll::history
