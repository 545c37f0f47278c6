#pragma once
#include <functional>
#include <vector>

#include "due/rules.hpp"
#include "due/sight.hpp"
#include "kpi/engine.hpp"
#include "pipeline/case_counter.hpp"
#include "pipeline/due_events.hpp"
#include "store/due_memory.hpp"
#include "store/store.hpp"

namespace mizan::pipeline {

/// Tells the feed of what comes to be due, what has passed, and what did not arrive: each once for a case,
/// what it is and its day, whether a record or the day alone has brought it about. What was told is noted in
/// the transaction that is open, that of the facts; so it is told once wherever the process is killed, and
/// after a clock that went back too. One thread.
///
/// A changed case costs its obligations before and after, and a look into the store where one is new that
/// has come already. A day that begins, and a source that reaches further, cost a reading of all facts.
class DueNews {
 public:
  /// More new ones at once that records have brought are a load, and told in one event a province.
  static constexpr std::size_t kMostAtOnce = 10'000;

  /// All must outlive it. `today` is the day of the facts, `then` how far one saw when the last was told.
  DueNews(store::Store& store, const kpi::Engine& engine, const due::Rules& rules, const kpi::Reach& then,
          base::Day today, base::Micros now, std::size_t most_at_once = kMostAtOnce);

  /// False: what is noted was not noted by these rules, or nothing ever was; all facts must be looked at.
  static base::Result<bool> is_current(store::Store& store, const due::Rules& rules);

  /// The facts of a case are others now, and are in the store.
  base::Result<> changed(const kpi::CaseChange& change);
  /// The day, or how far the sources reach: of all cases what has come since.
  base::Result<> moved_on();
  /// All facts may be others, or the rules.
  base::Result<> recounted();
  /// The same, where those cases are known of which anything may have to be told: whoever went through all
  /// facts held them back by one of sieves().
  base::Result<> recounted(const std::vector<model::LinkedCaseId>& held_back);
  /// Makes sieves for any threads; empty if nobody is told, `rules` being null. They must outlive them.
  static std::function<CaseSieve()> sieves(const kpi::Engine& engine, const due::Rules* rules,
                                           base::Day today);

  /// What is to be told, once the rest was called; notes by which rules. Nothing may be called after.
  base::Result<std::vector<store::Event>> take();

 private:
  using IsNew = std::function<bool(const due::Obligation&, DueNote, std::string_view province)>;

  base::Result<> ready();
  static DueNote note_of(const due::Obligation& what, const due::Sight& sight, std::string_view province);
  base::Result<> look_at(model::LinkedCaseId id, const kpi::Facts& facts, bool by_record,
                         const IsNew& is_new);
  base::Result<> look_at_all(bool by_record, const IsNew& is_new);
  base::Result<> tell(model::LinkedCaseId id, const kpi::Facts& facts, const due::Obligation& what,
                      DueNote note, bool by_record);

  store::Store& store_;
  const kpi::Engine& engine_;
  const due::Rules& rules_;
  due::Sight then_;
  due::Sight sight_;
  base::Micros now_;
  std::size_t most_at_once_;
  std::optional<store::DueMemory> memory_;
  std::optional<bool> first_;  ///< nothing was ever told
  std::vector<due::Obligation> of_case_;
  std::vector<due::Obligation> before_;
  std::vector<store::Event> by_clock_;
  std::vector<store::Event> by_record_;           ///< as long as they are few
  std::map<std::string, DueCounts> by_province_;  ///< all that records have brought
  std::size_t brought_ = 0;
};

}  // namespace mizan::pipeline
