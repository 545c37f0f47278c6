#include "normalize/place_resolver.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mizan::normalize {
namespace {

namespace field = model::field;
using model::FieldId;
using model::Finding;

constexpr std::size_t kMostKept = 65'536;
constexpr std::string_view kUnmatched = "unmatched_place";
constexpr std::string_view kNotValid = "place_not_valid";

std::string text_of(const model::Record& record, FieldId id) {
  return std::string(record.text(id).value_or(std::string_view{}));
}

void put_back(model::Record& record, FieldId id) {
  const auto native = record.native(id);
  if (!native) return;
  const std::string given(*native);
  record.erase(id);
  record.set_text(id, given);
}

}  // namespace

/// The record at hand.
struct PlaceResolver::Of {
  model::Record& record;
  std::vector<Finding>& findings;
  base::Day day = day_of(record);

  void set(FieldId id, std::string_view given, const std::optional<PlaceFound>& found) {
    record.set_native(id, given);
    if (!found) {
      findings.push_back({std::string(kUnmatched), id, std::string(given)});
      return;
    }
    record.set_text(id, found->code);
    if (!found->valid) not_valid(id, found->code);
  }
  void not_valid(FieldId id, std::string_view code) {
    findings.push_back({std::string(kNotValid), id, fmt::format("{} on {}", code, base::to_iso(day))});
  }
};

base::Day PlaceResolver::day_of(const model::Record& record) {
  for (const auto id : {field::fir_on_id, field::instituted_on_id, field::occurred_on_id,
                        field::disposed_on_id, field::held_on_id}) {
    if (const auto day = record.date(id)) return *day;
  }
  const auto year = record.integer(field::fir_year_id);
  const auto last = year ? base::make_day(static_cast<int>(*year), 12, 31) : std::nullopt;
  return last.value_or(PlaceTable::kNow);
}

const PlaceMeanings* PlaceResolver::meanings(PlaceLevel level, std::string_view scope,
                                             std::string_view text) {
  key_.assign(1, static_cast<char>('0' + static_cast<int>(level)));
  key_.append(scope).append("|").append(text);
  if (const auto known = memo_.find(std::string_view(key_)); known != memo_.end()) return known->second;
  if (memo_.size() >= kMostKept) memo_.clear();
  return memo_.emplace(key_, rules_.table->meanings(level, scope, text)).first->second;
}

std::optional<PlaceFound> PlaceResolver::look_up(PlaceLevel level, std::string_view scope,
                                                 std::string_view text, base::Day day) {
  const auto* found = meanings(level, scope, text);
  return found == nullptr ? std::nullopt : rules_.table->on_day(*found, day);
}

// In the district; else in what it was before, or became, by the rows of that time: the same ground under
// another name. A row that holds beside the district is another district's, and not looked at.
std::optional<PlaceFound> PlaceResolver::station(std::string_view district, std::string_view text,
                                                 base::Day day) {
  if (auto found = look_up(PlaceLevel::kStation, district, text, day)) return found;
  const auto& table = *rules_.table;
  for (const auto relative : table.relatives(district)) {
    const auto* spelled = meanings(PlaceLevel::kStation, relative, text);
    if (spelled == nullptr) continue;
    PlaceMeanings apart;
    std::copy_if(spelled->begin(), spelled->end(), std::back_inserter(apart),
                 [&](const PlaceMeaning& meaning) { return !table.is_beside(district, meaning); });
    if (apart.empty()) continue;
    if (auto found = table.on_day(apart, day)) return found;
  }
  const auto* by_code = table.find(text);
  if (by_code == nullptr || by_code->level != PlaceLevel::kStation) return std::nullopt;
  return PlaceFound{by_code->code, table.find(text, day) != nullptr};
}

