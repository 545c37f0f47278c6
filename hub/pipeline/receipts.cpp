#include "pipeline/receipts.hpp"

#include <algorithm>
#include <set>

namespace mizan::pipeline {
namespace {

bool is_counted(const store::ReceiptDay& day) {
  return day.received == day.counted_received && day.quarantined == day.counted_quarantined;
}

// The unknown one, as the cells call it, of a source that declares none.
std::string province_of(const kpi::Engine& engine, model::SourceId source) {
  for (const auto& state : engine.sources()) {
    if (state.declaration.id == source && !state.declaration.province.empty())
      return state.declaration.province;
  }
  return "_U";
}

std::vector<model::Period> periods_of(const std::vector<store::ReceiptDay>& days,
                                      const std::vector<model::Granularity>& published) {
  std::vector<model::Period> periods;
  std::set<std::string> known;
  for (const auto& day : days) {
    for (const auto granularity : published) {
      auto period = model::period_of(day.day, granularity);
      if (known.insert(period.label).second) periods.push_back(std::move(period));
    }
  }
  return periods;
}

std::int64_t received_in(const std::vector<kpi::Receipt>& receipts, const model::KpiResult& value) {
  std::int64_t received = 0;
  for (const auto& receipt : receipts) {
    const bool here = value.key.province == "_T" || value.key.province == receipt.province;
    if (here && receipt.day >= value.period.from && receipt.day < value.period.to)
      received += receipt.received;
  }
  return received;
}

}  // namespace

std::vector<kpi::Receipt> receipts_of(const kpi::Engine& engine, const std::vector<store::ReceiptDay>& days,
                                      AsOf as_of) {
  std::vector<kpi::Receipt> receipts;
  for (const auto& day : days) {
    const bool now = as_of == AsOf::kNow;
    receipts.push_back({province_of(engine, day.source), day.day, now ? day.received : day.counted_received,
                        now ? day.quarantined : day.counted_quarantined});
  }
  return receipts;
}

bool has_uncounted(const std::vector<store::ReceiptDay>& days) {
  return !std::all_of(days.begin(), days.end(), is_counted);
}

std::vector<model::KpiChange> count_receipts(kpi::Engine& engine, const std::vector<store::ReceiptDay>& days,
                                             const std::vector<model::Granularity>& published,
                                             base::Micros now) {
  std::vector<store::ReceiptDay> uncounted;
  std::copy_if(days.begin(), days.end(), std::back_inserter(uncounted),
               [](const store::ReceiptDay& day) { return !is_counted(day); });
  if (uncounted.empty()) return {};
  const auto today = base::karachi_day(now);
  const auto periods = periods_of(uncounted, published);
  const auto values = [&] {
    std::vector<model::KpiResult> all;
    for (const auto& definition : engine.definitions()) {
      if (definition.form != kpi::Form::kReceipts || !engine.is_in_force(definition, today)) continue;
      auto some = engine.values({definition.id, periods, {}, ""}, today, now);
      std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    return all;
  };
  const auto before = values();
  engine.set_receipts(receipts_of(engine, days, AsOf::kNow));
  auto changes = engine.changes_between(before, values(), today, now);
  for (auto& day : uncounted) day.received -= day.counted_received;
  const auto news = receipts_of(engine, uncounted, AsOf::kNow);
  for (auto& change : changes) {
    change.records[static_cast<std::size_t>(model::ChangeReason::kLate)] =
        std::max<std::int64_t>(received_in(news, change.now), 0);
  }
  return changes;
}

}  // namespace mizan::pipeline
