#include "kpi/definition.hpp"

#include <fmt/format.h>
#include <mizan/toml/toml.hpp>

#include <algorithm>
#include <optional>

#include "base/civil.hpp"
#include "base/digest.hpp"
#include "kpi/definition_reader_impl.hpp"
#include "kpi/words.hpp"

namespace mizan::kpi {
namespace {

using Reader = DefinitionReader;

std::vector<Filter> read_filters(Reader& reader, const toml::table& term, std::string_view key, Unit unit) {
  std::vector<Filter> filters;
  const auto* node = term.get(key);
  if (node == nullptr) return filters;
  const auto* table = node->as_table();
  if (table == nullptr) {
    reader.fail(node, key, "expected a table of facts");
    return filters;
  }
  for (const auto& [name, values] : *table) {
    Filter filter{reader.named(*table, name.str(), name.str(), code_words()),
                  reader.texts(*table, name.str())};
    if (!has_code(unit, filter.fact))
      reader.fail(&values, key, fmt::format("a row of this unit has no {}", name.str()));
    for (const auto& value : filter.values) {
      const auto bit = find_code(filter.fact, value);
      if (bit == 0) reader.fail(&values, key, fmt::format("\"{}\" is no code of {}", value, name.str()));
      filter.codes |= bit;
    }
    filters.push_back(std::move(filter));
  }
  return filters;
}

DateFact read_date(Reader& reader, const toml::table& term, std::string_view key, bool required) {
  const auto text = reader.text(term, key, required);
  return text.empty() ? DateFact::kNone : reader.named(term, key, text, date_words());
}

// What the engine can count: a unit has no facts of another.
void check_term(Reader& reader, const toml::table& body, const Term& term, Form form) {
  for (const auto detail : term.given) {
    if (!has_detail(term.unit, detail))
      reader.fail(body.get("given"), "given", "a row of this unit has no such detail");
  }
  if (term.sum == Sum::kHearings && term.unit != Unit::kCase)
    reader.fail(body.get("sum"), "sum", "hearings are summed of cases: write unit = \"case\"");
  if (term.sum != Sum::kRows && unit_of(term.sum) != term.unit)
    reader.fail(body.get("sum"), "sum", "witnesses are summed of hearings: write unit = \"hearing\"");
  if ((form == Form::kCodes) != is_value(term.unit))
    reader.fail(body.get("unit"), "unit",
                "\"code\" and \"shared_field\" are the units of form \"codes\", and of no other");
  if (form != Form::kDue && body.contains("counts"))
    reader.fail(body.get("counts"), "counts", "is a key of form \"due\" alone");
  if ((form == Form::kOverdue) == term.until.empty())
    reader.fail(&body, "until", "is a key of form \"overdue\", which needs it: the dates that end it");
  if ((form == Form::kDue || form == Form::kCohort || form == Form::kOverdue) &&
      (body.contains("on") || !term.known.empty() || !term.dated.empty() || !term.given.empty()))
    reader.fail(&body, "due", "takes no on, known, dated and given: what has no start date is not due");
  if (form == Form::kDue && term.unit != Unit::kFir && term.unit != Unit::kSubmission &&
      term.unit != Unit::kReport)
    reader.fail(body.get("unit"), "unit", "what falls due is counted of FIRs, submissions and reports");
  if ((form == Form::kOverdue || form == Form::kCohort) && term.unit != Unit::kFir)
    reader.fail(body.get("unit"), "unit",
                "what is overdue, and cohorts, are counted of FIRs: write unit = \"fir\"");
  if (form == Form::kTurnover && !(term.known.empty() && term.dated.empty() && term.given.empty()))
    reader.fail(&body, "disposed", "takes no known and no dated: what is missing is told of the stock");
}

Term read_term(Reader& reader, const toml::table& table, std::string_view name, Form form) {
  Term term;
  const auto* node = table.get(name);
  const auto* body = node != nullptr ? node->as_table() : nullptr;
  if (body == nullptr) {
    reader.fail(node != nullptr ? node : &table, name, "is missing: this form needs it as a table");
    return term;
  }
  reader.only(*body, std::string(name) + ".",
              {"unit", "on", "where", "known", "dated", "given", "sum", "from", "to", "counts", "until"});
  term.unit = reader.named(*body, "unit", reader.text(*body, "unit", true), unit_words());
  const bool due = form == Form::kDue || form == Form::kCohort || form == Form::kOverdue;
  term.on = read_date(reader, *body, "on", form != Form::kCodes && !due);
  term.where = read_filters(reader, *body, "where", term.unit);
  term.known = read_filters(reader, *body, "known", term.unit);
  for (const auto& date : reader.texts(*body, "dated"))
    term.dated.push_back(reader.named(*body, "dated", date, date_words()));
  const bool spans = form == Form::kDays || form == Form::kWithin;
  term.from = read_date(reader, *body, "from", spans || due);
  term.to = read_date(reader, *body, "to", spans || form == Form::kDue || form == Form::kCohort);
  for (const auto& date : reader.texts(*body, "until"))
    term.until.push_back(reader.named(*body, "until", date, date_words()));
  const auto counts = reader.text(*body, "counts", form == Form::kDue);
  if (!counts.empty() && counts != "met" && counts != "missed")
    reader.fail(body->get("counts"), "counts", "is \"met\" or \"missed\"");
  term.missed = counts == "missed";
  for (const auto& detail : reader.texts(*body, "given"))
    term.given.push_back(reader.named(*body, "given", detail, detail_words()));
  const auto sum = reader.text(*body, "sum", false);
  if (!sum.empty()) term.sum = reader.named(*body, "sum", sum, sum_words());
  check_term(reader, *body, term, form);
  return term;
}

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
    kinds.remove_prefix(std::min(end + 1, kinds.size()));
  }
  return need.kinds.empty() ? std::nullopt : std::optional(std::move(need));
}

