// How long a page of the history and its total take when there are very many rows. Fills a file
// with interest rows of 2,000 units in two assets, then asks for the first, the middle and the last
// page of one unit, warm and through a new connection. Usage: history_bench FILE [MILLIONS]; a FILE
// that holds rows already is not filled again.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "history/queries.h"
#include "history/store.h"

namespace plimsoll::history {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kUnits = 2'000;
constexpr std::int64_t kAssets = 2;
constexpr std::size_t kHoursAtOnce = 25;  // 100,000 rows, as catching up with a journal does
constexpr Timestamp kFirstHour{1'700'000'000'000 / book::kHourMs * book::kHourMs};

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

template <class T>
T need(Result<T> result) {
  CHECK_MSG(result.has_value(), result.has_value() ? "" : result.error().detail.c_str());
  return std::move(*result);
}

void add(Store& store, const std::vector<Record>& records) {
  const Result<void> done = store.apply(records);
  CHECK_MSG(done.has_value(), done.has_value() ? "" : done.error().detail.c_str());
}

Record setting() {
  Record record{Sequence{1}, kFirstHour, {}};
  for (std::uint16_t id = 0; id < kAssets; ++id) {
    model::Asset asset;
    asset.name = "ASSET" + std::to_string(id);
    record.events.emplace_back(book::AssetDefined{AssetId{id}, asset});
  }
  record.events.emplace_back(book::AccountCreated{Uid{1}, "parent@example.com", {}});
  for (std::int64_t id = 1; id <= kUnits; ++id) {
    model::RiskUnit unit;
    unit.id = GroupId{id};
    unit.parent = Uid{1};
    unit.created = kFirstHour;
    unit.members = {{Uid{1'000 + id}, model::MemberType::kCredit, false, true}};
    record.events.emplace_back(book::UnitCreated{unit});
  }
  return record;
}

Record one_hour(std::int64_t hour) {
  const Timestamp time = kFirstHour + hour * book::kHourMs;
  Record record{Sequence{static_cast<std::uint64_t>(hour) + 2}, time, {}};
  for (std::int64_t id = 1; id <= kUnits; ++id) {
    for (std::uint16_t asset = 0; asset < kAssets; ++asset) {
      const book::InterestCharge charge{time,
                                        Amount::whole(1'000'000 + id),
                                        Rate::from_raw(83'333),
                                        Amount::from_raw(833'333'333 + hour),
                                        {}};
      record.events.emplace_back(book::InterestAccrued{GroupId{id}, AssetId{asset}, charge});
    }
  }
  return record;
}

void fill(Store& store, std::int64_t millions) {
  const std::int64_t hours = millions * 1'000'000 / (kUnits * kAssets);
  const auto start = Clock::now();
  std::vector<Record> batch{setting()};
  for (std::int64_t hour = 0; hour < hours; ++hour) {
    batch.push_back(one_hour(hour));
    if (batch.size() < kHoursAtOnce) continue;
    add(store, batch);
    batch.clear();
  }
  add(store, batch);
  const double seconds = milliseconds_since(start) / 1'000;
  std::printf("filled: %.0f s, %.0f rows/s\n", seconds,
              static_cast<double>(millions) * 1'000'000 / seconds);
}

void time_page(const Store& store, const char* what, std::optional<AssetId> asset,
               std::int64_t page) {
  constexpr int kRounds = 200;
  double first = 0;
  std::int64_t total = 0;
  const auto start = Clock::now();
  for (int round = 0; round < kRounds; ++round) {
    // A window without the first and the last hours: both its ends are searched for.
    const Window window{kFirstHour + 10 * book::kHourMs, store.position().time + -10};
    const auto answer = need(interest(store, {GroupId{kUnits / 2}, asset, window, {page, 100}}));
    if (round == 0) first = milliseconds_since(start);
    total = answer.total;
  }
  std::printf("%-28s total %6lld   first %.3f ms   mean %.3f ms\n", what,
              static_cast<long long>(total), first, milliseconds_since(start) / kRounds);
}

int run(const std::string& path, std::int64_t millions) {
  {
    const auto store = need(Store::open(path));
    if (store->position().sequence.value == 0) fill(*store, millions);
  }
  std::printf("file: %.0f MB\n", static_cast<double>(std::filesystem::file_size(path)) / 1e6);
  const auto store = need(Store::open(path));
  const std::int64_t hours = static_cast<std::int64_t>(store->position().sequence.value) - 1;
  const std::int64_t pages = (hours - 11) * kAssets / 100;
  time_page(*store, "first page", {}, 1);
  time_page(*store, "middle page", {}, pages / 2);
  time_page(*store, "last page", {}, pages);
  time_page(*store, "first page, one asset", AssetId{1}, 1);
  time_page(*store, "middle page, one asset", AssetId{1}, pages / 4);
  time_page(*store, "last page, one asset", AssetId{1}, pages / 2);
  return 0;
}

}  // namespace
}  // namespace plimsoll::history

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: history_bench FILE [MILLIONS]\n");
    return 2;
  }
  return plimsoll::history::run(argv[1], argc > 2 ? std::atoll(argv[2]) : 10);
}
