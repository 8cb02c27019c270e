// `plimsoll backup` and `restore`: a complete copy of a journal while the server writes it, and a
// state folder made of one (docs/operating.md).
//
// A backup is a folder of mode 0700 with `journal.sqlite` and, if asked for, `master.key`, both of
// mode 0600. The journal appears in it verified and on disk, or not at all, and beside it no key
// but one that opens its secrets. What is made from the journal - the history, snapshots - is not
// in it.
#pragma once

#include <string>

#include "base/error.h"

namespace plimsoll::app {

struct BackupRequest {
  std::string state_dir;
  std::string folder;
  bool with_master_key = false;
};

// Copies the journal as it is at one moment into `folder`, which must be absent or empty, and says
// how far it reaches. kFile, kJournal, kCrypto when the master key that is to go with it does not
// open its secrets; then nothing of a backup is left in the folder.
[[nodiscard]] Result<std::string> back_up(const BackupRequest& request);

// The other way: into a state folder that is absent or empty. Takes a state folder for a backup
// too, as a killed server left it: a write-ahead log beside the journal is read with it.
[[nodiscard]] Result<std::string> restore(const BackupRequest& request);

}  // namespace plimsoll::app
