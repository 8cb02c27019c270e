#include "feed/bytes.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "base/check.h"

namespace plimsoll::feed {
namespace {

constexpr std::size_t kChunk = 64 * 1024;

class FileBytes final : public Bytes {
 public:
  FileBytes(std::string path, std::FILE* file) : path_(std::move(path)), file_(file) {}
  Result<std::size_t> read(char* to, std::size_t size) override {
    const std::size_t got = std::fread(to, 1, size, file_.get());
    if (got == 0 && std::ferror(file_.get()) != 0)
      return fail(ErrorCode::kFile, "cannot read " + path_ + ": " + std::strerror(errno));
    return got;
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
};

class MemoryBytes final : public Bytes {
 public:
  explicit MemoryBytes(std::string_view rest) : rest_(rest) {}
  Result<std::size_t> read(char* to, std::size_t size) override {
    const std::size_t got = rest_.copy(to, size);
    rest_.remove_prefix(got);
    return got;
  }

 private:
  std::string_view rest_;
};

class GunzippedBytes final : public Bytes {
 public:
  explicit GunzippedBytes(std::unique_ptr<Bytes> bytes) : bytes_(std::move(bytes)) {}
  ~GunzippedBytes() override {
    if (mode_ == Mode::kGzip) inflateEnd(&stream_);
  }
  GunzippedBytes(const GunzippedBytes&) = delete;
  GunzippedBytes& operator=(const GunzippedBytes&) = delete;

  Result<std::size_t> read(char* to, std::size_t size) override {
    if (mode_ == Mode::kUnknown) RETURN_IF_ERROR(recognise());
    if (mode_ == Mode::kPlain) return pass(to, size);
    return decompress(to, size);
  }

 private:
  enum class Mode : std::uint8_t { kUnknown, kPlain, kGzip };

  Result<void> recognise() {
    std::size_t held = 0;
    while (held < 2) {
      ASSIGN_OR_RETURN(const std::size_t got, bytes_->read(chunk_.data() + held, kChunk - held));
      if (got == 0) break;
      held += got;
    }
    set_input(held);
    const bool gzip = held >= 2 && chunk_[0] == '\x1f' && chunk_[1] == '\x8b';
    if (gzip) {
      constexpr int kGzipOnly = 16;
      CHECK_MSG(inflateInit2(&stream_, MAX_WBITS + kGzipOnly) == Z_OK, "zlib does not start");
    }
    mode_ = gzip ? Mode::kGzip : Mode::kPlain;
    return {};
  }

  void set_input(std::size_t size) {
    stream_.next_in = reinterpret_cast<Bytef*>(chunk_.data());
    stream_.avail_in = static_cast<uInt>(size);
  }

  Result<std::size_t> pass(char* to, std::size_t size) {
    if (stream_.avail_in == 0) return bytes_->read(to, size);
    const std::size_t got = std::min<std::size_t>(size, stream_.avail_in);
    std::memcpy(to, stream_.next_in, got);
    stream_.next_in += got;
    stream_.avail_in -= static_cast<uInt>(got);
    return got;
  }

  Result<std::size_t> decompress(char* to, std::size_t size) {
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(size);
    while (stream_.avail_out == size) {
      if (stream_.avail_in == 0) {
        ASSIGN_OR_RETURN(const std::size_t got, bytes_->read(chunk_.data(), kChunk));
        if (got == 0 && between_members_) return 0;
        if (got == 0) return fail(ErrorCode::kMalformed, "gzip data ends too early");
        set_input(got);
      }
      if (between_members_) inflateReset(&stream_);
      const int code = inflate(&stream_, Z_NO_FLUSH);
      between_members_ = code == Z_STREAM_END;
      if (code != Z_OK && code != Z_STREAM_END) {
        return fail(ErrorCode::kMalformed,
                    std::string("damaged gzip data: ") +
                        (stream_.msg != nullptr ? stream_.msg : "no reason"));
      }
    }
    return size - stream_.avail_out;
  }

  std::unique_ptr<Bytes> bytes_;
  std::vector<char> chunk_ = std::vector<char>(kChunk);
  z_stream stream_{};  // in plain mode only its input is used
  Mode mode_ = Mode::kUnknown;
  bool between_members_ = false;
};

}  // namespace

Result<std::unique_ptr<Bytes>> open_file(const std::string& path) {
  std::FILE* const file = std::fopen(path.c_str(), "rbe");
  if (file == nullptr)
    return fail(ErrorCode::kFile, "cannot open " + path + ": " + std::strerror(errno));
  return std::make_unique<FileBytes>(path, file);
}

std::unique_ptr<Bytes> over_memory(std::string_view memory) {
  return std::make_unique<MemoryBytes>(memory);
}

std::unique_ptr<Bytes> gunzipped(std::unique_ptr<Bytes> bytes) {
  return std::make_unique<GunzippedBytes>(std::move(bytes));
}

LineReader::LineReader(std::string name, std::unique_ptr<Bytes> bytes)
    : name_(std::move(name)), bytes_(std::move(bytes)) {}

Result<std::optional<std::string_view>> LineReader::next(std::size_t max_length) {
  RETURN_IF_ERROR(skip_overlong());
  std::size_t searched = 0;
  while (true) {
    const std::size_t end = buffer_.find('\n', begin_ + searched);
    const bool found = end != std::string::npos;
    const std::size_t length = (found ? end : buffer_.size()) - begin_;
    if (length > max_length) {
      ++line_;
      overlong_ = true;
      return error_here(ErrorCode::kMalformed,
                        "longer than " + std::to_string(max_length) + " bytes");
    }
    if (found) return take(length, 1);
    searched = length;
    ASSIGN_OR_RETURN(const bool more, fill());
    if (!more && length == 0) return std::nullopt;
    if (!more) return take(length, 0);
  }
}

// Of an overlong line nothing is kept, however long it goes on.
Result<void> LineReader::skip_overlong() {
  while (overlong_) {
    const std::size_t end = buffer_.find('\n', begin_);
    overlong_ = end == std::string::npos;
    begin_ = overlong_ ? buffer_.size() : end + 1;
    if (!overlong_) break;
    ASSIGN_OR_RETURN(const bool more, fill());
    if (!more) break;
  }
  return {};
}

std::string_view LineReader::take(std::size_t length, std::size_t ending) {
  ++line_;
  std::string_view line(buffer_.data() + begin_, length);
  begin_ += length + ending;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

// Appends a chunk; false at the end of the input.
Result<bool> LineReader::fill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t held = buffer_.size();
  buffer_.resize(held + kChunk);
  Result<std::size_t> got = bytes_->read(buffer_.data() + held, kChunk);
  buffer_.resize(held + got.value_or(0));
  if (!got) {
    broken_ = true;
    return fail(got.error().code,
                name_ + ": after line " + std::to_string(line_) + ": " + got.error().detail);
  }
  return *got > 0;
}

tl::unexpected<Error> LineReader::error_here(ErrorCode code, std::string_view detail) const {
  return fail(code, name_ + ": line " + std::to_string(line_) + ": " + std::string(detail));
}

}  // namespace plimsoll::feed
