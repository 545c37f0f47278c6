// Counting: what cases add to the cells.
#include "kpi/engine.hpp"
#include "kpi/engine_spread_impl.hpp"

namespace mizan::kpi {

void Engine::add(const Facts& facts) {
  spread(facts, Totals::kNow,
         [this](BucketKey key, std::int32_t x, std::int64_t n) { cells_.add(key, x, n); });
}

void Engine::add_case(const model::LinkedCase& linked, base::Day today) {
  NameReader names(*names_);
  add(assemble(linked, holders_, today, names));
}

void Engine::count(const Facts& facts) {
  spread(facts, Totals::kLater,
         [this](BucketKey key, std::int32_t x, std::int64_t n) { cells_.append(key, x, n); });
}

void Engine::finish_count() {
  cells_.settle();
  std::vector<BucketKey> parts;
  cells_.for_each([&](BucketKey key) {
    if (by_district_[key.kpi] && cells_.name(key.cell).dimension == Dimension::kDistrict)
      parts.push_back(key);
  });
  for (auto key : parts) {
    const auto bucket = cells_.bucket(key);
    const auto province = cells_.id(std::string(cells_.name(key.cell).province), Dimension::kTotal, "_T");
    for (const auto whole : {province, nation_}) {
      key.cell = whole;
      for (const auto& occurrence : bucket) cells_.append(key, occurrence.x, occurrence.n);
    }
  }
  cells_.settle();
}

void Engine::absorb(Engine&& other) {
  other.cells_.settle();
  cells_.merge(other.cells_);
}

}  // namespace mizan::kpi
