// Secrets at rest: they open for their key and their master only, and the master key's file is
// whole and private.
#include "auth/secret_box.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <barrier>
#include <fstream>
#include <optional>
#include <thread>
#include <type_traits>
#include <vector>

namespace plimsoll::auth {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

namespace fs = std::filesystem;

MasterKey key_of(std::uint8_t byte) {
  return *MasterKey::from_bytes(std::vector<std::uint8_t>(MasterKey::kBytes, byte));
}

class MasterKeyFile : public ::testing::Test {
 protected:
  MasterKeyFile() {
    std::string pattern = ::testing::TempDir() + "plimsoll_auth_XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~MasterKeyFile() override { fs::remove_all(folder_); }

  fs::path path() const { return folder_ / "master.key"; }
  void write(std::string_view bytes, mode_t mode) const {
    std::ofstream(path(), std::ios::binary) << bytes;
    ::chmod(path().c_str(), mode);
  }
  std::string content() const {
    std::ifstream file(path(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator{}));
  }

  fs::path folder_;
};

static_assert(!std::is_copy_constructible_v<MasterKey>);

TEST(SecretBox, OpensWhatItSealed) {
  const MasterKey master = key_of(7);
  for (const std::string& plaintext :
       {std::string(), std::string("s"), std::string(64, 'k'), std::string("\0\xff\n", 3)}) {
    EXPECT_EQ(*open(master, "keyname", seal(master, "keyname", plaintext)), plaintext);
    EXPECT_EQ(*open(master, "", seal(master, "", plaintext)), plaintext);
  }
}

TEST(SecretBox, TheSameSecretNeverLooksTheSame) {
  const MasterKey master = key_of(7);
  const std::string secret = "TheSecretOfThisKey";
  const std::string one = seal(master, "keyname", secret);
  EXPECT_NE(one, seal(master, "keyname", secret));
  EXPECT_EQ(one.find(secret), std::string::npos);
}

TEST(SecretBox, AnotherMasterOrAnotherKeyNameDoesNotOpenIt) {
  const std::string sealed = seal(key_of(7), "keyname", "TheSecretOfThisKey");
  for (const auto& opened :
       {open(key_of(8), "keyname", sealed), open(key_of(7), "othername", sealed),
        open(key_of(7), "", sealed), open(key_of(7), "keynam", sealed)}) {
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, ErrorCode::kCrypto);
    EXPECT_THAT(opened.error().detail, HasSubstr("master key"));
    EXPECT_THAT(opened.error().detail, Not(HasSubstr("TheSecret")));
  }
}

TEST(SecretBox, AChangedByteAnywhereDoesNotOpen) {
  const MasterKey master = key_of(7);
  const std::string sealed = seal(master, "keyname", "TheSecretOfThisKey");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(open(master, "keyname", changed).has_value()) << i;
    EXPECT_FALSE(open(master, "keyname", sealed.substr(0, i)).has_value()) << i;
  }
  EXPECT_FALSE(open(master, "keyname", sealed + "x").has_value());
}

