// keys create, list and revoke: secrets are told once and kept sealed or not at all.
#include "app/key_commands.h"

#include <gmock/gmock.h>

#include "app/book_commands.h"
#include "app/testing.h"
#include "app/time_text.h"
#include "auth/sign.h"
#include "server/key_ring.h"

namespace plimsoll::app {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kParent = "andrew.kemmer001@test.com";

// A request for an HMAC key of the parent, changed.
template <class Change>
NewKey with(Change change) {
  NewKey request;
  request.email = kParent;
  change(request);
  return request;
}
NewKey of(const std::string& email) {
  return with([&](NewKey& key) { key.email = email; });
}

class Keys : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(import_book(state_dir_, folder_.file("book.json", book_without_interest())));
  }
  std::string create(const NewKey& request) {
    const auto told = create_key(state_dir_, request);
    EXPECT_TRUE(told) << describe(told.error());
    return told.value_or("");
  }
  std::string list() {
    const auto told = list_keys(state_dir_);
    EXPECT_TRUE(told) << describe(told.error());
    return told.value_or("");
  }
  // The word behind a label at the start of a line: "key     abc" gives "abc".
  static std::string told(const std::string& text, const std::string& label) {
    const std::size_t at = text.find(label + "  ");
    if (at == std::string::npos) return {};
    const std::size_t begin = text.find_first_not_of(' ', at + label.size());
    return text.substr(begin, text.find('\n', begin) - begin);
  }
  // The key as the journal holds it, and whether it verifies what `signer` signs.
  bool verifies(const std::string& key, const Result<auth::Signer>& signer) {
    EXPECT_TRUE(signer);
    auto state = open_state({state_dir_, false, false}, {});
    EXPECT_TRUE(state);
    server::KeyRing ring(std::move(state->master));
    const auto ready = ring.ready(state->processor->book().keys.at(key));
    EXPECT_TRUE(ready) << describe(ready.error());
    return (*ready)->verifier.verify("payload", *signer->sign("payload"));
  }

  TestFolder folder_;
  std::string state_dir_ = folder_.path("state");
};

TEST_F(Keys, AnHmacKeyWorksWithTheSecretThatIsToldOnce) {
  const std::string text = create(of(kParent));
  const std::string key = told(text, "key");
  const std::string secret = told(text, "secret");
  EXPECT_EQ(key.size(), 64u);
  EXPECT_EQ(secret.size(), 64u);
  EXPECT_THAT(text, HasSubstr("not shown again"));
  EXPECT_TRUE(verifies(key, auth::Signer::from_secret(secret)));
  EXPECT_THAT(list(), HasSubstr(key));
  EXPECT_THAT(list(), Not(HasSubstr(secret)));
  EXPECT_THAT(content_of(state_dir_ + "/journal.sqlite"), Not(HasSubstr(secret)));
}

TEST_F(Keys, AnEd25519PairIsMadeAndOnlyItsPublicHalfKept) {
  const std::string text = create(with([](NewKey& key) { key.type = "ED25519"; }));
  const std::string pem = text.substr(text.find("-----BEGIN PRIVATE KEY-----"),
                                      text.find("Keep this") - text.find("-----BEGIN"));
  EXPECT_TRUE(verifies(told(text, "key"), auth::Signer::from_pem(pem)));
  EXPECT_THAT(content_of(state_dir_ + "/journal.sqlite"), Not(HasSubstr("PRIVATE KEY")));
}

TEST_F(Keys, APublicKeyOfOnesOwnTellsNoSecret) {
  const auto pair = auth::generate_ed25519();
  ASSERT_TRUE(pair);
  const std::string text = create(with([&](NewKey& key) {
    key.type = "ED25519";
    key.public_key_path = folder_.file("public.pem", pair->public_pem);
  }));
  EXPECT_THAT(text, Not(HasSubstr("Keep this")));
  EXPECT_TRUE(verifies(told(text, "key"), auth::Signer::from_pem(pair->private_pem)));
}

TEST_F(Keys, TheListShowsEveryKeyWithItsRights) {
  EXPECT_EQ(list(), "no keys\n");
  const std::string text = create(with([](NewKey& key) {
    key.permissions = "TRADE,READ";
    key.allow = "10.0.0.0/8, 2001:db8::1";
    key.label = "trading desk";
  }));
  const std::string key = told(text, "key");
  const std::string line = list();
  EXPECT_THAT(line, StartsWith(key + "  HMAC     READ,TRADE"));
  EXPECT_THAT(line, HasSubstr("  10.0.0.0/8,2001:db8::1  "));
  EXPECT_THAT(line, HasSubstr("  andrew.kemmer001@test.com  trading desk\n"));
  create(of("CREDIT20241120@test.com"));
  EXPECT_THAT(list(), HasSubstr("  any  "));
  EXPECT_THAT(list(), HasSubstr("CREDIT20241120@test.com"));
}

