// Settings: three places in their order of precedence, and every mistake told with its place.
#include "app/settings.h"

#include <gmock/gmock.h>

#include <set>

#include "app/testing.h"

namespace plimsoll::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

Result<Settings> settings_of(const SettingTexts& flags, const SettingTexts& environment = {},
                             const SettingTexts& file = {}) {
  const std::vector<SettingSource> sources{
      {"file", file}, {"environment", environment}, {"flag", flags}};
  return make_settings(sources);
}

Result<SettingTexts> from_environment(std::vector<const char*> entries) {
  entries.push_back(nullptr);
  const std::vector<std::string_view> elsewhere{"PLIMSOLL_MASTER_KEY", "PLIMSOLL_URL"};
  return settings_from_environment(entries.data(), elsewhere);
}

Result<SettingTexts> from_file(std::string_view content) {
  const TestFolder folder;
  return settings_from_file(folder.file("settings.toml", content));
}

// --- Values

TEST(Settings, TheDefaultsAreGood) {
  const auto settings = settings_of({});
  ASSERT_TRUE(settings) << describe(settings.error());
  EXPECT_EQ(settings->host, "127.0.0.1");
  EXPECT_EQ(settings->port, 8080);
  EXPECT_EQ(settings->journal, "sqlite");
  EXPECT_EQ(settings->ltv_details_weight, 200);
  EXPECT_EQ(settings->speed, "1");
  EXPECT_FALSE(settings->demo);
  EXPECT_FALSE(settings->loop);
}

TEST(Settings, EachIsDeclaredOnceWithASentence) {
  std::set<std::string_view> names;
  for (const SettingInfo& info : setting_infos()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_TRUE(info.sentence.ends_with('.')) << info.name;
    EXPECT_EQ(info.is_flag, info.bounds == "true|false") << info.name;
  }
}

TEST(Settings, AFlagWinsOverTheEnvironmentWhichWinsOverTheFile) {
  const SettingTexts file{{"port", "1"}, {"host", "a"}, {"state-dir", "f"}};
  const SettingTexts environment{{"port", "2"}, {"host", "b"}};
  const SettingTexts flags{{"port", "3"}};
  const auto settings = settings_of(flags, environment, file);
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->port, 3);
  EXPECT_EQ(settings->host, "b");
  EXPECT_EQ(settings->state_dir, "f");
  EXPECT_EQ(settings->io_threads, 1) << "the default";
}

TEST(Settings, ADemoMovesUnlessToldOtherwise) {
  const auto demo = settings_of({{"demo", "true"}});
  ASSERT_TRUE(demo);
  EXPECT_TRUE(demo->loop);
  EXPECT_EQ(demo->speed, "60");
  EXPECT_EQ(demo->report_seconds, 5);
  EXPECT_EQ(demo->operator_port, kAnyPort);
  EXPECT_TRUE(demo->public_metrics);
  const auto slow = settings_of({}, {{"demo", "true"}}, {{"speed", "1"}, {"loop", "false"}});
  ASSERT_TRUE(slow);
  EXPECT_FALSE(slow->loop);
  EXPECT_EQ(slow->speed, "1");
  EXPECT_EQ(slow->report_seconds, 5);
  EXPECT_EQ(settings_of({{"demo", "false"}}, {{"demo", "true"}})->speed, "1") << "the flag wins";
}

// --- Bounds

