#include "kpi/cells.hpp"

#include <algorithm>

namespace mizan::kpi {
namespace {

// Months are int16, so that this makes every one of them positive.
constexpr std::int32_t kYearShift = 2731;

std::int32_t year_of(std::int32_t month) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(month + kYearShift * 12) / 12U) - kYearShift;
}

BucketKey unpacked(std::uint64_t packed) {
  return {static_cast<std::uint8_t>(packed), static_cast<std::uint8_t>(packed >> 8U),
          static_cast<std::int16_t>(static_cast<std::uint16_t>(packed >> 16U)),
          static_cast<CellId>(packed >> 32U)};
}

// 24 bits for each name: sixteen million of places and people.
std::uint64_t cell_key(NameId province, Dimension dimension, NameId member) {
  return static_cast<std::uint64_t>(province) << 40U | static_cast<std::uint64_t>(dimension) << 32U | member;
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

}  // namespace

Cells::Cells(std::shared_ptr<Names> names) : texts_(std::move(names)) {}

// ---- cells ----

CellId Cells::id(NameId province, Dimension dimension, NameId member) {
  const auto [found, fresh] =
      ids_.try_emplace(cell_key(province, dimension, member), static_cast<CellId>(cells_.size()));
  if (fresh) {
    cells_.push_back(
        {{std::string(texts_->text(province)), dimension, std::string(texts_->text(member))}, 0, {}});
  }
  return found->second;
}

CellId Cells::id(std::string_view province, Dimension dimension, std::string_view member) {
  return id(texts_->id(province), dimension, texts_->id(member));
}

