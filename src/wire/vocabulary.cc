#include "wire/vocabulary.h"

#include "base/check.h"

namespace plimsoll::wire {

std::string_view record_status_name(RecordStatus status) {
  switch (status) {
    case RecordStatus::kConfirmed: return "CONFIRM";
    case RecordStatus::kFailed: return "FAILED";
  }
  CHECK_MSG(false, "a record's status without a name");
}

}  // namespace plimsoll::wire
