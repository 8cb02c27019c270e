#include "history/store.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "history/recorder.h"
#include "history/schema.h"

namespace plimsoll::history {
namespace {

constexpr std::string_view kSetPosition = "UPDATE position SET sequence=?1, time_ms=?2";

Result<void> create_tables(db::Database& database) {
  ASSIGN_OR_RETURN(db::Transaction transaction, db::Transaction::begin(database));
  RETURN_IF_ERROR(database.execute(kSchema));
  return transaction.commit();
}

enum class Content : std::uint8_t { kNothing, kThisFormat, kOtherFormat };

// Reads only, so that a stranger's file stays as it is.
Result<Content> content_of(db::Database& database, const std::string& path) {
  ASSIGN_OR_RETURN(const std::int64_t application, database.query_integer("PRAGMA application_id"));
  ASSIGN_OR_RETURN(const std::int64_t version, database.query_integer("PRAGMA user_version"));
  ASSIGN_OR_RETURN(const std::int64_t tables,
                   database.query_integer("SELECT count(*) FROM sqlite_schema"));
  if (tables == 0 && application == 0) return Content::kNothing;
  if (application != kApplicationId) {
    return fail(ErrorCode::kFile,
                path + " is not a history of Plimsoll; choose another file, or delete it");
  }
  return version == kFormatVersion ? Content::kThisFormat : Content::kOtherFormat;
}

void remove_file(const std::string& path) {
  std::error_code ignored;  // what cannot be removed is found when it is opened
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix, ignored);
}

Result<void> use_write_ahead_log(db::Database& database, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string mode, database.query_text("PRAGMA journal_mode=WAL"));
  if (mode != "wal") {
    return fail(ErrorCode::kFile,
                path + ": its file system cannot keep a write-ahead log (" + mode + ")");
  }
  // 64 MB of cache: every unit's newest page is touched every hour.
  return database.execute("PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536");
}

}  // namespace

Store::Store(std::string path, db::Database database)
    : path_(std::move(path)), connection_(std::move(database)) {}

Result<std::unique_ptr<Store>> Store::open(const std::string& path) {
  return open_file(path).map_error(with_way_out);
}

Result<std::unique_ptr<Store>> Store::open_file(const std::string& path) {
  Content content = Content::kNothing;
  {
    ASSIGN_OR_RETURN(db::Database database, db::Database::open(path, db::Access::kCreate));
    ASSIGN_OR_RETURN(content, content_of(database, path));
  }
  if (content == Content::kOtherFormat) remove_file(path);
  ASSIGN_OR_RETURN(db::Database database, db::Database::open(path, db::Access::kCreate));
  RETURN_IF_ERROR(use_write_ahead_log(database, path));
  if (content != Content::kThisFormat) RETURN_IF_ERROR(create_tables(database));
  return start(path, std::move(database));
}

std::optional<Position> Store::look(const std::string& path) {
  std::error_code ignored;
  const bool there = std::filesystem::exists(path, ignored);
  if (!there || (std::filesystem::is_regular_file(path, ignored) &&
                 std::filesystem::file_size(path, ignored) == 0)) {
    return Position{};
  }
  auto database = db::Database::open(path, db::Access::kFrozen);
  if (!database) return std::nullopt;
  const Result<Content> content = content_of(*database, path);
  if (!content) return std::nullopt;
  if (*content != Content::kThisFormat) return Position{};
  Connection connection(std::move(*database));
  const Result<Position> position = stored_position(connection);
  return position ? std::optional(*position) : std::nullopt;
}

Result<std::unique_ptr<Store>> Store::open_in_memory() {
  ASSIGN_OR_RETURN(db::Database database, db::Database::open_in_memory());
  RETURN_IF_ERROR(create_tables(database));
  return start({}, std::move(database));
}

Result<std::unique_ptr<Store>> Store::start(std::string path, db::Database database) {
  std::unique_ptr<Store> store(new Store(std::move(path), std::move(database)));
  ASSIGN_OR_RETURN(const Position position, stored_position(store->connection_));
  store->set_position(position);
  return store;
}

Result<Position> Store::stored_position(Connection& connection) {
  std::optional<Position> found;
  RETURN_IF_ERROR(
      connection.each("SELECT sequence, time_ms FROM position", {}, [&](const Row& row) {
        found = Position{row.id<Sequence>(0), row.time(1)};
      }));
  if (!found) return damaged_history("it does not say how far it is");
  return *found;
}

