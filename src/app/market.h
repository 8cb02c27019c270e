// Market: the feeds of a running server - a tape, and prices held steady - from settings to the
// engine's inbox.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/settings.h"
#include "engine/engine.h"
#include "feed/intake.h"
#include "feed/player.h"
#include "server/health.h"

namespace plimsoll::app {

class Market {
 public:
  // Starts to play. `engine` outlives the market. kFile, kSetting, kMalformed: the tape.
  [[nodiscard]] static Result<std::unique_ptr<Market>> start(const Settings& settings,
                                                             engine::Engine& engine);

  // Whether the tape can be played, as far as its beginning tells.
  [[nodiscard]] static Result<void> check(const Settings& settings);

  // Any thread.
  [[nodiscard]] server::FeedStatus status() const;

 private:
  Market() = default;
  [[nodiscard]] Result<void> play_tape(const Settings& settings, engine::Engine& engine);
  [[nodiscard]] Result<void> hold_prices(const engine::Published& book, engine::Engine& engine);

  std::string description_;
  std::shared_ptr<feed::Intake> intake_;
  std::vector<std::pair<model::PriceKind, std::string>> moved_;  // by the tape's first moment
  std::vector<std::unique_ptr<feed::Player>> players_;
};

}  // namespace plimsoll::app
