#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/civil.hpp"
#include "base/clock.hpp"
#include "model/change.hpp"

namespace mizan::model {

/// A half-open span of civil days (KPIS rule 1), with its label: "2026-03", "2026-Q1", "2026", "FY2025-26".
struct Period {
  std::string label;
  base::Day from;
  base::Day to;  ///< first day after it

  friend bool operator==(const Period&, const Period&) = default;
};

/// Reads a label. Nothing if it is none.
std::optional<Period> parse_period(std::string_view label);

enum class Granularity : std::uint8_t { kMonth, kQuarter, kYear, kFiscalYear };

std::string_view granularity_name(Granularity granularity);
std::optional<Granularity> find_granularity(std::string_view name);

/// The period of that granularity which a day falls in.
Period period_of(base::Day day, Granularity granularity);

/// An exact fraction; the published value is rounded from it. denominator 0: no value.
struct Fraction {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
  friend bool operator==(const Fraction&, const Fraction&) = default;
};

/// Rounded half up to 4 decimals (KPIS §1), as text without trailing zeros: "93.1", "412", "33.3333".
std::string format_value(const Fraction& value);

enum class KpiStatus : std::uint8_t { kNotApplicable, kNotAvailable, kSuppressed, kProvisional, kNormal };

std::string_view kpi_status_name(KpiStatus status);

/// Where a value belongs: which KPI, which statistic, which part of the country, which slice.
struct KpiCellKey {
  std::string kpi;
  int version = 1;
  std::string stat;       ///< "value", "p50" or "p90"
  std::string province;   ///< "_T" for the nation
  std::string dimension;  ///< "total", "district", "court", "prosecutor", "offence_group" …
  std::string member;     ///< "_T" for total, "_U" for unknown, else the district, court …

  friend auto operator<=>(const KpiCellKey&, const KpiCellKey&) = default;
};

/// Units left out of a value, by why (KPIS §1).
struct Excluded {
  std::int64_t missing = 0;
  std::int64_t not_observed = 0;
  std::int64_t negative = 0;
  std::int64_t no_limit = 0;
  friend bool operator==(const Excluded&, const Excluded&) = default;
};

/// "used of all", for the places and for the records behind a value.
struct Share {
  std::int64_t used = 0;
  std::int64_t all = 0;
  friend bool operator==(const Share&, const Share&) = default;
};

/// How far a source reaches: per source, horizon and newest change (KPIS §1).
struct Freshness {
  std::string source;
  std::optional<base::Day> horizon;
  base::Micros newest_change = 0;
  friend bool operator==(const Freshness&, const Freshness&) = default;
};

/// One KPI result with all that it must carry (KPIS §1).
struct KpiResult {
  KpiCellKey key;
  std::string unit;  ///< "cases", "percent", "days", "hearings", "accused", "firs" …
  Period period;
  std::optional<Fraction> value;            ///< absent: null
  std::optional<std::int64_t> numerator;    ///< absent where the form has none
  std::optional<std::int64_t> denominator;  ///< quantiles: n
  Excluded excluded;
  Share places;
  Share records;
  std::vector<Freshness> fresh_to;
  base::Micros known_at = 0;
  KpiStatus status = KpiStatus::kNormal;
};

/// A published value that changed: an update before the period's end, a restatement after it.
struct KpiChange {
  KpiResult now;
  std::optional<Fraction> previous;  ///< absent: there was no value
  bool first = false;                ///< the cell had never been published
  bool restatement = false;          ///< the period had ended
  /// Records behind the change, by ChangeReason.
  std::int64_t records[kChangeReasonCount] = {};
  /// What else moved the value: a definition, the config, the clock, a first load.
  std::optional<ChangeReason> cause;
};

}  // namespace mizan::model
