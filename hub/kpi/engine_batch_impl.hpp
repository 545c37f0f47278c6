#pragma once
// Private to this folder: what a batch of changed cases does to the cells.
#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "kpi/case_deltas_impl.hpp"
#include "kpi/engine.hpp"
#include "kpi/engine_spread_impl.hpp"
#include "kpi/moved_places_impl.hpp"

namespace mizan::kpi {

/// All that a batch of case changes adds to and takes from the cells. What a case added before and adds again
/// is left out: most of it.
class Engine::Batch {
 public:
  void add(Engine& engine, const CaseChange& change) {
    const auto number = static_cast<std::uint32_t>(records_.size());
    records_.push_back(change.records);
    if (change.before && change.after) {
      collect_difference(engine, *change.before, *change.after);
    } else {
      if (change.before) engine.spread(*change.before, Totals::kNow, Taking{case_, -1});
      if (change.after) engine.spread(*change.after, Totals::kNow, Taking{case_, 1});
    }
    keep(number);
  }

  /// Puts what was moved in order, with what else moves when it does. Before anything is asked.
  void finish(const Engine& engine) {
    moved_.order(engine.definitions_.size(), engine.cells_.size());
    std::map<KpiPlace, std::vector<std::size_t>> along;
    for (std::size_t i = 0; i < moved_.all().size(); ++i) {
      const auto place = moved_.all()[i].place;
      for_each_slice(engine, place, [&](CellId slice) { along[{place.kpi, slice}].push_back(i); });
      if (moves_nation(engine, place)) along[{place.kpi, engine.nation_}].push_back(i);
    }
    moved_.move_along(along);
  }

  void put_into(Cells& cells) const {
    for (const auto& delta : deltas_) cells.add(delta.key, delta.x, delta.n);
  }

  /// The places whose values may have moved.
  const std::vector<MovedPlace>& moved() const { return moved_.all(); }
  /// The records that changed, of each case by its number in the batch.
  const std::vector<RecordCounts>& records() const { return records_; }

 private:
  struct Taking {
    CaseDeltas& into;
    std::int64_t sign;
    void operator()(BucketKey key, std::int32_t x, std::int64_t n) const { into.add(key, x, sign * n); }
  };

  // Of what did not change nothing is counted: neither definitions that do not look at what did, nor hearings
  // that both have.
  void collect_difference(Engine& engine, const Facts& before, const Facts& after) {
    const auto aspects = differing(before, after);
    const bool apart = !aspects.test(static_cast<std::size_t>(Aspect::kCase)) &&
                       !aspects.test(static_cast<std::size_t>(Aspect::kTrials)) &&
                       aspects.test(static_cast<std::size_t>(Aspect::kHearings));
    if (apart) leave_out_common_hearings(before, after);
    const auto count = [&](const Facts& facts, const Facts& shortened, std::int64_t sign) {
      engine.spread(facts, Totals::kNow, Taking{case_, sign}, [&](std::size_t k) -> const Facts* {
        if ((engine.looked_at_[k] & aspects).none()) return nullptr;
        return apart && engine.hearings_apart_[k] ? &shortened : &facts;
      });
    };
    count(before, shortened_before_, -1);
    count(after, shortened_after_, 1);
  }

  void leave_out_common_hearings(const Facts& before, const Facts& after) {
    shorten(before, shortened_before_);
    shorten(after, shortened_after_);
    for (std::size_t i = 0; i < before.trials.size(); ++i) {
      const auto& a = before.trials[i].hearings;
      const auto& b = after.trials[i].hearings;
      const auto [a_from, b_from] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
      const auto [a_to, b_to] = std::mismatch(a.rbegin(), std::make_reverse_iterator(a_from), b.rbegin(),
                                              std::make_reverse_iterator(b_from));
      shortened_before_.trials[i].hearings.assign(a_from, a_to.base());
      shortened_after_.trials[i].hearings.assign(b_from, b_to.base());
    }
  }

  // Aspect::kCase and Aspect::kTrials, in the memory that is there.
  static void shorten(const Facts& facts, Facts& into) {
    into.province = facts.province;
    into.district = facts.district;
    into.police_station = facts.police_station;
    into.offence_group = facts.offence_group;
    into.has_fir = facts.has_fir;
    into.has_sections = facts.has_sections;
    into.holders = facts.holders;
    into.fir_on = facts.fir_on;
    into.intimated_on = facts.intimated_on;
    into.trials.resize(facts.trials.size());
    for (std::size_t i = 0; i < facts.trials.size(); ++i) {
      into.trials[i].legs = facts.trials[i].legs;
      into.trials[i].prosecutor = facts.trials[i].prosecutor;
      into.trials[i].offence_group = facts.trials[i].offence_group;
    }
  }

  void keep(std::uint32_t number) {
    case_.take([&](const Delta& delta) {
      deltas_.push_back(delta);
      moved_.add({delta.key.kpi, delta.key.cell}, {number, delta.key.month});
    });
  }

  // A slice of the numerator alone (reason, side) has the whole cell's denominator: when that changes, every
  // slice does.
  template <class Visit>
  static void for_each_slice(const Engine& engine, KpiPlace place, const Visit& visit) {
    const auto& slices = engine.definitions_[place.kpi].numerator_by;
    if (slices.empty()) return;
    const auto& whole = engine.cells_.name(place.cell);
    if (whole.dimension != Dimension::kTotal) return;
    for (CellId cell = 0; cell < engine.cells_.size(); ++cell) {
      const auto& name = engine.cells_.name(cell);
      const bool slice = std::find(slices.begin(), slices.end(), name.dimension) != slices.end();
      if (slice && name.province == whole.province) visit(cell);
    }
  }

  // Of what falls due the nation is the sum of its provinces, which reach to different days: a case that
  // moves from one to another may move the nation's value, though its cell holds what it held.
  static bool moves_nation(const Engine& engine, KpiPlace place) {
    return is_due(engine.definitions_[place.kpi].form) && place.cell != engine.nation_ &&
           engine.cells_.name(place.cell).dimension == Dimension::kTotal;
  }

  std::vector<Delta> deltas_;
  MovedPlaces moved_;
  std::vector<RecordCounts> records_;  // by case
  CaseDeltas case_;                    // of the case at hand
  Facts shortened_before_;
  Facts shortened_after_;
};

}  // namespace mizan::kpi
