#include "app/journal_commands.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "app/state.h"

namespace plimsoll::app {
namespace {

constexpr std::uint64_t kRecordsBetweenNews = 50'000;

// One line on a terminal, written over and over; nothing anywhere else.
class ProgressLine {
 public:
  void tell(Sequence done, Sequence last) {
    if (!terminal_ || done.value % kRecordsBetweenNews != 0) return;
    fmt::print(stderr, "\rrecord {} of {}", done.value, last.value);
    std::fflush(stderr);
    begun_ = true;
  }
  ~ProgressLine() {
    if (begun_) fmt::print(stderr, "\n");
  }

 private:
  bool terminal_ = ::isatty(STDERR_FILENO) == 1;
  bool begun_ = false;
};

std::string time_text(Timestamp time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z",
                     fmt::gmtime(static_cast<std::time_t>(time.ms / 1000)));
}

std::string path_of(const JournalQuestion& question) {
  return question.file.empty() ? journal_path(question.state_dir) : question.file;
}

}  // namespace

Result<journal::Verified> verify_file(const std::string& path,
                                      const std::optional<journal::ChainPlace>& expected) {
  ASSIGN_OR_RETURN(const auto file, journal::JournalFile::open(path));
  ProgressLine line;
  return journal::verify(*file, expected,
                         [&](Sequence done, Sequence last) { line.tell(done, last); });
}

Result<std::string> verify_journal(const JournalQuestion& question) {
  std::optional<journal::ChainPlace> expected;
  if (!question.expected.empty()) {
    ASSIGN_OR_RETURN(expected, journal::parse_place(question.expected));
  }
  const std::string path = path_of(question);
  ASSIGN_OR_RETURN(const journal::Verified found, verify_file(path, expected));
  std::string text = fmt::format("{} is sound: {} records\n", path, found.head.sequence.value);
  if (found.head.sequence.value > 0) {
    text += fmt::format("first {}\nlast  {}\n", time_text(found.first), time_text(found.last));
  }
  text += "head  " + journal::to_text(found.head) + "\n";
  if (expected) text += "holds " + journal::to_text(*expected) + ", as expected\n";
  return text;
}

Result<std::string> show_head(const JournalQuestion& question) {
  ASSIGN_OR_RETURN(const auto file, journal::JournalFile::open(path_of(question)));
  ASSIGN_OR_RETURN(const journal::ChainPlace head, journal::head_of(*file));
  return journal::to_text(head) + "\n";
}

}  // namespace plimsoll::app
