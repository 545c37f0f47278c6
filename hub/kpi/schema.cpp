#include "kpi/schema.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "kpi/form_rules_impl.hpp"

namespace mizan::kpi {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kDayPattern = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

// What an editor shows beside a key; docs/kpi-definitions.md says more.
const std::map<std::string_view, std::string_view>& abouts() {
  static const std::map<std::string_view, std::string_view> kAbouts = {
      {"format", "Version of this format."},
      {"id", "The KPI's name in results; that of the file."},
      {"version",
       "Carried by results: raise it with each change of meaning, in a file of its own, 'ID@2.toml'."},
      {"valid_from", "From which day the definition holds, YYYY-MM-DD."},
      {"title", "For readers: a heading."},
      {"question", "For readers: which question the value answers."},
      {"formula", "For readers: the value in one line."},
      {"unit", "Of the value: cases, percent, days …"},
      {"source", "For readers: where the definition comes from."},
      {"caveats", "For readers: what to keep in mind beside the value."},
      {"form", "How terms become values."},
      {"by", "Breakdowns within a province."},
      {"numerator_by",
       "Breakdowns that only the numerator has; each is divided by the whole cell's denominator."},
      {"needs",
       "What sources must observe, else the value is not available: a population seen whole, or kind.field."},
      {"state", "What is counted at the period's close; pending unless said."},
      {"of", "The state that is the whole of a share."},
      {"classes", "Whose classes a mix counts; disposal unless said."},
      {"entries", "What a whole record has."},
      {"bands", "Percentages from which a band begins, descending."},
      {"limit", "So many days are allowed; the first row that fits. Of a cohort each row is a value."}};
  return kAbouts;
}

const std::map<std::string_view, std::string_view>& term_abouts() {
  static const std::map<std::string_view, std::string_view> kAbouts = {
      {"unit", "What is counted."},
      {"on", "The date that decides the period; a row without it is in no period."},
      {"where", "Only rows whose code is one of these."},
      {"known", "Rows without one of these codes are told as missing."},
      {"dated", "Rows without these dates are told as missing."},
      {"given", "Rows without these details are told as missing."},
      {"sum", "What a row adds in place of 1."},
      {"from", "Start of the days."},
      {"to", "End of the days; of what is due, the event."},
      {"counts", "Whether what happened by its due date is counted, or what did not."},
      {"until", "The first of these dates ends what is overdue."}};
  return kAbouts;
}

const std::map<std::string_view, std::string_view>& limit_abouts() {
  static const std::map<std::string_view, std::string_view> kAbouts = {
      {"days", "Days from the start date."},
      {"count",
       "Whether calendar days, as is taken where it is left out, or working days: those that are no "
       "holiday of the hub's calendar (deadlines/holidays*.csv)."},
      {"law", "Where that is written."},
      {"province", "Its code; left out: everywhere."},
      {"time_class", "Of cases alone: the first that fits; left out: every case."},
      {"death", "Of custody alone: whether an offence is punishable with death; left out: known or not."},
      {"woman", "Of custody alone: for women; left out: for everyone."},
      {"from", "Valid for start dates from this day on, YYYY-MM-DD."},
      {"until", "Valid for start dates before this day, YYYY-MM-DD."}};
  return kAbouts;
}

Json reference(std::string_view name) {
  return {{"$ref", fmt::format("#/$defs/{}", name)}};
}

Json list_of_references(std::string_view name) {
  return {{"type", "array"}, {"items", reference(name)}};
}

// The names of the words whose meaning passes.
template <class T, class Passes>
Json names_that(std::span<const Word<T>> words, Passes passes) {
  auto names = Json::array();
  for (const auto& [name, meaning] : words) {
    if (passes(meaning)) names.push_back(name);
  }
  return names;
}

template <class T>
Json one_of(std::span<const Word<T>> words) {
  return {{"enum", names_that(words, [](const T&) { return true; })}};
}

/// One of these names; nothing if there is none.
Json one_of_names(Json names) {
  if (names.empty()) return false;
  return {{"enum", std::move(names)}};
}

Json some_of_names(Json names) {
  if (names.empty()) return {{"maxItems", 0}};
  return {{"items", {{"enum", std::move(names)}}}};
}

template <class T>
std::string_view name_of(std::span<const Word<T>> words, T wanted) {
  for (const auto& [name, meaning] : words) {
    if (meaning == wanted) return name;
  }
  return {};
}

/// "then", where the key of the table has this value.
Json where_key_is(std::string_view key, std::string_view value, Json then) {
  const auto condition = Json{{"properties", {{std::string(key), {{"const", value}}}}}, {"required", {key}}};
  return {{"if", condition}, {"then", std::move(then)}};
}

Json with_about(Json schema, const std::map<std::string_view, std::string_view>& texts,
                std::string_view key) {
  const auto found = texts.find(key);
  if (found == texts.end()) return schema;
  Json described = {{"description", found->second}};
  described.update(schema);
  return described;
}

// ---- $defs ----

// A population, or a field with the kinds of records that can have it.
Json need_schema() {
  auto populations = Json::array();
  for (const auto population : model::all_populations())
    populations.push_back(model::population_name(population));
  std::map<std::string, std::string> fields_of_kinds;
  for (const auto& field : model::all_fields()) {
    std::string kinds;
    for (int k = 1; k <= model::kKindCount; ++k) {
      const auto kind = static_cast<model::Kind>(k);
      if (field.belongs_to(kind)) kinds += (kinds.empty() ? "" : "|") + std::string(model::kind_name(kind));
    }
    auto& fields = fields_of_kinds[kinds];
    fields += (fields.empty() ? "" : "|") + std::string(field.name);
  }
  auto any = Json::array({{{"enum", std::move(populations)}}});
  for (const auto& [kinds, fields] : fields_of_kinds)
    any.push_back({{"pattern", fmt::format("^({0})([|]({0}))*[.]({1})$", kinds, fields)}});
  return {{"type", "string"}, {"anyOf", std::move(any)}};
}

Json filter_schema(Unit unit) {
  Json facts = Json::object();
  for (const auto& [name, fact] : code_words()) {
    if (!has_code(unit, fact)) continue;
    const auto codes = codes_of(unit, fact);
    const std::span<const Word<std::uint32_t>> words(codes);
    facts[std::string(name)] = {{"type", "array"}, {"items", one_of(words)}};
  }
  return {{"type", "object"}, {"properties", std::move(facts)}, {"additionalProperties", false}};
}

// What the rows of a unit have.
Json rows_of(std::string_view name, Unit unit) {
  const auto dates = names_that(date_words(), [&](DateFact date) { return has_date(unit, date); });
  Json rows = Json::object();
  for (const auto* key : {"on", "from", "to"}) rows[key] = one_of_names(dates);
  for (const auto* key : {"dated", "until"}) rows[key] = some_of_names(dates);
  for (const auto* key : {"where", "known"}) rows[key] = reference(fmt::format("codes_of_{}", name));
  rows["given"] =
      some_of_names(names_that(detail_words(), [&](Detail detail) { return has_detail(unit, detail); }));
  rows["sum"] = one_of_names(names_that(sum_words(), [&](Sum sum) { return has_sum(unit, sum); }));
  return {{"properties", std::move(rows)}};
}

Json term_value(std::string_view key) {
  if (key == "unit") return reference("unit");
  if (key == "on" || key == "from" || key == "to") return reference("date");
  if (key == "where" || key == "known") return {{"type", "object"}};
  if (key == "dated") return list_of_references("date");
  if (key == "until") return {{"type", "array"}, {"items", reference("date")}, {"minItems", 1}};
  if (key == "given") return list_of_references("detail");
  if (key == "sum") return reference("sum");
  return {{"enum", {"met", "missed"}}};  // counts
}

Json term_schema() {
  Json keys = Json::object();
  for (const auto key : term_keys()) keys[std::string(key)] = with_about(term_value(key), term_abouts(), key);
  auto rules = Json::array();
  for (const auto& [name, unit] : unit_words())
    rules.push_back(where_key_is("unit", name, rows_of(name, unit)));
  return {{"type", "object"},
          {"properties", std::move(keys)},
          {"required", {"unit"}},
          {"additionalProperties", false},
          {"allOf", std::move(rules)}};
}

Json limit_value(std::string_view key) {
  if (key == "days") return {{"type", "integer"}, {"minimum", 0}, {"maximum", kMostLimitDays}};
  if (key == "count") return one_of(count_words());
  if (key == "time_class") return reference("time_class");
  if (key == "death" || key == "woman") return {{"type", "boolean"}};
  if (key == "from" || key == "until") return reference("day");
  return {{"type", "string"}};
}

template <class Keys>
Json required_of(const Keys& keys) {
  auto required = Json::array();
  for (const auto& key : keys) {
    if (key.required) required.push_back(key.name);
  }
  return required;
}

Json limit_schema() {
  Json keys = Json::object();
  for (const auto& key : limit_keys())
    keys[std::string(key.name)] = with_about(limit_value(key.name), limit_abouts(), key.name);
  return {{"type", "object"},
          {"properties", std::move(keys)},
          {"required", required_of(limit_keys())},
          {"additionalProperties", false}};
}

Json parts() {
  Json defs = {
      {"day", {{"type", "string"}, {"pattern", kDayPattern}}},
      {"form", one_of(form_words())},
      {"unit", one_of(unit_words())},
      {"date", one_of(date_words())},
      {"breakdown",
       one_of_names(names_that(dimension_words(), [](Dimension each) { return each != Dimension::kTotal; }))},
      {"detail", one_of(detail_words())},
      {"sum", one_of(sum_words())},
      {"state", one_of(state_words())},
      {"classes", one_of_names(names_that(code_words(), has_classes))},
      {"time_class", one_of(time_class_words())},
      {"entry", one_of(entry_words())},
      {"need", need_schema()}};
  for (const auto& [name, unit] : unit_words()) defs[fmt::format("codes_of_{}", name)] = filter_schema(unit);
  defs["term"] = term_schema();
  defs["limit"] = limit_schema();
  return defs;
}

// ---- what a form takes ----

Json term_of(Form form) {
  auto required = Json::array();
  Json keys = {
      {"unit", one_of_names(names_that(unit_words(), [&](Unit unit) { return takes(form, unit); }))}};
  if (needs_on(form)) required.push_back("on");
  if (needs_from(form)) required.push_back("from");
  if (needs_to(form)) required.push_back("to");
  if (form == Form::kDue) required.push_back("counts");
  if (form == Form::kOverdue) required.push_back("until");
  if (form != Form::kDue) keys["counts"] = false;
  if (form != Form::kOverdue) keys["until"] = false;
  if (has_start(form)) keys["on"] = false;
  if (has_start(form) || form == Form::kTurnover) {
    keys["known"] = {{"maxProperties", 0}};
    keys["dated"] = {{"maxItems", 0}};
    keys["given"] = {{"maxItems", 0}};
  }
  Json rules = {{"properties", std::move(keys)}};
  if (!required.empty()) rules["required"] = std::move(required);
  return {{"allOf", {reference("term"), std::move(rules)}}};
}

Json breakdowns_of(Form form) {
  return some_of_names(names_that(dimension_words(), [&](Dimension each) {
    return can_break_down(form, each) && (each != Dimension::kObjection || form == Form::kCount);
  }));
}

Json numerator_breakdowns_of(Form form) {
  if (form == Form::kCohort) return {{"maxItems", 0}};
  return some_of_names(names_that(dimension_words(), [&](Dimension each) {
    return can_break_down(form, each) && each != Dimension::kObjection;
  }));
}

Json limits_of(Form form) {
  if (!may_have_limits(form)) return false;
  Json row = Json::object();
  if (!has_trials(form) && form != Form::kWithin) row["time_class"] = false;
  if (!has_trials(form)) row["death"] = row["woman"] = false;
  if (form == Form::kCohort) {
    for (const auto* key : {"count", "province", "from", "until"}) row[key] = false;
  }
  Json limits = {{"minItems", 1}};
  if (form == Form::kCohort) limits["maxItems"] = kMostCohorts;
  if (!row.empty()) limits["items"] = {{"properties", std::move(row)}};
  return limits;
}

// "then", where the unit of the term is this one.
Json where_unit_is(std::string_view term, Unit unit, Json then) {
  const Json has_unit = {{"properties", {{"unit", {{"const", name_of(unit_words(), unit)}}}}},
                         {"required", {"unit"}}};
  const Json condition = {{"properties", {{std::string(term), has_unit}}}, {"required", {term}}};
  return {{"if", condition}, {"then", std::move(then)}};
}

Json unit_must_be(std::string_view term, Unit unit) {
  const Json has_unit = {{"properties", {{"unit", {{"const", name_of(unit_words(), unit)}}}}}};
  return {{"properties", {{std::string(term), has_unit}}}};
}

// Limits by offence and of women are of those in custody.
Json custody_alone() {
  const Json states = names_that(state_words(), is_of_custody);
  const Json in_custody = {{"properties", {{"state", {{"enum", states}}}}}, {"required", {"state"}}};
  const Json no_classes = {
      {"properties", {{"limit", {{"items", {{"properties", {{"death", false}, {"woman", false}}}}}}}}}};
  return {{"if", in_custody}, {"then", Json::object()}, {"else", no_classes}};
}

// A share of accused is of accused, one of cases of cases.
Json of_the_same(std::string_view name, State state) {
  const auto same =
      names_that(state_words(), [&](State of) { return is_of_accused(of) == is_of_accused(state); });
  return where_key_is("state", name, {{"properties", {{"of", {{"enum", same}}}}}});
}

// What two keys of a form must have in common.
Json between_keys(Form form) {
  auto rules = Json::array();
  const Json no_objection = {
      {"properties", {{"by", {{"items", {{"not", {{"const", dimension_name(Dimension::kObjection)}}}}}}}}}};
  const Json no_time_class = {
      {"properties", {{"limit", {{"items", {{"properties", {{"time_class", false}}}}}}}}}};
  for (const auto& [name, unit] : unit_words()) {
    if (form == Form::kCodes && is_value(unit))
      rules.push_back(where_unit_is("numerator", unit, unit_must_be("denominator", unit)));
    if (!takes(form, unit)) continue;
    if (form == Form::kCount && unit != Unit::kSubmission)
      rules.push_back(where_unit_is("count", unit, no_objection));
    if (form == Form::kWithin && unit != Unit::kCase)
      rules.push_back(where_unit_is("count", unit, no_time_class));
  }
  if (has_trials(form)) rules.push_back(custody_alone());
  if (form == Form::kShare) {
    for (const auto& [name, state] : state_words()) rules.push_back(of_the_same(name, state));
  }
  if (form == Form::kMix)
    rules.push_back(where_key_is("classes", name_of(code_words(), CodeFact::kSentence),
                                 unit_must_be("count", Unit::kAccused)));
  return rules;
}

Json rules_of(Form form) {
  auto required = Json::array();
  Json keys = Json::object();
  const auto names = term_names(form);
  for (const auto name : names) required.push_back(name);
  for (const auto name : all_term_names()) {
    const bool has = std::find(names.begin(), names.end(), name) != names.end();
    keys[std::string(name)] = has ? term_of(form) : Json(false);
  }
  keys["by"] = breakdowns_of(form);
  keys["numerator_by"] = numerator_breakdowns_of(form);
  keys["limit"] = limits_of(form);
  if (has_limits(form)) required.push_back("limit");
  if (!has_state(form)) keys["state"] = false;
  if (form != Form::kShare) keys["of"] = false;
  if (form == Form::kShare) {
    required.push_back("state");
    required.push_back("of");
  }
  if (form != Form::kMix) keys["classes"] = false;
  keys["entries"] = form == Form::kComplete ? Json{{"minItems", 1}} : Json{{"maxItems", 0}};
  if (form == Form::kComplete) required.push_back("entries");
  if (form != Form::kComplete) keys["bands"] = {{"maxItems", 0}};
  Json rules = {{"properties", std::move(keys)}};
  if (!required.empty()) rules["required"] = std::move(required);
  if (auto more = between_keys(form); !more.empty()) rules["allOf"] = std::move(more);
  return rules;
}

// ---- the whole ----

Json definition_value(std::string_view key) {
  if (key == "format") return {{"const", 1}};
  if (key == "version") return {{"type", "integer"}, {"minimum", 1}, {"maximum", kMostVersions}};
  if (key == "valid_from") return reference("day");
  if (key == "form") return reference("form");
  if (key == "by" || key == "numerator_by")
    return {{"type", "array"}, {"items", reference("breakdown")}, {"uniqueItems", true}};
  if (key == "needs") return list_of_references("need");
  if (key == "state" || key == "of") return reference("state");
  if (key == "classes") return reference("classes");
  if (key == "entries") return list_of_references("entry");
  if (key == "bands") return {{"type", "array"}, {"items", {{"type", "integer"}}}};
  if (key == "limit") return list_of_references("limit");
  return {{"type", "string"}};
}

}  // namespace

std::string definition_schema() {
  Json keys = Json::object();
  for (const auto& key : definition_keys())
    keys[std::string(key.name)] = with_about(definition_value(key.name), abouts(), key.name);
  for (const auto name : all_term_names()) keys[std::string(name)] = {{"type", "object"}};
  auto forms = Json::array();
  for (const auto& [name, form] : form_words()) forms.push_back(where_key_is("form", name, rules_of(form)));
  const Json schema = {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"title", "A KPI definition of Mizan"},
      {"description", "Made by `mizan kpi schema`; docs/kpi-definitions.md explains every key."},
      {"type", "object"},
      {"properties", std::move(keys)},
      {"required", required_of(definition_keys())},
      {"additionalProperties", false},
      {"allOf", std::move(forms)},
      {"$defs", parts()}};
  return base::json_text(schema, 2) + "\n";
}

}  // namespace mizan::kpi
