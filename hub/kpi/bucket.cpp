// The byte form of a bucket.
#include "kpi/cells.hpp"
#include "kpi/varint.hpp"

namespace mizan::kpi {
namespace {

constexpr char kVersion = 1;

}  // namespace

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

}  // namespace mizan::kpi
