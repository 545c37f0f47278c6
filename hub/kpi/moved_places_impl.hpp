#pragma once
// Private to this folder: which cells a batch of changed cases moves, in which months, and by which cases.
#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <iterator>
#include <map>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "kpi/cells.hpp"
#include "model/kpi_result.hpp"

namespace mizan::kpi {

/// A cell of a KPI.
struct KpiPlace {
  std::uint8_t kpi = 0;
  CellId cell = 0;

  friend auto operator<=>(const KpiPlace&, const KpiPlace&) = default;
};

/// A case of the batch, by its number in it, moved something in a month.
struct Touch {
  std::uint32_t number = 0;
  std::int16_t month = 0;

  friend auto operator<=>(const Touch&, const Touch&) = default;
};

/// What moved one place.
struct MovedPlace {
  KpiPlace place;
  std::span<const Touch> touches;    ///< ascending, each once
  std::vector<std::int16_t> months;  ///< ascending, each once
};

/// The places that a batch moves. A batch has a great many touches, and places are few.
class MovedPlaces {
 public:
  /// Puts in order what `all` visits, each time it is called: places and what touched them, cases in the
  /// order of their numbers.
  template <class All>
  void order(std::size_t kpis, std::size_t cells, const All& all) {
    std::size_t touches = 0;
    all([&](KpiPlace, Touch) { ++touches; });
    touches < kpis* cells ? order_by_comparing(touches, all) : order_by_counting(kpis, cells, all);
  }

  /// In the order of places.
  const std::vector<MovedPlace>& all() const { return places_; }

  /// Each of these also moves whenever one of those beside it does, given by their places in all().
  void move_along(const std::map<KpiPlace, std::vector<std::size_t>>& which) {
    std::vector<MovedPlace> moved;
    for (const auto& [place, with] : which) moved.push_back(united(place, with));
    for (auto& each : moved) put(std::move(each));
  }

