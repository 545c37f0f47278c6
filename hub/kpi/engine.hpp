#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kpi/aspects.hpp"
#include "kpi/cells.hpp"
#include "kpi/contribution.hpp"
#include "kpi/counting_plan.hpp"
#include "kpi/definition.hpp"
#include "kpi/facts.hpp"
#include "kpi/holders.hpp"
#include "kpi/names.hpp"
#include "kpi/reach.hpp"
#include "kpi/recall.hpp"
#include "model/change.hpp"
#include "model/kpi_result.hpp"
#include "model/linked_case.hpp"
#include "model/source.hpp"

namespace mizan::kpi {

/// A source as the engine sees it: what it declares, how far its data reach, when it last brought something
/// new.
struct SourceState {
  model::SourceDeclaration declaration;
  std::optional<base::Day> horizon;
  base::Micros newest_change = 0;
};

/// One linked case before and after a batch of record changes; a side without it is empty.
struct CaseChange {
  std::optional<Facts> before;
  std::optional<Facts> after;
  std::array<std::int64_t, model::kChangeReasonCount> records{};  ///< changed records, by reason
  model::LinkedCaseId id;  ///< of the case: for whoever made this, the engine does not look at it
};

/// Received and quarantined records of a province on a day, for quarantine_rate.
struct Receipt {
  std::string province;
  base::Day day;
  std::int64_t received = 0;
  std::int64_t quarantined = 0;
};

/// Which values are wanted.
struct ValueQuery {
  std::string kpi;
  std::vector<model::Period> periods;
  std::optional<Dimension> by;  ///< nothing: totals of nation and provinces
  std::string province;         ///< only this one; empty: all
  int version = 0;              ///< 0: the one in force
};

/// How a case takes part in a value, for explain.
struct Part {
  std::string role;  ///< "numerator", "denominator", "counted", "pending", "excluded: missing" …
  base::Day day;
  std::int32_t x = 0;
  std::int64_t n = 0;
};

/// The incremental KPI engine: cells kept exactly true as cases change. Incremental equals recomputed, for
/// both are the same function over the same cases. It does no I/O and reads no clock; one thread at a time.
class Engine {
 public:
  explicit Engine(std::vector<Definition> definitions);

  /// Every version of every KPI. Each is counted, the one in force is published.
  const std::vector<Definition>& definitions() const { return definitions_; }
  /// Null if there is no such version.
  const Definition* find(std::string_view id, int version) const;
  /// The newest version whose validity has begun on that day, for all periods (KPIS rule 2); null if there is
  /// none.
  const Definition* in_force(std::string_view id, base::Day today) const;
  bool is_in_force(const Definition& definition, base::Day today) const {
    return in_force(definition.id, today) == &definition;
  }
  /// Digests of all that cells depend on besides records: of the definitions, and behind a blank of what the
  /// sources declare. Cells made on another basis must be rebuilt.
  const std::string& basis() const { return basis_; }
  /// The same of facts: their version, and who holds which source. Facts made on another basis must be
  /// assembled anew.
  const std::string& facts_basis() const { return facts_basis_; }

  /// The names that facts are made of: every facts given to this engine must have theirs from here.
  Names& names() const { return *names_; }
  const Holders& holders() const { return holders_; }

  /// Sources decide what is observed; a change of what they observe needs a rebuild.
  void set_sources(std::vector<SourceState> sources);
  const std::vector<SourceState>& sources() const { return sources_; }
  /// A receipt without a province is of an unknown one.
  void set_receipts(std::vector<Receipt> receipts);
  const std::vector<Receipt>& receipts() const { return receipts_; }

  // ---- upkeep ----

  /// Adds what a case contributes. All cases, added to an engine without cells, are a full recomputation.
  void add(const Facts& facts);
  /// add() of the facts that the records give on that day.
  void add_case(const model::LinkedCase& linked, base::Day today);
  /// For many cases at once: leaves out what finish_count() can make of the parts when all are counted.
  /// Nothing may be read before.
  void count(const Facts& facts);
  /// Puts in order what was counted so far. finish_count() and absorb() do so too; a thread that does it
  /// itself spares the one that absorbs it.
  void settle() { cells_.settle(); }
  /// Ends a recomputation by count(): adds the totals of provinces and nation of every KPI that has a
  /// breakdown whose members, the unknown one among them, are the whole of a province.
  void finish_count();

