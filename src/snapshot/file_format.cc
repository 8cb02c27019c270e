#include "snapshot/file_format.h"

#include <limits>

#include "auth/sha256.h"
#include "base/archive.h"
#include "book/book_codec.h"

namespace plimsoll::snapshot {
namespace {

constexpr std::string_view kMagic = "PLIMSNAP";
constexpr std::size_t kHashBytes = 32;

std::string sha256(std::string_view bytes) {
  const auth::Sha256::Hash hash = auth::Sha256()({bytes});
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

// Reads the label from the front of `in`, which begins behind the magic.
Result<Label> take_label(Reader& in) {
  const std::uint32_t format = in.u32();
  const std::uint32_t book_format = in.u32();
  if (!in.failed() && (format != kFormat || book_format != book::kBookFormat)) {
    return fail(ErrorCode::kMalformed, "format " + std::to_string(format) + "." +
                                           std::to_string(book_format) + ", this program knows " +
                                           std::to_string(kFormat) + "." +
                                           std::to_string(book::kBookFormat));
  }
  Label label;
  label.sequence = Sequence{in.u64()};
  label.time = in.time();
  if (in.failed()) return fail(ErrorCode::kMalformed, "cut short");
  return label;
}

}  // namespace

Result<std::string> encode(const Snapshot& snapshot) {
  const std::string state = book::encode_book(snapshot.standing.book);
  if (state.size() > std::numeric_limits<std::uint32_t>::max()) {
    return fail(ErrorCode::kOutOfRange, "the book is too large for a snapshot");
  }
  std::string bytes(kMagic);
  Writer out(bytes);
  out.u32(kFormat);
  out.u32(book::kBookFormat);
  out.u64(snapshot.standing.sequence.value);
  out.time(snapshot.standing.book.time);
  out.text(snapshot.chain_hash);
  write(out, digest(state));
  out.text(state);
  bytes += sha256(bytes);
  return bytes;
}

Result<Label> read_label(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return fail(ErrorCode::kMalformed, "not a snapshot");
  Reader in(bytes.substr(kMagic.size()));
  return take_label(in);
}

Result<Snapshot> decode(std::string_view bytes) {
  if (!bytes.starts_with(kMagic) || bytes.size() < kMagic.size() + kHashBytes) {
    return fail(ErrorCode::kMalformed, "not a snapshot");
  }
  const std::string_view content = bytes.substr(0, bytes.size() - kHashBytes);
  Reader in(content.substr(kMagic.size()));
  // The format first: only then it is known where the hash stands.
  ASSIGN_OR_RETURN(const Label label, take_label(in));
  if (sha256(content) != bytes.substr(content.size())) {
    return fail(ErrorCode::kMalformed, "damaged: its SHA-256 is another one");
  }
  Snapshot snapshot;
  snapshot.chain_hash = in.text();
  Digest expected;
  read(in, expected);
  const std::string state = in.text();
  if (!in.done()) return fail(ErrorCode::kMalformed, "cut short");
  ASSIGN_OR_RETURN(snapshot.standing.book, book::decode_book(state));
  snapshot.standing.sequence = label.sequence;
  if (snapshot.standing.book.time != label.time ||
      book::digest_of(snapshot.standing.book) != expected) {
    return fail(ErrorCode::kMalformed, "its state has another digest than it says");
  }
  return snapshot;
}

}  // namespace plimsoll::snapshot
