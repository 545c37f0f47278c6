#include "api/stored_facts.hpp"

namespace mizan::api {

base::Result<> for_each_facts(
    store::Store& store, const kpi::Engine& engine,
    const std::function<base::Result<>(model::LinkedCaseId, const kpi::Facts&)>& visit) {
  kpi::Facts facts;
  return store.for_each_facts([&](const store::FactsView& row) -> base::Result<> {
    // Asked for each: the facts may be younger than the call, and their names with them.
    if (!kpi::decode_facts(row.data, engine.names().size(), facts))
      return base::Error{base::Code::kStore,
                         "the facts of a case cannot be read: run `mizan kpi rebuild --from-records`"};
    return visit(row.id, facts);
  });
}

}  // namespace mizan::api
