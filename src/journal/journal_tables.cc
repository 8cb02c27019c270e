#include "journal/journal_tables.h"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace plimsoll::journal {
namespace {

using engine::Record;

constexpr std::int64_t kApplicationId = 0x504C494D;  // "PLIM"
constexpr std::int64_t kFormatVersion = 2;
constexpr std::uint64_t kBatchRecords = 1000;

std::int64_t as_integer(Sequence sequence) { return static_cast<std::int64_t>(sequence.value); }

tl::unexpected<Error> missing(const std::string& path, std::uint64_t sequence) {
  return journal_error(path + " is damaged: record " + std::to_string(sequence) + " is missing");
}

tl::unexpected<Error> not_in_chain(const std::string& path, std::uint64_t sequence) {
  return journal_error(path + " is damaged: record " + std::to_string(sequence) +
                       " does not fit its hash: it was changed after it was written; restore a"
                       " backup");
}

tl::unexpected<Error> unreadable(const std::string& path, std::uint64_t sequence,
                                 const Error& why) {
  return journal_error(path + " is damaged: record " + std::to_string(sequence) +
                       " cannot be read: " + why.detail);
}

// Records from `next` to `last` and no more than a batch; `next` and the chain go on with them.
Result<void> read_batch(db::Database& database, const std::string& path, Chain& chain,
                        std::uint64_t& next, std::uint64_t last,
                        const engine::Records::Visitor& visit) {
  constexpr const char* kSelect =
      "SELECT sequence, time_ms, payload, hash FROM records WHERE sequence >= ?1 AND sequence <= ?2"
      " ORDER BY sequence";
  ASSIGN_OR_RETURN(db::Statement rows, as_journal(database.prepare(kSelect)));
  const std::uint64_t end = std::min(last, next + kBatchRecords - 1);
  rows.bind(1, static_cast<std::int64_t>(next));
  rows.bind(2, static_cast<std::int64_t>(end));
  Record record;
  for (; next <= end; ++next) {
    const Result<bool> found = rows.step();
    if (!found) return unreadable(path, next, found.error());
    if (!*found || rows.integer(0) != static_cast<std::int64_t>(next)) return missing(path, next);
    record.sequence = Sequence{next};
    record.time = Timestamp{rows.integer(1)};
    record.payload.assign(rows.bytes(2));
    if (bytes_of(chain.extend(record)) != rows.bytes(3)) return not_in_chain(path, next);
    RETURN_IF_ERROR(visit(record));
  }
  return {};
}

}  // namespace

tl::unexpected<Error> journal_error(std::string detail) {
  return fail(ErrorCode::kJournal, std::move(detail));
}

Result<std::string> canonical_name(const std::string& path) {
  if (path.empty()) return journal_error("a journal needs a file name");
  std::error_code error;
  std::string name = std::filesystem::weakly_canonical(path, error).string();
  if (error) return journal_error("cannot find " + path + ": " + error.message());
  return name;
}

Result<void> check_identity(db::Database& database, const std::string& path) {
  ASSIGN_OR_RETURN(const std::int64_t application,
                   as_journal(database.query_integer("PRAGMA application_id")));
  if (application != kApplicationId)
    return journal_error(path + " is not a Plimsoll journal; choose another file");
  ASSIGN_OR_RETURN(const std::int64_t in_header,
                   as_journal(database.query_integer("PRAGMA user_version")));
  // The header is what every format keeps: look there first.
  std::int64_t version = in_header;
  if (version <= kFormatVersion) {
    constexpr const char* kInMeta =
        "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'format_version'";
    ASSIGN_OR_RETURN(version, as_journal(database.query_integer(kInMeta)));
  }
  if (version > kFormatVersion) {
    return journal_error(path + " has journal format " + std::to_string(version) +
                         ", this program knows up to " + std::to_string(kFormatVersion) +
                         "; use the newer program that wrote it");
  }
  if (version < 1 || in_header != version) return journal_error(path + " is damaged: no format");
  if (version < kFormatVersion) {
    return journal_error(path + " has journal format " + std::to_string(version) +
                         ", which was never released: `plimsoll export` of the program that wrote"
                         " it, then `plimsoll import` of this one into another folder");
  }
  return {};
}

Result<void> check_structure(db::Database& database, const std::string& path) {
  const Result<std::string> finding = database.query_text("PRAGMA quick_check(1)");
  if (!finding) return journal_error(finding.error().detail);
  if (*finding != "ok") return journal_error(path + " is damaged: " + *finding);
  return {};
}

Result<void> check_not_cut(db::Database& database, const std::string& path) {
  ASSIGN_OR_RETURN(const std::int64_t page_size,
                   as_journal(database.query_integer("PRAGMA page_size")));
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) return journal_error("cannot measure " + path + ": " + error.message());
  if (size % static_cast<std::uintmax_t>(page_size) != 0)
    return journal_error(path + " is damaged: cut short at byte " + std::to_string(size));
  return {};
}

Result<Sequence> newest(db::Database& database, const std::string& path) {
  constexpr const char* kFirst = "SELECT ifnull(min(sequence), 1) FROM records";
  constexpr const char* kLast = "SELECT ifnull(max(sequence), 0) FROM records";
  ASSIGN_OR_RETURN(const std::int64_t first, as_journal(database.query_integer(kFirst)));
  ASSIGN_OR_RETURN(const std::int64_t last, as_journal(database.query_integer(kLast)));
  if (first != 1) {
    return journal_error(path + " is damaged: its first record is " + std::to_string(first) +
                         ", not 1");
  }
  return Sequence{static_cast<std::uint64_t>(last)};
}

Result<ChainHash> stored_hash(db::Database& database, const std::string& path, Sequence sequence) {
  if (sequence.value == 0) return ChainHash{};
  ASSIGN_OR_RETURN(db::Statement row,
                   as_journal(database.prepare("SELECT hash FROM records WHERE sequence = ?1")));
  row.bind(1, as_integer(sequence));
  const Result<bool> found = row.step();
  if (!found) return unreadable(path, sequence.value, found.error());
  if (!*found) return missing(path, sequence.value);
  const std::optional<ChainHash> hash = hash_from_bytes(row.bytes(0));
  if (!hash) return not_in_chain(path, sequence.value);
  return *hash;
}

Result<Sequence> newest_until(db::Database& database, Sequence last, Timestamp time) {
  ASSIGN_OR_RETURN(db::Statement row,
                   as_journal(database.prepare("SELECT time_ms FROM records WHERE sequence = ?1")));
  std::uint64_t below = 0;  // not after `time`
  std::uint64_t above = last.value + 1;
  while (above - below > 1) {
    const std::uint64_t middle = below + (above - below) / 2;
    row.bind(1, static_cast<std::int64_t>(middle));
    ASSIGN_OR_RETURN(const bool found, as_journal(row.step()));
    if (!found) return journal_error("record " + std::to_string(middle) + " is missing");
    (row.integer(0) <= time.ms ? below : above) = middle;
    row.reset();
  }
  return Sequence{below};
}

Result<void> read_records(db::Database& database, const std::string& path, Sequence from,
                          Sequence last, const engine::Records::Visitor& visit) {
  std::uint64_t next = std::max<std::uint64_t>(from.value, 1);
  if (next > last.value) return {};
  ASSIGN_OR_RETURN(const ChainHash before, stored_hash(database, path, Sequence{next - 1}));
  Chain chain(before);
  while (next <= last.value)
    RETURN_IF_ERROR(read_batch(database, path, chain, next, last.value, visit));
  return {};
}

}  // namespace plimsoll::journal