  /// Subtracts what the cases contributed and adds what they contribute now. Returns the published values of
  /// these granularities that changed.
  std::vector<model::KpiChange> apply(const std::vector<CaseChange>& changes, base::Day today,
                                      base::Micros known_at,
                                      const std::vector<model::Granularity>& published);

  /// What a subscriber who knows `before` must be told to know `after`: both all the values of some cells.
  std::vector<model::KpiChange> changes_between(const std::vector<model::KpiResult>& before,
                                                std::vector<model::KpiResult> after, base::Day today,
                                                base::Micros known_at) const;
  /// What a subscriber who knows the published values of `before`, as seen `then`, must be told to know those
  /// of this today: an engine of other definitions or records, or this one itself at another time. Where
  /// another version, or another text, is in force than then, the cause is "definition".
  std::vector<model::KpiChange> changes_from(const Engine& before, const Reach& then,
                                             const std::vector<model::Granularity>& published,
                                             base::Day today, base::Micros known_at) const;
  /// How far one sees on that day.
  Reach reach(base::Day today) const;

  // ---- values ----

  std::vector<model::KpiResult> values(const ValueQuery& query, base::Day today, base::Micros known_at) const;
  /// All values of the published granularities.
  std::vector<model::KpiResult> all_values(const std::vector<model::Granularity>& published, base::Day today,
                                           base::Micros known_at) const;
  /// The same of one definition, by its place: none if it is not in force.
  std::vector<model::KpiResult> all_values_of(std::size_t kpi,
                                              const std::vector<model::Granularity>& published,
                                              base::Day today, base::Micros known_at) const;
  /// What a case puts into one cell's period.
  std::vector<Part> parts(const Facts& facts, const Definition& definition, const CellName& cell,
                          const model::Period& period, base::Day today) const;

  /// An engine of the same definitions, sources and names that knows no cells: enough for parts(), or to
  /// count a share of the cases on another thread, for absorb().
  Engine without_cells() const { return with_definitions(definitions_); }
  /// The same by other definitions.
  Engine with_definitions(std::vector<Definition> definitions) const;
  /// Adds what another engine counted by count() and did not finish; the cases of the two must be apart.
  void absorb(Engine&& other);
  /// Takes the cells and receipts of an engine of the same definitions and sources in place of its own.
  void replace_cells(Engine&& other);

  Cells& cells() { return cells_; }
  const Cells& cells() const { return cells_; }

  /// Periods of a granularity from the first month that has anything to the one of `today`.
  std::vector<model::Period> periods(model::Granularity granularity, base::Day today) const;

 private:
  friend class ValueReader;

  Engine(std::vector<Definition> definitions, std::shared_ptr<Names> names);

  bool observed(const Definition& definition, std::string_view province) const;
  /// The last day on which something due counts in a province (rule 6): before today, and not after the
  /// horizon of any source that sees what is needed.
  base::Day due_until(const Definition& definition, std::string_view province, const Reach& reach) const;
  /// What the sources of a province see.
  struct Seen {
    std::vector<bool> definitions;  ///< by place in definitions_
    std::uint32_t number = 0;       ///< of that set, in plan_
    std::string_view province;      ///< the unknown one's is "_U"
  };
  const Seen& seen_in(NameId province);
  CellId cell_of(NameId province, Dimension dimension, NameId member);
  enum class Totals : std::uint8_t { kNow, kLater };
  template <class Put>
  void spread(const Facts& facts, const DefinitionSet& wanted, Totals totals, const Put& put);
  template <class Put>
  class Spreading;
  class Batch;
  class Moves;
  class Comparison;
  std::vector<model::Period> published_periods(const Definition& definition,
                                               const std::vector<model::Granularity>& published,
                                               base::Day today) const;
  std::vector<CellId> cells_of(const Definition& definition) const;
  std::vector<bool> cells_like(const Engine& before) const;

  std::vector<Definition> definitions_;
  std::vector<std::optional<Dimension>> wholes_;  // by place in definitions_, as are the next two
  std::vector<Aspects> looked_at_;
  std::vector<bool> hearings_apart_;
  std::string basis_;
  std::string facts_basis_;
  std::vector<SourceState> sources_;
  Holders holders_;
  std::vector<Receipt> receipts_;
  std::shared_ptr<Names> names_;
  Cells cells_;
  CellId nation_ = 0;

  std::vector<std::pair<NameId, Seen>> seen_;  // a handful of provinces
  CountingPlan plan_;                          // with cells_ and the next: the one names the other
  Recall recall_;
};

}  // namespace mizan::kpi
