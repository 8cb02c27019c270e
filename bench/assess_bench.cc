// Nanoseconds for one assess() of the first unit of a book file (see bench/make_book.py), warm and
// without its answer's JSON; and for one max_borrowable(). Usage: assess_bench BOOK [Google
// Benchmark's options]
#include <benchmark/benchmark.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "bookfile/read.h"
#include "risk/assess.h"
#include "risk/max_borrowable.h"

namespace plimsoll {
namespace {

struct Subject {
  book::Book book;
  std::vector<const model::Account*> accounts;

  [[nodiscard]] risk::UnitView view() const { return {*book.units.begin()->second, accounts}; }
};

void bench_assess(benchmark::State& state, const Subject& subject) {
  const risk::UnitView view = subject.view();
  risk::Assessment result;
  for (auto _ : state) {
    auto error = risk::assess_into(view, subject.book.prices, subject.book.parameters, result);
    benchmark::DoNotOptimize(error);
    benchmark::DoNotOptimize(result);
  }
}

void bench_max_borrowable(benchmark::State& state, const Subject& subject) {
  const risk::UnitView view = subject.view();
  const auto& parameters = subject.book.parameters;
  const auto assessment = risk::assess(view, subject.book.prices, parameters);
  CHECK(assessment.has_value());
  for (auto _ : state) {
    auto limit =
        risk::max_borrowable(view, *assessment, subject.book.prices, parameters, *parameters.usdt);
    benchmark::DoNotOptimize(limit);
  }
}

int run(int argc, char** argv) {
  if (argc < 2) return 2;
  std::ifstream file(argv[1]);
  std::stringstream text;
  text << file.rdbuf();
  auto book = bookfile::load(text.str());
  if (!book) {
    std::fprintf(stderr, "%s\n", describe(book.error()).c_str());
    return 1;
  }
  Subject subject{std::move(*book), {}};
  for (const model::Member& member : subject.book.units.begin()->second->members) {
    subject.accounts.push_back(subject.book.find_account(member.account));
  }
  benchmark::RegisterBenchmark("assess", [&](benchmark::State& s) { bench_assess(s, subject); });
  benchmark::RegisterBenchmark("max_borrowable",
                               [&](benchmark::State& s) { bench_max_borrowable(s, subject); });
  int rest = argc - 1;
  argv[1] = argv[0];
  benchmark::Initialize(&rest, argv + 1);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace plimsoll

int main(int argc, char** argv) { return plimsoll::run(argc, argv); }
