#include "risk/max_borrowable.h"

#include <algorithm>

#include "base/int256.h"
#include "risk/grid.h"

namespace plimsoll::risk {
namespace {

// Saturates: more than any balance is as good as the largest amount. Never negative.
Amount to_amount(const Int256& raw) {
  if (raw <= 0) return {};
  return Amount::from_raw(to_int128(raw).value_or(Amount::kMaxRaw));
}

// What the next unit of an asset is worth as collateral in the wallet that receives it.
struct Receiver {
  Price price;                              // the wallet's own price of the asset
  Notional held;                            // net quantity at that price
  const model::TierTable* tiers = nullptr;  // none: counts nothing
};

std::optional<Receiver> receiver_of(const UnitView& view, Market& market, AssetId asset) {
  for (std::size_t i = 0; i < view.unit.members.size(); ++i) {
    const model::Member& member = view.unit.members[i];
    if (member.type != model::MemberType::kCredit || !member.enable_margin) continue;
    const model::MarginWallet& wallet = view.accounts[i]->margin;
    const model::Asset& parameters = market.parameters().asset(asset);
    if (const auto* cross = std::get_if<model::CrossMarginWallet>(&wallet)) {
      const Price price = market.find_margin_index(asset);
      if (price.is_zero()) return std::nullopt;
      return Receiver{price, net_quantity(*cross, asset) * price, &parameters.cross_collateral};
    }
    if (const auto* portfolio = std::get_if<model::PortfolioMarginWallet>(&wallet)) {
      const Price price = market.find_asset_index(asset);
      if (price.is_zero()) return std::nullopt;
      return Receiver{price, net_quantity(*portfolio, asset, market) * price,
                      &parameters.portfolio_collateral};
    }
  }
  return Receiver{Price::whole(1), {}, nullptr};
}

// Uses up the room of the borrow line slice by slice.
class Borrower {
 public:
  Borrower(Price loan_price, Price held_price, const Assessment& assessment, Rounding rounding)
      : line_(assessment.lines.borrow),
        loan_price_(loan_price),
        held_price_(held_price),
        rounding_(rounding) {
    room_ = to_int256(line_.raw()) * to_int256(assessment.adjusted_equity.raw()) -
            to_int256(Ratio::kOne) * to_int256(assessment.liability.raw());
  }

  [[nodiscard]] bool has_room() const { return room_ > 0; }
  [[nodiscard]] Amount amount() const { return to_amount(amount_); }

  // Takes what fits of a slice `width` wide; true if the slice fits whole.
  bool take_slice(Notional width, Ratio rate) {
    const Int256 whole = to_int256(width.raw()) / to_int256(held_price_.raw());
    const Int256 cost = whole * unit_cost(rate);
    if (cost > room_) {
      take_rest(rate);
      return false;
    }
    amount_ += whole;
    room_ -= cost;
    return true;
  }
  void take_rest(Ratio rate) {
    amount_ += divide_rounded<Int256>(room_, unit_cost(rate), rounding_);
    room_ = 0;
  }

 private:
  // Room used by 1e-8 of the asset, 24 decimals: P * (1 - q*c).
  [[nodiscard]] Int256 unit_cost(Ratio rate) const {
    const Int128 kept = Int128{Ratio::kOne} * Ratio::kOne - Int128{line_.raw()} * rate.raw();
    return to_int256(loan_price_.raw()) * to_int256(kept);
  }

  Ratio line_;
  Price loan_price_;
  Price held_price_;
  Rounding rounding_;  // of the last slice; whole slices are cut DOWN to the grid
  Int256 room_;        // value x ratio: 24 decimals
  Int256 amount_ = 0;
};

Amount borrow_by_line(const Receiver& receiver, Borrower& borrower) {
  if (!borrower.has_room()) return {};
  if (receiver.held.is_negative() && !borrower.take_slice(-receiver.held, Ratio::whole(1))) {
    return borrower.amount();
  }
  if (receiver.tiers == nullptr || receiver.tiers->empty()) {
    borrower.take_rest({});
    return borrower.amount();
  }
  Notional from = std::max(receiver.held, Notional{});
  const auto& slices = receiver.tiers->slices();
  for (std::size_t i = 0; i + 1 < slices.size(); ++i) {
    if (slices[i].edge <= from) continue;
    if (!borrower.take_slice(slices[i].edge - from, slices[i].rate)) return borrower.amount();
    from = slices[i].edge;
  }
  borrower.take_rest(slices.back().rate);
  return borrower.amount();
}

}  // namespace

std::optional<Limit> max_borrowable(const UnitView& view, const Assessment& assessment,
                                    const model::PriceBoard& board,
                                    const model::Parameters& parameters, AssetId asset) {
  Market market(board, parameters);
  const Price loan_price = market.find_margin_index(asset);
  const std::optional<Receiver> receiver = receiver_of(view, market, asset);
  if (loan_price.is_zero() || !receiver || !receiver->held.fits()) return std::nullopt;
  if (!assessment.adjusted_equity.is_positive()) return Limit{};

  Borrower borrower(loan_price, receiver->price, assessment,
                    parameters.general.rounding.max_borrowable);
  const Amount by_line = borrow_by_line(*receiver, borrower);

  // (preset - L) / P: 20 decimals over 8, then down to 8.
  const Value room = widen<Value>(parameters.general.preset_limit) - assessment.liability;
  const Amount by_preset =
      to_amount(to_int256(std::max(room, Value{}).raw()) / (to_int256(loan_price.raw()) * 10'000));
  Limit limit = by_preset < by_line ? Limit{by_preset, LimitedBy::kPreset}
                                    : Limit{by_line, LimitedBy::kLtvLine};
  limit.amount = on_grid(limit.amount, parameters.asset(asset));
  return limit;
}

std::optional<Limit> max_borrowable(const UnitView& view, const Assessment& assessment,
                                    const model::PriceBoard& board,
                                    const model::Parameters& parameters, AssetId asset,
                                    Amount pool) {
  std::optional<Limit> limit = max_borrowable(view, assessment, board, parameters, asset);
  const Amount available = on_grid(pool, parameters.asset(asset));
  if (limit && available < limit->amount) limit = Limit{available, LimitedBy::kPool};
  return limit;
}

}  // namespace plimsoll::risk