TEST(Settings, EveryBoundHolds) {
  for (const SettingInfo& info : setting_infos()) {
    const std::string name(info.name);
    const auto error = [&](const std::string& text) {
      return error_of(settings_of({{name, text}}));
    };
    std::string_view bounds = info.bounds;
    if (bounds.empty()) continue;
    for (const char* bad : {"", " 1", "1 ", "+1", "1.5", "0x10", "maybe", "TRUE",
                            "99999999999999999999", "-9223372036854775808"}) {
      EXPECT_EQ(error(bad), "SETTING") << name << " = '" << bad << "'";
    }
    while (!bounds.empty()) {
      const std::string_view choice = bounds.substr(0, bounds.find('|'));
      bounds.remove_prefix(std::min(bounds.size(), choice.size() + 1));
      const std::size_t dots = choice.find("..");
      if (dots == std::string_view::npos) {
        EXPECT_EQ(error(std::string(choice)), "") << name << " = " << choice;
        continue;
      }
      const std::int64_t low = std::stoll(std::string(choice.substr(0, dots)));
      const std::int64_t high = std::stoll(std::string(choice.substr(dots + 2)));
      EXPECT_EQ(error(std::to_string(low)), "") << name;
      EXPECT_EQ(error(std::to_string(high)), "") << name;
      EXPECT_EQ(error(std::to_string(low - 1)), "SETTING") << name;
      EXPECT_EQ(error(std::to_string(high + 1)), "SETTING") << name;
    }
  }
}

TEST(Settings, AnErrorNamesTheSettingItsBoundsWhatWasFoundAndWhere) {
  const auto settings = settings_of({}, {{"port", "65536"}});
  ASSERT_FALSE(settings);
  EXPECT_EQ(describe(settings.error()),
            "SETTING: 'port' (environment) must be 0..65535, not '65536'");
  EXPECT_THAT(settings_of({}, {{"port", "x"}}, {{"port", "1"}}).error().detail,
              HasSubstr("(environment)"))
      << "the one that would be taken";
  EXPECT_EQ(error_of(settings_of({{"port", "2"}}, {{"port", "x"}})), "")
      << "what is not taken is not looked at";
}

TEST(Settings, CertificateAndKeyGoTogether) {
  EXPECT_EQ(error_of(settings_of({{"tls-cert", "a.pem"}})), "SETTING");
  EXPECT_EQ(error_of(settings_of({{"tls-key", "a.pem"}})), "SETTING");
  EXPECT_EQ(error_of(settings_of({{"tls-key", "k.pem"}}, {}, {{"tls-cert", "c.pem"}})), "");
}

TEST(Settings, OperatorsTokensDoNotCrossANetworkInTheClear) {
  const auto with = [](SettingTexts more) {
    more.emplace("operator-port", "9443");
    return error_of(settings_of(more));
  };
  for (const char* host : {"127.0.0.1", "127.9.9.9", "::1", "localhost"}) {
    EXPECT_EQ(with({{"operator-host", host}}), "") << host;
  }
  for (const char* host : {"0.0.0.0", "::", "10.0.0.1", "risk.example.com"}) {
    EXPECT_EQ(with({{"operator-host", host}}), "SETTING") << host;
    EXPECT_EQ(with({{"operator-host", host}, {"operator-insecure", "true"}}), "");
    EXPECT_EQ(with({{"operator-host", host}, {"tls-cert", "c"}, {"tls-key", "k"}}), "");
    EXPECT_EQ(
        with({{"operator-host", host}, {"operator-tls-cert", "c"}, {"operator-tls-key", "k"}}), "");
    EXPECT_EQ(error_of(settings_of({{"operator-host", host}})), "") << "without a listener";
  }
  EXPECT_EQ(with({{"operator-tls-cert", "c"}}), "SETTING");
  EXPECT_EQ(with({{"operator-client-ca", "a"}}), "SETTING") << "without TLS";
  EXPECT_EQ(with({{"operator-client-ca", "a"}, {"tls-cert", "c"}, {"tls-key", "k"}}), "");
  EXPECT_EQ(settings_of({{"operator-port", "any"}})->operator_port, kAnyPort);
}

TEST(Settings, HostAndFolderAreNotEmpty) {
  EXPECT_EQ(error_of(settings_of({{"operator-host", ""}})), "SETTING");
  EXPECT_EQ(error_of(settings_of({{"host", ""}})), "SETTING");
  EXPECT_EQ(error_of(settings_of({{"state-dir", ""}})), "SETTING");
}

