// State: what a process owns while it works on a journal - the journal, the master key, the
// recovered book.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/settings.h"
#include "auth/secret_box.h"
#include "engine/clock.h"
#include "engine/processor.h"

namespace plimsoll::app {

// The environment variable that replaces the key file: 64 hexadecimal digits or base64.
inline constexpr const char* kMasterKeyVariable = "PLIMSOLL_MASTER_KEY";

class SystemClock final : public engine::Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return Timestamp{now_us() / 1000}; }
  [[nodiscard]] static std::int64_t now_us();
};

struct State {
  std::unique_ptr<engine::Journal> journal;
  auth::MasterKey master;
  std::unique_ptr<engine::Processor> processor;
  Sequence snapshot{};  // recovery began at this one's record; 0: before record 1
};

// Opens (and, when `create`, makes) the state folder, takes the journal's lock, loads or makes the
// master key and recovers the book. kFile, kJournal, kCrypto, each saying what to do.
struct StateRequest {
  std::string state_dir;
  bool in_memory = false;
  bool create = true;
};
[[nodiscard]] Result<State> open_state(const StateRequest& request,
                                       const engine::Progress& progress);

// The journal's file in a state folder.
[[nodiscard]] std::string journal_path(const std::string& state_dir);

}  // namespace plimsoll::app