void Store::set_position(const Position& position) {
  const std::lock_guard lock(mutex_);
  position_ = position;
}

Position Store::position() const {
  const std::lock_guard lock(mutex_);
  return position_;
}

Result<void> Store::apply(std::span<const Record> records) {
  return write(records).map_error(with_way_out);
}

Result<void> Store::write(std::span<const Record> records) {
  const auto by_sequence = [](const Record& a, const Record& b) { return a.sequence < b.sequence; };
  CHECK_MSG(std::is_sorted(records.begin(), records.end(), by_sequence), "records out of order");
  if (records.empty() || records.back().sequence <= position().sequence) return {};

  const std::lock_guard connection_lock(connection_mutex_);
  ASSIGN_OR_RETURN(db::Transaction transaction, db::Transaction::begin(connection_.database()));
  // Asked of the file: it knows best how far an attempt before this one came.
  ASSIGN_OR_RETURN(Position reached, stored_position(connection_));
  for (const Record& record : records) {
    if (record.sequence <= reached.sequence) continue;
    Recorder recorder(connection_, record.sequence, record.time);
    const auto write = [&]<class Held>(const Held& event) -> Result<void> {
      if constexpr (std::invocable<Recorder&, const Held&>) return recorder(event);
      return {};
    };
    for (const book::Event& event : record.events) RETURN_IF_ERROR(std::visit(write, event));
    reached = Position{record.sequence, record.time};
  }
  RETURN_IF_ERROR(connection_.run(kSetPosition, {reached.sequence, reached.time}));
  RETURN_IF_ERROR(transaction.commit());
  set_position(reached);
  return {};
}

Result<void> Store::clear() {
  const auto empty = [&]() -> Result<void> {
    const std::lock_guard connection_lock(connection_mutex_);
    ASSIGN_OR_RETURN(db::Transaction transaction, db::Transaction::begin(connection_.database()));
    std::vector<std::string> tables;
    RETURN_IF_ERROR(connection_.each(
        "SELECT name FROM sqlite_schema WHERE type='table' AND name NOT IN ('position')", {},
        [&](const Row& row) { tables.push_back(row.text(0)); }));
    for (const std::string& table : tables) {
      RETURN_IF_ERROR(connection_.database().execute("DELETE FROM " + table));
    }
    RETURN_IF_ERROR(connection_.run(kSetPosition, {std::int64_t{0}, std::int64_t{0}}));
    RETURN_IF_ERROR(transaction.commit());
    set_position({});
    return {};
  };
  return empty().map_error(with_way_out);
}

Result<std::unique_ptr<Connection>> Store::take_reader() const {
  {
    const std::lock_guard lock(mutex_);
    if (!readers_.empty()) {
      auto reader = std::move(readers_.back());
      readers_.pop_back();
      return reader;
    }
  }
  ASSIGN_OR_RETURN(db::Database database, db::Database::open(path_, db::Access::kReadOnly));
  return std::make_unique<Connection>(std::move(database));
}

Result<Store::Reading> Store::read() const {
  std::unique_lock<std::mutex> lock;
  std::unique_ptr<Connection> own;
  Connection* connection = &connection_;
  if (path_.empty()) {
    lock = std::unique_lock(connection_mutex_);
  } else {
    ASSIGN_OR_RETURN(own, take_reader());
    connection = own.get();
  }
  ASSIGN_OR_RETURN(db::Transaction transaction,
                   db::Transaction::begin_read(connection->database()));
  return Reading(*this, std::move(lock), std::move(own), *connection, std::move(transaction));
}

Store::Reading::Reading(const Store& store, std::unique_lock<std::mutex> lock,
                        std::unique_ptr<Connection> own, Connection& connection,
                        db::Transaction transaction)
    : store_(&store),
      lock_(std::move(lock)),
      own_(std::move(own)),
      connection_(&connection),
      transaction_(std::move(transaction)) {}

Store::Reading::~Reading() {
  transaction_.reset();
  if (own_ == nullptr) return;
  const std::lock_guard lock(store_->mutex_);
  store_->readers_.push_back(std::move(own_));
}

}  // namespace plimsoll::history
