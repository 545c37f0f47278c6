#include "reconcile/held_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "model/case_id.hpp"
#include "model/codes.hpp"

namespace mizan::reconcile {
namespace {

namespace field = model::field;
using model::Record;
using model::SourceCase;

std::string text_of(const Record& record, model::FieldId id, std::string_view without = "") {
  return std::string(record.text(id).value_or(without));
}

std::optional<base::Day> day_of(const Record& record, model::FieldId id, base::Day today) {
  const auto day = record.date(id);
  return day && *day <= today ? day : std::nullopt;
}

std::string number_with_year(const Record& record) {
  auto number = text_of(record, field::fir_no_id);
  const auto year = record.integer(field::fir_year_id);
  if (number.empty() || !year || number.find('/') != number.npos) return number;
  return fmt::format("{}/{}", number, *year);
}

std::string fir_of(const model::LinkedCase& linked) {
  for (const auto& each : linked.cases) {
    const auto number = number_with_year(each.record);
    if (number.empty()) continue;
    const auto station = text_of(each.record, field::police_station_id);
    return station.empty() ? number : number + " " + station;
  }
  for (const auto& each : linked.cases) {
    if (const auto number = each.record.text(field::court_case_no_id)) return std::string(*number);
  }
  return "";
}

std::string case_id_of(const model::LinkedCase& linked) {
  std::string_view province;
  for (const auto& each : linked.cases) {
    if (province.empty()) province = each.record.text(field::province_id).value_or("");
  }
  return model::mint_case_id(province, linked.id.value);
}

// Why a day of disposal does not count as a disposal; empty if it does.
std::string why_uncounted(const Record& record, base::Day today) {
  const auto day = day_of(record, field::disposed_on_id, today);
  if (!day) return "";
  const auto code = record.text(field::disposal_id);
  const auto disposal = code ? model::find_disposal(*code) : std::nullopt;
  const auto said = [&](const std::string& what) {
    return fmt::format("disposed_on {} {}", base::to_iso(*day), what);
  };
  if (!disposal) return said("without a disposal");
  if (!model::is_final(*disposal)) return said("with the disposal " + std::string(*code));
  if (model::closes_before_trial(*disposal) && !day_of(record, field::instituted_on_id, today))
    return said("with the disposal " + std::string(*code) + " before any institution");
  return "";
}

/// Collects the entries of one linked case, each once.
class Collector {
 public:
  Collector(const model::LinkedCase& linked, const Sources& sources, base::Day today)
      : linked_(linked), sources_(sources), today_(today) {}

  HeldCase collect() {
    HeldCase held;
    held.id = linked_.id;
    held.case_id = case_id_of(linked_);
    held.fir = fir_of(linked_);
    for (const auto& each : linked_.cases) {
      const auto holder = static_cast<std::size_t>(sources_.holder_of(each.source));
      held.holders.set(holder);
      if (held.uncounted[holder].empty()) held.uncounted[holder] = why_uncounted(each.record, today_);
    }
    add_firs();
    for (const auto stage : {Stage::kSent, Stage::kReceived, Stage::kFiled}) add_reports(stage);
    for (const auto stage : {Stage::kInstituted, Stage::kDisposed}) add_cases(stage);
    held.entries = std::move(entries_);
    return held;
  }

 private:
  /// What tells two entries of a holder and stage apart: report type, or court and number; the day; and where
  /// a source says that several times, which time it is.
  using Identity = std::tuple<model::Holder, std::string, std::string, base::Day, int>;

  Place place_of(const SourceCase& of) const {
    const auto known = [](std::string text) { return text.empty() ? std::string("_U") : text; };
    return {known(text_of(of.record, field::province_id, sources_.province_of(of.source))),
            known(text_of(of.record, field::district_id)),
            known(text_of(of.record, field::police_station_id))};
  }

  Entry entry(Stage stage, const SourceCase& of, base::Day day, std::string key) const {
    return {stage,         sources_.holder_of(of.source), day, place_of(of), of.source, of.record.key,
            std::move(key)};
  }

  void add_firs() {
    std::map<model::Holder, Entry> first;
    for (const auto& each : linked_.cases) {
      const auto day = day_of(each.record, field::fir_on_id, today_);
      if (!day) continue;
      auto found = entry(Stage::kFirs, each, *day, "");
      const auto at = first.find(found.holder);
      if (at == first.end())
        first.emplace(found.holder, std::move(found));
      else if (found.day < at->second.day)
        at->second = std::move(found);
    }
    for (auto& [holder, found] : first) entries_.push_back(std::move(found));
  }

  void add_reports(Stage stage) {
    std::set<Identity> met;
    for (const auto& each : linked_.cases) {
      for (const auto& report : each.children) {
        if (report.kind != model::Kind::kReport) continue;
        const auto day = day_of(report, info_of(stage).day, today_);
        if (day)
          add_once(met, entry(stage, each, *day, report.key), text_of(report, field::report_type_id), "");
      }
    }
  }

  void add_cases(Stage stage) {
    std::set<Identity> met;
    for (const auto& each : linked_.cases) {
      const auto day = day_of(each.record, info_of(stage).day, today_);
      if (!day || (stage == Stage::kDisposed && !why_uncounted(each.record, today_).empty())) continue;
      const auto number = text_of(each.record, field::court_case_no_id);
      add_once(met, entry(stage, each, *day, ""), number.empty() ? "" : text_of(each.record, field::court_id),
               number);
    }
  }

  // A number names one case, however many records have it; what has none is told apart by how often its
  // source says it.
  void add_once(std::set<Identity>& met, Entry found, std::string what, std::string number) {
    Identity identity{found.holder, std::move(what), std::move(number), found.day, 0};
    if (std::get<2>(identity).empty()) {
      auto& times = times_[{static_cast<int>(found.stage), found.source, std::get<1>(identity), found.day}];
      std::get<4>(identity) = times++;
    }
    if (met.insert(std::move(identity)).second) entries_.push_back(std::move(found));
  }

  const model::LinkedCase& linked_;
  const Sources& sources_;
  base::Day today_;
  std::vector<Entry> entries_;
  std::map<std::tuple<int, model::SourceId, std::string, base::Day>, int> times_;
};

}  // namespace

HeldCase held_case(const model::LinkedCase& linked, const Sources& sources, base::Day today) {
  return Collector(linked, sources, today).collect();
}

}  // namespace mizan::reconcile
