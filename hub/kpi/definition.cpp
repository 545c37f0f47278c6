#include "kpi/definition.hpp"

#include <fmt/format.h>
#include <mizan/toml/toml.hpp>

#include <algorithm>
#include <functional>
#include <optional>

#include "base/civil.hpp"
#include "base/digest.hpp"
#include "kpi/checked_definition.hpp"
#include "kpi/form_rules_impl.hpp"
#include "kpi/term_reader_impl.hpp"

namespace mizan::kpi {
namespace {

using Reader = DefinitionReader;

// "hearings"; "hearing.held_on", or "case|accused|charge.disposed_on" where several kinds can have it.
std::optional<Need> find_need(std::string_view text) {
  if (const auto population = model::find_population(text)) return Need{population};
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto* field = model::find_field(text.substr(dot + 1));
  if (field == nullptr) return std::nullopt;
  Need need{std::nullopt, {}, field->id};
  for (auto kinds = text.substr(0, dot); !kinds.empty();) {
    const auto end = std::min(kinds.find('|'), kinds.size());
    const auto kind = model::find_kind(kinds.substr(0, end));
    if (!kind || !field->belongs_to(*kind)) return std::nullopt;
    need.kinds.push_back(*kind);
    if (end + 1 == kinds.size()) return std::nullopt;
    kinds.remove_prefix(std::min(end + 1, kinds.size()));
  }
  return need.kinds.empty() ? std::nullopt : std::optional(std::move(need));
}

void read_needs(Reader& reader, const toml::table& table, Definition& definition) {
  for (const auto& text : reader.texts(table, "needs")) {
    if (auto need = find_need(text)) {
      definition.needs.push_back(std::move(*need));
      continue;
    }
    std::string populations;
    for (const auto population : model::all_populations())
      populations += std::string(model::population_name(population)) + ", ";
    reader.fail(
        table.get("needs"), "needs",
        fmt::format("\"{}\" is neither a population nor a field of the model: write {}or kind.field, as in "
                    "case|accused.disposed_on",
                    text, populations));
  }
}

// What the reading of one definition has found out, and what it could not.
struct Reading {
  Reader& reader;
  const toml::table& table;
  std::optional<Form> form;
  Definition out = {};
  bool units_known = true;  ///< of all terms

