// Counting a great many: nothing may be read before all is settled.
#include "kpi/cells.hpp"
#include "kpi/united.hpp"

namespace mizan::kpi {
namespace {

// Fewer values than this are not worth putting in order before more come.
constexpr std::size_t kWorthSorting = 32;

}  // namespace

// A full bucket is put in order before it grows: what it holds twice makes room.
void Cells::append_to(Bucket& bucket, std::int32_t x, std::int64_t n) {
  if (bucket.size() == bucket.capacity() && bucket.size() >= kWorthSorting) {
    unite(bucket, scratch_);
    if (bucket.size() > bucket.capacity() / 2) bucket.reserve(2 * bucket.capacity());
  }
  bucket.push_back({x, n});
}

void Cells::append_now(BucketKey key, std::int32_t x, std::int64_t n) {
  auto& layout = layout_of(key.cell);
  auto& part = part_of(layout, key);
  if (x == 0) {
    at(layout, key.cell, key.month, part.counts) += n;
  } else {
    append_to(spread_at(layout, part, key), x, n);
  }
}

// False, and nothing done, for what has no place yet.
bool Cells::append_to_known(const Layout& layout, std::int64_t* month, const Backlog::One& one) {
  const auto* const part = layout.find(one.kpi, one.component);
  if (part == nullptr) return false;
  const std::int64_t n = one.minus != 0 ? -1 : 1;
  if (one.x == 0) {
    month[part->counts - 1] += n;
    return true;
  }
  const auto spread = part->spread == 0 ? 0 : month[part->spread - 1];
  if (spread == 0) return false;
  append_to(buckets_[static_cast<std::size_t>(spread - 1)], one.x, n);
  return true;
}

void Cells::know(const std::vector<Bundle>& bundles) {
  while (bundles_.size() < bundles.size()) know(bundles[bundles_.size()]);
}

// The parts of a bundle get their places for good, so that nobody need look for them again.
void Cells::know(const Bundle& bundle) {
  auto& layout = layouts_[static_cast<std::size_t>(bundle.dimension())];
  Places places{places_.size(), 0, 0};
  for (const auto& [kpi, component, x, n] : bundle.additions()) {
    if (x != 0) continue;
    places_.push_back({part_of(layout, {kpi, component, 0, 0}).counts, 0, n});
    ++places.counts;
  }
  for (const auto& [kpi, component, x, n] : bundle.additions()) {
    if (x == 0) continue;
    auto& part = part_of(layout, {kpi, component, 0, 0});
    if (part.spread == 0) part.spread = new_slot(layout);
    places_.push_back({part.spread, x, n});
    ++places.spread;
  }
  bundles_.push_back(places);
}

void Cells::append_bundle(std::int64_t* month, const Backlog::One& one) {
  const auto places = bundles_[static_cast<std::size_t>(one.x)];
  const auto* at = places_.data() + places.begin;
  const auto* const spread = at + places.counts;
  const auto* const end = spread + places.spread;
  const std::int64_t sign = one.minus != 0 ? -1 : 1;
  for (; at != spread; ++at) month[at->slot - 1] += sign * at->n;
  for (; at != end; ++at) {
    auto& bucket = month[at->slot - 1];
    if (bucket == 0) {
      buckets_.emplace_back();
      bucket = static_cast<std::int64_t>(buckets_.size());
    }
    append_to(buckets_[static_cast<std::size_t>(bucket - 1)], at->x, sign * at->n);
  }
}

// Month by month, so that one after the other finds its place close by.
void Cells::append_waiting(CellId cell) {
  auto& layout = layout_of(cell);
  std::int64_t* values = nullptr;
  std::optional<std::int16_t> month;
  for (const auto& one : backlog_.take(cell)) {
    if (month != one.month) {
      month = one.month;
      values = known_month(layout, cells_[cell], one.month);
    }
    if (one.kpi == kBundle) {
      if (values == nullptr) values = &at(layout, cell, one.month, 1);
      append_bundle(values, one);
    } else if (values == nullptr || !append_to_known(layout, values, one)) {
      append_now({one.kpi, one.component, one.month, cell}, one.x, one.minus != 0 ? -1 : 1);
      month.reset();  // it may stand elsewhere now
    }
  }
}

void Cells::append_all_waiting() {
  for (CellId cell = 0; cell < std::min(size(), backlog_.cells()); ++cell) append_waiting(cell);
}

void Cells::widen_backlog(CellId cell) {
  append_all_waiting();
  backlog_.widen(cell + 1);
}

void Cells::settle() {
  append_all_waiting();
  backlog_ = {};
  for (auto& bucket : buckets_) {
    if (bucket.size() > 1) unite(bucket, scratch_);
  }
  scratch_ = {};
  first_months_.reset();
}

void Cells::merge(const Cells& other) {
  std::vector<CellId> ours;
  ours.reserve(other.cells_.size());
  for (const auto& cell : other.cells_)
    ours.push_back(id(cell.name.province, cell.name.dimension, cell.name.member));
  other.for_each([&](BucketKey key) {
    const auto& cell = other.cells_[key.cell];
    const auto* values = other.month_of(other.layout_of(key.cell), cell, key.month);
    const auto& part = *other.find_part(key.kpi, key.component, key.cell);
    key.cell = ours[key.cell];
    append(key, 0, values[part.counts - 1]);
    if (const auto* spread = other.spread_in(values, part)) {
      for (const auto& occurrence : *spread) append(key, occurrence.x, occurrence.n);
    }
  });
}

}  // namespace mizan::kpi
