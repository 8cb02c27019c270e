#include "history/follower.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "book/event_codec.h"
#include "history/recorder.h"

namespace plimsoll::history {
namespace {

// Events of one transaction while catching up: few enough to keep in memory, and many, for an hour
// of interest touches a page of every unit, whether one row or fifty go there.
constexpr std::size_t kEventsAtOnce = 100'000;

// A wallet and a key are only named in the history: what is in them need not wait in the queue.
book::Event without_content(const book::Event& event) {
  if (const auto* updated = std::get_if<book::WalletUpdated>(&event)) {
    const auto empty = []<class Wallet>(const Wallet&) { return book::AnyWallet(Wallet{}); };
    return book::WalletUpdated{updated->account, std::visit(empty, updated->wallet)};
  }
  if (const auto* created = std::get_if<book::ApiKeyCreated>(&event)) {
    book::ApiKeyCreated named = *created;
    named.key.material.clear();
    return named;
  }
  return event;
}

std::vector<book::Event> recorded(const std::vector<book::Event>& events) {
  std::vector<book::Event> kept;
  for (const book::Event& event : events) {
    if (is_recorded(event)) kept.push_back(without_content(event));
  }
  return kept;
}

bool is_damage(const Result<void>& failed) { return failed.error().code == ErrorCode::kDamaged; }

Result<void> check_nothing_lost(const engine::Journal& journal, const Position& known) {
  if (known.sequence <= journal.last()) return {};
  return fail(ErrorCode::kJournal,
              "the journal ends at record " + std::to_string(journal.last().value) +
                  ", but the history knows record " + std::to_string(known.sequence.value) +
                  ": what was answered since is lost. Restore the journal; or, to go on without "
                  "it, delete the history");
}

}  // namespace

HistoryFollower::HistoryFollower(Store& store, FollowerSettings settings)
    : store_(store),
      settings_(std::move(settings)),
      followed_(store.position()),
      reached_(followed_.sequence) {}

HistoryFollower::~HistoryFollower() { stop(); }

Result<CaughtUp> HistoryFollower::catch_up(const engine::Journal& journal,
                                           const Progress& progress) {
  CHECK_MSG(!thread_.joinable(), "the history catches up before it starts");
  CaughtUp result;
  const Position position = store_.position();
  RETURN_IF_ERROR(check_nothing_lost(journal, position));
  ASSIGN_OR_RETURN(Read read, read_journal(journal, position, progress));
  if (read.other_journal) {
    if (const auto cleared = store_.clear(); !cleared) {
      if (is_damage(cleared)) return tl::unexpected<Error>(cleared.error());
      result.complete = false;
      take_place({}, cleared.error());  // nobody is told rows of another journal
      return result;
    }
    result.anew = true;
    ASSIGN_OR_RETURN(read, read_journal(journal, {}, progress));
  }
  result.records = read.records;
  result.complete = !read.not_written;
  take_place(store_.position(), read.not_written);
  return result;
}

Result<void> HistoryFollower::stay_behind(const engine::Journal& journal, const Position& known,
                                          const Error& reason) {
  CHECK_MSG(!thread_.joinable(), "the history is given up before it starts");
  RETURN_IF_ERROR(check_nothing_lost(journal, known));
  take_place(store_.position(), reason);
  return {};
}

void HistoryFollower::take_place(const Position& place, const std::optional<Error>& not_written) {
  const std::lock_guard lock(mutex_);
  followed_ = place;
  reached_ = followed_.sequence;
  lost_ = not_written.has_value();
  lost_told_ = false;
  if (lost_) lost_why_ = "could not be written at the start (" + not_written->detail + ")";
}

Result<HistoryFollower::Read> HistoryFollower::read_journal(const engine::Journal& journal,
                                                            Position from,
                                                            const Progress& progress) {
  const Sequence last = journal.last();
  Read read;
  std::vector<Record> batch;
  std::size_t events = 0;
  const auto write = [&]() -> Result<void> {
    Result<void> written = store_.apply(batch);
    if (!written && !is_damage(written)) read.not_written = written.error();
    batch.clear();
    events = 0;
    return written;
  };
  const auto visit = [&](const engine::Record& record) -> Result<void> {
    if (record.sequence == from.sequence) {
      read.other_journal = record.time != from.time;
      if (read.other_journal) return fail(ErrorCode::kJournal, "not the journal of this history");
      return {};
    }
    ASSIGN_OR_RETURN(const std::vector<book::Event> decoded, book::decode(record.payload));
    batch.push_back({record.sequence, record.time, recorded(decoded)});
    events += batch.back().events.size();
    ++read.records;
    if (progress) progress(record.sequence, last);
    if (events < kEventsAtOnce && batch.size() < kEventsAtOnce) return {};
    return write();
  };
  Result<void> done = journal.read(std::max(from.sequence, Sequence{1}), visit);
  if (done) done = write();
  if (!done && !read.other_journal && !read.not_written)
    return tl::unexpected<Error>(std::move(done.error()));
  return read;
}

void HistoryFollower::start() {
  CHECK(!thread_.joinable());
  {
    const std::lock_guard lock(mutex_);
    stopping_ = false;
  }
  thread_ = std::thread([this] { run(); });
}

void HistoryFollower::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_all();
  progress_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void HistoryFollower::follow(Sequence sequence, Timestamp time,
                             const std::vector<book::Event>& events) {
  std::vector<book::Event> kept = recorded(events);
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (lost_ || sequence <= followed_.sequence) return;
    CHECK_MSG(sequence.value == followed_.sequence.value + 1, "the history missed a record");
    // One record may be larger than the queue.
    lost_ = waiting_ > 0 && waiting_ + kept.size() > settings_.max_waiting;
    if (lost_) {
      lost_why_ = "could not keep up";
    } else {
      followed_ = Position{sequence, time};
      waiting_ += kept.size();
      if (!kept.empty()) queue_.push_back({sequence, time, std::move(kept)});
      if (waiting_ == 0) reached_ = sequence;
    }
    wake = has_work();
  }
  if (wake) work_.notify_one();
  progress_.notify_all();
}

