#include "pipeline/past_kpis.hpp"

#include "pipeline/receipts.hpp"

namespace mizan::pipeline {

base::Result<> count_past(store::Past& past, kpi::Engine& engine, const FactsSeen& seen) {
  MIZAN_ASSIGN(const auto days, past.receipt_days());
  engine.set_receipts(receipts_of(engine, days, AsOf::kNow));
  const auto today = base::karachi_day(past.moment());
  kpi::NameReader names(engine.names());
  MIZAN_TRY(
      past.for_each_case(&kpi::fields_of_facts(), [&](const model::LinkedCase& linked) -> base::Result<> {
        const auto facts = kpi::assemble(linked, engine.holders(), today, names);
        engine.count(facts);
        if (seen) seen(linked.id, facts);
        return {};
      }));
  engine.finish_count();
  return {};
}

}  // namespace mizan::pipeline
