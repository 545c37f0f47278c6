// Counting: what cases add to the cells.
#include "kpi/engine.hpp"
#include "kpi/engine_spread_impl.hpp"

namespace mizan::kpi {
namespace {

const DefinitionSet kAll = DefinitionSet().set();

class Appending {
 public:
  explicit Appending(Cells& cells) : cells_(cells) {}

  void one(BucketKey key, std::int32_t x, std::int64_t n) const { cells_.append(key, x, n); }
  void all(CellId cell, std::int16_t month, BundleId id, const std::vector<Bundle>& bundles,
           std::int64_t sign) const {
    cells_.append(cell, month, id, bundles, sign < 0);
  }

 private:
  Cells& cells_;
};

}  // namespace

void Engine::add(const Facts& facts) {
  const auto put = [this](BucketKey key, std::int32_t x, std::int64_t n) { cells_.add(key, x, n); };
  spread(facts, kAll, Totals::kNow, OneByOne(kAll, put));
}

void Engine::add_case(const model::LinkedCase& linked, base::Day today) {
  NameReader names(*names_);
  add(assemble(linked, holders_, today, names));
}

void Engine::count(const Facts& facts) {
  spread(facts, kAll, Totals::kLater, Appending(cells_));
}

void Engine::finish_count() {
  cells_.settle();
  std::vector<BucketKey> parts;
  cells_.for_each([&](BucketKey key) {
    if (cells_.name(key.cell).dimension == wholes_[key.kpi]) parts.push_back(key);
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
