// Tries every file of the folders named: the corpus of a target and all it ever crashed on. A crash
// that was mended stays mended.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz/target.h"

namespace {

std::vector<std::filesystem::path> files_of(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::is_directory(folder)) return files;  // a target without a crash has none
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int main(int count, char** arguments) {
  std::size_t tried = 0;
  for (int i = 1; i < count; ++i) {
    for (const auto& path : files_of(arguments[i])) {
      std::printf("%s\n", path.c_str());
      std::fflush(stdout);  // so that the last name is the one that crashes
      std::ifstream file(path, std::ios::binary);
      plimsoll::fuzz::try_input(std::string(std::istreambuf_iterator<char>(file), {}));
      ++tried;
    }
  }
  std::printf("%zu inputs\n", tried);
  return tried == 0 ? 1 : 0;  // no corpus: the folder is not where the test looks
}
