#include "simulation/market.h"

#include <algorithm>

#include "base/limits.h"

namespace plimsoll::simulation {
namespace {

constexpr std::int64_t kStart = 1'000'000;

// In 10^-8 USD, where a walk begins.
std::int64_t start_of(const std::string& asset) {
  if (asset == "BTC") return 50'000'00000000;
  if (asset == "ETH") return 2'500'00000000;
  if (asset == "SOL") return 150'00000000;
  if (asset == "PEPE") return 1'000;  // 0.00001
  return 1'00000000;
}

bool is_dollar(const std::string& asset) { return asset == "USDT" || asset == "USDC"; }

}  // namespace

Price Market::price_of(const model::Parameters& parameters, AssetId asset) const {
  const std::size_t index = asset.value;
  const std::int64_t level = index < level_.size() ? level_[index] : kStart;
  Int128 raw = Int128{start_of(parameters.asset(asset).name)} * level / kStart;
  for (int i = 0; i < scale_; ++i) raw *= 10;
  for (int i = 0; i > scale_; --i) raw /= 10;
  const Price most = Price::whole(kMaxPrice);
  return Price::from_raw(static_cast<std::int64_t>(std::clamp<Int128>(raw, 1, most.raw())));
}

void Market::move(const book::Book& book, Random& random) {
  level_.resize(book.parameters.assets.size(), kStart);
  const bool crash = random.per_mille(12);
  const bool boom = random.per_mille(12);
  for (std::size_t i = 0; i < level_.size(); ++i) {
    const bool calm = is_dollar(book.parameters.assets[i].name);
    std::int64_t step = random.between(calm ? -300 : -15'000, calm ? 300 : 15'000);  // 1.5 %
    if (crash && !calm) step = -random.between(100'000, 700'000);
    if (boom && !calm) step = random.between(100'000, 900'000);
    const Int128 moved = Int128{level_[i]} * (kStart + step) / kStart;
    level_[i] = static_cast<std::int64_t>(std::clamp<Int128>(moved, kStart / 1000, kStart * 1000));
    if (calm) level_[i] += (kStart - level_[i]) / 10;
  }
}

book::UpdatePrices Market::all(const book::Book& book, Timestamp now) const {
  using model::PriceKind;
  book::UpdatePrices update;
  const model::Parameters& parameters = book.parameters;
  for (std::size_t i = 0; i < parameters.assets.size(); ++i) {
    const AssetId id{static_cast<std::uint16_t>(i)};
    const Price price = price_of(parameters, id);
    if (parameters.usdt != id)
      update.prices.push_back({PriceKind::kMarginIndex, id.value, price, now});
    update.prices.push_back({PriceKind::kAssetIndex, id.value, price, now});
  }
  for (std::size_t i = 0; i < parameters.contracts.size(); ++i) {
    const Price price = price_of(parameters, parameters.contracts[i].base_asset);
    update.prices.push_back({PriceKind::kMark, static_cast<std::uint16_t>(i), price, now});
  }
  return update;
}

std::optional<book::UpdatePrices> Market::tick(const book::Book& book, Random& random,
                                               Timestamp now) {
  move(book, random);
  if (silent_ > 0) {
    --silent_;
    return std::nullopt;
  }
  if (random.per_mille(10)) silent_ = static_cast<int>(random.between(1, 40));
  Timestamp observed = now;
  if (random.per_mille(20)) observed = now + -random.between(0, 86'400'000);
  if (random.per_mille(5)) observed = now + random.between(0, 400LL * 86'400'000);
  book::UpdatePrices update = all(book, observed);
  // Most ticks tell of some of them.
  if (random.chance(70)) {
    std::erase_if(update.prices, [&](const book::PriceUpdate&) { return random.chance(60); });
  }
  if (random.per_mille(15) && !update.prices.empty()) {
    book::PriceUpdate& wrong = update.prices[random.index(update.prices.size())];
    switch (random.between(1, 5)) {
      case 1: wrong.price = {}; break;
      case 2: wrong.price = -wrong.price; break;
      case 3: wrong.price = Price::overflowed(); break;
      case 4: wrong.price = Price::from_raw(Price::kMaxRaw); break;
      default: wrong.index = 999; break;
    }
  }
  if (update.prices.empty()) return std::nullopt;
  return update;
}

}  // namespace plimsoll::simulation
