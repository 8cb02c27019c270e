// The worker pool: a limit that is told at once, and nothing posted is lost.
#include "server/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace plimsoll::server {
namespace {

TEST(WorkerPool, RunsEverythingItTook) {
  std::atomic<int> done{0};
  int taken = 0;
  {
    WorkerPool pool(2, 100);
    for (int i = 0; i < 1000; ++i) {
      std::function<void()> work = [&done] { ++done; };
      if (pool.post(work)) ++taken;
    }
  }
  EXPECT_GE(taken, 100);
  EXPECT_EQ(done, taken) << "the pool finishes its queue before it ends";
}

TEST(WorkerPool, AFullQueueLeavesTheWorkToItsOwner) {
  std::promise<void> gate;
  std::promise<void> started;
  const std::shared_future<void> open = gate.get_future().share();
  std::atomic<int> done{0};
  WorkerPool pool(1, 2);
  std::function<void()> blocking = [&, open] {
    started.set_value();
    open.wait();
    ++done;
  };
  ASSERT_TRUE(pool.post(blocking));
  started.get_future().wait();  // the worker has it; the queue is empty
  for (int i = 0; i < 2; ++i) {
    std::function<void()> work = [&done] { ++done; };
    ASSERT_TRUE(pool.post(work));
  }
  std::function<void()> one_more = [&done] { done += 100; };
  EXPECT_FALSE(pool.post(one_more));
  ASSERT_TRUE(one_more) << "still there";
  one_more();
  EXPECT_EQ(done, 100);
  gate.set_value();
}

TEST(WorkerPool, ThreadsWorkSideBySide) {
  WorkerPool pool(2, 10);
  std::promise<void> first_here;
  std::promise<void> second_here;
  std::promise<void> both;
  std::function<void()> first = [&] {
    first_here.set_value();
    second_here.get_future().wait();
    both.set_value();
  };
  std::function<void()> second = [&] {
    first_here.get_future().wait();
    second_here.set_value();
  };
  ASSERT_TRUE(pool.post(first));
  ASSERT_TRUE(pool.post(second));
  both.get_future().wait();
}

TEST(WorkerPool, WithoutRoomNothingIsTaken) {
  WorkerPool pool(1, 0);
  std::function<void()> work = [] { FAIL(); };
  EXPECT_FALSE(pool.post(work));
}

}  // namespace
}  // namespace plimsoll::server
