#include "pipeline/case_counter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "pipeline/facts_queue.hpp"

namespace mizan::pipeline {
namespace {

// Below this many cases a thread costs more than it saves.
constexpr std::int64_t kWorthAThread = 20'000;

using RowSink = base::FunctionRef<base::Result<>(store::FactsRow&&)>;

base::Result<> count_records_part(store::Store& store, kpi::Engine& counter, base::Day today,
                                  const store::Sweep& sweep, RowSink put) {
  kpi::NameReader names(counter.names());
  return store.for_each_case(
      [&](const model::LinkedCase& linked) -> base::Result<> {
        const auto facts = kpi::assemble(linked, counter.holders(), today, names);
        counter.count(facts);
        return put({linked.id, facts.wakes, kpi::encode_facts(facts)});
      },
      sweep);
}

/// Counts parts of the facts on one thread.
class FactsCounter {
 public:
  FactsCounter(store::Store& store, kpi::Engine& counter, CaseSieve sieve)
      : store_(store), counter_(counter), sieve_(std::move(sieve)) {}

  /// `next`: the next part that nobody has, of kParts.
  base::Result<> run(std::atomic<int>& next) {
    const auto names = counter_.names().size();
    const auto count = [&](const store::FactsView& row) -> base::Result<> {
      if (!kpi::decode_facts(row.data, names, facts_)) return unreadable_facts(row.id);
      counter_.count(facts_);
      if (sieve_ && sieve_(facts_)) held_back_.push_back(row.id);
      return {};
    };
    for (int part = next++; part < kParts; part = next++)
      MIZAN_TRY(store_.for_each_facts(count, part, kParts));
    counter_.settle();
    return {};
  }

  const std::vector<model::LinkedCaseId>& held_back() const { return held_back_; }

 private:
  static constexpr int kParts = 32;

  store::Store& store_;
  kpi::Engine& counter_;
  CaseSieve sieve_;
  kpi::Facts facts_;
  std::vector<model::LinkedCaseId> held_back_;
};

/// One of the threads that read cases, count them and hand over their facts.
class ReadingThread {
 public:
  static base::Result<std::unique_ptr<ReadingThread>> start(const store::Store& store, const kpi::Engine& of,
                                                            base::Day today, int part, int parts,
                                                            FactsQueue& queue) {
    MIZAN_ASSIGN(auto reader, store.open_reader());
    return std::unique_ptr<ReadingThread>(
        new ReadingThread(std::move(reader), of.without_cells(), today, part, parts, queue));
  }
  ~ReadingThread() {
    if (thread_.joinable()) thread_.join();
  }
  ReadingThread(const ReadingThread&) = delete;
  ReadingThread& operator=(const ReadingThread&) = delete;

  base::Result<> join_into(kpi::Engine& counter) {
    thread_.join();
    if (done_) counter.absorb(std::move(counter_));
    return done_;
  }

 private:
  ReadingThread(store::Store store, kpi::Engine counter, base::Day today, int part, int parts,
                FactsQueue& queue)
      : store_(std::move(store)), counter_(std::move(counter)), thread_([this, today, part, parts, &queue] {
          FactsQueue::Producer out(queue);
          done_ = count_records_part(store_, counter_, today, {&kpi::fields_of_facts(), part, parts},
                                     [&](store::FactsRow&& row) { return out.put(std::move(row)); });
          if (done_) done_ = out.flush();
        }) {}

  store::Store store_;
  kpi::Engine counter_;
  base::Result<> done_;
  std::thread thread_;  // last: it uses the others
};

base::Result<> count_records_on_threads(store::Store& store, store::KpiWriter& facts, kpi::Engine& counter,
                                        base::Day today) {
  constexpr int kThreads = 2;
  FactsQueue queue(kThreads);
  std::vector<std::unique_ptr<ReadingThread>> threads;  // joined before the queue goes
  for (int part = 0; part < kThreads; ++part) {
    auto thread = ReadingThread::start(store, counter, today, part, kThreads, queue);
    if (!thread) {
      queue.refuse();
      return thread.error();
    }
    threads.push_back(std::move(*thread));
  }
  base::Result<> written;
  while (auto rows = queue.take()) {
    for (const auto& row : *rows) {
      if (written) written = facts.put_facts(row);
    }
    if (!written) queue.refuse();
  }
  base::Result<> read;
  for (auto& thread : threads) {
    if (auto done = thread->join_into(counter); !done && read) read = done;
  }
  return written ? read : written;
}

}  // namespace

base::Error unreadable_facts(model::LinkedCaseId id) {
  return {base::Code::kStore,
          fmt::format("the facts of linked case {} cannot be read: run `mizan kpi rebuild "
                      "--from-records`",
                      id.value)};
}

base::Result<> count_records(store::Store& store, store::KpiWriter& facts, kpi::Engine& counter,
                             base::Day today) {
  MIZAN_ASSIGN(const auto cases, store.count_records(model::Kind::kCase));
  if (cases < kWorthAThread) {
    MIZAN_TRY(count_records_part(store, counter, today, {&kpi::fields_of_facts(), 0, 1},
                                 [&](store::FactsRow&& row) { return facts.put_facts(row); }));
  } else {
    MIZAN_TRY(count_records_on_threads(store, facts, counter, today));
  }
  counter.finish_count();
  return {};
}

// Whoever is free takes the next part of the cases: the counts of all parts add up exactly.
base::Result<std::vector<model::LinkedCaseId>> count_facts(store::Store& store, kpi::Engine& counter,
                                                           const std::function<CaseSieve()>& new_sieve) {
  MIZAN_ASSIGN(const auto last, store.last_facts());
  const auto sieve = [&] { return new_sieve ? new_sieve() : CaseSieve(); };
  std::atomic<int> next = 0;
  FactsCounter here(store, counter, sieve());
  if (last.value < kWorthAThread) {
    MIZAN_TRY(here.run(next));
    counter.finish_count();
    return here.held_back();
  }
  MIZAN_ASSIGN(auto other_store, store.open_reader());
  auto other = counter.without_cells();
  FactsCounter there(other_store, other, sieve());
  base::Result<> there_done;
  std::thread helper([&] { there_done = there.run(next); });
  const auto here_done = here.run(next);
  helper.join();
  MIZAN_TRY(here_done);
  MIZAN_TRY(there_done);
  counter.absorb(std::move(other));
  counter.finish_count();
  std::vector<model::LinkedCaseId> held_back(here.held_back());
  held_back.insert(held_back.end(), there.held_back().begin(), there.held_back().end());
  std::sort(held_back.begin(), held_back.end());
  return held_back;
}

}  // namespace mizan::pipeline
