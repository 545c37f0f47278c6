#include "kpi/cells.hpp"

#include <algorithm>
#include <map>

namespace mizan::kpi {
namespace {

constexpr char kVersion = 1;

std::string key_of(std::string_view province, Dimension dimension, std::string_view member) {
  std::string key(province);
  key += '\x1f';
  key += static_cast<char>(dimension);
  key += '\x1f';
  key += member;
  return key;
}

std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63U);
}

std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
}

void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) out += static_cast<char>(value | 0x80U);
  out += static_cast<char>(value);
}

std::optional<std::uint64_t> take_varint(std::string_view& in) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

}  // namespace

CellId Cells::id(std::string_view province, Dimension dimension, std::string_view member) {
  const auto [found, fresh] =
      ids_.try_emplace(key_of(province, dimension, member), static_cast<CellId>(names_.size()));
  if (fresh) names_.push_back({std::string(province), dimension, std::string(member)});
  return found->second;
}

std::optional<CellId> Cells::find(std::string_view province, Dimension dimension,
                                  std::string_view member) const {
  const auto found = ids_.find(key_of(province, dimension, member));
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

BucketKey Cells::unpacked(std::uint64_t packed) {
  return {static_cast<std::uint8_t>(packed), static_cast<std::uint8_t>(packed >> 8U),
          static_cast<std::int16_t>(static_cast<std::uint16_t>(packed >> 16U)),
          static_cast<CellId>(packed >> 32U)};
}

void Cells::add(BucketKey key, std::int32_t x, std::int64_t n) {
  if (n == 0) return;
  const auto packed = key.packed();
  auto& bucket = buckets_[packed];
  const auto at =
      std::lower_bound(bucket.begin(), bucket.end(), x,
                       [](const Occurrence& occurrence, std::int32_t value) { return occurrence.x < value; });
  if (at == bucket.end() || at->x != x) {
    bucket.insert(at, {x, n});
  } else if ((at->n += n) == 0) {
    bucket.erase(at);
  }
  if (bucket.empty()) buckets_.erase(packed);
  first_month_ = std::min<std::int32_t>(first_month_.value_or(key.month), key.month);
  dirty_[packed] = true;
}

void Cells::put(BucketKey key, Bucket bucket) {
  first_month_ = std::min<std::int32_t>(first_month_.value_or(key.month), key.month);
  if (bucket.empty()) {
    buckets_.erase(key.packed());
  } else {
    buckets_[key.packed()] = std::move(bucket);
  }
}

const Bucket* Cells::bucket(BucketKey key) const {
  const auto found = buckets_.find(key.packed());
  return found == buckets_.end() ? nullptr : &found->second;
}

std::int64_t Cells::sum(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                        std::int32_t to) const {
  std::int64_t total = 0;
  for (auto month = std::max(from, first_month_.value_or(to)); month < to; ++month) {
    const auto* found = bucket({kpi, component, static_cast<std::int16_t>(month), cell});
    if (found == nullptr) continue;
    for (const auto& occurrence : *found) total += occurrence.n;
  }
  return total;
}

Bucket Cells::merged(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                     std::int32_t to) const {
  Bucket all;
  for (auto month = std::max(from, first_month_.value_or(to)); month < to; ++month) {
    const auto* found = bucket({kpi, component, static_cast<std::int16_t>(month), cell});
    if (found != nullptr) all.insert(all.end(), found->begin(), found->end());
  }
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

std::vector<BucketKey> Cells::take_dirty() {
  std::vector<BucketKey> keys;
  keys.reserve(dirty_.size());
  for (const auto& [packed, changed] : dirty_) keys.push_back(unpacked(packed));
  dirty_.clear();
  return keys;
}

void Cells::clear() {
  buckets_.clear();
  dirty_.clear();
  first_month_.reset();
}

std::optional<std::int32_t> Cells::first_month() const {
  return first_month_;
}

std::string encode_bucket(const Bucket& bucket) {
  std::string out(1, kVersion);
  std::int64_t last = 0;
  for (const auto& occurrence : bucket) {
    put_varint(out, zigzag(occurrence.x - last));
    put_varint(out, zigzag(occurrence.n));
    last = occurrence.x;
  }
  return out;
}

std::optional<Bucket> decode_bucket(std::string_view bytes) {
  if (bytes.empty() || bytes.front() != kVersion) return std::nullopt;
  bytes.remove_prefix(1);
  Bucket bucket;
  std::int64_t x = 0;
  while (!bytes.empty()) {
    const auto step = take_varint(bytes);
    const auto n = take_varint(bytes);
    if (!step || !n || (unzigzag(*step) <= 0 && !bucket.empty())) return std::nullopt;
    const auto by = unzigzag(*step);
    if (by < base::kFarPast.value || by > base::kFarFuture.value) return std::nullopt;
    x += by;
    if (x < base::kFarPast.value || x > base::kFarFuture.value) return std::nullopt;
    bucket.push_back({static_cast<std::int32_t>(x), unzigzag(*n)});
  }
  return bucket;
}

std::optional<std::int32_t> quantile(const Bucket& values, int p) {
  std::int64_t n = 0;
  for (const auto& value : values) n += value.n;
  if (n <= 0) return std::nullopt;
  std::int64_t below = 0;
  for (const auto& value : values) {
    below += value.n;
    if (below * 100 >= n * p) return value.x;
  }
  return values.back().x;
}

}  // namespace mizan::kpi
