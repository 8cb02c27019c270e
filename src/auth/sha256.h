// SHA-256 of bytes that lie in pieces.
//
// The hash context is made once and used again, since fetching one costs more than hashing a
// record. One thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

struct evp_md_ctx_st;

namespace plimsoll::auth {

class Sha256 {
 public:
  using Hash = std::array<std::uint8_t, 32>;

  Sha256();

  // The hash of the pieces put together.
  [[nodiscard]] Hash operator()(std::initializer_list<std::string_view> pieces);

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace plimsoll::auth
