// Backups and what is restored from them: every record that was durable, and the key that opens
// the secrets in them.
#include "app/backup_commands.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "app/book_commands.h"
#include "app/journal_commands.h"
#include "app/key_commands.h"
#include "app/local_actor.h"
#include "app/master_key.h"
#include "app/testing.h"

namespace plimsoll::app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Backups : public testing::Test {
 protected:
  void SetUp() override {
    ::unsetenv(kMasterKeyVariable);
    ASSERT_TRUE(import_book(state_dir_, folder_.file("book.json", book_without_interest())));
    make_key("first");
  }

  void make_key(const std::string& label) {
    NewKey request;
    request.email = "andrew.kemmer001@test.com";
    request.label = label;
    ASSERT_TRUE(create_key(state_dir_, request));
  }
  [[nodiscard]] std::string master() const { return state_dir_ + "/master.key"; }
  static void put(const std::string& path, const std::string& bytes) {
    fs::remove(path);
    std::ofstream(path, std::ios::binary) << bytes;
    ::chmod(path.c_str(), 0600);
  }
  static std::string head_of(const std::string& state_dir) {
    return show_head({state_dir, "", ""}).value_or("none");
  }
  // As it was between the record of a rotation and the renaming. Returns the key that counts.
  std::string cut_off_a_rotation() {
    const std::string old = content_of(master());
    EXPECT_TRUE(rotate_master_key(state_dir_, ""));
    std::string made = content_of(master());
    put(master() + ".new", made);
    put(master(), old);
    return made;
  }

  TestFolder folder_;
  std::string state_dir_ = folder_.path("state");
  std::string backup_ = folder_.path("backup");
  std::string restored_ = folder_.path("restored");
};

TEST_F(Backups, AFolderThatAKillLeftIsRestoredWithItsWriteAheadLog) {
  const std::string killed = folder_.path("killed");
  {
    auto state = open_state({state_dir_, false, false}, {});
    ASSERT_TRUE(state) << describe(state.error());
    const Sequence before = state->journal->last();
    ASSERT_TRUE(run_locally(*state, {book::CreateAccount{Uid{99'999}, "new@example.com", {}}},
                            "CREATE_ACCOUNT", "a test"));
    ASSERT_GT(state->journal->last(), before);
    // While it is open, the newest record is in the log only.
    fs::create_directory(killed);
    for (const char* name : {"/journal.sqlite", "/journal.sqlite-wal", "/master.key"})
      fs::copy_file(state_dir_ + name, killed + name);
  }
  ASSERT_GT(fs::file_size(killed + "/journal.sqlite-wal"), 0u);
  const auto back = restore({restored_, killed, false});
  ASSERT_TRUE(back) << describe(back.error());
  EXPECT_EQ(head_of(restored_), head_of(state_dir_));
  EXPECT_THAT(*back, HasSubstr(head_of(state_dir_)));
  EXPECT_FALSE(fs::exists(restored_ + "/journal.sqlite-wal"));
  EXPECT_TRUE(open_state({restored_, false, false}, {}));
}

TEST_F(Backups, AHalfWayRotationIsBackedUpAndRestoredWithTheKeyThatFits) {
  const std::string fits = cut_off_a_rotation();
  const auto made = back_up({state_dir_, backup_, true});
  ASSERT_TRUE(made) << describe(made.error());
  EXPECT_EQ(content_of(backup_ + "/master.key"), fits);
  EXPECT_FALSE(fs::exists(backup_ + "/master.key.new"));
  ASSERT_TRUE(restore({restored_, backup_, false}));
  EXPECT_TRUE(open_state({restored_, false, false}, {})) << "it opens every secret";

  // The state folder itself, taken for a backup.
  const std::string again = folder_.path("again");
  ASSERT_TRUE(restore({again, state_dir_, false}));
  EXPECT_EQ(content_of(again + "/master.key"), fits);
}

TEST_F(Backups, ARotationThatIsTakenBackIsBackedUpWithTheKeyOfBefore) {
  const std::string fits = content_of(master());
  put(master() + ".new", std::string(32, 'n'));
  ASSERT_TRUE(back_up({state_dir_, backup_, true}));
  EXPECT_EQ(content_of(backup_ + "/master.key"), fits);
}

TEST_F(Backups, ADamagedJournalIsNamedItselfAndNothingIsLeft) {
  const std::string journal = state_dir_ + "/journal.sqlite";
  std::string bytes = content_of(journal);
  for (std::size_t i = bytes.size() / 2; i < bytes.size(); i += 97) bytes[i] ^= 1;
  put(journal, bytes);
  const auto made = back_up({state_dir_, backup_, false});
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().detail, HasSubstr(journal));
  EXPECT_FALSE(fs::exists(backup_));
}

TEST_F(Backups, AKeyThatDoesNotFitIsRefusedAndNothingIsLeft) {
  ASSERT_TRUE(back_up({state_dir_, backup_, true}));
  put(backup_ + "/master.key", std::string(32, 'a'));
  const auto restored = restore({restored_, backup_, false});
  EXPECT_EQ(error_of(restored), "CRYPTO");
  EXPECT_FALSE(fs::exists(restored_));

  put(master(), std::string(32, 'a'));
  const std::string other = folder_.path("other");
  for (const bool with_next : {false, true}) {
    if (with_next) put(master() + ".new", std::string(32, 'b'));
    const auto made = back_up({state_dir_, other, true});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::kCrypto);
    EXPECT_THAT(made.error().detail, HasSubstr("does not open the secrets"));
    EXPECT_FALSE(fs::exists(other));
  }
  EXPECT_TRUE(back_up({state_dir_, other, false})) << "the journal alone";
}

}  // namespace
}  // namespace plimsoll::app
