// What a process that holds secrets forbids itself: its memory goes into no core dump, and no other
// process of the same user may look into it.
#pragma once

namespace plimsoll::app {

// PR_SET_DUMPABLE 0 and no core file. For the beginning of main, before any secret is read.
void forbid_core_dumps();

// Takes it back, for whoever must debug and says so.
void allow_core_dumps();

}  // namespace plimsoll::app
