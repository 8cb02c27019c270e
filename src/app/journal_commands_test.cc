// The commands about a journal: what they print leads from one to the next, and what is wrong is
// said with what to do.
#include "app/journal_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/backup_commands.h"
#include "app/book_commands.h"
#include "app/testing.h"

namespace plimsoll::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class JournalCommandsTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string book = folder_.file("book.json", book_without_interest());
    const auto imported = import_book(state_dir_, book);
    ASSERT_TRUE(imported.has_value()) << describe(imported.error());
  }
  std::string head() const {
    std::string text = show_head({state_dir_, "", ""}).value_or("none\n");
    text.pop_back();
    return text;
  }

  TestFolder folder_;
  std::string state_dir_ = folder_.path("state");
};

TEST_F(JournalCommandsTest, VerifyTellsTheHeadThatItLaterExpects) {
  const auto verified = verify_journal({state_dir_, "", head()});
  ASSERT_TRUE(verified.has_value()) << describe(verified.error());
  EXPECT_THAT(*verified,
              AllOf(HasSubstr("is sound: 1 records"), HasSubstr("head  " + head() + "\n")));
  EXPECT_TRUE(verify_journal({"nowhere", journal_path(state_dir_), ""}).has_value())
      << "a file instead of a folder";
}

TEST_F(JournalCommandsTest, SaysWhatIsNotExpectedOrNotThere) {
  std::string other = head();
  other.back() = other.back() == '0' ? '1' : '0';
  EXPECT_THAT(verify_journal({state_dir_, "", other}).error().detail,
              HasSubstr("was written anew"));
  EXPECT_EQ(error_of(verify_journal({state_dir_, "", "1:abc"})), "SETTING");
  EXPECT_THAT(show_head({folder_.path("nowhere"), "", ""}).error().detail,
              HasSubstr("there is no journal at"));
}

TEST_F(JournalCommandsTest, ABackupAndWhatIsRestoredFromItHaveTheSameHead) {
  const std::string backup = folder_.path("backup");
  const std::string restored = folder_.path("restored");
  const auto made = back_up({state_dir_, backup, false});
  ASSERT_TRUE(made.has_value()) << describe(made.error());
  EXPECT_THAT(*made, HasSubstr(head()));
  EXPECT_EQ(error_of(back_up({state_dir_, backup, false})), "FILE") << "nothing is written over";
  const auto back = restore({restored, backup, false});
  ASSERT_TRUE(back.has_value()) << describe(back.error());
  EXPECT_THAT(*back, AllOf(HasSubstr(head()), HasSubstr("put yours at " + restored)));
  EXPECT_EQ(show_head({restored, "", ""}).value_or(""), head() + "\n");
  EXPECT_EQ(error_of(restore({restored, backup, false})), "FILE");
}

TEST_F(JournalCommandsTest, ABackupThatCannotBeMadeLeavesNothingThatLooksLikeOne) {
  const std::string backup = folder_.path("backup");
  std::filesystem::remove(state_dir_ + "/master.key");
  EXPECT_EQ(error_of(back_up({state_dir_, backup, true})), "FILE");
  EXPECT_FALSE(std::filesystem::exists(backup));
  EXPECT_THAT(restore({folder_.path("restored"), backup, false}).error().detail,
              HasSubstr("there is no complete backup in " + backup));
}

}  // namespace
}  // namespace plimsoll::app
