// For tests: endless records of every kind of event the history keeps, and of some it does not. The
// same seed gives the same records.
#pragma once

#include <utility>
#include <vector>

#include "history/testing.h"

namespace plimsoll::history {

class RandomRecords {
 public:
  explicit RandomRecords(std::uint64_t seed) : random_(seed) {}

  Record next() {
    ++sequence_.value;
    if (sequence_.value == 1) return {sequence_, time_, world()};
    time_ = time_ + random_.between(0, kHour / 4);
    std::vector<book::Event> events;
    for (std::int64_t count = random_.between(0, 3); count > 0; --count) {
      for (book::Event& event : happening()) events.push_back(std::move(event));
    }
    return {sequence_, time_, std::move(events)};
  }

  std::vector<Record> take(int count) {
    std::vector<Record> records;
    while (count-- > 0) records.push_back(next());
    return records;
  }

  Random& random() { return random_; }

 private:
  GroupId unit() { return random_.chance(50) ? kUnit : kOtherUnit; }
  AssetId asset() { return random_.one_of<AssetId>({kBtc, kUsdc, kUsdt}); }
  Uid account() { return random_.one_of<Uid>({kParent, kCredit, kCollateral, kOtherCredit}); }
  Amount amount() { return random_.amount(6); }
  risk::LtvFigure ltv() { return risk::LtvFigure::from_raw(random_.between(0, 999'000)); }
  std::string client_id() { return "id" + std::to_string(random_.between(1, 5)); }

  book::InterestCharge hour_of_interest() {
    book::InterestCharge charge{book::hour_of(time_), amount(), "0.00000833"_rate, amount(), {}};
    if (random_.chance(40)) charge.rebate = book::RebateUse{amount(), amount(), amount()};
    return charge;
  }

  std::vector<book::Event> liquidation() {
    const GroupId unit_id = unit();
    const std::int64_t id = ++liquidation_;
    book::LiquidationStarted started;
    started.liquidation = id;
    started.unit = unit_id;
    started.ltv = ltv();
    for (auto wallets = random_.between(0, 2); wallets > 0; --wallets) {
      started.wallets.push_back({account(), model::MemberType::kCollateral,
                                 model::WalletType::kSpot, amount(), amount()});
    }
    started.liabilities.push_back({asset(), amount(), amount()});
    std::vector<book::Event> events{started};
    for (auto moves = random_.between(0, 3); moves > 0; --moves) {
      events.emplace_back(book::CollateralMoved{id, unit_id, account(), model::WalletType::kSpot,
                                                account(), model::WalletType::kCrossMargin, asset(),
                                                amount()});
    }
    events.emplace_back(book::LiquidationEnded{id, unit_id, ltv(), {}});
    return events;
  }

  std::vector<book::Event> happening() {
    using model::WalletType;
    const std::int64_t id = ++transaction_;
    switch (random_.between(1, 10)) {
      case 1:
        return {book::Borrowed{id, unit(), kCredit, WalletType::kCrossMargin, asset(), amount(),
                               hour_of_interest()}};
      case 2:
        return {book::Repaid{
            id, unit(), kCredit, WalletType::kCrossMargin, asset(), amount(), amount(), Amount{},
            random_.chance(50) ? book::RepayKind::kNormal : book::RepayKind::kForce}};
      case 3:
      case 4: return {book::InterestAccrued{unit(), asset(), hour_of_interest()}};
      case 5: return {book::RebateChanged{kParent, random_.chance(50) ? amount() : -amount()}};
      case 6:
        return {book::Transferred{id,
                                  kParent,
                                  {account(), book::TransferWallet::kMargin},
                                  {account(), book::TransferWallet::kSpot},
                                  asset(),
                                  amount(),
                                  random_.chance(30) ? client_id() : ""}};
      case 7: return liquidation();
      case 9:
        return {book::OperatorActed{"op1", "Ada", "RISK_OFFICER", "SET_UNIT_LINES", client_id()}};
      case 8:
        return {book::UnitStateChanged{unit(), model::UnitState::kNormal,
                                       model::UnitState::kWarning, time_, ltv(), amount(), amount(),
                                       amount()}};
      default: {
        const GroupId closed{100 + id};
        return {book::PoolFunded{asset(), amount()}, unit_created(closed, kCredit, time_),
                book::UnitClosed{closed, time_}};
      }
    }
  }

  Random random_;
  Sequence sequence_{0};
  Timestamp time_ = kStart;
  std::int64_t transaction_ = 0;
  std::int64_t liquidation_ = 0;
};

}  // namespace plimsoll::history
