// plimsoll_golden: what a released version wrote, kept for ever.
//
//   plimsoll_golden make FOLDER SCENARIOS BOOK...   writes the golden files of this program's
//   version plimsoll_golden check GOLDEN                    replays every version's folder in
//   GOLDEN
//
// `make` runs all scenarios and keeps the journals of the few that together hold every kind of
// event that any of them causes; the kinds that no scenario can cause (API keys) are added. Beside
// each journal and each book file stands the export that its book must give, and `expected.txt` has
// a line for each: the name, the head of the hash chain (of a journal), and the digest of the book.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "book/event_codec.h"
#include "bookfile/read.h"
#include "bookfile/write.h"
#include "journal/memory_journal.h"
#include "journal/sqlite_journal.h"
#include "journal/verify.h"
#include "scenario/engine_world.h"
#include "scenario/parse.h"
#include "scenario/run.h"

namespace plimsoll {
namespace {

namespace fs = std::filesystem;
using Tags = std::set<std::uint16_t>;

constexpr const char* kExpected = "expected.txt";

Result<std::string> content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(ErrorCode::kFile, "cannot read " + path.string());
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

Result<void> write_file(const fs::path& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary);
  file << content;
  file.close();
  if (!file) return fail(ErrorCode::kFile, "cannot write " + path.string());
  return {};
}

fs::path export_path(const fs::path& path) { return path.string() + ".export.json"; }

// --- Making
// ---------------------------------------------------------------------------------------

struct Candidate {
  std::string name;  // "borrow.in-parts"
  fs::path file;
  Tags tags;
  std::size_t bytes = 0;
};

Result<void> run_scenario(const fs::path& file, engine::Journal& journal) {
  ASSIGN_OR_RETURN(const scenario::Scenario scenario, scenario::read_scenario(file.string()));
  scenario::EngineWorld world(journal, scenario.start);
  const scenario::Run run = scenario::run(scenario, world);
  if (!run.failures.empty()) return fail(ErrorCode::kInternal, run.failures.front());
  return {};
}

Result<Candidate> candidate_of(const fs::path& file) {
  Candidate candidate{
      file.parent_path().filename().string() + "." + file.stem().string(), file, {}, 0};
  journal::MemoryJournal journal;
  RETURN_IF_ERROR(run_scenario(file, journal));
  RETURN_IF_ERROR(journal.read(Sequence{1}, [&](const engine::Record& record) -> Result<void> {
    candidate.bytes += record.payload.size();
    ASSIGN_OR_RETURN(const auto events, book::decode(record.payload));
    for (const book::Event& event : events) {
      candidate.tags.insert(std::visit([](const auto& each) { return each.kTag; }, event));
    }
    return {};
  }));
  return candidate;
}

std::size_t news_of(const Candidate& candidate, const Tags& held) {
  return static_cast<std::size_t>(
      std::count_if(candidate.tags.begin(), candidate.tags.end(),
                    [&](std::uint16_t tag) { return !held.contains(tag); }));
}

// The candidate with the most kinds that are not held yet, the smallest of several, until none has
// any.
std::vector<Candidate> choose(const std::vector<Candidate>& candidates, Tags& held) {
  std::vector<Candidate> chosen;
  while (true) {
    const Candidate* best = nullptr;
    for (const Candidate& each : candidates) {
      const auto worse = [&] {
        const std::size_t mine = news_of(each, held);
        const std::size_t theirs = best != nullptr ? news_of(*best, held) : 0;
        return mine < theirs || (mine == theirs && (best == nullptr || each.bytes >= best->bytes));
      };
      if (!worse()) best = &each;
    }
    if (best == nullptr) return chosen;
    held.insert(best->tags.begin(), best->tags.end());
    chosen.push_back(*best);
  }
}

// Keys belong to no scenario: they are how a request comes in.
Result<void> add_keys(engine::Journal& journal) {
  engine::Processor processor(journal);
  RETURN_IF_ERROR(processor.recover({}));
  const book::Book& book = processor.book();
  CHECK_MSG(!book.accounts.empty(), "a scenario without accounts");
  const Uid account = book.accounts.begin()->first;
  std::vector<book::Command> commands;
  for (const KeyType type : {KeyType::kHmac, KeyType::kRsa, KeyType::kEd25519}) {
    model::ApiKey key;
    key.key = std::string(63, 'k') + std::to_string(commands.size());
    key.account = account;
    key.type = type;
    key.permissions.trade = type == KeyType::kRsa;
    if (type == KeyType::kEd25519) key.allowed_addresses = {"192.0.2.0/24", "2001:db8::1"};
    key.label = "golden";
    key.material = "material that nothing here opens";
    key.created = book.time;
    commands.emplace_back(book::CreateApiKey{std::move(key)});
  }
  commands.emplace_back(book::RevokeApiKey{std::string(63, 'k') + "0"});
  const std::vector<engine::Submission> submissions = {engine::Submission(std::move(commands))};
  ASSIGN_OR_RETURN(const auto results, processor.turn(submissions, book.time));
  if (!results.front()) return tl::unexpected<Error>(results.front().error().error);
  return {};
}

Result<void> write_journal(const engine::Journal& records, const fs::path& path) {
  {
    ASSIGN_OR_RETURN(const auto file, journal::SqliteJournal::open(path.string()));
    RETURN_IF_ERROR(records.read(
        Sequence{1}, [&](const engine::Record& record) { return file->append(record); }));
  }
  fs::remove(path.string() + ".lock");
  fs::permissions(path, fs::perms(0644));
  return {};
}

// --- What a journal or a book file gives
// ----------------------------------------------------------

struct Given {
  std::string line;  // of expected.txt
  std::string exported;
};

Result<Given> given_by_journal(const fs::path& path) {
  ASSIGN_OR_RETURN(const auto file, journal::JournalFile::open(path.string()));
  ASSIGN_OR_RETURN(const journal::Verified verified, journal::verify(*file, std::nullopt, {}));
  journal::MemoryJournal records;
  RETURN_IF_ERROR(file->read(Sequence{1},
                             [&](const engine::Record& record) { return records.append(record); }));
  engine::Processor processor(records);
  RETURN_IF_ERROR(processor.recover({}));
  return Given{path.filename().string() + " " + journal::to_text(verified.head) + " " +
                   to_hex(book::digest_of(processor.book())) + "\n",
               bookfile::write(processor.book())};
}

Result<Given> given_by_book(const fs::path& path) {
  ASSIGN_OR_RETURN(const std::string text, content_of(path));
  ASSIGN_OR_RETURN(const book::Book book, bookfile::load(text));
  return Given{path.filename().string() + " " + to_hex(book::digest_of(book)) + "\n",
               bookfile::write(book)};
}

Result<Given> given_by(const fs::path& path) {
  return path.extension() == ".sqlite" ? given_by_journal(path) : given_by_book(path);
}

Result<void> note(const fs::path& path, std::string& expected) {
  ASSIGN_OR_RETURN(const Given given, given_by(path));
  expected += given.line;
  return write_file(export_path(path), given.exported);
}

// --- The two commands
// -----------------------------------------------------------------------------

Result<std::vector<Candidate>> all_candidates(const fs::path& scenarios) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(scenarios)) {
    if (entry.path().extension() == ".scenario") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Candidate> candidates;
  for (const fs::path& file : files) {
    ASSIGN_OR_RETURN(candidates.emplace_back(), candidate_of(file));
  }
  return candidates;
}