TEST(MasterKeyText, ReadsHexAndBase64) {
  const std::string hex = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";
  std::array<std::uint8_t, 32> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  for (const std::string& text :
       {hex, " " + hex + "\n", std::string("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        std::string("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")}) {
    const auto key = master_key_from_text(text);
    ASSERT_TRUE(key.has_value()) << text;
    EXPECT_EQ(key->bytes(), bytes);
  }
}

TEST(MasterKeyText, RefusesOtherTextsWithoutRepeatingThem) {
  const std::string hex = "deadbeef0405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
  for (const std::string& text :
       {std::string(), std::string("\n"), hex.substr(1), hex + "00", "0x" + hex,
        hex.substr(0, 63) + "g", std::string("deadbeef"), std::string(64, '0'),
        std::string("deadbeefBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8+")}) {
    const auto key = master_key_from_text(text);
    ASSERT_FALSE(key.has_value()) << text;
    EXPECT_EQ(key.error().code, ErrorCode::kCrypto);
    EXPECT_THAT(describe(key.error()), Not(HasSubstr("deadbeef")));
  }
}

TEST(MasterKeyValue, IsWipedWhenMovedFrom) {
  MasterKey one = key_of(7);
  const MasterKey two = std::move(one);
  EXPECT_EQ(two.bytes(), key_of(7).bytes());
  // NOLINTNEXTLINE(bugprone-use-after-move): what is left behind is the question
  EXPECT_EQ(one.bytes(), (std::array<std::uint8_t, 32>{}));
}

TEST_F(MasterKeyFile, IsMadeOnceAndReadAgain) {
  const MasterKey made = *load_or_create_master_key(path());
  const MasterKey again = *load_or_create_master_key(path());
  EXPECT_EQ(made.bytes(), again.bytes());
  EXPECT_EQ(content(), std::string(made.bytes().begin(), made.bytes().end()));
  EXPECT_EQ(files(), 1u);
}

TEST_F(MasterKeyFile, IsPrivateWhateverTheMaskIs) {
  for (const mode_t mask : {mode_t{0}, mode_t{0777}}) {
    const mode_t before = ::umask(mask);
    const auto made = load_or_create_master_key(path());
    ::umask(before);
    ASSERT_TRUE(made.has_value());
    struct stat status {};
    ASSERT_EQ(::stat(path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0600u);
    fs::remove(path());
  }
}

TEST_F(MasterKeyFile, IsRefusedWhenOpenToOthers) {
  for (const mode_t mode : {0640u, 0604u, 0644u, 0660u, 0620u, 0601u, 0777u}) {
    write(std::string(32, 'K'), mode);
    const auto key = load_or_create_master_key(path());
    ASSERT_FALSE(key.has_value()) << std::oct << mode;
    EXPECT_EQ(key.error().code, ErrorCode::kCrypto);
    EXPECT_THAT(key.error().detail, HasSubstr("chmod 600"));
    EXPECT_THAT(key.error().detail, Not(HasSubstr("KKK")));
  }
  for (const mode_t mode : {0600u, 0400u}) {
    write(std::string(32, 'K'), mode);
    ::chmod(path().c_str(), mode);
    EXPECT_TRUE(load_or_create_master_key(path()).has_value()) << std::oct << mode;
    ::chmod(path().c_str(), 0600);
  }
}

TEST_F(MasterKeyFile, OfAnotherUserIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  write(std::string(32, 'K'), 0600);
  ASSERT_EQ(::chown(path().c_str(), 1, 1), 0);
  const auto key = load_or_create_master_key(path());
  ASSERT_FALSE(key.has_value());
  EXPECT_EQ(key.error().code, ErrorCode::kCrypto);
  EXPECT_THAT(key.error().detail, HasSubstr("belongs to another user"));
}

TEST_F(MasterKeyFile, OfAnotherLengthIsRefusedAndLeftAlone) {
  for (const std::size_t size : {0u, 1u, 31u, 33u, 64u}) {
    const std::string bytes(size, 'K');
    write(bytes, 0600);
    const auto key = load_or_create_master_key(path());
    ASSERT_FALSE(key.has_value()) << size;
    EXPECT_EQ(key.error().code, ErrorCode::kCrypto);
    EXPECT_THAT(key.error().detail, HasSubstr("instead of 32"));
    EXPECT_THAT(key.error().detail, Not(HasSubstr("KKK")));
    EXPECT_EQ(content(), bytes);
  }
}

TEST_F(MasterKeyFile, AFolderAPipeOrADanglingLinkInItsPlaceIsAnError) {
  fs::create_directory(path());
  EXPECT_EQ(load_or_create_master_key(path()).error().code, ErrorCode::kFile);
  fs::remove(path());
  ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
  EXPECT_EQ(load_or_create_master_key(path()).error().code, ErrorCode::kFile);
  fs::remove(path());
  fs::create_symlink(folder_ / "nowhere", path());
  EXPECT_EQ(load_or_create_master_key(path()).error().code, ErrorCode::kFile);
  EXPECT_EQ(files(), 1u);
}

TEST_F(MasterKeyFile, InAFolderThatDoesNotExistIsAnError) {
  const auto key = load_or_create_master_key(folder_ / "absent" / "master.key");
  ASSERT_FALSE(key.has_value());
  EXPECT_EQ(key.error().code, ErrorCode::kFile);
  EXPECT_THAT(key.error().detail, HasSubstr("absent"));
}

TEST_F(MasterKeyFile, HalfAKeyLeftByACrashIsNeverTaken) {
  std::ofstream(path().string() + ".0123456789abcdef.new") << "half";
  const MasterKey made = *load_or_create_master_key(path());
  EXPECT_EQ(made.bytes(), load_or_create_master_key(path())->bytes());
  EXPECT_EQ(content().size(), 32u);
}

TEST_F(MasterKeyFile, CreatorsAtTheSameMomentEndWithTheSameKey) {
  constexpr int kCreators = 4;
  for (int round = 0; round < 25; ++round) {
    std::barrier start(kCreators);
    std::vector<std::optional<Result<MasterKey>>> keys(kCreators);
    std::vector<std::thread> threads;
    for (auto& key : keys) {
      threads.emplace_back([&] {
        start.arrive_and_wait();
        key = load_or_create_master_key(path());
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const auto& key : keys) {
      ASSERT_TRUE(key->has_value()) << describe(key->error());
      EXPECT_EQ((*key)->bytes(), (*keys[0])->bytes());
    }
    EXPECT_EQ(files(), 1u);
    fs::remove(path());
  }
}

}  // namespace
}  // namespace plimsoll::auth