std::optional<CellId> Cells::find(std::string_view province, Dimension dimension,
                                  std::string_view member) const {
  const auto province_id = texts_->find(province);
  const auto member_id = texts_->find(member);
  if (!province_id || !member_id) return std::nullopt;
  const auto found = ids_.find(cell_key(*province_id, dimension, *member_id));
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

// ---- layout ----

Cells::Layout& Cells::layout_of(CellId cell) {
  return layouts_[static_cast<std::size_t>(cells_[cell].name.dimension)];
}

const Cells::Layout& Cells::layout_of(CellId cell) const {
  return layouts_[static_cast<std::size_t>(cells_[cell].name.dimension)];
}

// Every month of every block gets more room.
void Cells::widen(Layout& layout) {
  const auto old_stride = std::size_t{layout.stride};
  layout.stride = static_cast<Slot>(std::max<std::size_t>(8, 2 * old_stride));
  if (layout.blocks.empty()) return;
  const auto months = layout.blocks.size() / old_stride;
  std::vector<std::int64_t> wider(months * layout.stride);
  for (std::size_t month = 0; month < months; ++month) {
    std::copy_n(layout.blocks.begin() + static_cast<std::ptrdiff_t>(month * old_stride), old_stride,
                wider.begin() + static_cast<std::ptrdiff_t>(month * layout.stride));
  }
  layout.blocks = std::move(wider);
}

Cells::Slot Cells::new_slot(Layout& layout) {
  if (layout.slots == layout.stride) widen(layout);
  return ++layout.slots;
}

Cells::Part& Cells::part_of(Layout& layout, const BucketKey& key) {
  if (layout.by_key.empty()) layout.by_key.resize(256 * kComponents);
  auto& place = layout.by_key[Layout::key_of(key.kpi, key.component)];
  if (place == 0) {
    layout.parts.push_back({key.kpi, key.component, new_slot(layout), 0});
    place = static_cast<std::uint16_t>(layout.parts.size());
  }
  return layout.parts[place - 1U];
}

const Cells::Part* Cells::find_part(std::uint8_t kpi, std::uint8_t component, CellId cell) const {
  return layout_of(cell).find(kpi, component);
}

std::int64_t& Cells::at(Layout& layout, CellId id, std::int32_t month, Slot slot) {
  auto& cell = cells_[id];
  const auto year = year_of(month);
  if (cell.years.empty()) cell.first_year = year;
  if (year < cell.first_year) {
    cell.years.insert(cell.years.begin(), static_cast<std::size_t>(cell.first_year - year), 0);
    cell.first_year = year;
  }
  const auto place = static_cast<std::size_t>(year - cell.first_year);
  if (place >= cell.years.size()) cell.years.resize(place + 1);
  auto& block = cell.years[place];
  const auto size = std::size_t{kMonthsOfYear} * layout.stride;
  if (block == 0) {
    block = static_cast<std::uint32_t>(layout.blocks.size() / size + 1);
    layout.blocks.resize(layout.blocks.size() + size);
  }
  const auto in_year = static_cast<std::size_t>(month - year * kMonthsOfYear);
  return layout.blocks[(block - 1U) * size + in_year * layout.stride + slot - 1U];
}

const std::int64_t* Cells::month_of(const Layout& layout, const Cell& cell, std::int32_t month) const {
  const auto year = year_of(month);
  const auto block = cell.years[static_cast<std::size_t>(year - cell.first_year)];
  if (block == 0) return nullptr;
  const auto in_year = static_cast<std::size_t>(month - year * kMonthsOfYear);
  return &layout.blocks[((block - 1U) * std::size_t{kMonthsOfYear} + in_year) * layout.stride];
}

Cells::Span Cells::months_of(const Cell& cell, std::int32_t from, std::int32_t to) const {
  const auto years = static_cast<std::int32_t>(cell.years.size());
  return {std::max(from, cell.first_year * kMonthsOfYear),
          std::min(to, (cell.first_year + years) * kMonthsOfYear)};
}

Bucket& Cells::spread_at(Layout& layout, Part& part, const BucketKey& key) {
  if (part.spread == 0) part.spread = new_slot(layout);
  auto& place = at(layout, key.cell, key.month, part.spread);
  if (place == 0) {
    buckets_.emplace_back();
    place = static_cast<std::int64_t>(buckets_.size());
  }
  return buckets_[static_cast<std::size_t>(place - 1)];
}

const Bucket* Cells::spread_in(const std::int64_t* month, const Part& part) const {
  if (part.spread == 0) return nullptr;
  const auto place = month[part.spread - 1];
  return place == 0 ? nullptr : &buckets_[static_cast<std::size_t>(place - 1)];
}

bool Cells::holds(const std::int64_t* month, const Part& part) const {
  if (month[part.counts - 1] != 0) return true;
  const auto* spread = spread_in(month, part);
  return spread != nullptr && !spread->empty();
}

// ---- counting ----

void Cells::add(BucketKey key, std::int32_t x, std::int64_t n) {
  if (n == 0) return;
  auto& layout = layout_of(key.cell);
  auto& part = part_of(layout, key);
  if (x != 0) {
    add_to(spread_at(layout, part, key), x, n);
  } else if (auto* month = known_month(layout, cells_[key.cell], key.month)) {
    month[part.counts - 1] += n;
  } else {
    at(layout, key.cell, key.month, part.counts) += n;
  }
  first_months_.reset();
  if (!all_dirty_) dirty_.insert(key.packed());
}

// Null where the cell has nothing in that year yet.
std::int64_t* Cells::known_month(Layout& layout, const Cell& cell, std::int32_t month) {
  const auto year = year_of(month);
  const auto place = static_cast<std::size_t>(year - cell.first_year);  // of a year before: beyond all
  if (place >= cell.years.size() || cell.years[place] == 0) return nullptr;
  const auto months = (cell.years[place] - 1U) * std::size_t{kMonthsOfYear} +
                      static_cast<std::size_t>(month - year * kMonthsOfYear);
  return layout.blocks.data() + months * layout.stride;
}

void Cells::put(BucketKey key, const Bucket& bucket) {
  auto& layout = layout_of(key.cell);
  auto& part = part_of(layout, key);
  auto& count = at(layout, key.cell, key.month, part.counts);
  count = 0;
  Bucket spread;
  for (const auto& occurrence : bucket) {
    if (occurrence.x == 0) {
      count = occurrence.n;
    } else {
      spread.push_back(occurrence);
    }
  }
  if (!spread.empty() || part.spread != 0) spread_at(layout, part, key) = std::move(spread);
  first_months_.reset();
}

std::vector<BucketKey> Cells::take_dirty() {
  std::vector<BucketKey> keys;
  if (all_dirty_) {
    for_each([&](BucketKey key) { keys.push_back(key); });
  } else {
    keys.reserve(dirty_.keys().size());
    for (const auto packed : dirty_.keys()) keys.push_back(unpacked(packed));
  }
  all_dirty_ = false;
  dirty_.clear();
  return keys;
}

// Who has a place keeps it.
void Cells::clear() {
  for (auto& cell : cells_) cell.years.clear();
  for (auto& layout : layouts_) layout.blocks.clear();
  buckets_.clear();
  backlog_ = {};
  dirty_.clear();
  all_dirty_ = true;
  first_months_.reset();
}

}  // namespace mizan::kpi
