#pragma once
#include <vector>

#include "kpi/engine.hpp"
#include "store/store.hpp"

namespace mizan::pipeline {

/// What the KPIs take a day's receipts from.
enum class AsOf : std::uint8_t { kCounted, kNow };

/// The receipts by province, for the engine. Call it after Engine::set_sources.
std::vector<kpi::Receipt> receipts_of(const kpi::Engine& engine, const std::vector<store::ReceiptDay>& days,
                                      AsOf as_of);

/// Whether there are receipts that the KPIs have not counted.
bool has_uncounted(const std::vector<store::ReceiptDay>& days);

/// Gives the engine the receipts of now, and returns the published values that this changes. The records
/// behind them are those received since.
std::vector<model::KpiChange> count_receipts(kpi::Engine& engine, const std::vector<store::ReceiptDay>& days,
                                             const std::vector<model::Granularity>& published,
                                             base::Micros now);

}  // namespace mizan::pipeline
