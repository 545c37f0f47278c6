#pragma once
#include <array>
#include <compare>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "due/obligations.hpp"
#include "due/sight.hpp"
#include "kpi/engine.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// The place of an item in the list: by its last day, then by case.
struct DueKey {
  base::Day last;
  model::LinkedCaseId id;
  std::int32_t kind = 0;
  std::int32_t nth = 0;

  friend auto operator<=>(const DueKey&, const DueKey&) = default;
};

/// As a cursor that is handed out, and read back; nothing if it is none.
std::string due_cursor(const DueKey& key);
std::optional<DueKey> parse_due_cursor(std::string_view text);

/// Which items are wanted; what is empty is not asked for.
struct DueQuery {
  base::Day on;  ///< the day that the list is of
  std::string province;
  std::string district;
  std::string station;
  std::string prosecutor;  ///< "unattributed": of nobody
  std::optional<due::Office> holder = std::nullopt;
  std::vector<due::Kind> kinds = {};
  std::optional<std::int32_t> ahead = std::nullopt;  ///< days; else those of each kind
  bool overdue_only = false;
  std::size_t limit = 100;
  std::optional<DueKey> after = std::nullopt;
  /// Whether cases of a place are shown to who asks; none: all are.
  std::function<bool(std::string_view province, std::string_view district)> shown = {};
};

/// A date of a record that an item rests on.
struct DueEvidence {
  std::string source;
  model::Kind kind = model::Kind::kCase;
  std::string key;
  std::string field;
  base::Day day;
};

/// Something that is due in a case. What is not known is empty.
struct DueItem {
  DueKey key;
  due::Kind kind = due::Kind::kReport;
  due::State state = due::State::kAhead;
  std::string case_id = {};
  std::string fir = {};  ///< "12/2024", as it was written
  std::string province = {};
  std::string district = {};
  std::string station = {};
  std::string prosecutor = {};
  base::Day from = {};
  const deadlines::Deadline* rule = nullptr;        ///< null: a court has set the day
  std::optional<due::Limit> itself = std::nullopt;  ///< of a report: when it is due, an interim one aside
  due::Whereabouts with = {};
  std::string report_type = {};
  std::vector<std::string> objections = {};
  std::optional<base::Day> adjourned_on = std::nullopt;  ///< the hearing that was adjourned last
  std::string adjourn_reason = {};
  std::string adjourn_side = {};
  std::vector<DueEvidence> evidence = {};
};

/// What can be told of a kind in a province.
struct DueSight {
  std::string province;
  due::Kind kind = due::Kind::kReport;
  due::KindSight sight;
};

/// The rules that a list counts by.
using DueRules = std::shared_ptr<const due::Rules>;

/// The list, or a part of it.
struct DueList {
  base::Day on;
  std::vector<DueItem> items;  ///< the most urgent first
  std::optional<DueKey> next;  ///< what is left begins behind it; nothing: none is
  /// How many the whole list has, by kind and state.
  std::map<due::Kind, std::map<due::State, std::int64_t>> counts;
  std::vector<DueSight> sights;  ///< of the kinds and provinces that were asked for
  DueRules rules;                ///< the items point into it
};

/// Collects the list from the facts of every case, whatever their order: it holds no more items than are
/// asked for. One thread; the names must outlive it.
class DueCollector {
 public:
  DueCollector(DueQuery query, due::Sight sight, DueRules rules, const kpi::Names& names);

  void add(model::LinkedCaseId id, const kpi::Facts& facts);
  DueList take();

 private:
  bool wants(const kpi::Facts& facts) const;
  bool wants(const due::Obligation& what, due::State state) const;
  DueItem item_of(model::LinkedCaseId id, const kpi::Facts& facts, const due::Obligation& what,
                  due::State state) const;
  void put(DueItem item);
  std::vector<DueSight> sights() const;

  DueQuery query_;
  due::Sight sight_;
  DueRules rules_;
  const kpi::Names& names_;
  std::vector<due::Obligation> of_case_;
  std::vector<DueItem> items_;  // a heap, the last in front
  bool more_ = false;
  std::map<due::Kind, std::map<due::State, std::int64_t>> counts_;
};

/// kNotFound: the query names a province that no source is of, or a place or prosecutor that no record names.
base::Result<> check_names(const DueQuery& query, const kpi::Engine& engine);

/// How far one sees on the day of the query: as today, or for a day to come as if every source went on.
kpi::Reach reach_on(const kpi::Engine& engine, base::Day today, base::Day on);

/// The list of today or of a day to come, as it is if nothing happens until then, with its details. `engine`
/// has the sources; no cells are looked at. Reads the facts of every case once.
base::Result<DueList> due_list(const DueQuery& query, const kpi::Engine& engine, const DueRules& rules,
                               store::Store& store, base::Day today);

/// Case id, FIR and evidence of the items, from their records as of that change.
base::Result<> add_due_details(DueList& list, store::Store& store, model::Sequence at);

}  // namespace mizan::api
