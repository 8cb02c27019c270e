// The bytes a connection has received and not yet used up.
//
// They stay contiguous, so a request can be views into them. Space grows only while a single
// request needs it, to less than four times that request and kMinimumRead, and goes back once that
// request is gone. With the limits of a request (net/request_parser.h) that is 256 KiB at most.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "base/check.h"

namespace plimsoll::net {

class InputBuffer {
 public:
  [[nodiscard]] std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

  // Room for at least kMinimumRead more bytes. Moves the view.
  [[nodiscard]] std::span<char> prepare() {
    if (capacity_ - end_ < kMinimumRead) make_room();
    return {bytes_.get() + end_, capacity_ - end_};
  }
  void commit(std::size_t size) { end_ += size; }

  void consume(std::size_t size) {
    CHECK(size <= end_ - begin_);
    begin_ += size;
    if (begin_ != end_) return;
    begin_ = end_ = 0;
    if (capacity_ > kKeptCapacity) {
      bytes_.reset();
      capacity_ = 0;
    }
  }
  // Removes bytes [offset, offset + size) of the view; those before them stay where they are.
  void erase(std::size_t offset, std::size_t size) {
    CHECK(offset + size <= end_ - begin_);
    char* gap = bytes_.get() + begin_ + offset;
    std::memmove(gap, gap + size, end_ - begin_ - offset - size);
    end_ -= size;
  }

  static constexpr std::size_t kMinimumRead = 1024;
  static constexpr std::size_t kFirstCapacity = 4096;  // a signed request stays below 2 KiB
  static constexpr std::size_t kKeptCapacity = 16384;  // what an idle connection may hold on to

 private:
  void make_room() {
    const std::size_t size = end_ - begin_;
    if (capacity_ >= 2 * (size + kMinimumRead)) {
      std::memmove(bytes_.get(), bytes_.get() + begin_, size);
    } else {
      const std::size_t wanted = std::max(kFirstCapacity, 2 * capacity_);
      auto larger = std::make_unique_for_overwrite<char[]>(wanted);
      if (size != 0) std::memcpy(larger.get(), bytes_.get() + begin_, size);
      bytes_ = std::move(larger);
      capacity_ = wanted;
    }
    begin_ = 0;
    end_ = size;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace plimsoll::net
