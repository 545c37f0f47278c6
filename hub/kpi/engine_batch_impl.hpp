#pragma once
// Private to this folder: what a batch of changed cases does to the cells.
#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>
#include <vector>

#include "kpi/engine.hpp"
#include "kpi/engine_spread_impl.hpp"

namespace mizan::kpi {

/// A cell of a KPI.
struct KpiPlace {
  std::uint8_t kpi = 0;
  CellId cell = 0;

  friend bool operator==(const KpiPlace&, const KpiPlace&) = default;
};

/// A case of the batch, by its number in it, moved a cell in a month. In one number, since a batch has a
/// great many and they are put in order: place, then month.
class Touch {
 public:
  Touch() = default;
  Touch(KpiPlace place, std::int16_t month, std::uint32_t number)
      : where_(std::uint64_t{place.kpi} << 48U | std::uint64_t{place.cell} << 16U |
               static_cast<std::uint16_t>(month - std::numeric_limits<std::int16_t>::min())),
        number_(number) {}

  KpiPlace place() const {
    return {static_cast<std::uint8_t>(where_ >> 48U), static_cast<CellId>(where_ >> 16U)};
  }
  std::int32_t month() const {
    return static_cast<std::int32_t>(where_ & 0xFFFFU) + std::numeric_limits<std::int16_t>::min();
  }
  std::uint32_t number() const { return number_; }
  bool is_of_the_same_place(const Touch& other) const { return where_ >> 16U == other.where_ >> 16U; }

  friend auto operator<=>(const Touch&, const Touch&) = default;

 private:
  std::uint64_t where_ = 0;
  std::uint32_t number_ = 0;
};

/// All that a batch of case changes adds to and takes from the cells. What a case added before and adds again
/// is left out: most of it.
class Engine::Batch {
 public:
  using Records = std::array<std::int64_t, model::kChangeReasonCount>;
  using Touches = std::vector<Touch>;
  using Group = std::pair<Touches::const_iterator, Touches::const_iterator>;  ///< of one place, by month

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

  /// Puts what was touched in order, with what else moves when it does. Before anything is asked.
  void finish(const Engine& engine) {
    order(engine);
    Touches more;
    for_each_group([&](const Group& group) {
      touch_slices(engine, group, more);
      touch_nation(engine, group, more);
    });
    if (more.empty()) return;
    touches_.insert(touches_.end(), more.begin(), more.end());
    order(engine);
  }

  void put_into(Cells& cells) const {
    for (const auto& delta : deltas_) cells.add(delta.key, delta.x, delta.n);
  }

  template <class Visit>
  void for_each_group(const Visit& visit) const {
    for (auto begin = touches_.begin(); begin != touches_.end();) {
      const auto end = std::find_if(begin, touches_.end(),
                                    [&](const Touch& each) { return !each.is_of_the_same_place(*begin); });
      visit(Group{begin, end});
      begin = end;
    }
  }

  /// The records behind the change of a cell's value: those of the cases that moved it in the months
  /// [from, to), each case once.
  Records records_behind(const Group& group, std::int32_t from, std::int32_t to) const {
    std::vector<std::uint32_t> cases;
    for (auto each = group.first; each != group.second; ++each) {
      if (each->month() >= from && each->month() < to) cases.push_back(each->number());
    }
    std::sort(cases.begin(), cases.end());
    cases.erase(std::unique(cases.begin(), cases.end()), cases.end());
    Records sum{};
    for (const auto number : cases) {
      for (std::size_t r = 0; r < sum.size(); ++r) sum[r] += records_[number][r];
    }
    return sum;
  }

 private:
  struct Delta {
    BucketKey key;
    std::int32_t x = 0;
    std::int64_t n = 0;

    auto name() const { return std::tuple(key.kpi, key.cell, key.month, key.component, x); }
  };
  struct Taking {
    std::vector<Delta>& into;
    std::int64_t sign;
    void operator()(BucketKey key, std::int32_t x, std::int64_t n) const {
      into.push_back({key, x, sign * n});
    }
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
    std::sort(case_.begin(), case_.end(), [](const Delta& a, const Delta& b) { return a.name() < b.name(); });
    const auto first = touches_.size();
    for (std::size_t i = 0; i < case_.size();) {
      auto sum = case_[i];
      for (++i; i < case_.size() && case_[i].name() == sum.name(); ++i) sum.n += case_[i].n;
      if (sum.n == 0) continue;
      deltas_.push_back(sum);
      const Touch touch({sum.key.kpi, sum.key.cell}, sum.key.month, number);
      if (touches_.size() == first || touches_.back() != touch) touches_.push_back(touch);
    }
    case_.clear();
  }

  void order(const Engine& engine) {
    const auto places = engine.definitions_.size() * engine.cells_.size();
    if (touches_.size() < places) {
      std::sort(touches_.begin(), touches_.end());
      touches_.erase(std::unique(touches_.begin(), touches_.end()), touches_.end());
    } else {
      order_by_place(engine);
    }
  }

  // At once, since places are few beside what touches them; by month and case within one.
  void order_by_place(const Engine& engine) {
    const std::size_t cells = engine.cells_.size();
    std::vector<std::uint32_t> begins(engine.definitions_.size() * cells + 1, 0);
    const auto row = [&](const Touch& touch) { return touch.place().kpi * cells + touch.place().cell; };
    for (const auto& touch : touches_) ++begins[row(touch) + 1];
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    Touches ordered(touches_.size());
    auto next = begins;
    for (const auto& touch : touches_) ordered[next[row(touch)]++] = touch;
    for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
      if (begins[i + 1] - begins[i] > 1)
        std::sort(ordered.begin() + begins[i], ordered.begin() + begins[i + 1]);
    }
    ordered.erase(std::unique(ordered.begin(), ordered.end()), ordered.end());
    touches_ = std::move(ordered);
  }

  // A slice of the numerator alone (reason, side) has the whole cell's denominator: when that changes, every
  // slice does.
  static void touch_slices(const Engine& engine, const Group& group, Touches& more) {
    const auto place = group.first->place();
    const auto& slices = engine.definitions_[place.kpi].numerator_by;
    if (slices.empty()) return;
    const auto& whole = engine.cells_.name(place.cell);
    if (whole.dimension != Dimension::kTotal) return;
    for (CellId cell = 0; cell < engine.cells_.size(); ++cell) {
      const auto& name = engine.cells_.name(cell);
      const bool slice = std::find(slices.begin(), slices.end(), name.dimension) != slices.end();
      if (slice && name.province == whole.province) copy_to(cell, group, more);
    }
  }

  // Of what falls due the nation is the sum of its provinces, which reach to different days: a case that
  // moves from one to another may move the nation's value, though its cell holds what it held.
  static void touch_nation(const Engine& engine, const Group& group, Touches& more) {
    const auto place = group.first->place();
    if (is_due(engine.definitions_[place.kpi].form) &&
        engine.cells_.name(place.cell).dimension == Dimension::kTotal)
      copy_to(engine.nation_, group, more);
  }

  static void copy_to(CellId cell, const Group& group, Touches& more) {
    for (auto each = group.first; each != group.second; ++each) {
      more.emplace_back(KpiPlace{each->place().kpi, cell}, static_cast<std::int16_t>(each->month()),
                        each->number());
    }
  }

  std::vector<Delta> deltas_;
  Touches touches_;
  std::vector<Records> records_;  // by case
  std::vector<Delta> case_;       // of the case at hand
  Facts shortened_before_;
  Facts shortened_after_;
};

}  // namespace mizan::kpi
