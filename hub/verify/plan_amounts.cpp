#include "verify/plan_amounts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "verify/plan_rows.hpp"

namespace mizan::verify {

using kpi::DateFact;
using kpi::Definition;
using kpi::Dimension;
using kpi::Form;
using kpi::Term;
using kpi::Unit;

std::string month_sql(const std::string& day) {
  return fmt::format(
      R"(((strftime('%Y', {0} * 86400, 'unixepoch') - 1970) * 12 + strftime('%m', {0} * 86400, 'unixepoch') - 1))",
      day);
}

std::string column_of(Dimension dimension) {
  return dimension == Dimension::kTotal ? "'_T'" : std::string(kpi::dimension_name(dimension));
}

namespace {

/// Rows that fall into cells: which, on which day, as which part (NULL: as none), with which value and
/// amount.
struct Amounts {
  std::string from;
  std::string where = "1";
  std::string province;
  std::string day;
  std::string part;
  std::string x = "0";
  std::string n = "1";
  std::vector<std::pair<Dimension, std::string>> members;
};

// "o" is where the province stands with what the definition needs.
std::string insert_sql(const Amounts& amounts) {
  std::string columns;
  std::string members;
  std::string places;
  int place = 5;
  for (const auto& [dimension, sql] : amounts.members) {
    columns += ", " + column_of(dimension);
    members += fmt::format(", {} AS {}", sql, column_of(dimension));
    places += fmt::format(", {}", place++);
  }
  return fmt::format(R"(INSERT INTO v_amount(part, month, x, province{0}, n)
    SELECT part, {1}, x, province{0}, sum(n) FROM (
      SELECT {2} AS part, {3} AS day, {4} AS x, o.province{5}, {6} AS n
      FROM {7} JOIN v_place AS o ON o.province = {8} WHERE {3} IS NOT NULL AND {9})
    WHERE part IS NOT NULL AND n <> 0 GROUP BY 1, 2, 3, 4{10})",
                     columns, month_sql("day"), amounts.part, amounts.day, amounts.x, members, amounts.n,
                     amounts.from, amounts.province, amounts.where, places);
}

std::vector<std::pair<Dimension, std::string>> members_of(const Definition& definition, Unit unit,
                                                          DateFact on) {
  std::vector<std::pair<Dimension, std::string>> members;
  for (const auto& list : {definition.by, definition.numerator_by}) {
    for (const auto dimension : list) {
      // Several of one row: they are put beside it.
      if (dimension != Dimension::kObjection)
        members.emplace_back(dimension, member_sql(unit, dimension, on));
    }
  }
  return members;
}

Amounts rows_for(const Definition& definition, const Term& term) {
  const auto rows = rows_of(term.unit);
  Amounts out;
  out.from = rows.from;
  out.where = rows.where;
  for (const auto& filter : term.where) out.where += " AND " + filter_sql(term.unit, filter);
  out.province = province_sql(term.unit);
  out.day = date_sql(term.unit, term.on);
  out.members = members_of(definition, term.unit, term.on);
  return out;
}

// What a row must have, or it is missing.
std::string known_sql(const Term& term) {
  std::string known = "1";
  for (const auto& filter : term.known) known += " AND " + filter_sql(term.unit, filter);
  for (const auto date : term.dated) known += fmt::format(" AND {} IS NOT NULL", date_sql(term.unit, date));
  for (const auto detail : term.given) known += " AND " + given_sql(term.unit, detail);
  return "(" + known + ")";
}

// A numerator: what it leaves out, the denominator tells.
std::string numerator_sql(const Definition& definition, const Term& term) {
  auto out = rows_for(definition, term);
  out.part = fmt::format("iif(o.observed AND {}, 'numerator', NULL)", known_sql(term));
  out.n = sum_sql(term.sum);
  return insert_sql(out);
}

// Rows that count in their period, or are left out there with a reason.
std::string flow_sql(const Definition& definition, const Term& term, const std::string& part) {
  auto out = rows_for(definition, term);
  const auto known = known_sql(term);
  out.part = fmt::format(
      "CASE WHEN NOT o.observed THEN 'not_observed' WHEN NOT {} THEN 'missing' ELSE {} END", known, part);
  out.n = fmt::format("iif(o.observed AND {}, {}, 1)", known, sum_sql(term.sum));
  return insert_sql(out);
}

bool several(const Definition& definition) {
  return std::find(definition.by.begin(), definition.by.end(), Dimension::kObjection) != definition.by.end();
}

// A submission once for each of its objections.
std::string each_sql(const Definition& definition, const Term& term) {
  auto out = rows_for(definition, term);
  out.from += " LEFT JOIN v_objection AS b ON b.id = s.id";
  out.members = {{Dimension::kObjection, or_unknown("b.code")}};
  out.part = fmt::format(
      "CASE WHEN NOT o.observed THEN 'not_observed' WHEN NOT {} THEN 'missing' ELSE 'numerator' END",
      known_sql(term));
  return insert_sql(out);
}

// Rows with a class, or without one where it must be known.
std::string mix_sql(const Definition& definition, const Term& term) {
  auto out = rows_for(definition, term);
  const auto known = known_sql(term);
  const auto name = code_sql(term.unit, definition.classes);
  out.where += fmt::format(" AND ({} <> '' OR NOT {})", name, known);
  out.part = fmt::format(
      "CASE WHEN NOT o.observed THEN 'not_observed' WHEN NOT {} THEN 'missing' ELSE 'class:' || {} "
      "END",
      known, name);
  return insert_sql(out);
}

std::string days_sql(const Definition& definition, const Term& term) {
  auto out = rows_for(definition, term);
  const auto days = fmt::format("({} - {})", date_sql(term.unit, term.to), date_sql(term.unit, term.from));
  out.part =
      fmt::format(R"(CASE WHEN NOT o.observed THEN 'not_observed' WHEN NOT {0} OR {1} IS NULL THEN 'missing'
      WHEN {1} < 0 THEN 'negative' ELSE 'days' END)",
                  known_sql(term), days);
  out.x = fmt::format("coalesce({}, 0)", days);
  return insert_sql(out);
}

