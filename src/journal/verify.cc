#include "journal/verify.h"

#include "book/event_codec.h"
#include "journal/journal_tables.h"

namespace plimsoll::journal {
namespace {

Result<ChainPlace> place_at(const JournalFile& file, Sequence sequence) {
  ASSIGN_OR_RETURN(const std::string bytes, file.hash_at(sequence));
  return ChainPlace{sequence, hash_from_bytes(bytes).value_or(ChainHash{})};
}

Result<void> check_expected(const JournalFile& file, const ChainPlace& expected) {
  const std::string number = std::to_string(expected.sequence.value);
  if (expected.sequence > file.last()) {
    return journal_error(file.path() + " was cut: it ends with record " +
                         std::to_string(file.last().value) + ", and had record " + number);
  }
  ASSIGN_OR_RETURN(const ChainPlace found, place_at(file, expected.sequence));
  if (found.hash != expected.hash) {
    return journal_error(file.path() + " was written anew: its hash at record " + number +
                         " is not the expected one, so record " + number +
                         " or one before it is another");
  }
  return {};
}

}  // namespace

Result<Verified> verify(JournalFile& file, const std::optional<ChainPlace>& expected,
                        const VerifyProgress& progress) {
  RETURN_IF_ERROR(file.check_structure());
  RETURN_IF_ERROR(file.refresh());
  Verified verified;
  const auto check = [&](const engine::Record& record) -> Result<void> {
    const auto bad = [&](const std::string& what) {
      return journal_error(file.path() + " is damaged: record " +
                           std::to_string(record.sequence.value) + what);
    };
    if (record.sequence.value == 1) verified.first = verified.last = record.time;
    if (record.time < verified.last) return bad(" is before the record before it");
    verified.last = record.time;
    const auto events = book::decode_with_causes(record.payload);
    if (!events) return bad(": " + events.error().detail);
    if (progress) progress(record.sequence, file.last());
    return {};
  };
  RETURN_IF_ERROR(file.read(Sequence{1}, check));
  if (expected) RETURN_IF_ERROR(check_expected(file, *expected));
  ASSIGN_OR_RETURN(verified.head, head_of(file));
  return verified;
}

Result<ChainPlace> head_of(const JournalFile& file) { return place_at(file, file.last()); }

}  // namespace plimsoll::journal