void read_needs(Reader& reader, const toml::table& table, Definition& definition) {
  for (const auto& text : reader.texts(table, "needs")) {
    auto need = find_need(text);
    if (!need)
      return reader.fail(
          table.get("needs"), "needs",
          fmt::format("\"{}\" is neither a population nor a field of the model: write kind.field", text));
    definition.needs.push_back(std::move(*need));
  }
}

// A table that the form does not look at would be a mistake that nobody sees.
void refuse_other_terms(Reader& reader, const toml::table& table, Form form) {
  const auto names = term_names(form);
  for (const std::string_view name : {"count", "numerator", "denominator", "disposed", "in", "out", "due"}) {
    if (table.contains(name) && std::find(names.begin(), names.end(), name) == names.end())
      reader.fail(table.get(name), name, "is no table of this form");
  }
}

// What a stock holds, and of which code a mix counts the classes.
void read_kind_of_value(Reader& reader, const toml::table& table, Definition& definition) {
  const auto state = reader.text(table, "state", false);
  if (!state.empty()) definition.state = reader.named(table, "state", state, state_words());
  if (!state.empty() && definition.form != Form::kStock)
    reader.fail(table.get("state"), "state", "is a key of form \"stock\" alone");
  const auto classes = reader.text(table, "classes", false);
  if (!classes.empty()) definition.classes = reader.named(table, "classes", classes, code_words());
  if (definition.form != Form::kMix) {
    if (!classes.empty()) reader.fail(table.get("classes"), "classes", "is a key of form \"mix\" alone");
    return;
  }
  const auto fact = definition.classes;
  if (fact != CodeFact::kDisposal && fact != CodeFact::kClosed && fact != CodeFact::kSentence)
    reader.fail(table.get("classes"), "classes", "\"" + classes + "\" has no classes to count");
  const auto unit = definition.terms.empty() ? Unit::kCase : definition.terms[0].unit;
  if ((unit != Unit::kCase && unit != Unit::kAccused) || !has_code(unit, fact))
    reader.fail(table.get("count"), "count",
                "a row of this unit has no such classes: classes of the final order are those of cases and "
                "accused, sentences those of accused");
}

