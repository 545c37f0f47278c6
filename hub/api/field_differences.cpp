#include "api/field_differences.hpp"

#include <algorithm>

namespace mizan::api {
namespace {

bool is_wanted(const reconcile::HeldCase& held, const reconcile::Selection& selection) {
  return held.holders.count() > 1 && std::ranges::any_of(held.entries, [&](const reconcile::Entry& entry) {
           return selection.wants(entry.stage) && selection.wants(selection.cell_of(entry));
         });
}

// Counts the fields and leaves those that differ.
void count(std::vector<SharedValue>& shared, FieldDifferences& into) {
  for (const auto& each : shared) {
    auto& sum = into.fields[each.field];
    ++sum.shared;
    if (each.differs) ++sum.differ;
  }
  std::erase_if(shared, [](const SharedValue& each) { return !each.differs; });
}

}  // namespace

base::Result<FieldDifferences> field_differences(store::Store& store, const reconcile::Selection& selection,
                                                 const reconcile::Sources& sources, base::Day today,
                                                 model::LinkedCaseId after, std::size_t limit) {
  FieldDifferences result;
  MIZAN_ASSIGN(const auto rows, store.sources());
  MIZAN_ASSIGN(const auto head, store.head());
  const auto look_at = [&](const reconcile::HeldCase& held) -> base::Result<> {
    if (!is_wanted(held, selection)) return {};
    MIZAN_ASSIGN(const auto linked, store.load_case(held.id, head));
    if (!linked) return {};
    auto shared = shared_values(*linked, rows);
    count(shared, result);
    if (shared.empty()) return {};
    ++result.cases;
    if (held.id <= after) return {};
    if (result.page.size() == limit)
      result.more = true;
    else
      result.page.push_back({held.id, held.case_id, held.fir, std::move(shared)});
    return {};
  };
  MIZAN_TRY(reconcile::for_each_held(store, selection, sources, today, look_at));
  return result;
}

}  // namespace mizan::api
