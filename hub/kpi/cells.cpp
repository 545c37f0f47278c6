#include "kpi/cells.hpp"

#include <algorithm>

namespace mizan::kpi {
namespace {

// A span of values this wide or less is merged by counting, which is much cheaper than sorting.
constexpr std::int64_t kCountingSpan = 1 << 16;

// Fewer values than this are not worth putting in order before more come.
constexpr std::size_t kWorthSorting = 32;

BucketKey unpacked(std::uint64_t packed) {
  return {static_cast<std::uint8_t>(packed), static_cast<std::uint8_t>(packed >> 8U),
          static_cast<std::int16_t>(static_cast<std::uint16_t>(packed >> 16U)),
          static_cast<CellId>(packed >> 32U)};
}

std::size_t part_of(std::uint8_t kpi, std::uint8_t component) {
  return static_cast<std::size_t>(kpi) << 8U | component;
}

void add_to(Bucket& bucket, std::int32_t x, std::int64_t n) {
  const auto at =
      std::lower_bound(bucket.begin(), bucket.end(), x,
                       [](const Occurrence& occurrence, std::int32_t value) { return occurrence.x < value; });
  if (at == bucket.end() || at->x != x) {
    bucket.insert(at, {x, n});
  } else if ((at->n += n) == 0) {
    bucket.erase(at);
  }
}

Bucket united(Bucket all) {
  std::sort(all.begin(), all.end(), [](const Occurrence& a, const Occurrence& b) { return a.x < b.x; });
  Bucket merged;
  for (const auto& occurrence : all) {
    if (!merged.empty() && merged.back().x == occurrence.x) {
      merged.back().n += occurrence.n;
    } else {
      merged.push_back(occurrence);
    }
  }
  std::erase_if(merged, [](const Occurrence& occurrence) { return occurrence.n == 0; });
  return merged;
}

Bucket counted(const Bucket& all, std::int32_t least, std::int32_t most) {
  std::vector<std::int64_t> by_value(static_cast<std::size_t>(most - least) + 1);
  for (const auto& occurrence : all) by_value[static_cast<std::size_t>(occurrence.x - least)] += occurrence.n;
  Bucket merged;
  for (std::size_t i = 0; i < by_value.size(); ++i) {
    if (by_value[i] != 0) merged.push_back({least + static_cast<std::int32_t>(i), by_value[i]});
  }
  return merged;
}

}  // namespace

template <class T>
T& Cells::Months<T>::at(std::int32_t month) {
  if (values_.empty()) first_ = month;
  if (month < first_) {
    values_.insert(values_.begin(), static_cast<std::size_t>(first_ - month), T());
    first_ = month;
  }
  const auto place = static_cast<std::size_t>(month - first_);
  if (place >= values_.size()) values_.resize(place + 1);
  return values_[place];
}

template <class T>
const T* Cells::Months<T>::find(std::int32_t month) const {
  return month >= first_ && month < end() ? &values_[static_cast<std::size_t>(month - first_)] : nullptr;
}

bool Cells::Series::any(std::int32_t month) const {
  const auto* count = counts.find(month);
  if (count != nullptr && *count != 0) return true;
  const auto* values = spread.find(month);
  return values != nullptr && !values->empty();
}

std::int32_t Cells::Series::first() const {
  if (counts.first() == counts.end()) return spread.first();
  return spread.first() == spread.end() ? counts.first() : std::min(counts.first(), spread.first());
}

std::int32_t Cells::Series::end() const {
  return std::max(counts.end(), spread.end());
}

std::uint32_t Cells::text_id(std::string_view text) {
  if (const auto found = texts_.find(text); found != texts_.end()) return found->second;
  const auto id = static_cast<std::uint32_t>(texts_.size());
  texts_.emplace(text, id);
  return id;
}

std::optional<std::uint32_t> Cells::find_text(std::string_view text) const {
  const auto found = texts_.find(text);
  if (found == texts_.end()) return std::nullopt;
  return found->second;
}

namespace {

// 24 bits for each text: sixteen million names of places and people.
std::uint64_t cell_key(std::uint32_t province, Dimension dimension, std::uint32_t member) {
  return static_cast<std::uint64_t>(province) << 40U | static_cast<std::uint64_t>(dimension) << 32U | member;
}

}  // namespace

CellId Cells::id(std::string_view province, Dimension dimension, std::string_view member) {
  const auto key = cell_key(text_id(province), dimension, text_id(member));
  const auto [found, fresh] = ids_.try_emplace(key, static_cast<CellId>(names_.size()));
  if (fresh) {
    names_.push_back({std::string(province), dimension, std::string(member)});
    rows_.emplace_back();
  }
  return found->second;
}

std::optional<CellId> Cells::find(std::string_view province, Dimension dimension,
                                  std::string_view member) const {
  const auto province_id = find_text(province);
  const auto member_id = find_text(member);
  if (!province_id || !member_id) return std::nullopt;
  const auto found = ids_.find(cell_key(*province_id, dimension, *member_id));
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

Cells::Series& Cells::series_of(const BucketKey& key) {
  auto& slot = slots_[part_of(key.kpi, key.component)];
  if (slot == 0) slot = ++slot_count_;
  auto& row = rows_[key.cell];
  if (row.size() < slot) row.resize(slot);
  auto& place = row[slot - 1U];
  if (place == 0) {
    series_.push_back({key.kpi, key.component, key.cell, {}, {}});
    place = static_cast<std::uint32_t>(series_.size());
  }
  return series_[place - 1U];
}

const Cells::Series* Cells::find_series(std::uint8_t kpi, std::uint8_t component, CellId cell) const {
  const auto slot = slots_[part_of(kpi, component)];
  if (slot == 0 || rows_[cell].size() < slot) return nullptr;
  const auto place = rows_[cell][slot - 1U];
  return place == 0 ? nullptr : &series_[place - 1U];
}

void Cells::add(BucketKey key, std::int32_t x, std::int64_t n) {
  if (n == 0) return;
  auto& series = series_of(key);
  if (x == 0) {
    series.counts.at(key.month) += n;
  } else {
    add_to(series.spread.at(key.month), x, n);
  }
  if (!all_dirty_) dirty_.insert(key.packed());
}

// A full bucket is put in order before it grows: what it holds twice makes room.
void Cells::append(BucketKey key, std::int32_t x, std::int64_t n) {
  auto& series = series_of(key);
  all_dirty_ = true;
  if (x == 0) {
    series.counts.at(key.month) += n;
    return;
  }
  auto& bucket = series.spread.at(key.month);
  if (bucket.size() == bucket.capacity() && bucket.size() >= kWorthSorting) {
    bucket = united(std::move(bucket));
    bucket.reserve(2 * bucket.size());
  }
  bucket.push_back({x, n});
}

void Cells::settle() {
  for (auto& series : series_) {
    for (auto month = series.spread.first(); month < series.spread.end(); ++month) {
      auto& bucket = series.spread.at(month);
      if (bucket.size() > 1) bucket = united(std::move(bucket));
    }
  }
}

void Cells::put(BucketKey key, const Bucket& bucket) {
  auto& series = series_of(key);
  series.counts.at(key.month) = 0;
  Bucket spread;
  for (const auto& occurrence : bucket) {
    if (occurrence.x == 0) {
      series.counts.at(key.month) = occurrence.n;
    } else {
      spread.push_back(occurrence);
    }
  }
  if (!spread.empty() || series.spread.find(key.month) != nullptr)
    series.spread.at(key.month) = std::move(spread);
}

Bucket Cells::bucket(BucketKey key) const {
  return merged(key.kpi, key.component, key.cell, key.month, key.month + 1);
}

void Cells::merge(const Cells& other) {
  std::vector<CellId> ours;
  ours.reserve(other.names_.size());
  for (const auto& name : other.names_) ours.push_back(id(name.province, name.dimension, name.member));
  other.for_each([&](BucketKey key) {
    const auto bucket = other.bucket(key);
    key.cell = ours[key.cell];
    for (const auto& occurrence : bucket) add(key, occurrence.x, occurrence.n);
  });
}

bool Cells::any(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                std::int32_t to) const {
  const auto* series = find_series(kpi, component, cell);
  if (series == nullptr) return false;
  const auto end = std::min(to, series->end());
  for (auto month = std::max(from, series->first()); month < end; ++month) {
    if (series->any(month)) return true;
  }
  return false;
}

std::int64_t Cells::sum(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                        std::int32_t to) const {
  const auto* series = find_series(kpi, component, cell);
  if (series == nullptr) return 0;
  std::int64_t total = 0;
  const auto end = std::min(to, series->end());
  for (auto month = std::max(from, series->first()); month < end; ++month) {
    if (const auto* count = series->counts.find(month)) total += *count;
    const auto* values = series->spread.find(month);
    if (values == nullptr) continue;
    for (const auto& occurrence : *values) total += occurrence.n;
  }
  return total;
}

Bucket Cells::merged(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                     std::int32_t to) const {
  const auto* series = find_series(kpi, component, cell);
  if (series == nullptr) return {};
  Bucket all;
  std::int32_t least = 0;
  std::int32_t most = 0;
  const auto end = std::min(to, series->end());
  for (auto month = std::max(from, series->first()); month < end; ++month) {
    if (const auto* count = series->counts.find(month); count != nullptr && *count != 0)
      all.push_back({0, *count});
    const auto* values = series->spread.find(month);
    if (values == nullptr || values->empty()) continue;
    all.insert(all.end(), values->begin(), values->end());
    least = std::min(least, values->front().x);
    most = std::max(most, values->back().x);
  }
  if (all.size() < 2) return all;
  const bool narrow = std::int64_t{most} - least < kCountingSpan && all.size() > 64;
  return narrow ? counted(all, least, most) : united(std::move(all));
}

std::vector<BucketKey> Cells::take_dirty() {
  std::vector<BucketKey> keys;
  if (all_dirty_) {
    for_each([&](BucketKey key) { keys.push_back(key); });
  } else {
    keys.reserve(dirty_.size());
    for (const auto packed : dirty_) keys.push_back(unpacked(packed));
  }
  all_dirty_ = false;
  dirty_.clear();
  return keys;
}

void Cells::clear() {
  series_.clear();
  for (auto& row : rows_) row.clear();
  dirty_.clear();
  all_dirty_ = true;
}

std::size_t Cells::size() const {
  std::size_t count = 0;
  for_each([&](BucketKey) { ++count; });
  return count;
}

std::optional<std::int32_t> Cells::first_month(std::uint8_t kpi) const {
  std::optional<std::int32_t> first;
  for (const auto& series : series_) {
    if (series.kpi != kpi) continue;
    const auto end = std::min(series.end(), first.value_or(series.end()));
    for (auto month = series.first(); month < end; ++month) {
      if (!series.any(month)) continue;
      first = month;
      break;
    }
  }
  return first;
}

}  // namespace mizan::kpi