// A submission counts in each of its objections, which only a count can stand.
void check_objections(Reader& reader, const toml::table& table, const Definition& definition) {
  const bool by_objection =
      std::find(definition.by.begin(), definition.by.end(), Dimension::kObjection) != definition.by.end();
  const bool submissions = !definition.terms.empty() && definition.terms[0].unit == Unit::kSubmission;
  if (by_objection && (definition.form != Form::kCount || !submissions))
    reader.fail(table.get("by"), "by", "\"objection\" is a breakdown of counts of submissions alone");
}

// The entries of a whole record, and the percentages from which a band begins.
void read_entries(Reader& reader, const toml::table& table, Definition& definition) {
  for (const auto& entry : reader.texts(table, "entries"))
    definition.entries.push_back(reader.named(table, "entries", entry, entry_words()));
  definition.bands = reader.numbers(table, "bands");
  const auto& bands = definition.bands;
  if (std::adjacent_find(bands.begin(), bands.end(), std::less_equal<>()) != bands.end())
    reader.fail(table.get("bands"), "bands", "must descend");
  const bool complete = definition.form == Form::kComplete;
  if (complete == definition.entries.empty())
    reader.fail(&table, "entries", "is a key of form \"complete\", which needs it");
  if (!complete && !bands.empty())
    reader.fail(table.get("bands"), "bands", "is a key of form \"complete\" alone");
}

// Sources have no cases: what is told of each of them is told of nothing else.
void check_sources(Reader& reader, const toml::table& table, const Definition& definition) {
  const bool freshness = definition.form == Form::kFreshness;
  for (const auto& list : {definition.by, definition.numerator_by}) {
    for (const auto by : list) {
      if ((by == Dimension::kSource) != freshness)
        reader.fail(table.get("by"), "by",
                    "\"source\" is the breakdown of form \"freshness\", and of no other");
    }
  }
}

base::Day read_day(Reader& reader, const toml::table& table, std::string_view key, base::Day otherwise) {
  const auto text = reader.text(table, key, false);
  if (text.empty()) return otherwise;
  const auto day = base::parse_iso_day(text);
  if (!day) reader.fail(table.get(key), key, "expected a day, YYYY-MM-DD");
  return day.value_or(otherwise);
}