  void fail(std::string_view key, std::string_view what) const {
    const auto* node = table.get(key);
    reader.fail(node != nullptr ? node : &table, key, what);
  }
  bool is(Form one) const { return form == one; }
  /// The unit of the first term; nothing if there is none, or it could not be read.
  std::optional<Unit> unit() const {
    if (out.terms.empty() || !units_known) return std::nullopt;
    return out.terms[0].unit;
  }
};

void refuse_other_keys(const Reading& reading) {
  std::vector<std::string_view> keys;
  for (const auto& key : definition_keys()) keys.push_back(key.name);
  for (const auto name : all_term_names()) keys.push_back(name);
  reading.reader.only(reading.table, "", keys);
}

void read_head(Reading& reading) {
  auto& reader = reading.reader;
  const auto& table = reading.table;
  auto& out = reading.out;
  const auto format = reader.number(table, "format");
  if (format && *format != 1) reading.fail("format", "this program reads format 1");
  out.id = reader.text(table, "id", true);
  const auto version = reader.number(table, "version").value_or(1);
  if (version < 1 || version > kMostVersions)
    reading.fail("version", fmt::format("expected 1 to {}", kMostVersions));
  out.version = static_cast<int>(version);
  const auto valid_from = base::parse_iso_day(reader.text(table, "valid_from", true));
  if (table.contains("valid_from") && !valid_from)
    reading.fail("valid_from", "expected a day in quotes, YYYY-MM-DD");
  out.valid_from = valid_from.value_or(base::Day{});
  out.title = reader.text(table, "title", true);
  out.question = reader.text(table, "question", true);
  out.formula = reader.text(table, "formula", true);
  out.unit = reader.text(table, "unit", true);
  out.source = reader.text(table, "source", true);
  out.caveats = reader.text(table, "caveats", false);
}

// A table that the form does not look at would be a mistake that nobody sees.
void refuse_other_terms(const Reading& reading, std::span<const std::string_view> names) {
  for (const auto name : all_term_names()) {
    if (!reading.table.contains(name) || std::find(names.begin(), names.end(), name) != names.end()) continue;
    const auto wanted =
        names.empty() ? std::string("it has none") : fmt::format("it has {}", fmt::join(names, ", "));
    reading.fail(name, "is no table of this form: " + wanted);
  }
}

void read_terms(Reading& reading) {
  const auto names = reading.form ? term_names(*reading.form) : all_term_names();
  for (const auto name : names) {
    if (!reading.form && !reading.table.contains(name)) continue;
    auto read = read_term(reading.reader, reading.table, name, reading.form);
    reading.units_known = reading.units_known && read.unit_known;
    reading.out.terms.push_back(std::move(read.term));
  }
  if (!reading.form) return;
  const auto& terms = reading.out.terms;
  if (reading.is(Form::kCodes) && reading.units_known && terms[0].unit != terms[1].unit)
    reading.fail("numerator", "has another unit than the denominator");
  refuse_other_terms(reading, names);
}

// What is counted at the period's close and, of a share, in what.
void read_state(Reading& reading) {
  const bool share = reading.is(Form::kShare);
  const auto state = reading.reader.word(reading.table, "state", share, state_words());
  if (state) reading.out.state = *state;
  if (state && reading.form && !has_state(*reading.form))
    reading.fail("state", "is a key of forms \"stock\", \"age\", \"backlog\" and \"share\" alone");
  const auto of = reading.reader.word(reading.table, "of", share, state_words());
  if (of) reading.out.of = *of;
  if (of && reading.form && !share) reading.fail("of", "is a key of form \"share\" alone");
  if (share && state && of && is_of_accused(*state) != is_of_accused(*of))
    reading.fail("of", "is one of accused and the other one of cases");
}

// What a stock holds, and of which code a mix counts the classes.
void read_kind_of_value(Reading& reading) {
  read_state(reading);
  const auto& table = reading.table;
  const auto classes = reading.reader.word(table, "classes", false, code_words());
  if (classes) reading.out.classes = *classes;
  if (classes && reading.form && !reading.is(Form::kMix))
    reading.fail("classes", "is a key of form \"mix\" alone");
  if (!reading.is(Form::kMix)) return;
  const auto fact = reading.out.classes;
  if (!has_classes(fact))
    return reading.fail("classes", "it has no classes to count: write disposal, closed or sentence");
  if (reading.unit() && !has_code(*reading.unit(), fact))
    reading.fail("count",
                 "a row of this unit has no such classes: classes of the final order are those of cases and "
                 "accused, sentences those of accused");
}

// Each row would count in the same cell twice.
void refuse_twice(const Reading& reading, std::string_view key, Dimension dimension) {
  const auto& out = reading.out;
  const auto times = std::count(out.by.begin(), out.by.end(), dimension) +
                     std::count(out.numerator_by.begin(), out.numerator_by.end(), dimension);
  if (times > 1) reading.fail(key, fmt::format("\"{}\" stands there twice", dimension_name(dimension)));
}

void check_breakdown(const Reading& reading, std::string_view key, Dimension dimension) {
  if (dimension == Dimension::kTotal) return reading.fail(key, "\"total\" is always there");
  if (reading.form && !can_break_down(*reading.form, dimension))
    reading.fail(key, "\"source\" is the breakdown of form \"freshness\", and of no other");
  refuse_twice(reading, key, dimension);
}

// A submission counts in each of its objections, which only a count can stand.
void check_objections(const Reading& reading) {
  const auto has = [](const std::vector<Dimension>& list) {
    return std::find(list.begin(), list.end(), Dimension::kObjection) != list.end();
  };
  constexpr std::string_view kRule = "\"objection\" is a breakdown of counts of submissions alone";
  if (has(reading.out.numerator_by)) reading.fail("numerator_by", kRule);
  if (!has(reading.out.by) || !reading.form) return;
  const bool of_submissions = !reading.unit() || *reading.unit() == Unit::kSubmission;
  if (!reading.is(Form::kCount) || !of_submissions) reading.fail("by", kRule);
}

void read_breakdowns(Reading& reading) {
  auto& out = reading.out;
  out.by = reading.reader.word_list(reading.table, "by", dimension_words());
  out.numerator_by = reading.reader.word_list(reading.table, "numerator_by", dimension_words());
  for (const auto dimension : out.by) check_breakdown(reading, "by", dimension);
  for (const auto dimension : out.numerator_by) check_breakdown(reading, "numerator_by", dimension);
  check_objections(reading);
  if (reading.is(Form::kCohort) && !out.numerator_by.empty())
    reading.fail("numerator_by", "is no key of form \"cohort\"");
}

// The entries of a whole record, and the percentages from which a band begins.
void read_entries(Reading& reading) {
  auto& out = reading.out;
  out.entries = reading.reader.word_list(reading.table, "entries", entry_words());
  out.bands = reading.reader.numbers(reading.table, "bands");
  if (std::adjacent_find(out.bands.begin(), out.bands.end(), std::less_equal<>()) != out.bands.end())
    reading.fail("bands", "must descend");
  if (!reading.form) return;
  const auto* list = reading.table["entries"].as_array();
  const bool is_list = list != nullptr || !reading.table.contains("entries");
  if (is_list && reading.is(Form::kComplete) != (list != nullptr && !list->empty()))
    reading.fail("entries",
                 "is a key of form \"complete\", which needs it: some of " + list_of(entry_words()));
  if (!reading.is(Form::kComplete) && !out.bands.empty())
    reading.fail("bands", "is a key of form \"complete\" alone");
}

base::Day read_day(Reader& reader, const toml::table& table, std::string_view key, base::Day otherwise) {
  if (!table.contains(key)) return otherwise;
  const auto text = reader.text(table, key, false);
  const auto day = base::parse_iso_day(text);
  if (!day) reader.fail(table.get(key), key, "expected a day, YYYY-MM-DD");
  return day.value_or(otherwise);
}

Limit read_limit(Reader& reader, const toml::table& row) {
  std::vector<std::string_view> keys;
  for (const auto& key : limit_keys()) keys.push_back(key.name);
  reader.only(row, "limit.", keys);
  Limit limit;
  const auto days = reader.number(row, "days").value_or(0);
  if (days < 0 || days > kMostLimitDays)
    reader.fail(row.get("days"), "days", fmt::format("is no number of days: 0 to {}", kMostLimitDays));
  else
    limit.days = static_cast<std::int32_t>(days);
  limit.working = reader.word(row, "count", false, count_words()).value_or(false);
  limit.province = reader.text(row, "province", false);
  limit.law = reader.text(row, "law", true);
  limit.from = read_day(reader, row, "from", base::kFarPast);
  limit.until = read_day(reader, row, "until", base::kFarFuture);
  limit.time_class = reader.word(row, "time_class", false, time_class_words()).value_or(TimeClass::kNone);
  limit.death = reader.boolean(row, "death");
  limit.woman = reader.boolean(row, "woman").value_or(false);
  return limit;
}

// Each limit of a cohort is a value of its own, for everyone.
void check_cohorts(const Reading& reading) {
  const auto& limits = reading.out.limits;
  if (limits.size() > kMostCohorts) reading.fail("limit", "a cohort has eight limits at the most");
  for (std::size_t i = 0; i < limits.size(); ++i) {
    const auto& limit = limits[i];
    if (limit.working || !limit.province.empty() || limit.from != base::kFarPast ||
        limit.until != base::kFarFuture)
      reading.fail("limit", "of a cohort takes days and law alone");
    if (i > 0 && limit.days <= limits[i - 1].days) reading.fail("limit", "a cohort's days must ascend");
  }
}

// The classes of a limit, only where rows have them: a trial its own, custody its offence and whether of a
// woman.
void check_classes(const Reading& reading, const toml::table& row) {
  const bool of_trials =
      !reading.form || has_trials(*reading.form) || !reading.unit() || *reading.unit() == Unit::kCase;
  if (reading.out.limits.back().time_class != TimeClass::kNone && !of_trials)
    reading.reader.fail(&row, "time_class", "is that of a trial: the unit must be \"case\"");
  if (!reading.form || (has_trials(*reading.form) && is_of_custody(reading.out.state))) return;
  for (const std::string_view key : {"death", "woman"}) {
    if (row.contains(key))
      reading.reader.fail(&row, key,
                          "is said of custody alone: the form must be \"stock\" or \"backlog\", the state "
                          "\"undertrial\" or \"in_custody\"");
  }
}

void read_limit_rows(Reading& reading, const toml::array& rows) {
  for (const auto& row : rows) {
    reading.out.limits.push_back(read_limit(reading.reader, *row.as_table()));
    check_classes(reading, *row.as_table());
  }
}

void read_limits(Reading& reading) {
  const auto* node = reading.table.get("limit");
  const bool allowed =
      !reading.form || (node != nullptr ? may_have_limits(*reading.form) : !has_limits(*reading.form));
  if (!allowed)
    return reading.fail("limit",
                        "[[limit]] tables are of forms \"due\", \"cohort\", \"within\", \"overdue\" and "
                        "\"backlog\", which need them, and of \"stock\"");
  if (node == nullptr) return;
  const auto* rows = node->as_array();
  if (rows == nullptr || !rows->is_array_of_tables()) return reading.fail("limit", "write [[limit]] tables");
  read_limit_rows(reading, *rows);
  if (reading.is(Form::kCohort)) check_cohorts(reading);
}

Definition read_definition(Reader& reader, const toml::table& table) {
  Reading reading{reader, table, std::nullopt};
  refuse_other_keys(reading);
  read_head(reading);
  reading.form = reader.word(table, "form", true, form_words());
  reading.out.form = reading.form.value_or(Form::kCount);
  read_terms(reading);
  read_kind_of_value(reading);
  read_limits(reading);
  read_entries(reading);
  read_breakdowns(reading);
  read_needs(reader, table, reading.out);
  return std::move(reading.out);
}

}  // namespace

bool Need::seen_by(const model::SourceDeclaration& source) const {
  if (population) return source.sees_all(*population);
  return std::any_of(kinds.begin(), kinds.end(), [&](model::Kind kind) { return source.sees(kind, field); });
}

bool applies_in(const Definition& definition, std::string_view province) {
  if (definition.limits.empty()) return true;
  return std::any_of(definition.limits.begin(), definition.limits.end(), [&](const Limit& limit) {
    return province == "_T" || limit.province.empty() || limit.province == province;
  });
}

std::string stored_name(const Definition& definition) {
  return definition.version == 1 ? definition.id : fmt::format("{}@{}", definition.id, definition.version);
}

std::string Mistake::text() const {
  return key.empty() ? fmt::format("{}:{}: {}", file, line, what)
                     : fmt::format("{}:{}: {}: {}", file, line, key, what);
}

CheckedDefinition check_definition(std::string_view text, const std::string& file) {
  CheckedDefinition checked;
  const auto parsed = toml_file::parse(text);
  if (parsed.mistake) {
    checked.mistakes.push_back({file, parsed.mistake->line, "", parsed.mistake->message});
    return checked;
  }
  Reader reader(file);
  auto definition = read_definition(reader, parsed.table);
  checked.id = definition.id;
  if (const auto* node = parsed.table.get("id")) checked.id_line = node->source().begin.line;
  checked.mistakes = std::move(reader.mistakes());
  if (!checked.mistakes.empty()) return checked;
  definition.text = text;
  definition.digest = base::digest64(text);
  checked.definition = std::move(definition);
  return checked;
}

base::Result<Definition> parse_definition(std::string_view text, const std::string& file) {
  auto checked = check_definition(text, file);
  if (checked.definition) return std::move(*checked.definition);
  return base::Error{base::Code::kConfig, checked.mistakes.front().text()};
}

}  // namespace mizan::kpi
