// The master key of a folder: every place where a rotation can be cut off, and what is refused.
#include "app/master_key.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

#include "app/book_commands.h"
#include "app/key_commands.h"
#include "app/state.h"
#include "app/testing.h"

namespace plimsoll::app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr const char* kNewVariable = "ANOTHER_MASTER_KEY";

class Rotation : public testing::Test {
 protected:
  void SetUp() override {
    ::unsetenv(kMasterKeyVariable);
    ASSERT_TRUE(import_book(state_dir_, folder_.file("book.json", book_without_interest())));
    NewKey request;
    request.email = "andrew.kemmer001@test.com";
    for (const char* label : {"one", "two"}) {
      request.label = label;
      ASSERT_TRUE(create_key(state_dir_, request));
    }
    request.type = "ED25519";
    ASSERT_TRUE(create_key(state_dir_, request));
  }
  void TearDown() override {
    ::unsetenv(kMasterKeyVariable);
    ::unsetenv(kNewVariable);
  }

  [[nodiscard]] std::string master() const { return state_dir_ + "/master.key"; }
  [[nodiscard]] std::string next() const { return master() + ".new"; }
  static void put(const std::string& path, const std::string& bytes) {
    fs::remove(path);
    std::ofstream(path, std::ios::binary) << bytes;
    ::chmod(path.c_str(), 0600);
  }
  // Every secret of the book by its label, opened with what the folder's start finds.
  [[nodiscard]] Result<std::map<std::string, std::string>> secrets() const {
    ASSIGN_OR_RETURN(const State state, open_state({state_dir_, false, false}, {}));
    std::map<std::string, std::string> found;
    for (const auto& [name, key] : state.processor->book().keys) {
      if (key->type != KeyType::kHmac) continue;
      ASSIGN_OR_RETURN(found[key->label], auth::open(state.master, name, key->material));
    }
    return found;
  }

  TestFolder folder_;
  std::string state_dir_ = folder_.path("state");
};

TEST_F(Rotation, SealsEverySecretUnderANewKey) {
  const auto before = secrets();
  ASSERT_TRUE(before);
  ASSERT_EQ(before->size(), 2u);
  const std::string old = content_of(master());
  const auto told = rotate_master_key(state_dir_, "");
  ASSERT_TRUE(told) << describe(told.error());
  EXPECT_THAT(*told, HasSubstr("2 secrets sealed anew"));
  EXPECT_NE(content_of(master()), old);
  EXPECT_FALSE(fs::exists(next()));
  EXPECT_EQ(*secrets(), *before) << "the same secrets";
  put(master(), old);
  EXPECT_EQ(error_of(secrets()), "CRYPTO") << "the old key opens none";
}

TEST_F(Rotation, CutOffBeforeItsRecordItIsTakenBack) {
  const auto before = secrets();
  const std::string old = content_of(master());
  for (const std::string& left : {std::string(32, 'n'), std::string("torn"), std::string()}) {
    put(next(), left);
    const auto after = secrets();
    ASSERT_TRUE(after) << describe(after.error());
    EXPECT_EQ(*after, *before);
    EXPECT_EQ(content_of(master()), old);
    EXPECT_FALSE(fs::exists(next()));
  }
}

TEST_F(Rotation, CutOffBehindItsRecordItIsFinished) {
  const auto before = secrets();
  const std::string old = content_of(master());
  ASSERT_TRUE(rotate_master_key(state_dir_, ""));
  const std::string made = content_of(master());
  // As it was between the record and the renaming.
  put(next(), made);
  put(master(), old);
  const auto after = secrets();
  ASSERT_TRUE(after) << describe(after.error());
  EXPECT_EQ(*after, *before);
  EXPECT_EQ(content_of(master()), made);
  EXPECT_FALSE(fs::exists(next()));
  ASSERT_TRUE(rotate_master_key(state_dir_, "")) << "and again";
  EXPECT_EQ(*secrets(), *before);
}

TEST_F(Rotation, WhenNeitherKeyFitsBothAreLeftAlone) {
  put(master(), std::string(32, 'a'));
  put(next(), std::string(32, 'b'));
  EXPECT_EQ(error_of(secrets()), "CRYPTO");
  EXPECT_EQ(content_of(master()), std::string(32, 'a'));
  EXPECT_EQ(content_of(next()), std::string(32, 'b'));
}

TEST_F(Rotation, ANewKeyThatIsOpenToOthersIsNotTaken) {
  const std::string old = content_of(master());
  ASSERT_TRUE(rotate_master_key(state_dir_, ""));
  put(next(), content_of(master()));
  put(master(), old);
  ::chmod(next().c_str(), 0644);
  EXPECT_EQ(error_of(secrets()), "CRYPTO");
  EXPECT_EQ(content_of(master()), old);
}

TEST_F(Rotation, OfAKeyFromTheEnvironmentTakesTheNewOneFromThere) {
  const auto before = secrets();
  const auto hex = [](char digit) { return std::string(64, digit); };
  EXPECT_EQ(error_of(rotate_master_key(state_dir_, kNewVariable)), "SETTING") << "it is in a file";
  ::setenv(kMasterKeyVariable, hex('7').c_str(), 1);
  EXPECT_EQ(error_of(secrets()), "CRYPTO") << "the wrong one";

  // A journal whose secrets are sealed under the variable's key.
  std::string old;
  for (const char byte : content_of(master()))
    old += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  ::setenv(kMasterKeyVariable, old.c_str(), 1);
  EXPECT_EQ(error_of(rotate_master_key(state_dir_, "")), "SETTING") << "which new one?";
  EXPECT_EQ(error_of(rotate_master_key(state_dir_, kNewVariable)), "SETTING") << "not set";
  ::setenv(kNewVariable, "short", 1);
  EXPECT_EQ(error_of(rotate_master_key(state_dir_, kNewVariable)), "CRYPTO");
  ::setenv(kNewVariable, old.c_str(), 1);
  EXPECT_EQ(error_of(rotate_master_key(state_dir_, kNewVariable)), "SETTING") << "the same";
  ::setenv(kNewVariable, hex('8').c_str(), 1);
  const auto told = rotate_master_key(state_dir_, kNewVariable);
  ASSERT_TRUE(told) << describe(told.error());
  EXPECT_EQ(error_of(secrets()), "CRYPTO");
  ::setenv(kMasterKeyVariable, hex('8').c_str(), 1);
  EXPECT_EQ(*secrets(), *before);
}

}  // namespace
}  // namespace plimsoll::app
