#include <fmt/format.h>

#include <algorithm>

#include "simulate/dataset.hpp"
#include "simulate/generator.hpp"
#include "simulate/hearing_plan.hpp"
#include "simulate/simulate.hpp"
#include "simulate/truth_file.hpp"

namespace mizan::simulate {
namespace {

constexpr std::uint32_t kHeldBackPermille = 50;
constexpr std::int32_t kRoundsSeed = 0x0E5;
constexpr int kTries = 200;

/// One province's system: its files' content, and what has not reached them yet.
struct System {
  std::unique_ptr<Generator> generator;
  std::vector<CaseGroup> live;
  std::vector<CaseGroup> held_back;  ///< the next to come is the last
};

// Changes keep to whole, single records: what they do to a KPI can then be followed by hand.
bool is_plain(const CaseGroup& group) {
  return group.records.size() == 1 && group.defect == Defect::kNone && group.has_fir;
}

bool is_pending(const CourtRecord& record) {
  return record.instituted.readable() && record.disposal == kNoCode;
}

bool is_disposed(const CourtRecord& record) {
  return record.instituted.readable() && record.disposal < kDisposalTransfer;
}

template <class Fit>
CaseGroup* draw_group(System& system, Random& random, Fit&& fit) {
  if (system.live.empty()) return nullptr;
  for (int i = 0; i < kTries; ++i) {
    auto& group = system.live[random.below(static_cast<std::uint32_t>(system.live.size()))];
    if (is_plain(group) && fit(group.records.front())) return &group;
  }
  return nullptr;
}

CaseGroup* bring_held_back(System& system) {
  if (system.held_back.empty()) return nullptr;
  auto group = std::move(system.held_back.back());
  system.held_back.pop_back();
  const auto at = std::lower_bound(
      system.live.begin(), system.live.end(), group.records.front().number,
      [](const CaseGroup& a, std::int64_t number) { return a.records.front().number < number; });
  return &*system.live.insert(at, std::move(group));
}

// The clerk finds a sitting that was never entered: the day after a recorded one, if that one was not the
// last.
CaseGroup* add_late_hearing(System& system, Random& random) {
  auto* group =
      draw_group(system, random, [](const CourtRecord& record) { return record.hearings.size() > 1; });
  if (group == nullptr) return nullptr;
  auto& hearings = group->records.front().hearings;
  const auto at = random.below(static_cast<std::uint32_t>(hearings.size() - 1));
  const auto day = working_day(hearings[at].held.day + 1);
  if (day >= hearings[at + 1].held.day) return nullptr;
  auto late = hearings[at];
  late.number = system.generator->take_hearing_number();
  late.held = day;
  late.next = hearings[at + 1].held;
  late.result = kOutcomeAdjourned;
  late.reason = kNoCode;
  late.side = kNoCode;
  hearings.insert(hearings.begin() + at + 1, late);
  return group;
}

// The final order was entered under the month before its own.
base::Day corrected(base::Day entered) {
  return working_day(entered + 31);
}

CaseGroup* correct(System& system, Random& random, base::Day last) {
  auto* group = draw_group(system, random, [&](const CourtRecord& record) {
    return is_disposed(record) && record.disposed.readable() && corrected(record.disposed.day) <= last;
  });
  if (group == nullptr) return nullptr;
  auto& record = group->records.front();
  record.disposed = corrected(record.disposed.day);
  ++record.revision;
  return group;
}

CaseGroup* reopen(System& system, Random& random) {
  auto* group = draw_group(system, random, is_disposed);
  if (group == nullptr) return nullptr;
  auto& record = group->records.front();
  record.disposal = kNoCode;
  record.disposed = DateField{};
  ++record.revision;
  return group;
}

std::string case_id(const System& system, const CaseGroup& group) {
  return fmt::format("{}-C{:07}", system.generator->geography().province().code,
                     group.records.front().number);
}

}  // namespace

struct Simulation::State {
  Options options;
  Random random;
  std::vector<System> systems;
  int rounds = 0;