// Rule 6: in the period of the due date, once that is before today and not after a needed horizon.
std::string due_rows_sql(const Definition& definition, const Term& term, bool numerator) {
  auto out = rows_for(definition, term);
  const auto from = date_sql(term.unit, term.from);
  const auto event = date_sql(term.unit, term.to);
  const auto due = due_sql(term);
  out.day = due;
  out.members = members_of(definition, term.unit, DateFact::kNone);
  for (auto& [dimension, sql] : out.members) {
    if (dimension == Dimension::kCourt && term.unit == Unit::kAccused) sql = or_unknown(seat_sql(due));
  }
  out.where += fmt::format(" AND {0} < ?1 AND (NOT o.observed OR {0} <= o.due_until)", due);
  const auto negative = fmt::format("coalesce({} < {}, 0)", event, from);
  const auto met = fmt::format("coalesce({} <= {}, 0)", event, due);
  out.part = numerator ? fmt::format("iif(o.observed AND NOT {} AND {}{}, 'numerator', NULL)", negative,
                                     term.missed ? "NOT " : "", met)
                       : fmt::format(
                             "CASE WHEN NOT o.observed THEN 'not_observed' WHEN {} THEN 'negative' "
                             "ELSE 'denominator' END",
                             negative);
  return insert_sql(out);
}

// In the period of the start, by each limit, once its last day is before today and not after a needed
// horizon.
void add_cohorts(const Definition& definition, const Term& term, std::vector<std::string>& all) {
  const auto from = date_sql(term.unit, term.from);
  const auto event = date_sql(term.unit, term.to);
  auto out = rows_for(definition, term);
  out.day = from;
  out.members = members_of(definition, term.unit, term.from);
  for (const auto& limit : definition.limits) {
    const auto last = fmt::format("({} + {})", from, limit.days);
    const auto over = fmt::format("({0} < ?1 AND (NOT o.observed OR {0} <= o.due_until))", last);
    const auto left_out = fmt::format(
        "WHEN NOT o.observed THEN iif({2}, 'not_observed:{0}', NULL) WHEN {1} < {3} THEN iif({2}, "
        "'negative:{0}', NULL)",
        limit.days, event, over, from);
    out.part =
        fmt::format("CASE {0} WHEN {1} THEN 'over:{2}' ELSE 'later:{2}' END", left_out, over, limit.days);
    all.push_back(insert_sql(out));
    out.part = fmt::format("CASE {} WHEN {} AND {} <= {} THEN 'within:{}' END",
                           "WHEN NOT o.observed OR " + event + " < " + from + " THEN NULL", over, event, last,
                           limit.days);
    all.push_back(insert_sql(out));
  }
}

