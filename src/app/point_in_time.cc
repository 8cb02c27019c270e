#include "app/point_in_time.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "app/report.h"
#include "app/state.h"
#include "journal/journal_file.h"

namespace plimsoll::app {
namespace {

Result<bool> is_future(const std::string& state_dir, Timestamp time) {
  if (time <= SystemClock().now()) return false;
  // A record may be later than the clock: one that was set back.
  ASSIGN_OR_RETURN(const auto journal, journal::JournalFile::open(journal_path(state_dir)));
  Timestamp newest;
  const auto take_time = [&](const engine::Record& record) -> Result<void> {
    newest = record.time;
    return {};
  };
  RETURN_IF_ERROR(journal->read(journal->last(), take_time));
  return time > newest;
}

}  // namespace

snapshot::Store snapshots_of(const std::string& state_dir) {
  return snapshot::Store(state_dir + "/snapshots");
}

void warn_of_snapshot(const std::string& path, const std::string& reason) {
  spdlog::warn("snapshot {} is not used: {}", path, reason);
}

engine::Progress terminal_progress() {
  if (::isatty(STDERR_FILENO) == 0) return {};
  return [](Sequence done, Sequence last) {
    if (done.value % 100'000 == 0) fmt::print(stderr, "record {} of {}\n", done.value, last.value);
  };
}

Result<PastBook> book_at(const PastRequest& request) {
  ASSIGN_OR_RETURN(const auto journal, journal::JournalFile::open(journal_path(request.state_dir)));
  const engine::Moment moment = request.moment.value_or(engine::Moment(journal->last()));
  const snapshot::Store store = snapshots_of(request.state_dir);
  PastBook past;
  past.last = journal->last();
  ASSIGN_OR_RETURN(past.standing,
                   snapshot::stand_at(*journal, request.from_start ? nullptr : &store, moment,
                                      warn_of_snapshot, terminal_progress()));
  return past;
}

server::Past past_of(const std::string& state_dir) {
  return [state_dir](const engine::Moment& moment) -> Result<engine::Published> {
    ASSIGN_OR_RETURN(const PastBook past, book_at({state_dir, moment, false}));
    return engine::make_published(past.standing.book, past.standing.sequence);
  };
}

Result<std::string> past_ltv(const PastLtvQuestion& question) {
  ASSIGN_OR_RETURN(const engine::Moment moment, engine::read_moment(question.as_of));
  const auto* time = std::get_if<Timestamp>(&moment);
  if (time != nullptr) {
    ASSIGN_OR_RETURN(const bool future, is_future(question.state_dir, *time));
    if (future) return fail(ErrorCode::kOutOfRange, question.as_of + " lies in the future");
  }
  ASSIGN_OR_RETURN(const std::string answer,
                   server::ltv_details_as_of(past_of(question.state_dir), moment, question.which));
  return question.json ? answer + "\n" : ltv_table(answer, "no such units then");
}

}  // namespace plimsoll::app
