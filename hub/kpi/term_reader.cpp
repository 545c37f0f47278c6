#include <algorithm>
#include <array>

#include "kpi/form_rules_impl.hpp"
#include "kpi/term_reader_impl.hpp"

namespace mizan::kpi {
namespace {

using Reader = DefinitionReader;

// One term on its way: its table, and what is known of its unit and form.
struct Source {
  Reader& reader;
  const toml::table& body;
  std::optional<Form> form;
  std::optional<Unit> unit;

  void fail(std::string_view key, std::string_view what) const {
    const auto* node = body.get(key);
    reader.fail(node != nullptr ? node : &body, key, what);
  }
};

// The names of the words whose meaning passes.
template <class T, class Passes>
std::string names_that(std::span<const Word<T>> words, Passes passes) {
  std::string names;
  for (const auto& [name, meaning] : words) {
    if (passes(meaning)) names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return names.empty() ? "none" : names;
}

std::vector<Word<std::uint32_t>> codes_of_any(CodeFact fact) {
  std::vector<Word<std::uint32_t>> codes;
  for (const auto& [name, unit] : unit_words()) {
    if (!has_code(unit, fact)) continue;
    for (const auto& code : codes_of(unit, fact)) {
      if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
    }
  }
  return codes;
}

std::uint32_t read_code(const Source& source, const toml::node& node, std::string_view key,
                        std::string_view fact_name, CodeFact fact) {
  // Of an unknown unit every code that some unit has will do.
  const auto codes = source.unit ? codes_of(*source.unit, fact) : codes_of_any(fact);
  const std::span<const Word<std::uint32_t>> words(codes);
  const auto value = node.value_exact<std::string>();
  if (!value) {
    source.reader.fail(&node, key, "expected text in quotes: some of " + list_of(words));
    return 0;
  }
  for (const auto& [name, bit] : codes) {
    if (name == *value) return bit;
  }
  source.reader.fail(&node, key,
                     fmt::format("\"{}\" is no code of {}: there are {}", *value, fact_name, list_of(words)));
  return 0;
}

void read_filter(const Source& source, const toml::key& name, const toml::node& node, std::string_view key,
                 std::vector<Filter>& filters) {
  const auto fact = source.reader.named(node, name.str(), name.str(), code_words());
  if (!fact) return;
  if (source.unit && !has_code(*source.unit, *fact)) {
    const auto has = [&](CodeFact other) { return has_code(*source.unit, other); };
    return source.reader.fail(
        &node, key,
        fmt::format("a row of this unit has no {}: it has {}", name.str(), names_that(code_words(), has)));
  }
  const auto* list = node.as_array();
  if (list == nullptr) return source.reader.fail(&node, key, "expected a list of codes");
  Filter filter{*fact, {}};
  for (const auto& item : *list) {
    filter.values.push_back(item.value_or(std::string()));
    filter.codes |= read_code(source, item, key, name.str(), *fact);
  }
  filters.push_back(std::move(filter));
}

std::vector<Filter> read_filters(const Source& source, std::string_view key) {
  std::vector<Filter> filters;
  const auto* node = source.body.get(key);
  if (node == nullptr) return filters;
  const auto* table = node->as_table();
  if (table == nullptr) {
    source.fail(key, "expected a table of facts, { disposal = [\"convicted\"] }");
    return filters;
  }
  for (const auto& [name, values] : *table) read_filter(source, name, values, key, filters);
  return filters;
}

void check_date(const Source& source, std::string_view key, DateFact date) {
  if (!source.unit || has_date(*source.unit, date)) return;
  const auto has = [&](DateFact other) { return has_date(*source.unit, other); };
  source.fail(key, "a row of this unit has no such date: it has " + names_that(date_words(), has));
}

DateFact read_date(const Source& source, std::string_view key, bool required) {
  const auto date = source.reader.word(source.body, key, required, date_words());
  if (date) check_date(source, key, *date);
  return date.value_or(DateFact::kNone);
}

std::vector<DateFact> read_dates(const Source& source, std::string_view key) {
  auto dates = source.reader.word_list(source.body, key, date_words());
  for (const auto date : dates) check_date(source, key, date);
  return dates;
}

std::optional<Unit> read_unit(Reader& reader, const toml::table& body, std::optional<Form> form) {
  const auto unit = reader.word(body, "unit", true, unit_words());
  if (!unit || !form || takes(*form, *unit)) return unit;
  const auto* node = body.get("unit");
  const auto can = names_that(unit_words(), [&](Unit other) { return takes(*form, other); });
  if (is_value(*unit) || *form == Form::kCodes) {
    reader.fail(
        node, "unit",
        "\"code\" and \"shared_field\" are the units of form \"codes\", and of no other: write " + can);
  } else if (*form == Form::kMix) {
    reader.fail(node, "unit",
                "a row of this unit has no such classes: classes of the final order are those of cases and "
                "accused, sentences those of accused");
  } else {
    reader.fail(node, "unit", "what falls due, is overdue or is a cohort is counted of " + can);
  }
  return std::nullopt;
}

void check_details(const Source& source, const Term& term) {
  if (!source.unit) return;
  const auto has = [&](Detail detail) { return has_detail(*source.unit, detail); };
  for (const auto detail : term.given) {
    if (!has(detail))
      source.fail("given",
                  "a row of this unit has no such detail: it has " + names_that(detail_words(), has));
  }
}

void check_sum(const Source& source, const Term& term) {
  if (!source.unit || term.sum == Sum::kRows || has_sum(*source.unit, term.sum)) return;
  source.fail("sum", term.sum == Sum::kHearings
                         ? "hearings are summed of cases: write unit = \"case\""
                         : "witnesses are summed of hearings: write unit = \"hearing\"");
}

// Keys that one form has and another has not.
void check_form(const Source& source, const Term& term) {
  if (!source.form) return;
  const auto form = *source.form;
  if (form != Form::kDue && source.body.contains("counts"))
    source.fail("counts", "is a key of form \"due\" alone");
  if ((form == Form::kOverdue) != source.body.contains("until"))
    source.fail("until", "is a key of form \"overdue\", which needs it: the dates that end it");
  const bool missing_is_told = !term.known.empty() || !term.dated.empty() || !term.given.empty();
  if (has_start(form) && (source.body.contains("on") || missing_is_told)) {
    source.reader.fail(&source.body, "due",
                       "takes no on, known, dated and given: what has no start date is not due");
  }
  if (form == Form::kTurnover && missing_is_told) {
    source.reader.fail(&source.body, "disposed",
                       "takes no known, no dated and no given: what is missing is told of the stock");
  }
}

std::vector<DateFact> read_until(const Source& source) {
  auto until = read_dates(source, "until");
  const auto* list = source.body["until"].as_array();
  if (list != nullptr && list->empty()) source.fail("until", "names no date that ends it");
  return until;
}

bool read_missed(const Source& source) {
  static constexpr std::array kCounts = {Word<bool>{"met", false}, Word<bool>{"missed", true}};
  const bool required = source.form == Form::kDue;
  return source.reader.word(source.body, "counts", required, std::span<const Word<bool>>(kCounts))
      .value_or(false);
}

Term read_body(const Source& source) {
  auto& reader = source.reader;
  const auto wants = [&](bool (*rule)(Form)) { return source.form && rule(*source.form); };
  Term term;
  term.unit = source.unit.value_or(Unit::kCase);
  term.on = read_date(source, "on", wants(needs_on));
  term.where = read_filters(source, "where");
  term.known = read_filters(source, "known");
  term.dated = read_dates(source, "dated");
  term.from = read_date(source, "from", wants(needs_from));
  term.to = read_date(source, "to", wants(needs_to));
  term.until = read_until(source);
  term.missed = read_missed(source);
  term.given = reader.word_list(source.body, "given", detail_words());
  term.sum = reader.word(source.body, "sum", false, sum_words()).value_or(Sum::kRows);
  return term;
}

}  // namespace

ReadTerm read_term(DefinitionReader& reader, const toml::table& definition, std::string_view name,
                   std::optional<Form> form) {
  const auto* node = definition.get(name);
  const auto* body = node != nullptr ? node->as_table() : nullptr;
  if (body == nullptr) {
    reader.fail(node != nullptr ? node : &definition, name, "is missing: this form needs it as a table");
    return {};
  }
  const auto keys = term_keys();
  reader.only(*body, std::string(name) + ".", {keys.begin(), keys.end()});
  const Source source{reader, *body, form, read_unit(reader, *body, form)};
  ReadTerm read{read_body(source), source.unit.has_value()};
  check_details(source, read.term);
  check_sum(source, read.term);
  check_form(source, read.term);
  return read;
}

}  // namespace mizan::kpi
