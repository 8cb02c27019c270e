// CreateAccount, SetFrozenAmount, CreateApiKey, RevokeApiKey, ResealSecrets: every refusal, in its
// order.
#include <gmock/gmock.h>

#include "base/limits.h"
#include "book/testing.h"

namespace plimsoll::book {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// --- CreateAccount

TEST(CreateAccount, AParentAndASubAccountBeginEmpty) {
  Book book = make_book();
  EXPECT_THAT(changed_by(book, CreateAccount{Uid{7}, "new@example.com", {}}),
              ElementsAre("+account 7", "+email new@example.com"));
  EXPECT_THAT(changed_by(book, CreateAccount{Uid{8}, "sub@example.com", Uid{7}}),
              ElementsAre("+account 8", "+email sub@example.com"));
  const model::Account* parent = book.find_account(Uid{7});
  ASSERT_NE(parent, nullptr);
  EXPECT_TRUE(parent->is_parent());
  const model::Account* sub = book.find_account(Uid{8});
  ASSERT_NE(sub, nullptr);
  EXPECT_EQ(sub->parent, Uid{7});
  EXPECT_TRUE(sub->spot.balances.empty());
  EXPECT_FALSE(sub->has_margin_wallet());
  EXPECT_FALSE(sub->unit);
  EXPECT_EQ(book.uids_by_email.at("sub@example.com"), Uid{8});
}

TEST(CreateAccount, AUidPassesThroughJavaScriptNumbers) {
  const Book book = make_book();
  const auto with = [&](std::int64_t uid) {
    return refusal(book, CreateAccount{Uid{uid}, "new@example.com", {}});
  };
  EXPECT_EQ(with(kMaxId), "");
  EXPECT_EQ(with(kMaxId + 1), "OUT_OF_RANGE");
  EXPECT_EQ(with(0), "OUT_OF_RANGE");
  EXPECT_EQ(with(-1), "OUT_OF_RANGE");
}

TEST(CreateAccount, TheErrorsComeInTheirOrder) {
  const Book book = make_book();
  const std::string taken = "account1@example.com";
  EXPECT_EQ(refusal(book, CreateAccount{Uid{0}, "no email", kNobody}), "OUT_OF_RANGE");
  EXPECT_EQ(refusal(book, CreateAccount{kParent, "no email", kNobody}), "MALFORMED");
  EXPECT_EQ(refusal(book, CreateAccount{kParent, "new@example.com", kNobody}), "DUPLICATE");
  EXPECT_EQ(refusal(book, CreateAccount{Uid{7}, taken, kNobody}), "DUPLICATE");
  EXPECT_EQ(refusal(book, CreateAccount{Uid{7}, "new@example.com", kNobody}), "UNKNOWN_ACCOUNT");
  EXPECT_EQ(refusal(book, CreateAccount{Uid{7}, "new@example.com", kCredit}), "ACCOUNT_IS_SUB");
  EXPECT_EQ(refusal(book, CreateAccount{Uid{7}, "new@example.com", Uid{7}}), "UNKNOWN_ACCOUNT")
      << "nobody is their own parent";
}

// --- SetFrozenAmount

TEST(SetFrozenAmount, ChangesTheParentAlone) {
  Book book = make_book();
  EXPECT_THAT(changed_by(book, SetFrozenAmount{kParent, "8.18753688"_amount}),
              ElementsAre("account 1"));
  EXPECT_EQ(trimmed(book.find_account(kParent)->frozen), "8.18753688");
  accept(book, SetFrozenAmount{kParent, {}});
  EXPECT_TRUE(book.find_account(kParent)->frozen.is_zero());
}

TEST(SetFrozenAmount, TheErrorsComeInTheirOrder) {
  const Book book = make_book();
  EXPECT_EQ(refusal(book, SetFrozenAmount{kNobody, "-1"_amount}), "UNKNOWN_ACCOUNT");
  EXPECT_EQ(refusal(book, SetFrozenAmount{kCredit, "-1"_amount}), "ACCOUNT_IS_SUB");
  EXPECT_EQ(refusal(book, SetFrozenAmount{kParent, "-0.00000001"_amount}), "OUT_OF_RANGE");
  EXPECT_EQ(refusal(book, SetFrozenAmount{kParent, Amount::overflowed()}), "OUT_OF_RANGE");
}

// --- API keys

TEST(CreateApiKey, IsDatedByTheBook) {
  Book book = make_book();
  model::ApiKey key = api_key("another", kCredit);
  key.created = Timestamp{5};
  EXPECT_THAT(changed_by(book, CreateApiKey{key}), ElementsAre("+key another"));
  key.created = kNow;
  EXPECT_EQ(*book.keys.at("another"), key);
}

TEST(CreateApiKey, TheErrorsComeInTheirOrder) {
  const Book book = make_book();
  model::ApiKey key = api_key("key", kNobody);
  key.material.clear();
  EXPECT_EQ(refusal(book, CreateApiKey{key}), "UNKNOWN_ACCOUNT");
  key.account = kParent;
  EXPECT_EQ(refusal(book, CreateApiKey{key}), "DUPLICATE");
  key.key = "another";
  EXPECT_EQ(refusal(book, CreateApiKey{key}), "MALFORMED") << "no material";
  EXPECT_EQ(refusal(book, CreateApiKey{api_key("", kParent)}), "MALFORMED") << "no name";
  EXPECT_EQ(refusal(book, CreateApiKey{api_key("another", kParent, kNow)}), "OUT_OF_RANGE");
  EXPECT_EQ(refusal(book, CreateApiKey{api_key("another", kParent, kNow + 1)}), "");
}

TEST(ApiKey, IsOverFromTheMomentItNamesOn) {
  EXPECT_FALSE(api_key("key", kParent).is_over(Timestamp{kMaxId}));
  const model::ApiKey key = api_key("key", kParent, kNow);
  EXPECT_FALSE(key.is_over(kNow + -1));
  EXPECT_TRUE(key.is_over(kNow));
}

TEST(RevokeApiKey, RemovesTheKeyAlone) {
  Book book = make_book();
  accept(book, CreateApiKey{api_key("another", kParent)});
  EXPECT_THAT(changed_by(book, RevokeApiKey{"key"}), ElementsAre("-key key"));
  EXPECT_EQ(refusal(book, RevokeApiKey{"key"}), "UNKNOWN_KEY");
  EXPECT_EQ(refusal(book, RevokeApiKey{""}), "UNKNOWN_KEY");
}

// --- ResealSecrets

TEST(ResealSecrets, ChangesTheMaterialOfHmacKeysAlone) {
  Book book = make_book();
  accept(book, CreateApiKey{api_key("another", kParent)});
  model::ApiKey open = api_key("open", kParent);
  open.type = KeyType::kEd25519;
  accept(book, CreateApiKey{open});
  EXPECT_THAT(changed_by(book, ResealSecrets{{{"another", "a"}, {"key", "k"}}}),
              ElementsAre("key another", "key key"));
  EXPECT_EQ(book.keys.at("another")->material, "a");
  EXPECT_EQ(book.keys.at("key")->material, "k");
  EXPECT_EQ(book.keys.at("open")->material, open.material);
}

TEST(ResealSecrets, LeavesNoneOutAndNamesNoOther) {
  Book book = make_book();
  accept(book, CreateApiKey{api_key("another", kParent)});
  const auto of = [&](std::vector<SealedSecret> secrets) {
    return refusal(book, ResealSecrets{std::move(secrets)});
  };
  EXPECT_EQ(of({{"key", "k"}}), "UNKNOWN_KEY");
  EXPECT_EQ(of({{"another", "a"}}), "UNKNOWN_KEY");
  EXPECT_EQ(of({{"another", "a"}, {"key", "k"}, {"more", "m"}}), "UNKNOWN_KEY");
  EXPECT_EQ(of({{"another", "a"}, {"another", "b"}, {"key", "k"}}), "UNKNOWN_KEY");
  EXPECT_EQ(of({{"another", ""}, {"key", "k"}}), "MALFORMED");
  Book none = make_book();
  accept(none, RevokeApiKey{"key"});
  EXPECT_THAT(changed_by(none, ResealSecrets{}), IsEmpty());
}

}  // namespace
}  // namespace plimsoll::book
