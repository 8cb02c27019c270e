#include "journal/journal_file.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "journal/journal_tables.h"

namespace plimsoll::journal {
namespace {

bool has_log(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path + "-wal", ignored);
}

}  // namespace

JournalFile::JournalFile(std::string path, Connection connection, Sequence last)
    : path_(std::move(path)), connection_(std::move(connection)), last_(last) {}

Result<JournalFile::Connection> JournalFile::connect(const std::string& path) {
  const bool frozen = !has_log(path);
  ASSIGN_OR_RETURN(
      db::Database database,
      as_journal(db::Database::open(path, frozen ? db::Access::kFrozen : db::Access::kReadOnly)));
  return Connection{std::move(database), frozen};
}

Result<bool> JournalFile::look_again() const {
  if (!connection_.frozen) return false;
  ASSIGN_OR_RETURN(connection_, connect(path_));
  return true;
}

template <class Work>
auto JournalFile::steady(const Work& work) const -> decltype(work()) {
  auto result = work();
  if (result) return result;
  ASSIGN_OR_RETURN(const bool again, look_again());
  return again ? work() : result;
}

Result<std::unique_ptr<JournalFile>> JournalFile::open(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string file, canonical_name(path));
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored))
    return journal_error("there is no journal at " + file);
  ASSIGN_OR_RETURN(Connection connection, connect(file));
  RETURN_IF_ERROR(check_identity(connection.database, file));
  if (connection.frozen) RETURN_IF_ERROR(check_not_cut(connection.database, file));
  ASSIGN_OR_RETURN(const Sequence last, newest(connection.database, file));
  return std::unique_ptr<JournalFile>(new JournalFile(file, std::move(connection), last));
}

Result<void> JournalFile::read(Sequence from, const Visitor& visit) const {
  // A record that was visited is not visited again, and what the visitor refuses stays refused.
  Sequence next = from;
  bool refused = false;
  const auto rest = [&] {
    return read_records(connection_.database, path_, next, last_,
                        [&](const engine::Record& record) {
                          next = Sequence{record.sequence.value + 1};
                          Result<void> taken = visit(record);
                          refused = !taken.has_value();
                          return taken;
                        });
  };
  Result<void> result = rest();
  if (result || refused) return result;
  ASSIGN_OR_RETURN(const bool again, look_again());
  return again ? rest() : result;
}

Result<std::string> JournalFile::hash_at(Sequence sequence) const {
  if (sequence > last_)
    return journal_error(path_ + " has no record " + std::to_string(sequence.value));
  ASSIGN_OR_RETURN(const ChainHash hash,
                   steady([&] { return stored_hash(connection_.database, path_, sequence); }));
  return std::string(bytes_of(hash));
}

Result<Sequence> JournalFile::refresh() {
  RETURN_IF_ERROR(look_again());
  ASSIGN_OR_RETURN(last_, newest(connection_.database, path_));
  return last_;
}

Result<Sequence> JournalFile::last_until(Timestamp time) const {
  return steady([&] { return newest_until(connection_.database, last_, time); });
}

Result<void> JournalFile::check_structure() const {
  return steady([&] { return journal::check_structure(connection_.database, path_); });
}

Result<void> JournalFile::copy_to(const std::string& path) const {
  return steady([&]() -> Result<void> {
    ASSIGN_OR_RETURN(db::Statement copy,
                     as_journal(connection_.database.prepare("VACUUM INTO ?1")));
    copy.bind_text(1, path);
    return as_journal(copy.run());
  });
}

}  // namespace plimsoll::journal