// --- The environment

TEST(SettingsFromEnvironment, TakesItsOwnPrefixOnly) {
  const auto texts = from_environment({"HOME=/nowhere", "PLIMSOLL_TLS_CERT=a=b", "PLIMSOLL=1",
                                       "PLIMSOLL_PORT=80", "plimsoll_port=81", "XPLIMSOLL_HOST=c"});
  ASSERT_TRUE(texts);
  EXPECT_THAT(*texts, ElementsAre(Pair("port", "80"), Pair("tls-cert", "a=b")));
}

TEST(SettingsFromEnvironment, AnUnknownNameIsAnErrorThatNamesItNotItsValue) {
  const auto texts = from_environment({"PLIMSOLL_PROT=secret"});
  ASSERT_FALSE(texts);
  EXPECT_EQ(describe(texts.error()), "SETTING: unknown environment variable PLIMSOLL_PROT");
  EXPECT_EQ(error_of(from_environment({"PLIMSOLL_=1"})), "SETTING");
  EXPECT_EQ(error_of(from_environment({"PLIMSOLL_MASTER_KEY=abc", "PLIMSOLL_URL=x"})), "")
      << "known elsewhere";
}

TEST(SettingsFromEnvironment, EverySettingHasItsName) {
  EXPECT_EQ(environment_name("tls-cert"), "PLIMSOLL_TLS_CERT");
  for (const SettingInfo& info : setting_infos()) {
    const std::string entry = environment_name(info.name) + "=1";
    const auto texts = from_environment({entry.c_str()});
    ASSERT_TRUE(texts) << entry;
    EXPECT_THAT(*texts, ElementsAre(Pair(std::string(info.name), "1")));
  }
}

// --- The file

TEST(SettingsFromFile, TextsNumbersAndFlags) {
  const auto texts = from_file("# a comment\nhost = \"::1\"\nport = 8_443\ndemo = true\n");
  ASSERT_TRUE(texts) << describe(texts.error());
  EXPECT_THAT(*texts, ElementsAre(Pair("demo", "true"), Pair("host", "::1"), Pair("port", "8443")));
}

TEST(SettingsFromFile, AnUnknownKeyIsAnErrorThatNamesIt) {
  const auto texts = from_file("prot = 1\n");
  ASSERT_FALSE(texts);
  EXPECT_EQ(error_of(texts), "SETTING");
  EXPECT_THAT(texts.error().detail, HasSubstr("settings.toml: unknown setting 'prot'"));
  EXPECT_EQ(error_of(from_file("[server]\nport = 1\n")), "SETTING") << "it is flat";
}

TEST(SettingsFromFile, AValueIsATextANumberOrAFlag) {
  for (const char* bad :
       {"port = 1.5\n", "port = [1]\n", "port = {a = 1}\n", "port = 2020-01-01\n"}) {
    EXPECT_EQ(error_of(from_file(bad)), "SETTING") << bad;
  }
}

TEST(SettingsFromFile, WhatDoesNotParseIsToldWithItsLine) {
  const auto texts = from_file("port = 1\nhost =\n");
  ASSERT_FALSE(texts);
  EXPECT_EQ(error_of(texts), "SETTING");
  EXPECT_THAT(texts.error().detail, HasSubstr("settings.toml:2: "));
  EXPECT_EQ(error_of(from_file("port = 1\nport = 2\n")), "SETTING") << "twice";
}

TEST(SettingsFromFile, AFileThatIsNotThereIsNoSetting) {
  const auto texts = settings_from_file("/nowhere/settings.toml");
  ASSERT_FALSE(texts);
  EXPECT_EQ(error_of(texts), "FILE");
  EXPECT_THAT(texts.error().detail, HasSubstr("/nowhere/settings.toml"));
}

}  // namespace
}  // namespace plimsoll::app