 private:
  template <class All>
  void order_by_comparing(std::size_t touches, const All& all) {
    std::vector<std::pair<KpiPlace, Touch>> added;
    added.reserve(touches);
    all([&](KpiPlace place, Touch touch) { added.emplace_back(place, touch); });
    std::stable_sort(added.begin(), added.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    touches_.reserve(added.size());
    for (const auto& each : added) touches_.push_back(each.second);
    for (std::size_t begin = 0, end = 0; begin < added.size(); begin = end) {
      const auto place = added[begin].first;
      while (end < added.size() && added[end].first == place) ++end;
      places_.push_back(moved_place(place, in_order({touches_.data() + begin, end - begin})));
    }
  }

  // Each goes where the places before its own end, so that the cases of a place stay in order.
  template <class All>
  void order_by_counting(std::size_t kpis, std::size_t cells, const All& all) {
    std::vector<std::uint32_t> ends(kpis * cells + 1, 0);
    const auto row = [&](KpiPlace place) { return place.kpi * cells + place.cell; };
    all([&](KpiPlace place, Touch) { ++ends[row(place) + 1]; });
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    touches_.resize(ends.back());
    auto next = ends;
    all([&](KpiPlace place, Touch touch) { touches_[next[row(place)]++] = touch; });
    for (std::size_t at = 0; at + 1 < ends.size(); ++at) {
      if (ends[at] == ends[at + 1]) continue;
      const KpiPlace place{static_cast<std::uint8_t>(at / cells), static_cast<CellId>(at % cells)};
      places_.push_back(moved_place(place, in_order({touches_.data() + ends[at], ends[at + 1] - ends[at]})));
    }
  }

  // Cases are in order; the few months of each are put in order here, each once.
  static std::span<const Touch> in_order(std::span<Touch> touches) {
    auto kept = touches.begin();
    for (auto begin = touches.begin(); begin != touches.end();) {
      const auto number = begin->number;
      const auto end = std::find_if(begin, touches.end(), [&](Touch each) { return each.number != number; });
      if (end - begin > 1) std::sort(begin, end);
      kept = std::copy(begin, std::unique(begin, end), kept);
      begin = end;
    }
    return {touches.begin(), kept};
  }

  MovedPlace moved_place(KpiPlace place, std::span<const Touch> touches) {
    const auto [first, last] = std::ranges::minmax(touches, {}, &Touch::month);
    is_moved_.assign(static_cast<std::size_t>(last.month - first.month) + 1, 0);
    for (const auto& touch : touches) is_moved_[static_cast<std::size_t>(touch.month - first.month)] = 1;
    MovedPlace moved{place, touches, {}};
    auto month = first.month;
    for (const auto is_moved : is_moved_) {
      if (is_moved != 0) moved.months.push_back(month);
      ++month;
    }
    return moved;
  }

  std::vector<MovedPlace>::iterator find(KpiPlace place) {
    return std::lower_bound(places_.begin(), places_.end(), place,
                            [](const MovedPlace& each, KpiPlace at) { return each.place < at; });
  }

  MovedPlace united(KpiPlace place, const std::vector<std::size_t>& with) {
    std::vector<Touch> all;
    const auto add = [&](std::span<const Touch> touches) {
      std::vector<Touch> both;
      both.reserve(all.size() + touches.size());
      std::set_union(all.begin(), all.end(), touches.begin(), touches.end(), std::back_inserter(both));
      all = std::move(both);
    };
    if (const auto own = find(place); own != places_.end() && own->place == place) add(own->touches);
    for (const auto each : with) add(places_[each].touches);
    united_.push_back(std::move(all));
    return moved_place(place, united_.back());
  }

  void put(MovedPlace moved) {
    const auto at = find(moved.place);
    if (at != places_.end() && at->place == moved.place) {
      *at = std::move(moved);
    } else {
      places_.insert(at, std::move(moved));
    }
  }

  std::vector<Touch> touches_;             // of all places, one after the other
  std::deque<std::vector<Touch>> united_;  // of places that move along
  std::vector<MovedPlace> places_;
  std::vector<std::uint8_t> is_moved_;  // of the months of the place at hand
};

/// How many records changed, by why.
using RecordCounts = std::array<std::int64_t, model::kChangeReasonCount>;

/// The records behind the changes of one place's values, each case once for each value.
class RecordsBehind {
 public:
  /// `records`: of each case of the batch, by its number. Both must outlive this.
  RecordsBehind(const MovedPlace& place, const std::vector<RecordCounts>& records)
      : place_(place), records_(records), in_month_(place.months.size()), until_month_(place.months.size()) {
    const auto first = place.months.front();
    std::vector<std::size_t> index(static_cast<std::size_t>(place.months.back() - first) + 1);
    for (std::size_t at = 0; at < place.months.size(); ++at)
      index[static_cast<std::size_t>(place.months[at] - first)] = at;
    const Touch* before = nullptr;
    for (const auto& touch : place.touches) {
      const auto at = index[static_cast<std::size_t>(touch.month - first)];
      add(in_month_[at], touch.number);
      if (before == nullptr || before->number != touch.number) add(until_month_[at], touch.number);
      before = &touch;
    }
    for (std::size_t at = 1; at < until_month_.size(); ++at) add(until_month_[at], until_month_[at - 1]);
  }

  /// Of the cases that moved something in a month before this one.
  RecordCounts until(std::int32_t month) const {
    const auto at = index_of(month);
    return at == 0 ? RecordCounts{} : until_month_[at - 1];
  }
  RecordCounts ever() const { return until_month_.empty() ? RecordCounts{} : until_month_.back(); }

  /// In one of the months [from, to).
  RecordCounts within(std::int32_t from, std::int32_t to) const {
    const auto first = index_of(from);
    const auto last = index_of(to);
    if (first == last) return {};
    if (first == 0) return until_month_[last - 1];
    return last - first == 1 ? in_month_[first] : counted_within(from, to);
  }

 private:
  // Of the first month that is not before this one.
  std::size_t index_of(std::int32_t month) const {
    const auto& months = place_.months;
    return static_cast<std::size_t>(std::lower_bound(months.begin(), months.end(), month) - months.begin());
  }

  // By value, so that nobody need fear that the one is in the other.
  static void add(RecordCounts& sum, RecordCounts more) {
    for (std::size_t r = 0; r < sum.size(); ++r) sum[r] += more[r];
  }
  void add(RecordCounts& sum, std::uint32_t number) const { add(sum, records_[number]); }

  RecordCounts counted_within(std::int32_t from, std::int32_t to) const {
    RecordCounts sum{};
    const Touch* counted = nullptr;
    for (const auto& touch : place_.touches) {
      if (touch.month < from || touch.month >= to) continue;
      if (counted != nullptr && counted->number == touch.number) continue;
      add(sum, touch.number);
      counted = &touch;
    }
    return sum;
  }

  const MovedPlace& place_;
  const std::vector<RecordCounts>& records_;
  std::vector<RecordCounts> in_month_;     // by the place's months
  std::vector<RecordCounts> until_month_;  // of this one or one before
};

}  // namespace mizan::kpi
