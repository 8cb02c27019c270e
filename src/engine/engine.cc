#include "engine/engine.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <iterator>

#include "base/limits.h"
#include "book/bounds.h"

namespace plimsoll::engine {
namespace {

constexpr std::chrono::milliseconds kClockLook(100);

}  // namespace

Engine::Engine(Processor& processor, const Clock& clock, FatalHandler on_fatal)
    : processor_(processor), clock_(clock), on_fatal_(std::move(on_fatal)) {
  // What an import took over, or an older program left, stands before the first answer as it
  // should.
  processor_.review_all();
  published_.store(processor_.publish());
}

Engine::~Engine() { stop(); }

void Engine::every(std::uint64_t records, Sequence since, BetweenTurns due) {
  every_ = records;
  since_ = since;
  due_ = std::move(due);
}

void Engine::start() {
  const std::lock_guard lock(mutex_);
  CHECK_MSG(!thread_.joinable(), "the engine runs already");
  running_ = true;
  stopping_ = false;
  thread_ = std::thread([this] { run(); });
}

void Engine::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<void> Engine::submit(Submission submission, Reply reply) {
  {
    const std::lock_guard lock(mutex_);
    if (!running_ || stopping_ || inbox_.size() >= kInboxCommands) {
      ++counters_.busy;
      return fail(ErrorCode::kBusy, "the engine's inbox is full or closed");
    }
    inbox_.push_back({std::move(submission), std::move(reply)});
  }
  wake_.notify_one();
  return {};
}

SubmissionResult Engine::execute(Submission submission) {
  CHECK_MSG(std::this_thread::get_id() != thread_.get_id(), "the engine cannot wait for itself");
  std::promise<SubmissionResult> promise;
  std::future<SubmissionResult> answer = promise.get_future();
  auto sent = submit(std::move(submission),
                     [&](const SubmissionResult& result) { promise.set_value(result); });
  if (!sent) return tl::unexpected<Refusal>(Refusal{0, std::move(sent.error())});
  return answer.get();
}

void Engine::post_prices(std::vector<model::PriceTick> ticks) {
  {
    const std::lock_guard lock(mutex_);
    if (!running_ || stopping_) return;
    for (model::PriceTick& tick : ticks) {
      if (!book::is_enterable(tick.price)) continue;
      PriceKey key{tick.kind, tick.name};
      const auto [place, fresh] = prices_.insert_or_assign(std::move(key), std::move(tick));
      if (!fresh) ++counters_.prices_conflated;
    }
  }
  wake_.notify_one();
}

void Engine::ask_for_turn() {
  {
    const std::lock_guard lock(mutex_);
    asked_for_turn_ = true;
  }
  wake_.notify_one();
}

void Engine::run() {
  for (;;) {
    std::vector<Waiting> waiting;
    PendingPrices prices;
    {
      const std::optional<Timestamp> due = processor_.next_due();
      const auto is_due = [&] { return due && clock_.now() >= *due; };
      std::unique_lock lock(mutex_);
      // A clock that is not believed is looked at again, in no hurry.
      const bool refused = processor_.clock_standing() == ClockStanding::kRefused;
      if (refused && !stopping_) wake_.wait_for(lock, kClockLook);
      const auto asked = [&] {
        return stopping_ || asked_for_turn_ || !inbox_.empty() || !prices_.empty();
      };
      // The clock is a port: it is looked at, not slept on.
      while (!asked() && !is_due()) wake_.wait_for(lock, kClockLook);
      if (stopping_ && inbox_.empty()) break;
      const std::size_t count = std::min(inbox_.size(), kTurnCommands);
      const auto end = inbox_.begin() + static_cast<std::ptrdiff_t>(count);
      waiting.assign(std::make_move_iterator(inbox_.begin()), std::make_move_iterator(end));
      inbox_.erase(inbox_.begin(), end);
      prices.swap(prices_);
      asked_for_turn_ = false;
    }
    if (!run_turn(std::move(waiting), prices)) break;
  }
  const std::lock_guard lock(mutex_);
  running_ = false;
}

bool Engine::run_turn(std::vector<Waiting> waiting, const PendingPrices& prices) {
  std::vector<Submission> submissions;
  submissions.reserve(waiting.size() + 1);
  // Prices first: what is asked after a tick arrived is decided with it.
  book::UpdatePrices update = resolve(prices);
  const std::size_t first = update.prices.empty() ? 0 : 1;
  if (first == 1) submissions.push_back(Submission{book::Command(std::move(update))});
  for (Waiting& each : waiting) submissions.push_back(std::move(each.submission));

  const Timestamp now = clock_.now();
  // The hours of a long absence come first, a part of them a turn.
  while (processor_.is_behind(now)) {
    if (auto charged = processor_.turn({}, now); !charged) {
      on_fatal_(charged.error());
      return false;
    }
    published_.store(processor_.publish());
  }
  auto results = processor_.turn(submissions, now);
  if (!results) {
    on_fatal_(results.error());
    return false;
  }
  ++counters_.turns;
  published_.store(processor_.publish());
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    const SubmissionResult& result = (*results)[first + i];
    ++(result ? counters_.accepted : counters_.refused);
    if (waiting[i].reply) waiting[i].reply(result);
  }
  if (every_ > 0 && processor_.sequence().value >= since_.value + every_) {
    since_ = processor_.sequence();
    due_(processor_);
  }
  return true;
}

book::UpdatePrices Engine::resolve(const PendingPrices& prices) {
  const model::Parameters& parameters = processor_.book().parameters;
  book::UpdatePrices update;
  for (const auto& [key, tick] : prices) {
    std::optional<std::uint16_t> index;
    if (tick.kind == model::PriceKind::kMark) {
      if (const auto id = parameters.find_contract(tick.name)) index = id->value;
    } else if (const auto id = parameters.find_asset(tick.name)) {
      const bool defined = tick.kind == model::PriceKind::kMarginIndex && parameters.usdt == *id;
      if (!defined) index = id->value;
    }
    if (!index) {
      ++counters_.prices_unknown;
      continue;
    }
    ++counters_.prices;
    update.prices.push_back({tick.kind, *index, tick.price, tick.time});
  }
  return update;
}

}  // namespace plimsoll::engine