Limit read_limit(Reader& reader, const toml::table& row) {
  reader.only(row, "limit.", {"days", "province", "time_class", "from", "until", "law"});
  Limit limit;
  limit.days = static_cast<std::int32_t>(reader.number(row, "days"));
  if (limit.days < 0 || limit.days > 36'525) reader.fail(row.get("days"), "days", "is no number of days");
  limit.province = reader.text(row, "province", false);
  limit.law = reader.text(row, "law", true);
  limit.from = read_day(reader, row, "from", base::kFarPast);
  limit.until = read_day(reader, row, "until", base::kFarFuture);
  const auto time_class = reader.text(row, "time_class", false);
  if (!time_class.empty()) limit.time_class = reader.named(row, "time_class", time_class, time_class_words());
  return limit;
}

bool has_limits(Form form) {
  return form == Form::kDue || form == Form::kCohort || form == Form::kOverdue || form == Form::kWithin ||
         form == Form::kBacklog;
}

// Each limit of a cohort is a value of its own, for everyone.
void check_cohorts(Reader& reader, const toml::node& node, const std::vector<Limit>& limits) {
  if (limits.size() > kMostCohorts) reader.fail(&node, "limit", "a cohort has eight limits at the most");
  for (std::size_t i = 0; i < limits.size(); ++i) {
    const auto& limit = limits[i];
    if (!limit.province.empty() || limit.from != base::kFarPast || limit.until != base::kFarFuture)
      reader.fail(&node, "limit", "of a cohort takes days and law alone");
    if (i > 0 && limit.days <= limits[i - 1].days) reader.fail(&node, "limit", "a cohort's days must ascend");
  }
}

// Class of a trial: only where trials are counted.
void read_limits(Reader& reader, const toml::table& table, Definition& definition) {
  const auto* node = table.get("limit");
  if (has_limits(definition.form) != (node != nullptr))
    return reader.fail(node != nullptr ? node : &table, "limit",
                       "[[limit]] tables are of forms \"due\", \"cohort\", \"within\", \"overdue\" and "
                       "\"backlog\", which need them");
  if (node == nullptr) return;
  const auto* rows = node->as_array();
  if (rows == nullptr || !rows->is_array_of_tables())
    return reader.fail(node, "limit", "write [[limit]] tables");
  const bool of_trials = definition.form == Form::kBacklog ||
                         (!definition.terms.empty() && definition.terms[0].unit == Unit::kCase);
  for (const auto& row : *rows) {
    definition.limits.push_back(read_limit(reader, *row.as_table()));
    if (definition.limits.back().time_class != TimeClass::kNone && !of_trials)
      reader.fail(&row, "time_class", "is that of a trial: the unit must be \"case\"");
  }
  if (definition.form != Form::kCohort) return;
  check_cohorts(reader, *node, definition.limits);
  if (!definition.numerator_by.empty())
    reader.fail(table.get("numerator_by"), "numerator_by", "is no key of form \"cohort\"");
}

Definition read_definition(Reader& reader, const toml::table& table) {
  Definition out;
  reader.only(
      table, "",
      {"format",  "id",   "version", "valid_from",   "title", "question",  "formula",     "unit",  "source",
       "caveats", "form", "by",      "numerator_by", "needs", "numerator", "denominator", "count", "disposed",
       "in",      "out",  "state",   "classes",      "due",   "limit",     "entries",     "bands"});
  if (reader.number(table, "format") != 1)
    reader.fail(table.get("format"), "format", "this program reads format 1");
  out.id = reader.text(table, "id", true);
  out.version = static_cast<int>(reader.number(table, "version"));
  out.valid_from = reader.text(table, "valid_from", true);
  if (!base::parse_iso_day(out.valid_from))
    reader.fail(table.get("valid_from"), "valid_from", "expected a day, YYYY-MM-DD");
  out.title = reader.text(table, "title", true);
  out.question = reader.text(table, "question", true);
  out.formula = reader.text(table, "formula", true);
  out.unit = reader.text(table, "unit", true);
  out.source = reader.text(table, "source", true);
  out.caveats = reader.text(table, "caveats", false);
  out.form = reader.named(table, "form", reader.text(table, "form", true), form_words());
  for (const auto& name : reader.texts(table, "by"))
    out.by.push_back(reader.named(table, "by", name, dimension_words()));
  for (const auto& name : reader.texts(table, "numerator_by")) {
    out.numerator_by.push_back(reader.named(table, "numerator_by", name, dimension_words()));
  }
  for (const auto name : term_names(out.form)) out.terms.push_back(read_term(reader, table, name, out.form));
  if (out.form == Form::kCodes && out.terms[0].unit != out.terms[1].unit)
    reader.fail(table.get("numerator"), "numerator", "has another unit than the denominator");
  refuse_other_terms(reader, table, out.form);
  read_kind_of_value(reader, table, out);
  read_limits(reader, table, out);
  read_entries(reader, table, out);
  check_objections(reader, table, out);
  check_sources(reader, table, out);
  read_needs(reader, table, out);
  return out;
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

base::Result<Definition> parse_definition(std::string_view text, const std::string& file) {
  const auto parsed = toml_file::parse(text);
  if (parsed.mistake) {
    return base::Error{base::Code::kConfig,
                       fmt::format("{}:{}: {}", file, parsed.mistake->line, parsed.mistake->message)};
  }
  Reader reader(file);
  auto definition = read_definition(reader, parsed.table);
  if (reader.error()) return *reader.error();
  definition.digest = base::digest64(text);
  return definition;
}

}  // namespace mizan::kpi
