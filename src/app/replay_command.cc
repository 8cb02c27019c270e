#include "app/replay_command.h"

#include <fmt/format.h>

#include "app/book_commands.h"
#include "app/point_in_time.h"
#include "app/state.h"
#include "bookfile/write.h"
#include "engine/redecide.h"
#include "journal/journal_file.h"

namespace plimsoll::app {
namespace {

Result<std::optional<engine::Moment>> moment_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(const engine::Moment moment, engine::read_moment(text));
  return moment;
}

}  // namespace

Result<std::string> replay_book(const ReplayRequest& request) {
  ASSIGN_OR_RETURN(const auto moment, moment_of(request.until));
  ASSIGN_OR_RETURN(const PastBook past, book_at({request.state_dir, moment, request.from_start}));
  const book::Book& book = past.standing.book;
  if (!request.output.empty()) {
    RETURN_IF_ERROR(write_output(bookfile::write(book), request.output));
  }
  return fmt::format(
      "record  {} of {}\ntime    {} ({})\ndigest  {}\n"
      "holds   {} accounts, {} units, {} keys, {} assets, {} contracts\n",
      past.standing.sequence.value, past.last.value, engine::iso_time(book.time), book.time.ms,
      to_hex(book::digest_of(book)), book.accounts.size(), book.units.size(), book.keys.size(),
      book.parameters.assets.size(), book.parameters.contracts.size());
}

Result<Redecided> redecide_journal(const ReplayRequest& request) {
  ASSIGN_OR_RETURN(const auto moment, moment_of(request.until));
  ASSIGN_OR_RETURN(const auto journal, journal::JournalFile::open(journal_path(request.state_dir)));
  ASSIGN_OR_RETURN(const engine::Redecision found,
                   engine::redecide(*journal, moment, terminal_progress()));
  Redecided redecided;
  redecided.differs = !found.differences.empty();
  for (const engine::Difference& difference : found.differences) {
    redecided.text += fmt::format("record {}  {}\n  cause    {}\n  journal  {}\n  today    {}\n",
                                  difference.sequence.value, engine::iso_time(difference.time),
                                  difference.cause, difference.stored, difference.today);
  }
  redecided.text +=
      fmt::format("{} records, {} differences\n", found.records, found.differences.size());
  return redecided;
}

}  // namespace plimsoll::app
