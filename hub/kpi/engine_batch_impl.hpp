#pragma once
// Private to this folder: what a batch of changed cases does to the cells.
#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "kpi/engine.hpp"
#include "kpi/engine_spread_impl.hpp"
#include "kpi/moved_places_impl.hpp"
#include "kpi/summed_deltas_impl.hpp"

namespace mizan::kpi {

/// All that a batch of case changes adds to and takes from the cells. What a case added before and adds again
/// is left out: most of it.
class Engine::Batch {
 public:
  explicit Batch(std::size_t changes) { records_.reserve(changes); }

  void add(Engine& engine, const CaseChange& change) {
    number_ = static_cast<std::uint32_t>(records_.size());
    records_.push_back(change.records);
    if (change.before && change.after) return collect_difference(engine, *change.before, *change.after);
    if (change.before) take(engine, *change.before, all_, -1);
    if (change.after) take(engine, *change.after, all_, 1);
    keep_case();
  }

  /// Puts what was moved in order, with what else moves when it does. Before anything is asked.
  void finish(const Engine& engine) {
    moved_.order(engine.definitions_.size(), engine.cells_.size(),
                 [&](const auto& visit) { for_each_touch(engine, visit); });
    std::map<KpiPlace, std::vector<std::size_t>> along;
    for (std::size_t i = 0; i < moved_.all().size(); ++i) {
      const auto place = moved_.all()[i].place;
      for_each_slice(engine, place, [&](CellId slice) { along[{place.kpi, slice}].push_back(i); });
      if (moves_nation(engine, place)) along[{place.kpi, engine.nation_}].push_back(i);
    }
    moved_.move_along(along);
  }

  void put_into(Engine& engine) const {
    for (const auto& [delta, number] : deltas_) engine.cells_.add(delta.key, delta.x, delta.n);
    // Summed first: a great many hearings look alike.
    SummedDeltas sums;
    for (const auto& each : bundled_)
      sums.add({0, 0, each.month, each.cell}, static_cast<std::int32_t>(each.id), each.sign);
    sums.take([&](const Delta& sum) {
      const auto& bundle = engine.plan_.bundles()[static_cast<BundleId>(sum.x)];
      for (const auto& addition : bundle.additions())
        for_each_cell(engine, addition.kpi, sum.key.cell, [&](CellId cell) {
          const BucketKey key{addition.kpi, addition.component, sum.key.month, cell};
          engine.cells_.add(key, addition.x, sum.n * addition.n);
        });
    });
  }

  /// The places whose values may have moved.
  const std::vector<MovedPlace>& moved() const { return moved_.all(); }
  /// The records that changed, of each case by its number in the batch.
  const std::vector<RecordCounts>& records() const { return records_; }

 private:
  /// What one case moves in one bucket.
  struct One {
    Delta delta;
    std::uint32_t number = 0;  ///< of the case
  };
  /// What one hearing of a case adds to a cell in a month, or, if it is gone, no longer adds; and to the
  /// totals of which that is a part.
  struct Bundled {
    CellId cell = 0;
    BundleId id = 0;
    std::uint32_t number = 0;  ///< of the case
    std::int16_t month = 0;
    std::int16_t sign = 1;
  };

  // What is in both before and after is left out.
  void take(Engine& engine, const Facts& facts, const DefinitionSet& wanted, std::int64_t sign) {
    if (wanted.none()) return;
    const auto put = [&](BucketKey key, std::int32_t x, std::int64_t n) { case_.add(key, x, sign * n); };
    engine.spread(facts, wanted, Totals::kNow, OneByOne(wanted, put));
  }

  void keep_case() {
    case_.take([&](const Delta& delta) { deltas_.push_back({delta, number_}); });
  }

  /// Takes what hearings add that have come, or gone: nothing makes up for any of it, so that what is true of
  /// parts is true of their totals.
  class Keeping {
   public:
    Keeping(Batch& batch, Engine& engine, std::int64_t sign) : batch_(batch), engine_(engine), sign_(sign) {}

    void one(BucketKey key, std::int32_t x, std::int64_t n) const {
      batch_.know_whole(engine_, key.cell);
      batch_.for_each_cell(engine_, key.kpi, key.cell, [&](CellId cell) {
        batch_.case_.add({key.kpi, key.component, key.month, cell}, x, sign_ * n);
      });
    }
    void all(CellId cell, std::int16_t month, BundleId id, const std::vector<Bundle>&, std::int64_t) const {
      batch_.know_whole(engine_, cell);
      batch_.bundled_.push_back({cell, id, batch_.number_, month, static_cast<std::int16_t>(sign_)});
    }

   private:
    Batch& batch_;
    Engine& engine_;
    std::int64_t sign_;
  };

