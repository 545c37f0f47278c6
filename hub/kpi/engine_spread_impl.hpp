#pragma once
// Private to this folder: from a case to the buckets it adds to. A recount goes through here a hundred times
// a case, so that what is done with each addition must be known where this is compiled.
#include "kpi/contribution_impl.hpp"
#include "kpi/engine.hpp"

namespace mizan::kpi {

inline NameId known_or_unknown(NameId name) {
  return name == kNoName ? kUnknownName : name;
}

inline CellId Engine::cell_of(NameId province, Dimension dimension, NameId member) {
  return recall_.cell_of(province, dimension, member, [&] { return cells_.id(province, dimension, member); });
}

template <class Put>
void Engine::spread(const Facts& facts, Totals totals, const Put& put) {
  spread(facts, totals, put, [&](std::size_t) { return &facts; });
}

template <class Put, class Choose>
void Engine::spread(const Facts& facts, Totals totals, const Put& put, const Choose& choose) {
  const auto province = known_or_unknown(facts.province);
  const auto& observed = observed_in(facts.province);
  Setting setting{true, names_->text(province)};
  for (std::size_t k = 0; k < definitions_.size(); ++k) {
    const Facts* chosen = choose(k);
    if (chosen == nullptr) continue;
    const bool later = totals == Totals::kLater && by_district_[k];
    setting.observed = observed[k];
    contribute(*chosen, definitions_[k], setting, [&](const Contribution& part) {
      if (later && part.dimension == Dimension::kTotal) return;
      BucketKey key{static_cast<std::uint8_t>(k), part.component, recall_.month_of(part.day),
                    cell_of(province, part.dimension, known_or_unknown(part.member))};
      put(key, part.x, part.n);
      if (part.dimension != Dimension::kTotal) return;
      key.cell = nation_;
      put(key, part.x, part.n);
    });
  }
}

}  // namespace mizan::kpi