  explicit State(const Options& chosen) : options(chosen), random(chosen.seed ^ kRoundsSeed) {}

  void make();
  base::Result<Summary> write();
  void change(System& system, int per_kind, std::vector<ChangedRecord>& changes);
  void remove_one(System& system, std::vector<ChangedRecord>& changes);
};

void Simulation::State::make() {
  const auto records = records_of_provinces(options);
  for (int i = 0; i < options.provinces; ++i) {
    const auto count = records[static_cast<std::size_t>(i)];
    const bool csv = writes_csv(options, provinces()[static_cast<std::size_t>(i)]);
    auto& system = systems.emplace_back();
    system.generator = std::make_unique<Generator>(options, i, count, csv);
    while (!system.generator->done()) {
      auto group = system.generator->next();
      const bool hold = is_plain(group) && random.chance(kHeldBackPermille);
      (hold ? system.held_back : system.live).push_back(std::move(group));
    }
    std::reverse(system.held_back.begin(), system.held_back.end());
  }
}

base::Result<Summary> Simulation::State::write() {
  std::vector<std::unique_ptr<Truth>> truths;
  std::int64_t bytes = 0;
  for (const auto& system : systems) {
    const auto& geography = system.generator->geography();
    MIZAN_ASSIGN(auto writer, open_export(options, geography));
    truths.push_back(std::make_unique<Truth>(options, geography, writes_csv(options, geography.province())));
    for (const auto& group : system.live) {
      writer->write(group);
      truths.back()->add(group);
    }
    MIZAN_TRY(writer->finish());
    bytes += writer->bytes();
  }
  MIZAN_TRY(write_truth(options, truths));
  return summarize(options, truths, bytes);
}

void Simulation::State::remove_one(System& system, std::vector<ChangedRecord>& changes) {
  const auto* group = draw_group(system, random, is_pending);
  if (group == nullptr) return;
  changes.push_back({RoundChange::kDeleted, std::string(system.generator->geography().province().code),
                     case_id(system, *group)});
  system.live.erase(system.live.begin() + (group - system.live.data()));
}

void Simulation::State::change(System& system, int per_kind, std::vector<ChangedRecord>& changes) {
  const auto note = [&](RoundChange kind, const CaseGroup* group) {
    const auto province = std::string(system.generator->geography().province().code);
    if (group != nullptr) changes.push_back({kind, province, case_id(system, *group)});
  };
  for (int i = 0; i < per_kind; ++i) {
    note(RoundChange::kLateCase, bring_held_back(system));
    note(RoundChange::kLateHearing, add_late_hearing(system, random));
    note(RoundChange::kCorrected, correct(system, random, options.to));
    remove_one(system, changes);
    note(RoundChange::kReopened, reopen(system, random));
  }
}

std::string_view round_change_name(RoundChange change) {
  switch (change) {
    case RoundChange::kLateCase:
      return "late case";
    case RoundChange::kLateHearing:
      return "late hearing";
    case RoundChange::kCorrected:
      return "corrected";
    case RoundChange::kDeleted:
      return "deleted";
    case RoundChange::kReopened:
      return "reopened";
  }
  return "";
}

Simulation::Simulation(std::unique_ptr<State> state) : state_(std::move(state)) {}
Simulation::~Simulation() = default;
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation& Simulation::operator=(Simulation&&) noexcept = default;

base::Result<Simulation> Simulation::create(const Options& options) {
  MIZAN_TRY(check_options(options));
  if (options.cases > kMaxCases)
    return base::Error{base::Code::kConfig, fmt::format("simulate: rounds take at most {} cases", kMaxCases)};
  auto state = std::make_unique<State>(options);
  state->make();
  return Simulation(std::move(state));
}

base::Result<Summary> Simulation::write_initial() {
  return state_->write();
}

base::Result<Round> Simulation::next_round(int per_kind) {
  Round round;
  round.number = ++state_->rounds;
  for (auto& system : state_->systems) state_->change(system, per_kind, round.changes);
  MIZAN_ASSIGN(round.summary, state_->write());
  return round;
}

}  // namespace mizan::simulate
