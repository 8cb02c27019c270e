// The master key of a state folder: found, checked against what it sealed, and replaced.
//
// A rotation leaves a usable folder wherever it is cut off:
//
//   1. the new key is written to master.key.new, whole and synced
//   2. one record holds every secret sealed under the new key
//   3. master.key.new takes the place of master.key
//
// Before 2 the journal's secrets open with master.key, from 2 on with the other one. So the next
// start can tell which of the two counts, finishes the step or takes it back, and goes on.
#pragma once

#include <string>

#include "app/local_actor.h"
#include "auth/secret_box.h"
#include "book/book.h"

namespace plimsoll::app {

// Where a state folder keeps its key, and a rotation the next one until it counts.
[[nodiscard]] std::string master_key_path(const std::string& state_dir);
[[nodiscard]] std::string next_master_key_path(const std::string& state_dir);

// kCrypto when a secret of the book was sealed with another master key.
[[nodiscard]] Result<void> check_master_key(const auth::MasterKey& master, const book::Book& book);

// The key in the folder's file, which is made when no secret needs one yet; heals a rotation that
// was cut off. kCrypto, kFile.
[[nodiscard]] Result<auth::MasterKey> master_key_of_folder(const std::string& state_dir,
                                                           const book::Book& book);

// `plimsoll keys rotate-master`: needs the server stopped. The new key is drawn; or, where the
// present one comes from the environment, it comes from the variable `new_key_variable`. Returns
// what to tell. kSetting when the one is asked for where the other is needed.
[[nodiscard]] Result<std::string> rotate_master_key(const std::string& state_dir,
                                                    const std::string& new_key_variable,
                                                    std::string_view reason = kUnstatedReason);

}  // namespace plimsoll::app
