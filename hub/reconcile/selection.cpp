#include "reconcile/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"

namespace mizan::reconcile {
namespace {

using model::Granularity;

base::Error bad(std::string what) {
  return {base::Code::kData, std::move(what)};
}

std::optional<Granularity> granularity_of(const model::Period& period) {
  for (const auto each :
       {Granularity::kMonth, Granularity::kQuarter, Granularity::kYear, Granularity::kFiscalYear}) {
    if (model::period_of(period.from, each) == period) return each;
  }
  return std::nullopt;
}

base::Result<model::Period> month_of(const std::string& label, std::string_view name) {
  const auto period = model::parse_period(label);
  if (!period || granularity_of(*period) != Granularity::kMonth)
    return bad(fmt::format("{} is a month: 2026-03", name));
  return *period;
}

base::Result<> read_months(const Question& question, Selection& out) {
  MIZAN_ASSIGN(auto month, month_of(question.from, "from"));
  MIZAN_ASSIGN(const auto last, month_of(question.to.empty() ? question.from : question.to, "to"));
  if (last.from < month.from) return bad("to is before from");
  while (month.from <= last.from) {
    if (out.periods.size() == kMostPeriods)
      return bad(fmt::format("these are more than {} months: ask for fewer", kMostPeriods));
    out.periods.push_back(month);
    month = model::period_of(month.to, Granularity::kMonth);
  }
  return {};
}

base::Result<> read_periods(const Question& question, Selection& out) {
  if (question.period.empty()) {
    if (question.from.empty())
      return bad(
          "say which period: a month 2026-03, a quarter 2026-Q1, a year 2026, "
          "FY2025-26, or from and to");
    return read_months(question, out);
  }
  if (!question.from.empty() || !question.to.empty()) return bad("say either a period, or from and to");
  const auto period = model::parse_period(question.period);
  const auto granularity = period ? granularity_of(*period) : std::nullopt;
  if (!granularity) return bad("the period is a month 2026-03, a quarter 2026-Q1, a year 2026 or FY2025-26");
  out.periods.push_back(*period);
  out.granularity = *granularity;
  return {};
}

base::Result<> read_level(const Question& question, Selection& out) {
  constexpr std::array kLevels = {Level::kProvince, Level::kDistrict, Level::kStation};
  if (question.by.empty()) {
    out.level = question.station.empty() ? Level::kDistrict : Level::kStation;
  } else {
    const auto found = std::ranges::find(kLevels, question.by, level_name);
    if (found == kLevels.end()) return bad("by is province, district or station");
    out.level = *found;
  }
  if (!question.district.empty() && question.province.empty())
    return bad("name the province of the district");
  if (!question.station.empty() && question.district.empty()) return bad("name the district of the station");
  if (!question.district.empty() && out.level == Level::kProvince)
    return bad("a district is no province: by is district or station there");
  if (!question.station.empty() && out.level != Level::kStation)
    return bad("by is station where a station is named");
  return {};
}

base::Result<> read_holders(const std::string& text, Selection& out) {
  const auto holders = all_holders();
  if (text.empty()) {
    out.holders.assign(holders.begin(), holders.end());
    return {};
  }
  const auto names = base::split(text, ',');
  for (const auto& name : names) {
    const auto holder = model::find_holder(name);
    if (!holder) return bad("between is two of police, prosecution, court and prison: police,court");
    out.holders.push_back(*holder);
  }
  std::ranges::sort(out.holders);
  if (names.size() != 2 || out.holders[0] == out.holders[1])
    return bad("between is two of police, prosecution, court and prison: police,court");
  return {};
}

}  // namespace

std::string_view level_name(Level level) {
  constexpr std::array<std::string_view, 3> kNames = {"province", "district", "station"};
  return kNames[static_cast<std::size_t>(level)];
}

Cell Selection::cell_of(const Entry& entry) const {
  Cell cell{model::period_of(entry.day, granularity).label, {entry.place.province, "", ""}};
  if (level != Level::kProvince) cell.place.district = entry.place.district;
  if (level == Level::kStation) cell.place.station = entry.place.station;
  return cell;
}

const model::Period* Selection::period(std::string_view label) const {
  const auto found = std::ranges::find(periods, label, &model::Period::label);
  return found == periods.end() ? nullptr : &*found;
}

bool Selection::wants(const Cell& cell) const {
  const auto fits = [](const std::string& wanted, const std::string& is) {
    return wanted.empty() || wanted == is;
  };
  return period(cell.period) != nullptr && fits(province, cell.place.province) &&
         fits(district, cell.place.district) && fits(station, cell.place.station);
}

bool Selection::wants(Stage stage) const {
  return std::ranges::find(stages, stage) != stages.end();
}

base::Result<Selection> selection_of(const Question& question) {
  Selection out;
  MIZAN_TRY(read_periods(question, out));
  MIZAN_TRY(read_level(question, out));
  MIZAN_TRY(read_holders(question.between, out));
  out.province = question.province;
  out.district = question.district;
  out.station = question.station;
  const auto stage = find_stage(question.stage);
  if (!question.stage.empty() && !stage)
    return bad("the stage is firs, sent, received, filed, instituted or disposed");
  for (const auto& each : all_stages()) {
    if (!stage || each.stage == *stage) out.stages.push_back(each.stage);
  }
  return out;
}

}  // namespace mizan::reconcile
