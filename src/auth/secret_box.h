// Secrets at rest: HMAC secrets are stored sealed under a master key that stays out of the
// database.
//
// Sealed bytes: version (1), nonce (24), XChaCha20-Poly1305 ciphertext and tag. The version and the
// context - the name of the API key the secret belongs to - are authenticated, so a sealed secret
// cannot be moved to another key. The same plaintext sealed twice gives different bytes. No error
// text holds a key or a plaintext. All functions may be called from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace plimsoll::auth {

// Kept on pages of its own that are locked into memory where the system allows it, so that it is
// not swapped out; wiped when destroyed; cannot be copied or printed. Zeros once moved from.
class MasterKey {
 public:
  static constexpr std::size_t kBytes = 32;

  // kCrypto for another length, and for zeros only (an unset value, not a key).
  [[nodiscard]] static Result<MasterKey> from_bytes(std::span<const std::uint8_t> bytes);

  [[nodiscard]] const std::array<std::uint8_t, kBytes>& bytes() const;

 private:
  using Bytes = std::array<std::uint8_t, kBytes>;
  struct WipeAndFree {
    void operator()(Bytes* bytes) const;
  };
  explicit MasterKey(std::unique_ptr<Bytes, WipeAndFree> bytes) : bytes_(std::move(bytes)) {}
  std::unique_ptr<Bytes, WipeAndFree> bytes_;
};

// Overwrites a text that held a secret, and empties it.
void wipe(std::string& text);

// The key in the file (32 bytes, nothing else), which is made when absent: random, mode 0600,
// written and synced under another name first and then linked to `path`, so that it is there whole
// or not at all. Of several processes that create it at once one wins and all return its key. A
// crash may leave a file `<path>.<16 hex digits>.new` behind, which was never in use and may be
// deleted. Errors: kFile (cannot be read or made), kCrypto (group or others have any access, wrong
// length) or it belongs to another user). An existing file is never changed.
[[nodiscard]] Result<MasterKey> load_or_create_master_key(const std::filesystem::path& path);

// Puts the key file `replacement` in the place of `path`, at once and durably. kFile.
[[nodiscard]] Result<void> replace_master_key_file(const std::filesystem::path& replacement,
                                                   const std::filesystem::path& path);

// 64 hexadecimal digits, or 32 bytes in base64; white space around them is ignored. For the
// environment.
[[nodiscard]] Result<MasterKey> master_key_from_text(std::string_view text);

[[nodiscard]] std::string seal(const MasterKey& master, std::string_view context,
                               std::string_view plaintext);

// kCrypto when the bytes were not sealed with this master key for this context, or were changed
// since.
[[nodiscard]] Result<std::string> open(const MasterKey& master, std::string_view context,
                                       std::string_view sealed);

}  // namespace plimsoll::auth
