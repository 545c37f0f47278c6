// How fast the engine takes changes, of a store that a load has filled: no store is written, and no source
// read. Each change is one record of one case, in the proportions that a court's week has: a hearing more, a
// disposal, a deletion.
//
//   mizan_engine_speed CONFIG CHANGES BATCH ROUNDS
//
// prints one JSON object: seconds and CPU seconds of bringing the cells up to date, there and back, the
// published values that moved being worked out, each the median of the rounds, and the resident memory of the
// engine with all its cells; then what it costs besides to find out what the feed is to be told of what is
// due, of these changes and when a day begins (all cases).
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>

#include "app/session.hpp"
#include "pipeline/due_news.hpp"
#include "pipeline/kpi_runner.hpp"

namespace {
using namespace mizan;

template <class T>
T must(base::Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::exit(1);
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

std::int64_t resident_kib() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t size = 0;
  std::int64_t resident = 0;
  std::int64_t shared = 0;
  statm >> size >> resident >> shared;
  return (resident - shared) * 4;
}

using Batches = std::vector<std::vector<kpi::CaseChange>>;

struct Changes {
  Batches there;
  Batches back;  // what undoes them
  std::size_t number = 0;
};

bool can_change(const kpi::Facts& facts) {
  return !facts.trials.empty() && !facts.trials[0].hearings.empty() && facts.trials[0].legs.size() == 1;
}

// Of ten records eight are hearings: that is what courts write.
kpi::Facts changed(kpi::Facts facts, unsigned which) {
  auto& trial = facts.trials[0];
  if (which % 10 < 8) {
    auto one = trial.hearings.back();
    one.held_on = one.held_on + 1;
    trial.hearings.push_back(one);
  } else if (which % 10 == 8) {
    if (trial.disposed_on) {
      trial.disposed_on = *trial.disposed_on + 1;
    } else {
      trial.charged_on = trial.hearings.back().held_on;
    }
  } else {
    trial.hearings.erase(trial.hearings.begin());
  }
  return facts;
}

// Room is made once: what a list that grows gives back to the system, its page tables pay for later.
void put(kpi::CaseChange change, std::size_t batch, Batches& batches) {
  if (batches.empty() || batches.back().size() == batch) {
    batches.emplace_back();
    batches.back().reserve(batch);
  }
  batches.back().push_back(std::move(change));
}

Changes changes_of(app::Session& session, std::size_t wanted, std::size_t batch) {
  Changes all;
  std::mt19937 random(7);
  const auto names = session.engine().names().size();
  kpi::Facts facts;
  const auto take = [&](const store::FactsView& row) -> base::Result<> {
    if (all.number == wanted || random() % 7 != 0) return {};
    if (!kpi::decode_facts(row.data, names, facts) || !can_change(facts)) return {};
    kpi::CaseChange change;
    change.before = facts;
    change.after = changed(facts, static_cast<unsigned>(random()));
    change.records[0] = 1;
    change.id = row.id;
    put({change.after, change.before, change.records, change.id}, batch, all.back);
    put(std::move(change), batch, all.there);
    ++all.number;
    return {};
  };
  if (const auto done = session.store().for_each_facts(take); !done) std::exit(1);
  return all;
}

std::size_t apply(app::Session& session, const Batches& batches) {
  std::size_t moved = 0;
  for (const auto& batch : batches)
    moved +=
        session.engine().apply(batch, session.today(), session.now(), {model::Granularity::kMonth}).size();
  return moved;
}

/// Seconds on the wall.
template <class Work>
double seconds_of(Work work) {
  const auto begun = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

// Of an even number the upper one of the two in the middle; of none 0.
double median(std::vector<double> all) {
  if (all.empty()) return 0;
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

void check(const base::Result<>& result) {
  if (result) return;
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::exit(1);
}

struct DueSeconds {
  double changes = 0;  ///< of all changes
  double day = 0;      ///< of a day that begins
};

// In a transaction that is not committed.
DueSeconds due_seconds(app::Session& session, const Changes& all) {
  DueSeconds seconds;
  if (!session.due_rules()) return seconds;
  const auto writer = must(store::KpiWriter::begin(session.store()));
  const auto today = session.today();
  const auto now = session.engine().reach(today);
  pipeline::DueNews news(session.store(), session.engine(), *session.due_rules(), now, today, session.now());
  seconds.changes = seconds_of([&] {
    for (const auto* batches : {&all.there, &all.back}) {
      for (const auto& batch : *batches) {
        for (const auto& change : batch) check(news.changed(change));
      }
    }
  });
  seconds.day = seconds_of([&] { check(news.moved_on()); });
  return seconds;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  static const base::SystemClock clock;
  auto session = must(app::Session::open(argv[1], store::OpenMode::kWrite, clock));
  if (const auto loaded = session.load_kpis(); !loaded) return 1;
  const auto memory = resident_kib();
  const auto batch = std::strtoul(argv[3], nullptr, 10);
  const auto all = changes_of(session, std::strtoul(argv[2], nullptr, 10), batch);
  const auto due = due_seconds(session, all);
  std::size_t moved = 0;
  std::vector<double> seconds;
  std::vector<double> cpu;
  for (auto left = std::strtoul(argv[4], nullptr, 10); left > 0; --left) {
    const auto cpu_before = cpu_seconds();
    seconds.push_back(seconds_of([&] { moved = apply(session, all.there) + apply(session, all.back); }));
    cpu.push_back(cpu_seconds() - cpu_before);
  }
  std::printf(
      "{\"changes\": %zu, \"batch\": %lu, \"seconds\": %.3f, \"cpu\": %.3f, \"moved\": %zu, "
      "\"cells\": %zu, \"resident_kib\": %lld, \"due_seconds\": %.3f, \"due_day_seconds\": %.3f}\n",
      2 * all.number, batch, median(seconds), median(cpu), moved,
      static_cast<std::size_t>(session.engine().cells().size()), static_cast<long long>(memory), due.changes,
      due.day);
  return 0;
}