TEST_F(Keys, AKeyMayEnd) {
  const std::string text = create(with([](NewKey& key) { key.expires = "2100-01-31T08:00:00Z"; }));
  EXPECT_THAT(text, HasSubstr("\nexpires 2100-01-31T08:00:00Z\n"));
  EXPECT_THAT(list(), HasSubstr("  until 2100-01-31T08:00:00Z  "));
  create(of("CREDIT20241120@test.com"));
  EXPECT_THAT(list(), HasSubstr("  for ever  "));
  EXPECT_EQ(error_of(create_key(state_dir_, with([](NewKey& key) { key.expires = "soon"; }))),
            "MALFORMED");
  EXPECT_EQ(error_of(create_key(state_dir_, with([](NewKey& key) { key.expires = "2020-01-01"; }))),
            "OUT_OF_RANGE")
      << "over already";
}

TEST_F(Keys, AKeyThatIsOverIsListedAsSuch) {
  const std::string key =
      told(create(with([](NewKey& request) { request.expires = "1d"; })), "key");
  auto state = open_state({state_dir_, false, false}, {});
  ASSERT_TRUE(state);
  const model::ApiKey& held = *state->processor->book().keys.at(key);
  EXPECT_EQ(expiry_text(held.expires, *held.expires + -1), "until " + time_text(*held.expires));
  EXPECT_EQ(expiry_text(held.expires, *held.expires), "OVER since " + time_text(*held.expires));
}

TEST_F(Keys, ARevokedKeyIsGone) {
  const std::string key = told(create(of(kParent)), "key");
  EXPECT_EQ(*revoke_key(state_dir_, key), "revoked\n");
  EXPECT_EQ(list(), "no keys\n");
  EXPECT_EQ(error_of(revoke_key(state_dir_, key)), "UNKNOWN_KEY");
}

TEST_F(Keys, WhatCannotBeMadeIsRefusedAndLeavesNoKey) {
  const auto error = [&](auto change) { return error_of(create_key(state_dir_, with(change))); };
  const std::string junk = folder_.file("junk.pem", "not a key");
  EXPECT_EQ(error([](NewKey& key) { key.email = "nobody@test.com"; }), "UNKNOWN_ACCOUNT");
  EXPECT_EQ(error([](NewKey& key) { key.type = "DSA"; }), "MALFORMED");
  EXPECT_EQ(error([](NewKey& key) { key.permissions = "READ,WRITE"; }), "MALFORMED");
  EXPECT_EQ(error([](NewKey& key) { key.permissions = ""; }), "MALFORMED");
  EXPECT_EQ(error([](NewKey& key) { key.allow = "10.0.0.256"; }), "MALFORMED");
  EXPECT_EQ(error([](NewKey& key) { key.allow = " "; }), "MALFORMED") << "not any address";
  EXPECT_EQ(error([](NewKey& key) { key.label = "a\nb"; }), "MALFORMED");
  EXPECT_EQ(error([](NewKey& key) { key.label = "\x1b[31m"; }), "MALFORMED");
  EXPECT_EQ(error([](NewKey& key) { key.label = std::string(101, 'x'); }), "MALFORMED");
  EXPECT_EQ(error([](NewKey& key) { key.type = "RSA"; }), "SETTING") << "no pair is made";
  EXPECT_EQ(error([&](NewKey& key) { key.public_key_path = junk; }), "SETTING") << "HMAC has none";
  for (const char* type : {"RSA", "ED25519"}) {
    const auto from = [&](const std::string& path) {
      return error([&](NewKey& key) {
        key.type = type;
        key.public_key_path = path;
      });
    };
    EXPECT_EQ(from(junk), "CRYPTO") << type;
    EXPECT_EQ(from(folder_.path("none.pem")), "FILE") << type;
  }
  EXPECT_EQ(list(), "no keys\n");
}

TEST_F(Keys, SealedSecretsNeedTheirMasterKey) {
  const std::string key = told(create(of(kParent)), "key");
  const std::string master = state_dir_ + "/master.key";
  const std::string right = content_of(master);
  std::filesystem::remove(master);
  EXPECT_EQ(error_of(list_keys(state_dir_)), "CRYPTO");
  EXPECT_FALSE(std::filesystem::exists(master)) << "no new one is made in its place";
  const auto put = [&](const std::string& bytes) {
    (void)folder_.file("state/master.key", bytes);
    std::filesystem::permissions(
        master, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  };
  put(std::string(right.size(), 'x'));
  EXPECT_EQ(error_of(list_keys(state_dir_)), "CRYPTO");
  put(right);
  EXPECT_THAT(list(), HasSubstr(key));
}

TEST_F(Keys, WithoutAJournalNothingIsMade) {
  const std::string nowhere = folder_.path("nowhere");
  EXPECT_EQ(error_of(create_key(nowhere, of(kParent))), "FILE");
  EXPECT_EQ(error_of(list_keys(nowhere)), "FILE");
  EXPECT_EQ(error_of(revoke_key(nowhere, "key")), "FILE");
  EXPECT_FALSE(std::filesystem::exists(nowhere));
}

}  // namespace
}  // namespace plimsoll::app