Result<void> make(const fs::path& folder, const fs::path& scenarios,
                  const std::vector<fs::path>& books) {
  if (fs::exists(folder))
    return fail(ErrorCode::kFile, folder.string() + " is there: a released version never changes");
  ASSIGN_OR_RETURN(const std::vector<Candidate> candidates, all_candidates(scenarios));
  fs::create_directories(folder);
  std::string expected;
  Tags held;
  bool with_keys = false;
  for (const Candidate& each : choose(candidates, held)) {
    journal::MemoryJournal records;
    RETURN_IF_ERROR(run_scenario(each.file, records));
    if (!std::exchange(with_keys, true)) RETURN_IF_ERROR(add_keys(records));
    const fs::path path = folder / (each.name + ".sqlite");
    RETURN_IF_ERROR(write_journal(records, path));
    RETURN_IF_ERROR(note(path, expected));
  }
  for (const fs::path& book : books) {
    const fs::path path = folder / book.filename();
    fs::copy_file(book, path);
    RETURN_IF_ERROR(note(path, expected));
  }
  std::printf("%zu kinds of events and those of keys; of %zu there are\n", held.size(),
              std::variant_size_v<book::Event>);
  return write_file(folder / kExpected, expected);
}

Result<void> check_version(const fs::path& folder) {
  ASSIGN_OR_RETURN(const std::string expected, content_of(folder / kExpected));
  std::istringstream lines(expected);
  int checked = 0;
  for (std::string line; std::getline(lines, line); ++checked) {
    const fs::path path = folder / line.substr(0, line.find(' '));
    ASSIGN_OR_RETURN(const Given given, given_by(path));
    if (given.line != line + "\n") {
      return fail(ErrorCode::kInternal,
                  path.string() + " gives\n  " + given.line + "instead of\n  " + line);
    }
    ASSIGN_OR_RETURN(const std::string exported, content_of(export_path(path)));
    if (given.exported != exported) {
      return fail(ErrorCode::kInternal, path.string() + " gives another export");
    }
  }
  if (checked == 0) return fail(ErrorCode::kFile, folder.string() + " expects nothing");
  std::printf("%s: %d files\n", folder.filename().c_str(), checked);
  return {};
}

Result<void> check(const fs::path& golden) {
  bool any = false;
  for (const auto& entry : fs::directory_iterator(golden)) {
    if (!entry.is_directory()) continue;
    any = true;
    RETURN_IF_ERROR(check_version(entry.path()));
  }
  if (!any) return fail(ErrorCode::kFile, golden.string() + " holds no version");
  return {};
}

Result<void> run(const std::vector<std::string>& words) {
  if (words.size() == 2 && words[0] == "check") return check(words[1]);
  if (words.size() >= 4 && words[0] == "make") {
    return make(words[1], words[2], {words.begin() + 3, words.end()});
  }
  return fail(ErrorCode::kSetting, "make FOLDER SCENARIOS BOOK... or check GOLDEN");
}

}  // namespace
}  // namespace plimsoll

int main(int count, char** arguments) {
  const auto done = plimsoll::run({arguments + 1, arguments + count});
  if (done) return 0;
  std::fprintf(stderr, "plimsoll_golden: %s\n", plimsoll::describe(done.error()).c_str());
  return 1;
}
