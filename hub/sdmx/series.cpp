#include "sdmx/series.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sdmx/identifier.hpp"

namespace mizan::sdmx {
namespace {

base::Error wrong(std::string text) {
  return {base::Code::kData, std::move(text)};
}

constexpr std::string_view kReportingYear = "-A1";

bool is_fiscal(std::string_view label) {
  return label.starts_with("FY");
}

std::string_view frequency_of(std::string_view label) {
  if (is_fiscal(label)) return "FY";
  if (label.size() == 4) return "A";
  return label.find('Q') != std::string_view::npos ? "Q" : "M";
}

base::Result<std::vector<std::string>> codes_of(std::string_view position) {
  std::vector<std::string> codes;
  if (position.empty() || position == "*") return codes;
  for (const auto each : base::split(position, '+')) {
    auto code = code_of(each);
    if (!code || code->empty())
      return wrong("the key has \"" + std::string(each) + "\", which is no identifier");
    codes.push_back(std::move(*code));
  }
  return codes;
}

// FY2025-26 and 2025-A1.
std::string time_period_of(std::string_view label) {
  if (!is_fiscal(label)) return std::string(label);
  return std::string(label.substr(2, 4)) + std::string(kReportingYear);
}

base::Result<std::string> label_in(std::string_view text) {
  const auto calendar = model::parse_period(text);
  if (calendar && !is_fiscal(text)) return std::string(text);
  if (text.ends_with(kReportingYear)) {
    const auto first_half =
        model::parse_period(std::string(text.substr(0, text.size() - kReportingYear.size())) + "-07");
    if (first_half) return model::period_of(first_half->from, model::Granularity::kFiscalYear).label;
  }
  return wrong(
      "c[TIME_PERIOD] is of 2026, 2026-Q1 or 2026-03, or 2025-A1, the fiscal year that begins in 2025");
}

}  // namespace

Key key_of(const model::KpiResult& result) {
  const auto& key = result.key;
  return {std::string(frequency_of(result.period.label)),
          identifier_of(key.province),
          identifier_of(key.kpi),
          identifier_of(key.stat),
          identifier_of(key.dimension),
          identifier_of(key.member),
          time_period_of(result.period.label)};
}

std::string_view reporting_year_start_day(const model::KpiResult& result) {
  return is_fiscal(result.period.label) ? "--07-01" : "";
}

std::optional<model::Granularity> granularity_of(std::string_view frequency) {
  if (frequency == "A") return model::Granularity::kYear;
  if (frequency == "FY") return model::Granularity::kFiscalYear;
  if (frequency == "Q") return model::Granularity::kQuarter;
  if (frequency == "M") return model::Granularity::kMonth;
  return std::nullopt;
}

bool Wanted::wants(std::size_t dimension, std::string_view code) const {
  const auto& list = codes[dimension];
  return list.empty() || std::find(list.begin(), list.end(), code) != list.end();
}

base::Result<Wanted> parse_key(std::string_view text) {
  Wanted wanted;
  if (text.empty() || text == "*" || text == "all") return wanted;
  const auto positions = base::split(text, '.');
  if (positions.size() != kSeriesDimensions)
    return wrong("the key has six positions: FREQ.REF_AREA.KPI.STAT.BREAKDOWN.MEMBER, * for all of one");
  for (std::size_t i = 0; i < kSeriesDimensions; ++i) {
    MIZAN_ASSIGN(wanted.codes[i], codes_of(positions[i]));
  }
  for (const auto& frequency : wanted.codes[0]) {
    if (!granularity_of(frequency)) return wrong("FREQ is A, FY, Q or M");
  }
  return wanted;
}

base::Result<> narrow_time(Wanted& wanted, std::string_view text) {
  if (text.empty()) return {};
  for (const auto part : base::split(text, '+')) {
    const auto colon = part.find(':');
    const auto operation = colon == std::string_view::npos ? "eq" : part.substr(0, colon);
    MIZAN_ASSIGN(const auto period,
                 label_in(colon == std::string_view::npos ? part : part.substr(colon + 1)));
    if (operation != "ge" && operation != "le" && operation != "eq")
      return wrong("c[TIME_PERIOD] knows ge:, le: and eq:, with + between two");
    if (operation != "le") wanted.from = period;
    if (operation != "ge") wanted.to = period;
  }
  return {};
}

std::string_view status_of(const model::KpiResult& result) {
  switch (result.status) {
    case model::KpiStatus::kNotApplicable:
      return "M";
    case model::KpiStatus::kNotAvailable:
      return "L";
    case model::KpiStatus::kSuppressed:
      return "Q";
    default:
      break;
  }
  if (!result.value || result.value->denominator == 0) return "O";
  return result.status == model::KpiStatus::kProvisional ? "P" : "A";
}

}  // namespace mizan::sdmx
