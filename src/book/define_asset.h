// DefineAsset: an asset and how wallets count it, new or changed. An asset keeps its id for ever.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct DefineAsset {
  static constexpr std::uint16_t kTag = 1;
  model::Asset asset;

  static constexpr auto fields() { return std::tuple(&DefineAsset::asset); }
};

struct AssetDefined {
  static constexpr std::uint16_t kTag = 1;
  AssetId id;
  model::Asset asset;
  static constexpr auto fields() { return std::tuple(&AssetDefined::id, &AssetDefined::asset); }
};

// kMalformed: the name. kOutOfRange: too many assets, or a ratio or daily rate outside 0..1.
[[nodiscard]] Result<AssetDefined> decide(const Book& book, const DefineAsset& command);
void apply(Book& book, const AssetDefined& event);

}  // namespace plimsoll::book
