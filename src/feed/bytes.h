// Bytes from a file or from memory, decompressed when they are gzip, and cut into lines.
//
// Everything streams: what is held is one chunk and one line, however long the input is.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace plimsoll::feed {

class Bytes {
 public:
  virtual ~Bytes() = default;
  // Reads up to `size` bytes; 0 means the end.
  [[nodiscard]] virtual Result<std::size_t> read(char* to, std::size_t size) = 0;
};

// Errors are kFile.
[[nodiscard]] Result<std::unique_ptr<Bytes>> open_file(const std::string& path);
// The memory must outlive the bytes.
[[nodiscard]] std::unique_ptr<Bytes> over_memory(std::string_view memory);
// Decompresses what begins like gzip (also several members in a row) and passes anything else
// through. Damaged or truncated gzip is kMalformed.
[[nodiscard]] std::unique_ptr<Bytes> gunzipped(std::unique_ptr<Bytes> bytes);

// Lines end with LF or CR LF; the last one may lack it.
class LineReader {
 public:
  // `name` stands in the errors.
  LineReader(std::string name, std::unique_ptr<Bytes> bytes);

  // The next line without its end, valid until the next call; nothing at the end. A line longer
  // than `max_length` is kMalformed; the call after it goes on behind that line.
  [[nodiscard]] Result<std::optional<std::string_view>> next(std::size_t max_length);
  // Whether the bytes themselves failed, so that there is no next line.
  [[nodiscard]] bool is_broken() const { return broken_; }

  // An error of the line that was returned last: "name: line 7: detail".
  [[nodiscard]] tl::unexpected<Error> error_here(ErrorCode code, std::string_view detail) const;

 private:
  [[nodiscard]] Result<bool> fill();
  [[nodiscard]] Result<void> skip_overlong();
  std::string_view take(std::size_t length, std::size_t ending);

  std::string name_;
  std::unique_ptr<Bytes> bytes_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what has not been returned
  std::uint64_t line_ = 0;
  bool overlong_ = false;  // what comes first belongs to a line that was too long
  bool broken_ = false;
};

}  // namespace plimsoll::feed
