// FundPool: the lender adds to the lending pool of an asset, or takes from it.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct FundPool {
  static constexpr std::uint16_t kTag = 15;
  AssetId asset;
  Amount delta;  // negative: taken out

  static constexpr auto fields() { return std::tuple(&FundPool::asset, &FundPool::delta); }
};

struct PoolFunded {
  static constexpr std::uint16_t kTag = 15;
  AssetId asset;
  Amount delta;
  static constexpr auto fields() { return std::tuple(&PoolFunded::asset, &PoolFunded::delta); }
};

// kUnknownAsset, kOutOfRange (zero, or the pool beyond 10^15), kPoolEmpty (argument: asset) for
// more than is there.
[[nodiscard]] Result<PoolFunded> decide(const Book& book, const FundPool& command);
void apply(Book& book, const PoolFunded& event);

}  // namespace plimsoll::book
