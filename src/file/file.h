// Files that survive the loss of power, and that nobody but their owner may read.
//
// What is made here has mode 0600, whatever the process's mask. Every failure is kFile and says
// what was tried, on which path, and the system's reason. From any thread.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace plimsoll::file {

// A file descriptor, closed with its owner.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

// "cannot DOING PATH: REASON", the reason from errno.
[[nodiscard]] tl::unexpected<Error> failed(std::string_view doing, const std::string& path);

// The whole content; more than `most_bytes` is refused.
[[nodiscard]] Result<std::string> read(
    const std::string& path, std::size_t most_bytes = std::numeric_limits<std::size_t>::max());

// A new file of these bytes, which are on disk; its name is when its folder is synced. A file that
// is there already is refused. After a failure there is none.
[[nodiscard]] Result<void> make(const std::string& path, std::string_view bytes = {});

// A new file like another one, as if by `make`.
[[nodiscard]] Result<void> copy(const std::string& from, const std::string& to);

// The bytes in place of what stood under `path`: whole, or not at all; on disk, and so is the name.
// Written as `<path>.new` first: only a crash leaves that, and the next call takes its place.
[[nodiscard]] Result<void> replace(const std::string& path, std::string_view bytes);

// The file, for reading and writing; made when it is absent.
[[nodiscard]] Result<Descriptor> open_or_make(const std::string& path);

// A folder of mode 0700; one that is there already stays as it is.
[[nodiscard]] Result<void> make_folder(const std::string& path);

// Waits until what was written to a file, or the entries of a folder, are on disk.
[[nodiscard]] Result<void> sync(const std::string& path);
[[nodiscard]] Result<void> sync_folder_of(const std::string& path);

}  // namespace plimsoll::file
