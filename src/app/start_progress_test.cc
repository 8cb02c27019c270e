// What a long start tells, and that it can be stopped in the middle.
#include "app/start_progress.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <sstream>
#include <thread>

namespace plimsoll::app {
namespace {

using std::chrono::milliseconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;

// The program's log, as text.
class Log {
 public:
  Log() : before_(spdlog::default_logger()) {
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_)));
    spdlog::set_pattern("%v");
  }
  ~Log() { spdlog::set_default_logger(before_); }
  [[nodiscard]] std::string text() const { return text_.str(); }

 private:
  std::shared_ptr<spdlog::logger> before_;
  std::ostringstream text_;
};

TEST(StartProgress, TellsTheFrontAtEveryRecordAndTheLogEveryTwoSeconds) {
  const Log log;
  net::SignalWatch signals;
  server::Front front;
  StartProgress progress("recovering the book", front, signals);
  EXPECT_EQ(front.reason(), "recovering the book");
  progress(Sequence{1}, Sequence{10});
  progress(Sequence{2}, Sequence{10});
  EXPECT_EQ(front.reason(), "recovering the book: record 2 of 10");
  EXPECT_EQ(log.text(), "");
  std::this_thread::sleep_for(milliseconds(2'050));
  progress(Sequence{3}, Sequence{10});
  progress(Sequence{4}, Sequence{10});
  EXPECT_THAT(log.text(), MatchesRegex("recovering the book: record 3 of 10, [0-9]+ records/s\n"));
  progress.finish();
  EXPECT_THAT(log.text(), AllOf(HasSubstr("recovering the book: done, 4 records in 2."),
                                HasSubstr("records/s")));
}

TEST(StartProgress, SaysNothingOfAnEmptyJournal) {
  const Log log;
  net::SignalWatch signals;
  server::Front front;
  StartProgress("recovering the book", front, signals).finish();
  EXPECT_EQ(log.text(), "");
}

TEST(StartProgressDeathTest, AStopSignalEndsTheProcessInGoodOrder) {
  EXPECT_EXIT(
      {
        spdlog::set_default_logger(spdlog::stderr_logger_mt("to stderr"));
        net::SignalWatch signals;
        server::Front front;
        StartProgress progress("recovering the book", front, signals);
        raise(SIGTERM);
        std::this_thread::sleep_for(milliseconds(150));
        progress(Sequence{5}, Sequence{10});
      },
      testing::ExitedWithCode(0), "stopped while recovering the book, at record 5 of 10");
}

}  // namespace
}  // namespace plimsoll::app
