// For tests: a folder that vanishes, files in it, and books made of the demo's data.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/state.h"
#include "base/check.h"
#include "engine/testing.h"

namespace plimsoll::app {

class TestFolder {
 public:
  TestFolder() : path_(testing::TempDir() + "plimsoll_app_XXXXXX") {
    CHECK(::mkdtemp(path_.data()) != nullptr);
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  [[nodiscard]] std::string path(const std::string& name) const { return path_ + "/" + name; }
  // Writes a file and returns its path.
  [[nodiscard]] std::string file(const std::string& name, std::string_view content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
  }

 private:
  std::string path_;
};

inline std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string data_path(const std::string& name) {
  return std::string(PLIMSOLL_DATA_DIR) + "/" + name;
}
inline std::string data_content(const std::string& name) { return content_of(data_path(name)); }

// The shipped book `name` with the first of some texts in it replaced.
inline std::string changed(const std::string& name,
                           const std::vector<std::pair<std::string, std::string>>& changes) {
  std::string text = data_content(name);
  for (const auto& [from, to] : changes) {
    const std::size_t at = text.find(from);
    CHECK(at != std::string::npos);
    text.replace(at, from.size(), to);
  }
  return text;
}

// The documented unit's, at no interest: the time since it was written changes nothing.
inline std::string book_without_interest() {
  return changed("vectors/seed_book.json", {{"\"dailyRate\": \"0.0002\"", "\"dailyRate\": \"0\""}});
}

// The name of the error, "" of a success.
template <class T>
std::string error_of(const Result<T>& result) {
  return result ? "" : std::string(error_name(result.error().code));
}

// A state in memory.
inline State memory_state() {
  auto state = open_state({"", true, true}, {});
  CHECK(state.has_value());
  return std::move(*state);
}

}  // namespace plimsoll::app
