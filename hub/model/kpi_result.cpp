#include "model/kpi_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "model/change.hpp"

namespace mizan::model {
namespace {

// Products of two 64-bit counts; every compiler this project supports has it.
__extension__ using Wide = __int128;

constexpr std::array<std::string_view, 4> kGranularities = {"month", "quarter", "year", "fiscal_year"};
constexpr std::array<std::string_view, 5> kStatuses = {"not_applicable", "not_available", "suppressed",
                                                       "provisional", "normal"};
constexpr std::array<std::string_view, kChangeReasonCount> kReasons = {
    "late", "reopened", "corrected", "deleted", "relinked", "definition", "config", "clock"};

Period months(std::string label, int year, int month, int count) {
  const auto first = (year - 1970) * 12 + month - 1;
  return {std::move(label), base::month_start(first), base::month_start(first + count)};
}

bool plain_year(std::int64_t year) {
  return year >= 1000 && year <= 9999;
}

Period fiscal_year(int start) {
  return months(fmt::format("FY{}-{:02}", start, (start + 1) % 100), start, 7, 12);
}

std::optional<Period> parse_fiscal_year(std::string_view label) {
  if (label.size() != 9 || label[6] != '-') return std::nullopt;
  const auto start = base::parse_int(label.substr(2, 4));
  if (!start || !plain_year(*start)) return std::nullopt;
  auto period = fiscal_year(static_cast<int>(*start));
  if (period.label != label) return std::nullopt;
  return period;
}

}  // namespace

std::optional<Period> parse_period(std::string_view label) {
  if (label.starts_with("FY")) return parse_fiscal_year(label);
  const auto year = base::parse_int(label.substr(0, 4));
  if (label.size() < 4 || !year || !plain_year(*year)) return std::nullopt;
  const auto y = static_cast<int>(*year);
  if (label.size() == 4) return months(std::string(label), y, 1, 12);
  if (label.size() != 7 || label[4] != '-') return std::nullopt;
  if (label[5] == 'Q') {
    if (label[6] < '1' || label[6] > '4') return std::nullopt;
    return months(std::string(label), y, (label[6] - '1') * 3 + 1, 3);
  }
  const auto month = base::parse_int(label.substr(5));
  if (!month || *month < 1 || *month > 12) return std::nullopt;
  return months(std::string(label), y, static_cast<int>(*month), 1);
}

std::string_view granularity_name(Granularity granularity) {
  return kGranularities[static_cast<std::size_t>(granularity)];
}

std::optional<Granularity> find_granularity(std::string_view name) {
  const auto* found = std::find(kGranularities.begin(), kGranularities.end(), name);
  if (found == kGranularities.end()) return std::nullopt;
  return static_cast<Granularity>(found - kGranularities.begin());
}

Period period_of(base::Day day, Granularity granularity) {
  const auto date = base::split_day(day);
  switch (granularity) {
    case Granularity::kMonth:
      return months(fmt::format("{:04}-{:02}", date.year, date.month), date.year, date.month, 1);
    case Granularity::kQuarter: {
      const int quarter = (date.month - 1) / 3;
      return months(fmt::format("{:04}-Q{}", date.year, quarter + 1), date.year, quarter * 3 + 1, 3);
    }
    case Granularity::kYear:
      return months(fmt::format("{:04}", date.year), date.year, 1, 12);
    case Granularity::kFiscalYear:
      return fiscal_year(date.month >= 7 ? date.year : date.year - 1);
  }
  return {};
}

std::string format_value(const Fraction& value) {
  // Half up means away from zero only for positive values; floor(x + 1/2) is the rule for every sign.
  const auto scaled = static_cast<Wide>(value.numerator) * 10'000 * 2 + value.denominator;
  const auto divisor = static_cast<Wide>(value.denominator) * 2;
  auto rounded = scaled / divisor;
  if (scaled % divisor != 0 && scaled < 0) --rounded;
  const bool negative = rounded < 0;
  const auto magnitude = static_cast<std::uint64_t>(negative ? -rounded : rounded);
  auto text = fmt::format("{}{}.{:04}", negative ? "-" : "", magnitude / 10'000, magnitude % 10'000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string_view kpi_status_name(KpiStatus status) {
  return kStatuses[static_cast<std::size_t>(status)];
}

std::string_view change_reason_name(ChangeReason reason) {
  return kReasons[static_cast<std::size_t>(reason)];
}

}  // namespace mizan::model
