// What must hold of files: whole or not at all, the owner's alone, and nothing left behind.
#include "file/file.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace plimsoll::file {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "file_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const char* name) const { return folder_ + "/" + name; }
  [[nodiscard]] std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  static void expect_owner_only(const std::string& path) {
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  }

 private:
  std::string folder_;
};

const std::string kEveryByte = [] {
  std::string bytes;
  for (int repeat = 0; repeat < 1000; ++repeat)
    for (int byte = 0; byte < 256; ++byte) bytes.push_back(static_cast<char>(byte));
  return bytes;
}();

TEST_F(FileTest, WhatIsMadeCopiedAndReplacedIsReadBack) {
  ASSERT_TRUE(make(path("one"), kEveryByte));
  EXPECT_EQ(read(path("one")).value(), kEveryByte);
  ASSERT_TRUE(copy(path("one"), path("two")));
  EXPECT_EQ(read(path("two")).value(), kEveryByte);
  ASSERT_TRUE(replace(path("two"), "short"));
  EXPECT_EQ(read(path("two")).value(), "short");
  ASSERT_TRUE(replace(path("three"), ""));
  EXPECT_EQ(read(path("three")).value(), "");
  EXPECT_EQ(entries(), 3U);
}

TEST_F(FileTest, OnlyTheOwnerMayReadWhateverTheMask) {
  const mode_t before = ::umask(0777);
  const bool made = make(path("made"), "x") && copy("/dev/null", path("copied")) &&
                    replace(path("replaced"), "x");
  ::umask(0);
  const bool opened = open_or_make(path("opened")).has_value();
  ::umask(before);
  ASSERT_TRUE(made && opened);
  for (const char* name : {"made", "copied", "replaced", "opened"}) expect_owner_only(path(name));
}

TEST_F(FileTest, AFileThatIsThereIsRefusedAndStaysAsItWas) {
  ASSERT_TRUE(make(path("there"), "before"));
  EXPECT_THAT(make(path("there"), "after").error().detail, HasSubstr("File exists"));
  EXPECT_THAT(copy("/dev/null", path("there")).error().detail, HasSubstr("File exists"));
  EXPECT_EQ(read(path("there")).value(), "before");
}

TEST_F(FileTest, MoreThanIsAllowedIsRefused) {
  ASSERT_TRUE(make(path("five"), "12345"));
  EXPECT_EQ(read(path("five"), 5).value(), "12345");
  EXPECT_THAT(read(path("five"), 4).error().detail, HasSubstr("larger than 4 bytes"));
}

// A write that fails half-way: the size of a file is limited as a full disk limits it.
TEST_F(FileTest, AWriteThatFailsLeavesNothingBehindAndWhatWasThere) {
  ASSERT_TRUE(make(path("source"), kEveryByte));
  ASSERT_TRUE(make(path("kept"), "before"));
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = 1000;
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto made = make(path("made"), kEveryByte);
  const auto copied = copy(path("source"), path("copied"));
  const auto replaced = replace(path("kept"), kEveryByte);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  for (const auto& each : {made, copied, replaced}) {
    ASSERT_FALSE(each);
    EXPECT_EQ(each.error().code, ErrorCode::kFile);
    EXPECT_THAT(each.error().detail, HasSubstr("File too large"));
  }
  EXPECT_EQ(read(path("kept")).value(), "before");
  EXPECT_EQ(entries(), 2U);
}

TEST_F(FileTest, WhatALostProcessLeftUnfinishedIsReplacedToo) {
  std::ofstream(path("state.new")) << "half of something longer";
  ASSERT_TRUE(replace(path("state"), "whole"));
  EXPECT_EQ(read(path("state")).value(), "whole");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(FileTest, WhatCannotGetItsNameIsGoneAgain) {
  ASSERT_TRUE(make_folder(path("taken")));
  const auto replaced = replace(path("taken"), "bytes");
  ASSERT_FALSE(replaced);
  EXPECT_EQ(replaced.error().detail, "cannot rename " + path("taken.new") + ": Is a directory");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(FileTest, AFailureSaysWhatWasTriedWhereAndWhy) {
  const std::string nowhere = path("none") + "/file";
  const std::string reason = nowhere + ": No such file or directory";
  EXPECT_EQ(read(nowhere).error().detail, "cannot read " + reason);
  EXPECT_EQ(make(nowhere).error().detail, "cannot make " + reason);
  EXPECT_EQ(copy(nowhere, path("x")).error().detail, "cannot read " + reason);
  EXPECT_EQ(sync(nowhere).error().detail, "cannot sync " + reason);
  EXPECT_EQ(open_or_make(nowhere).error().detail, "cannot make " + reason);
  EXPECT_THAT(read(path("")).error().detail, HasSubstr("Is a directory"));
  EXPECT_EQ(entries(), 0U);
}

TEST_F(FileTest, AFolderIsMadeOnceAndNotInThePlaceOfAFile) {
  ASSERT_TRUE(make_folder(path("folder")));
  EXPECT_EQ(fs::status(path("folder")).permissions(), fs::perms::owner_all);
  ASSERT_TRUE(make(path("folder") + "/file"));
  ASSERT_TRUE(make_folder(path("folder")));
  EXPECT_TRUE(fs::exists(path("folder") + "/file"));
  EXPECT_THAT(make_folder(path("folder") + "/file").error().detail, HasSubstr("File exists"));
}

TEST_F(FileTest, FilesAndFoldersAreSynced) {
  ASSERT_TRUE(make(path("file")));
  EXPECT_TRUE(sync(path("file")));
  EXPECT_TRUE(sync(path("")));
  EXPECT_TRUE(sync_folder_of(path("file")));
  EXPECT_TRUE(sync_folder_of("a_name_without_a_folder"));
}

}  // namespace
}  // namespace plimsoll::file