void PlaceResolver::resolve_province(Of& of) const {
  const auto province = of.record.text(field::province_id);
  const auto* table = rules_.table.get();
  if (!province && !rules_.province.empty()) {
    const auto code = table != nullptr ? table->find_province(rules_.province) : std::nullopt;
    of.record.set_text(field::province_id, code.value_or(rules_.province));
  } else if (province && table != nullptr && !rules_.province_by_codes) {
    const auto code = table->find_province(*province);
    of.set(field::province_id, std::string(*province),
           code ? std::optional(PlaceFound{*code, true}) : std::nullopt);
  }
}

// As the source gives it, which may be the name of before or after the day; empty if it gives none.
std::string PlaceResolver::given_district(Of& of) {
  const auto given = of.record.text(field::district_id);
  if (!given || rules_.district_by_codes) return text_of(of.record, field::district_id);
  const std::string text(*given);
  const auto found = look_up(PlaceLevel::kDistrict, text_of(of.record, field::province_id), text, of.day);
  of.set(field::district_id, text, found);
  return text_of(of.record, field::district_id);
}

std::optional<PlaceFound> PlaceResolver::court(Of& of, std::string_view province, base::Day day) {
  const auto given = of.record.text(field::court_id);
  if (!given || !rules_.table->has_any(PlaceLevel::kCourt, province)) return std::nullopt;
  const std::string text(*given);
  const auto found = look_up(PlaceLevel::kCourt, province, text, day);
  of.set(field::court_id, text, found);
  return found;
}

void PlaceResolver::resolve_station(Of& of, const std::string& district) {
  const auto given = of.record.text(field::police_station_id);
  if (!given || district.empty()) return;
  const auto& table = *rules_.table;
  const std::string text(*given);
  const auto found = station(district, text, of.day);
  if (!found) {
    const auto relatives = table.relatives(district);
    const bool listed = table.has_any(PlaceLevel::kStation, district) ||
                        std::any_of(relatives.begin(), relatives.end(), [&](std::string_view relative) {
                          return table.has_any(PlaceLevel::kStation, relative);
                        });
    if (listed) of.findings.push_back({std::string(kUnmatched), field::police_station_id, text});
    return;
  }
  of.set(field::police_station_id, text, found);
  const auto* row = table.find(found->code, of.day);
  if (row != nullptr) of.record.set_text(field::district_id, row->parent);
}

void PlaceResolver::resolve(model::Record& record, std::vector<Finding>& findings) {
  Of of{record, findings};
  if (record.kind == model::Kind::kHearing) {
    if (rules_.table) court(of, rules_.province, of.day);
    return;
  }
  if (record.kind != model::Kind::kCase) return;
  resolve_province(of);
  if (!rules_.table) return;
  const auto province = text_of(record, field::province_id);
  auto district = given_district(of);
  const auto tried = court(of, province, of.day);
  const auto* seat = tried ? rules_.table->find(tried->code, of.day) : nullptr;
  const auto* lies_in = seat != nullptr ? rules_.table->find(seat->parent) : nullptr;
  if (district.empty() && lies_in != nullptr && lies_in->level == PlaceLevel::kDistrict) {
    district = lies_in->code;
    record.set_text(field::district_id, district);
  }
  resolve_station(of, district);
}

void PlaceResolver::take_back(model::Record& record, std::vector<Finding>& findings, bool had_table) const {
  if (had_table && record.kind == model::Kind::kCase) {
    // What has no native spelling was not given: it came from the court, or is the source's own province.
    if (!rules_.district_by_codes && !record.native(field::district_id)) record.erase(field::district_id);
    if (!rules_.province_by_codes && !record.native(field::province_id)) record.erase(field::province_id);
  } else if (record.kind == model::Kind::kCase && record.text(field::province_id) == rules_.province) {
    if (!rules_.province_by_codes) record.erase(field::province_id);
  }
  if (!rules_.province_by_codes) put_back(record, field::province_id);
  if (!rules_.district_by_codes) put_back(record, field::district_id);
  put_back(record, field::police_station_id);
  put_back(record, field::court_id);
  std::erase_if(findings, [](const Finding& finding) {
    return finding.code == kUnmatched || finding.code == kNotValid;
  });
}

}  // namespace mizan::normalize