  // All that is counted of hearings, or what of it is wanted.
  void take_hearings(Engine& engine, const Facts& facts, const DefinitionSet& wanted, std::int64_t sign) {
    const auto& rows = engine.plan_.rows();
    const auto of_hearings = std::find_if(
        rows.begin(), rows.end(), [](const AlikeRows& each) { return each.unit() == Unit::kHearing; });
    if (of_hearings == rows.end() || (of_hearings->definitions() & ~wanted).any())
      return take(engine, facts, wanted, sign);
    engine.spread(facts, wanted, Totals::kLater, Keeping(*this, engine, sign));
  }

  /// The total that a cell is a part of.
  struct Whole {
    bool known = false;
    Dimension dimension = Dimension::kTotal;  ///< of the part
    CellId total = 0;                         ///< of its province
  };

  void know_whole(Engine& engine, CellId cell) {
    if (cell >= wholes_.size()) wholes_.resize(cell + std::size_t{1});
    if (wholes_[cell].known) return;
    const auto name = engine.cells_.name(cell);
    wholes_[cell] = {true, name.dimension, engine.cells_.id(name.province, Dimension::kTotal, "_T")};
  }

  // Its own, and those of which it is a part.
  template <class Visit>
  void for_each_cell(const Engine& engine, std::uint8_t kpi, CellId cell, const Visit& visit) const {
    visit(cell);
    if (engine.wholes_[kpi] != wholes_[cell].dimension) return;
    visit(wholes_[cell].total);
    visit(engine.nation_);
  }

  // Case by case: both are in their order.
  template <class Visit>
  void for_each_touch(const Engine& engine, const Visit& visit) const {
    auto one = deltas_.begin();
    const auto visit_ones_until = [&](std::uint32_t number) {
      for (; one != deltas_.end() && one->number < number; ++one) {
        const auto& key = one->delta.key;
        visit(KpiPlace{key.kpi, key.cell}, Touch{one->number, key.month});
      }
    };
    const auto& bundles = engine.plan_.bundles();
    for (const auto& each : bundled_) {
      visit_ones_until(each.number);
      for (const auto kpi : bundles[each.id].kpis())
        for_each_cell(engine, kpi, each.cell, [&](CellId cell) {
          visit(KpiPlace{kpi, cell}, Touch{each.number, each.month});
        });
    }
    visit_ones_until(static_cast<std::uint32_t>(records_.size()));
  }

  /// The definitions that a difference in some aspects moves.
  struct Moved {
    DefinitionSet whole;     ///< those to whom the whole case must be shown
    DefinitionSet hearings;  ///< those that need see no more than the hearings which are not common
  };

  const Moved& moved_by(const Engine& engine, const Aspects& aspects, bool apart) {
    const auto found = std::find_if(moved_by_.begin(), moved_by_.end(),
                                    [&](const auto& entry) { return entry.first == aspects; });
    if (found != moved_by_.end()) return found->second;
    Moved moved;
    for (std::size_t k = 0; k < engine.definitions_.size(); ++k) {
      if ((engine.looked_at_[k] & aspects).none()) continue;
      (apart && engine.hearings_apart_[k] ? moved.hearings : moved.whole).set(k);
    }
    return moved_by_.emplace_back(aspects, moved).second;
  }

  // Of what did not change nothing is counted: neither definitions that do not look at what did, nor hearings
  // that both have.
  void collect_difference(Engine& engine, const Facts& before, const Facts& after) {
    const auto aspects = differing(before, after);
    const bool apart = !aspects.test(static_cast<std::size_t>(Aspect::kCase)) &&
                       !aspects.test(static_cast<std::size_t>(Aspect::kTrials)) &&
                       aspects.test(static_cast<std::size_t>(Aspect::kHearings));
    const auto moved = moved_by(engine, aspects, apart);
    if (apart) leave_out_common_hearings(before, after);
    const bool gone = apart && has_hearings(shortened_before_);
    const bool come = apart && has_hearings(shortened_after_);
    take(engine, before, moved.whole, -1);
    take(engine, after, moved.whole, 1);
    if (gone && come) {
      take(engine, shortened_before_, moved.hearings, -1);
      take(engine, shortened_after_, moved.hearings, 1);
    } else if (gone || come) {
      take_hearings(engine, gone ? shortened_before_ : shortened_after_, moved.hearings, gone ? -1 : 1);
    }
    keep_case();
  }

  static bool has_hearings(const Facts& facts) {
    return std::any_of(facts.trials.begin(), facts.trials.end(),
                       [](const Trial& trial) { return !trial.hearings.empty(); });
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

  std::vector<One> deltas_;  // case by case, as are the next
  std::vector<Bundled> bundled_;
  std::vector<Whole> wholes_;  // by cell
  MovedPlaces moved_;
  std::vector<RecordCounts> records_;  // by case
  std::vector<std::pair<Aspects, Moved>> moved_by_;
  std::uint32_t number_ = 0;  // of the case at hand, as is what follows
  SummedDeltas case_;
  const DefinitionSet all_ = DefinitionSet().set();
  Facts shortened_before_;
  Facts shortened_after_;
};

}  // namespace mizan::kpi