bool HistoryFollower::wait_for(Sequence sequence, std::chrono::milliseconds timeout) const {
  std::unique_lock lock(mutex_);
  progress_.wait_for(lock, timeout, [&] {
    return reached_ >= sequence || stopping_ || (lost_ && followed_.sequence < sequence);
  });
  return reached_ >= sequence;
}

Sequence HistoryFollower::reached() const {
  const std::lock_guard lock(mutex_);
  return reached_;
}

void HistoryFollower::note_damage(const Error& error) const {
  {
    const std::lock_guard lock(mutex_);
    if (damage_) return;  // said before
    damage_ = with_way_out(error);
  }
  if (settings_.on_trouble) settings_.on_trouble(*damage_);
}

std::optional<Error> HistoryFollower::trouble() const {
  const std::lock_guard lock(mutex_);
  std::optional<Error> following = trouble_of_following();
  if (!damage_) return following;
  if (!following) return damage_;
  return Error{damage_->code, damage_->detail + "; " + following->detail, {}};
}

std::optional<Error> HistoryFollower::trouble_of_following() const {
  if (!lost_) return trouble_;
  return Error{ErrorCode::kFile,
               "the history " + lost_why_ + " and ends at record " +
                   std::to_string(followed_.sequence.value) + "; a restart catches up",
               {}};
}

bool HistoryFollower::has_work() const {
  return !queue_.empty() || (lost_ && !lost_told_) ||
         followed_.sequence.value >= store_.position().sequence.value + kPlaceEvery;
}

void HistoryFollower::run() {
  std::unique_lock lock(mutex_);
  bool last = false;
  while (!last) {
    work_.wait(lock, [&] { return stopping_ || has_work(); });
    last = stopping_;
    const bool tell = lost_ && !std::exchange(lost_told_, lost_);
    const std::size_t events = waiting_;
    std::vector<Record> batch = std::exchange(queue_, {});
    if (batch.empty() || batch.back().sequence < followed_.sequence) {
      batch.push_back({followed_.sequence, followed_.time, {}});
    }
    lock.unlock();
    if (tell && settings_.on_trouble) settings_.on_trouble(following_now());
    const bool written = write(batch);
    lock.lock();
    if (!written) return;
    waiting_ -= events;
    reached_ = waiting_ == 0 ? followed_.sequence : batch.back().sequence;
    progress_.notify_all();
  }
}

bool HistoryFollower::write(const std::vector<Record>& batch) {
  auto pause = settings_.first_pause;
  while (true) {
    const Result<void> written = store_.apply(batch);
    set_trouble(written ? std::nullopt : std::optional(written.error()));
    if (written) return true;
    std::unique_lock lock(mutex_);
    if (work_.wait_for(lock, pause, [&] { return stopping_; })) return false;
    pause = std::min(2 * pause, settings_.longest_pause);
  }
}

void HistoryFollower::set_trouble(std::optional<Error> error) {
  const bool fails = error.has_value();
  {
    const std::lock_guard lock(mutex_);
    std::swap(trouble_, error);
  }
  if (fails == error.has_value() || !settings_.on_trouble) return;  // said before
  settings_.on_trouble(following_now());
}

std::optional<Error> HistoryFollower::following_now() const {
  const std::lock_guard lock(mutex_);
  return trouble_of_following();
}

}  // namespace plimsoll::history
