#include "simulation/file_tear.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "book/event_codec.h"
#include "engine/processor.h"
#include "journal/sqlite_journal.h"

namespace plimsoll::simulation {
namespace {

namespace fs = std::filesystem;

std::uintmax_t size_of(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  return error ? 0 : size;
}

// The state after each record.
Result<std::vector<Digest>> digests_of(const std::vector<engine::Record>& records) {
  book::Book book;
  std::vector<Digest> digests{book::digest_of(book)};
  for (const engine::Record& record : records) {
    ASSIGN_OR_RETURN(const auto events, book::decode(record.payload));
    book.time = record.time;
    for (const book::Event& event : events) book::apply(book, event);
    digests.push_back(book::digest_of(book));
  }
  return digests;
}

Finding recover_torn(const fs::path& path, std::uint64_t answered,
                     const std::vector<Digest>& digests, Tally& tally) {
  auto journal = journal::SqliteJournal::open(path.string());
  if (!journal) return "a torn log is refused: " + describe(journal.error());
  engine::Processor processor(**journal);
  if (const auto done = processor.recover({}); !done) return describe(done.error());
  ++tally.recoveries;
  tally.replayed += processor.sequence().value;
  const std::uint64_t there = processor.sequence().value;
  if (there != answered && there != answered + 1) {
    return fmt::format("{} records were answered, {} are there", answered, there);
  }
  if (book::digest_of(processor.book()) == digests[there]) return {};
  return fmt::format("record {}: the state is not that of the live run", there);
}

}  // namespace

Finding tear_file(const std::vector<engine::Record>& records, const std::string& directory,
                  Random& random, Tally& tally) {
  const auto digests = digests_of(records);
  if (!digests) return describe(digests.error());
  const fs::path whole = fs::path(directory) / "whole";
  const fs::path torn = fs::path(directory) / "torn";
  fs::create_directories(whole);
  auto journal = journal::SqliteJournal::open((whole / "journal.db").string());
  if (!journal) return describe(journal.error());
  Finding found;
  for (const engine::Record& record : records) {
    const fs::path log = whole / "journal.db-wal";
    const std::uintmax_t before = size_of(log);
    if (const auto done = (*journal)->append(record); !done) return describe(done.error());
    const std::uintmax_t after = size_of(log);
    // A log that was begun anew has no byte that belongs to this record alone.
    if (after <= before || !random.chance(20)) continue;
    fs::remove_all(torn);
    fs::create_directories(torn);
    fs::copy_file(whole / "journal.db", torn / "journal.db");
    fs::copy_file(log, torn / "journal.db-wal");
    const auto cut =
        random.between(static_cast<std::int64_t>(before), static_cast<std::int64_t>(after) - 1);
    fs::resize_file(torn / "journal.db-wal", static_cast<std::uintmax_t>(cut));
    ++tally.crashes[static_cast<std::size_t>(CrashPoint::kTornFile)];
    found = recover_torn(torn / "journal.db", record.sequence.value - 1, *digests, tally);
    if (found) break;
  }
  journal->reset();
  fs::remove_all(whole);
  fs::remove_all(torn);
  return found;
}

}  // namespace plimsoll::simulation