std::string within_sql(const Definition& definition, const Term& term, bool numerator) {
  auto out = rows_for(definition, term);
  const auto from = date_sql(term.unit, term.from);
  const auto event = date_sql(term.unit, term.to);
  const auto days = fmt::format("({} - {})", event, from);
  const auto last = last_day_sql(term.unit, from);
  const auto left_out = fmt::format(R"(WHEN NOT o.observed THEN 'not_observed'
      WHEN NOT {0} OR {1} IS NULL THEN 'missing' WHEN {1} < 0 THEN 'negative' WHEN {2} IS NULL THEN 'no_limit')",
                                    known_sql(term), days, last);
  out.part = numerator ? fmt::format("iif(o.observed AND {0} AND {1} >= 0 AND {2} <= {3}, 'numerator', NULL)",
                                     known_sql(term), days, event, last)
                       : fmt::format("CASE {} ELSE 'denominator' END", left_out);
  return insert_sql(out);
}

std::string movements_sql(const Definition& definition) {
  Amounts out;
  out.from = "v_movement AS m JOIN v_trial AS t USING (trial)";
  out.province = province_sql(Unit::kCase);
  out.day = "m.day";
  // Not observed: a trial is left out of its flows; that it has no end either is no second reason.
  out.part = "iif(o.observed, m.part, iif(m.part = 'missing', NULL, 'not_observed'))";
  out.members = members_of(definition, Unit::kCase, DateFact::kNone);
  for (auto& [dimension, sql] : out.members) {
    if (dimension == Dimension::kCourt) sql = or_unknown("m.court");
  }
  return insert_sql(out);
}

// Live values have no day: they are today's.
std::string codes_sql(const Definition& definition, const Term& term, bool numerator) {
  auto out = rows_for(definition, term);
  out.day = "?1";
  out.n = "c.n";
  out.part =
      numerator ? "iif(o.observed, 'numerator', NULL)" : "iif(o.observed, 'denominator', 'not_observed')";
  return insert_sql(out);
}

std::string findings_sql(const Definition& definition) {
  Amounts out;
  out.from = "v_finding AS c";
  out.province = province_sql(Unit::kCode);
  out.day = "?1";
  out.n = "c.n";
  out.part = "iif(o.observed, 'class:' || c.class, 'not_observed')";
  out.members = members_of(definition, Unit::kCode, DateFact::kNone);
  return insert_sql(out);
}

std::string receipts_sql() {
  return fmt::format(R"(INSERT INTO v_amount(part, month, x, province, n)
    SELECT p.part, {}, 0, {}, sum(iif(p.part = 'numerator', d.quarantined, d.received))
    FROM receipt_day AS d LEFT JOIN v_source AS s ON s.source = d.source
    JOIN (SELECT 'numerator' AS part UNION ALL SELECT 'denominator') AS p WHERE d.day <= ?1 GROUP BY 1, 2, 4)",
                     month_sql("d.day"), or_unknown("s.province"));
}

}  // namespace

std::vector<std::string> amounts_of(const Definition& definition) {
  std::vector<std::string> out;
  const auto& terms = definition.terms;
  switch (definition.form) {
    case Form::kCount:
      out.push_back(flow_sql(definition, terms[0], "'numerator'"));
      if (several(definition)) out.push_back(each_sql(definition, terms[0]));
      break;
    case Form::kRatio:
    case Form::kMean:
      out.push_back(numerator_sql(definition, terms[0]));
      out.push_back(flow_sql(definition, terms[1], "'denominator'"));
      break;
    case Form::kMix:
      out.push_back(mix_sql(definition, terms[0]));
      break;
    case Form::kInOut:
      out.push_back(flow_sql(definition, terms[0], "'numerator'"));
      out.push_back(flow_sql(definition, terms[1], "'denominator'"));
      break;
    case Form::kDays:
      out.push_back(days_sql(definition, terms[0]));
      break;
    case Form::kTurnover:
      out.push_back(flow_sql(definition, terms[0], "'denominator'"));
      break;
    case Form::kBalance:
      out.push_back(movements_sql(definition));
      break;
    case Form::kCodes:
      out.push_back(codes_sql(definition, terms[0], true));
      out.push_back(codes_sql(definition, terms[1], false));
      break;
    case Form::kFindings:
      out.push_back(findings_sql(definition));
      break;
    case Form::kReceipts:
      out.push_back(receipts_sql());
      break;
    case Form::kDue:
      out.push_back(due_rows_sql(definition, terms[0], true));
      out.push_back(due_rows_sql(definition, terms[0], false));
      break;
    case Form::kCohort:
      add_cohorts(definition, terms[0], out);
      break;
    case Form::kWithin:
      out.push_back(within_sql(definition, terms[0], true));
      out.push_back(within_sql(definition, terms[0], false));
      break;
    case Form::kStock:
    case Form::kAge:
    case Form::kOverdue:
    case Form::kBacklog:
    case Form::kComplete:
    case Form::kShare:
    case Form::kFreshness:
      break;
  }
  return out;
}

}  // namespace mizan::verify
