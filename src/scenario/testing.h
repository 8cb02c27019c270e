// For tests: the files under scenarios/, by folder.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "scenario/parse.h"

namespace plimsoll::scenario {

inline std::filesystem::path scenario_root() {
  return std::filesystem::path(PLIMSOLL_DATA_DIR) / ".." / "scenarios";
}

// The folders with scenarios: "borrow", "close", ...
inline std::vector<std::string> scenario_folders() {
  std::vector<std::string> folders;
  for (const auto& entry : std::filesystem::directory_iterator(scenario_root())) {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory() && name != "worlds") folders.push_back(name);
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

inline std::vector<std::string> scenario_files(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(scenario_root() / folder)) {
    if (entry.path().extension() == ".scenario") {
      files.push_back((scenario_root() / folder / entry.path().filename()).string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Names of ctest take letters, digits and underscores.
inline std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

// Calls `check` with every scenario of a folder; a file that cannot be read fails the test.
template <class Check>
void each_scenario(const std::string& folder, Check check) {
  const auto files = scenario_files(folder);
  EXPECT_FALSE(files.empty()) << folder;
  for (const std::string& file : files) {
    const auto scenario = read_scenario(file);
    if (scenario) {
      check(*scenario);
    } else {
      ADD_FAILURE() << scenario.error().detail;
    }
  }
}

}  // namespace plimsoll::scenario
