// A world that is the engine itself: a Processor over a journal, and a clock set by hand.
#pragma once

#include <memory>

#include "scenario/world.h"

namespace plimsoll::scenario {

class EngineWorld final : public World, private engine::Follower {
 public:
  EngineWorld(engine::Journal& journal, Timestamp start);

  Answer carry_out(const Request& request) override;
  std::optional<Answer> ask(const Ask&) override { return std::nullopt; }
  Answer repeat() override;
  void pass(Timestamp to) override;
  void restart() override;
  [[nodiscard]] std::string read(const Scenario& names, const Fact& fact) override;
  [[nodiscard]] const book::Book& book() override { return processor_->book(); }
  [[nodiscard]] std::vector<book::Event> take_events() override;
  [[nodiscard]] Sequence sequence() override { return processor_->sequence(); }

 private:
  void follow(Sequence sequence, Timestamp time, const std::vector<book::Event>& events) override;
  // The hours of a long absence come first, as in the engine.
  void catch_up();
  Answer submit();

  engine::Journal& journal_;
  std::unique_ptr<engine::Processor> processor_;
  Timestamp now_;
  std::vector<book::Event> events_;
  engine::Submission last_;
  int requests_ = 0;
};

// Known by its number as a signature would make it known, and by its client's id.
[[nodiscard]] std::vector<book::RequestMark> marks_of(const Request& request, int number,
                                                      Timestamp now, std::int64_t memory_ms);

}  // namespace plimsoll::scenario
