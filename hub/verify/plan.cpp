#include "verify/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "verify/plan_amounts.hpp"
#include "verify/plan_rows.hpp"

namespace mizan::verify {

using kpi::DateFact;
using kpi::Definition;
using kpi::Dimension;
using kpi::Form;
using kpi::Unit;

namespace {

bool contains(const std::vector<Dimension>& list, Dimension dimension) {
  return std::find(list.begin(), list.end(), dimension) != list.end();
}

std::string scope_sql(const std::string& columns, const std::string& table, Dimension dimension) {
  auto own = fmt::format("SELECT province, {} AS member, {} FROM {}", column_of(dimension), columns, table);
  if (dimension != Dimension::kTotal) return own;
  return own + fmt::format(" UNION ALL SELECT '_T', '_T', {} FROM {}", columns, table);
}

// Rows of a breakdown in which one unit may count several times stand beside the others.
std::string several_sql(const Definition& definition, Dimension dimension) {
  if (!contains(definition.by, Dimension::kObjection)) return "";
  return dimension == Dimension::kObjection ? " AND objection IS NOT NULL" : " AND objection IS NULL";
}

std::string sums_sql(const Definition& definition, Dimension dimension) {
  const bool slice = contains(definition.numerator_by, dimension);
  return fmt::format(R"(INSERT INTO v_measure
    SELECT '{}', province, member, label, part, sum(n) FROM ({}) JOIN v_period USING (month)
    WHERE {} GROUP BY province, member, label, part)",
                     kpi::dimension_name(dimension),
                     scope_sql("month, part, n, objection", "v_amount", dimension),
                     (slice ? "part = 'numerator'" : "part <> 'days'") + several_sql(definition, dimension));
}

// Rule 5: the smallest d with count(values <= d) >= p * n.
std::string quantiles_sql(Dimension dimension, const std::string& values) {
  return fmt::format(R"(INSERT INTO v_measure
    WITH value AS ({}),
    ranked AS (SELECT *, sum(n) OVER (PARTITION BY province, member, label ORDER BY x) AS below,
                      sum(n) OVER (PARTITION BY province, member, label) AS total FROM value),
    found AS (SELECT province, member, label, max(total) AS n, min(x) FILTER (WHERE 100 * below >= 50 * total) AS p50,
                     min(x) FILTER (WHERE 100 * below >= 90 * total) AS p90 FROM ranked GROUP BY province, member, label)
    SELECT '{}', province, member, label, name, CASE name WHEN 'n' THEN n WHEN 'p50' THEN p50 ELSE p90 END
    FROM found JOIN (SELECT 'n' AS name UNION ALL SELECT 'p50' UNION ALL SELECT 'p90'))",
                     values, kpi::dimension_name(dimension));
}

std::string day_quantiles_sql(Dimension dimension) {
  return quantiles_sql(dimension, fmt::format(R"(SELECT province, member, label, x, sum(n) AS n
      FROM ({}) JOIN v_period USING (month) WHERE part = 'days' GROUP BY province, member, label, x)",
                                              scope_sql("month, part, x, n", "v_amount", dimension)));
}

/// Spans of trials or accused (k, of trial t and accused a) that are stock.
struct Held {
  std::string from;
  std::string where = "1";
  std::string begun = "0";
  std::string part = "k.part";
  Unit unit = Unit::kCase;
};

// The spans, each with its trial and, where they are of accused, with him.
Held held_from(const std::string& spans, kpi::State state) {
  Held held;
  held.from = spans + " AS k JOIN v_trial AS t USING (trial)";
  if (!kpi::is_of_accused(state)) return held;
  held.from += " JOIN v_accused AS a ON a.trial = k.trial AND a.accused = k.accused";
  held.unit = Unit::kAccused;
  return held;
}

// Pending, and while the record has every entry.
Held complete_of(const Definition& definition) {
  std::string has = "1";
  bool next_on = false;
  for (const auto entry : definition.entries) {
    if (entry == kpi::Entry::kNextOn) next_on = true;
    if (entry == kpi::Entry::kReportReceivedOn) has += " AND e.report_received_on";
    if (entry == kpi::Entry::kReportDecision) has += " AND e.report_decision";
    if (entry == kpi::Entry::kSections) has += " AND e.sections";
  }
  const std::string spans =
      next_on ? R"(SELECT p.trial, max(p.from_day, n.from_day) AS from_day, min(p.to_day, n.to_day) AS to_day
      FROM v_pending AS p JOIN v_next AS n USING (trial)
      WHERE n.next_on IS NOT NULL AND max(p.from_day, n.from_day) < min(p.to_day, n.to_day))"
              : "SELECT * FROM v_pending";
  const auto parts = fmt::format(R"((
      SELECT trial, from_day, to_day, 'denominator' AS part FROM v_pending
      UNION ALL SELECT s.trial, s.from_day, s.to_day, 'numerator' FROM ({}) AS s JOIN v_entry AS e USING (trial) WHERE {}
      UNION ALL SELECT trial, from_day, to_day, part FROM v_held WHERE state = 'pending' AND part = 'missing'))",
                                 spans, has);
  return held_from(parts, kpi::State::kPending);
}

// What is in the state, and what is in the other one, unless nobody knows whether it is in the first.
Held share_of(const Definition& definition) {
  const auto parts = fmt::format(R"((
      SELECT trial, accused, from_day, to_day, iif(part = 'stock', 'numerator', part) AS part FROM v_held WHERE state = '{0}'
      UNION ALL SELECT trial, accused, from_day, to_day, 'denominator' FROM v_held AS h
      WHERE state = '{1}' AND part = 'stock' AND NOT EXISTS (
        SELECT 1 FROM v_held AS u WHERE u.state = '{0}' AND u.part = 'missing' AND u.trial = h.trial AND u.accused IS h.accused)))",
                                 kpi::state_name(definition.state), kpi::state_name(definition.of));
  return held_from(parts, definition.state);
}

// What is older than its limit; of a backlog beside all that has one.
Held limited_of(const Definition& definition) {
  auto held = held_from("v_backlog", definition.state);
  held.where = fmt::format("k.state = '{}' AND k.from_day <= ?1", kpi::state_name(definition.state));
  if (definition.form != Form::kStock) return held;
  held.where += " AND k.part <> 'denominator'";
  held.part = "iif(k.part = 'numerator', 'stock', k.part)";
  return held;
}

Held held_of(const Definition& definition) {
  if (definition.form == Form::kComplete) return complete_of(definition);
  if (definition.form == Form::kShare) return share_of(definition);
  if (!definition.limits.empty()) return limited_of(definition);
  // A turnover and a balance have no state but the first.
  auto held = held_from("v_held", definition.state);
  held.where = fmt::format("k.state = '{}'", kpi::state_name(definition.state));
  if (definition.form == Form::kAge) held.begun = "k.begun";
  return held;
}

// What is in stock from which month's close to before which, by a member that may change meanwhile.
std::string holding_sql(Dimension dimension, const Held& held) {
  auto from = held.from;
  std::string member = member_sql(held.unit, dimension, DateFact::kNone);
  std::string since = "k.from_day";
  std::string until = "k.to_day";
  if (dimension == Dimension::kCourt || dimension == Dimension::kProsecutor) {
    const bool court = dimension == Dimension::kCourt;
    from +=
        fmt::format(" JOIN {} AS w ON w.trial = k.trial AND w.from_day < k.to_day AND w.to_day > k.from_day",
                    court ? "v_seat" : "v_carrier");
    member =
        court ? or_unknown("w.court") : or_unattributed("coalesce(nullif(w.prosecutor, ''), t.prosecutor)");
    since = "max(k.from_day, w.from_day)";
    until = "min(k.to_day, w.to_day)";
  }
  return fmt::format(R"(INSERT INTO v_holding
    SELECT o.province, {0} AS member, {8} AS part, {1} AS since, iif({2} = 99999999, 1000000, {3}) AS until, {4} AS begun, count(*)
    FROM {5} JOIN v_place AS o ON o.province = {6} WHERE o.observed AND {7}
    GROUP BY o.province, 2, 3, 4, 5, 6 HAVING since < until)",
                     member, month_sql(since), until, month_sql(until), held.begun, from,
                     province_sql(held.unit), held.where, held.part);
}

// Due by as_of and before today, and nothing has ended it by as_of (rule 7).
std::string overdue_sql(const Definition& definition, Dimension dimension) {
  const auto& term = definition.terms[0];
  std::string ends;
  for (const auto date : term.until)
    ends += fmt::format(", coalesce({}, 99999999)", date_sql(term.unit, date));
  const auto due = due_sql(term);
  return fmt::format(R"(INSERT INTO v_holding
    SELECT province, member, 'stock', {} AS since, iif(ended = 99999999, 1000000, {}) AS until, 0, count(*)
    FROM (SELECT o.province, {} AS member, {} AS due, min(99999999{}) AS ended
          FROM {} JOIN v_place AS o ON o.province = {} WHERE o.observed AND {})
    WHERE due < ?1 AND ended > due GROUP BY province, member, since, until HAVING since < until)",
                     month_sql("due"), month_sql("ended"), member_sql(term.unit, dimension, term.from), due,
                     ends, rows_of(term.unit).from, province_sql(term.unit), rows_of(term.unit).where);
}

std::string holdings_at(Dimension dimension) {
  auto own = std::string("SELECT province, member, part, since, until, begun, n FROM v_holding");
  if (dimension != Dimension::kTotal) return own;
  return own + " UNION ALL SELECT '_T', '_T', part, since, until, begun, n FROM v_holding";
}

std::string stock_sql(Dimension dimension, const std::string& name, const std::string& month,
                      const std::string& condition) {
  return fmt::format(R"(INSERT INTO v_measure
    SELECT '{0}', province, member, label, {1} AS name, sum(n)
    FROM ({2}) JOIN v_span AS s ON since <= {3} AND until > {3} WHERE {4} GROUP BY province, member, label, 5)",
                     kpi::dimension_name(dimension), name, holdings_at(dimension), month, condition);
}

std::string ages_sql(Dimension dimension) {
  return quantiles_sql(dimension,
                       fmt::format(R"(SELECT province, member, label, as_of - begun AS x, sum(n) AS n
      FROM ({}) JOIN v_span ON since <= last_month AND until > last_month
      WHERE part = 'stock' GROUP BY province, member, label, 4)",
                                   holdings_at(dimension)));
}

// Of the present periods; of a place the stalest source.
std::string freshness_sql(Dimension dimension) {
  return fmt::format(R"(INSERT INTO v_measure
    SELECT '{0}', province, member, label, name, iif(name = 'hours', max(hours), sum(hours IS NULL))
    FROM ({1}) JOIN v_span ON to_day > ?1 JOIN (SELECT 'hours' AS name UNION ALL SELECT 'missing')
    GROUP BY province, member, label, name)",
                     kpi::dimension_name(dimension), scope_sql("hours", "v_freshness", dimension));
}

void add_stock(const Definition& definition, std::vector<std::string>& out) {
  for (const auto dimension : dimensions_of(definition)) {
    out.emplace_back("DELETE FROM v_holding");
    out.push_back(definition.form == Form::kOverdue ? overdue_sql(definition, dimension)
                                                    : holding_sql(dimension, held_of(definition)));
    if (definition.form == Form::kBalance) {
      out.push_back(stock_sql(dimension, "'stock'", "s.last_month", "part = 'stock'"));
      out.push_back(stock_sql(dimension, "'before'", "s.first_month - 1", "part = 'stock'"));
    } else if (definition.form == Form::kAge) {
      out.push_back(ages_sql(dimension));
      out.push_back(stock_sql(dimension, "'missing'", "s.last_month", "part = 'missing'"));
    } else {
      out.push_back(stock_sql(dimension, "part", "s.last_month", "1"));
    }
  }
}

constexpr auto kClasses = R"(JOIN v_measure AS m ON m.dimension = c.dimension AND m.province = c.province
      AND m.member = c.member AND m.label = c.label AND m.name LIKE 'class:%')";

// NULL if there is none.
std::string maybe_measure_sql(const std::string& name) {
  return fmt::format(
      R"((SELECT n FROM v_measure AS m WHERE m.dimension = c.dimension AND m.province = c.province
      AND m.member = c.member AND m.label = c.label AND m.name = '{}'))",
      name);
}

std::string measure_sql(const std::string& name) {
  return fmt::format("coalesce({}, 0)", maybe_measure_sql(name));
}

// 1 and one more for each band that the share reaches.
std::string band_sql(const std::vector<std::int64_t>& bands) {
  std::string reached = "1";
  for (const auto from : bands) reached += fmt::format(" + (100 * c.numerator >= {} * w.denominator)", from);
  return fmt::format("'band', iif(w.denominator > 0, {}, NULL), 1, c.numerator, w.denominator", reached);
}

std::string cohort_sql(const std::string& days) {
  return fmt::format("'{0}', iif({2} > 0, 100 * {1}, NULL), {2}, {1}, {2}", days,
                     measure_sql("within:" + days), measure_sql("over:" + days));
}

/// The columns stat, value as a fraction, numerator and denominator of a form.
std::string figures_sql(Form form, const std::string& stat) {
  switch (form) {
    case Form::kRatio:
    case Form::kCodes:
    case Form::kDue:
    case Form::kWithin:
    case Form::kBacklog:
    case Form::kComplete:
    case Form::kShare:
    case Form::kReceipts:
      return "'value', iif(w.denominator > 0, 100 * c.numerator, NULL), w.denominator, c.numerator, "
             "w.denominator";
    case Form::kMean:
      return "'value', iif(w.denominator > 0, c.numerator, NULL), w.denominator, c.numerator, w.denominator";
    case Form::kTurnover:
      return R"('value', iif(c.denominator > 0, (s.as_of - s.from_day + 1) * c.stock, NULL), c.denominator, c.stock,
        c.denominator)";
    case Form::kStock:
    case Form::kOverdue:
      return "'value', c.stock, 1, NULL, NULL";
    case Form::kBalance:
      return R"('value', c.before + c.numerator + c.revived + c.arrived - c.denominator - c.dormant - c.gone - c.stock,
        1, NULL, NULL)";
    case Form::kDays:
    case Form::kAge:
      return fmt::format("'{0}', c.{0}, 1, NULL, c.days", stat);
    case Form::kCohort:
      return cohort_sql(stat);
    case Form::kMix:
    case Form::kFindings:
      return "substr(m.name, 7), m.n, 1, NULL, NULL";
    case Form::kFreshness:
      return fmt::format("'value', {}, 1, NULL, NULL", maybe_measure_sql("hours"));
    case Form::kInOut:
      return fmt::format("'{}', c.{}, 1, NULL, NULL", stat, stat == "in" ? "numerator" : "denominator");
    case Form::kCount:
      break;
  }
  return "'value', c.numerator, 1, NULL, NULL";
}

std::string status_sql(Form form) {
  if (form == Form::kReceipts || form == Form::kFreshness)
    return "iif(s.to_day > ?1, 'provisional', 'normal')";
  return R"(CASE WHEN NOT o.applies THEN 'not_applicable' WHEN coalesce(o.observed, 0) = 0 OR o.latest IS NULL OR o.latest < s.from_day THEN 'not_available'
    WHEN s.to_day > ?1 OR o.earliest + 1 < s.to_day THEN 'provisional' ELSE 'normal' END)";
}

// Provisional too while the days of some of the cohort are not over.
std::string cohort_status_sql(const std::string& days) {
  const auto status = status_sql(Form::kCohort);
  return fmt::format("iif(({0}) = 'normal' AND {1} > 0, 'provisional', {0})", status,
                     measure_sql("later:" + days));
}

}  // namespace

std::vector<Dimension> dimensions_of(const Definition& definition) {
  std::vector<Dimension> all = {Dimension::kTotal};
  for (const auto& list : {definition.by, definition.numerator_by}) {
    for (const auto dimension : list) {
      if (!contains(all, dimension)) all.push_back(dimension);
    }
  }
  return all;
}

std::vector<std::string> measures_of(const Definition& definition) {
  auto out = amounts_of(definition);
  for (const auto dimension : dimensions_of(definition)) {
    out.push_back(definition.form == Form::kFreshness ? freshness_sql(dimension)
                                                      : sums_sql(definition, dimension));
    if (definition.form == Form::kDays) out.push_back(day_quantiles_sql(dimension));
  }
  if (kpi::is_stock(definition.form) || definition.form == Form::kBalance) add_stock(definition, out);
  return out;
}

std::string values_of(const Definition& definition, Dimension dimension) {
  const auto form = definition.form;
  const bool slice = contains(definition.numerator_by, dimension);
  const auto select = [&](const std::string& stat) {
    return fmt::format(R"(
      SELECT c.province, c.member, c.label, {0}, w.missing, {7}, {8}, {1}, w.no_limit
      FROM v_cell AS c JOIN v_place AS o ON o.province = c.province JOIN v_span AS s ON s.label = c.label
      JOIN v_cell AS w ON w.dimension = '{2}' AND w.province = c.province AND w.label = c.label AND w.member = {3}
      {4} WHERE c.dimension = '{5}' AND {6})",
                       stat == "band" ? band_sql(definition.bands) : figures_sql(form, stat),
                       form == Form::kCohort ? cohort_status_sql(stat) : status_sql(form),
                       slice ? "total" : kpi::dimension_name(dimension), slice ? "'_T'" : "c.member",
                       kpi::is_mix(form) ? kClasses : "", kpi::dimension_name(dimension),
                       kpi::is_live(form) ? "s.to_day > ?1" : "1",
                       form == Form::kCohort ? measure_sql("not_observed:" + stat) : "w.not_observed",
                       form == Form::kCohort ? measure_sql("negative:" + stat) : "w.negative");
  };
  if (form == Form::kCohort) {
    std::string all;
    for (const auto& limit : definition.limits)
      all += (all.empty() ? "" : " UNION ALL ") + select(fmt::format("{}", limit.days));
    return all;
  }
  if (form == Form::kComplete && !definition.bands.empty())
    return select("value") + " UNION ALL " + select("band");
  if (form == Form::kInOut) return select("in") + " UNION ALL " + select("out");
  if (form == Form::kDays || form == Form::kAge) return select("p50") + " UNION ALL " + select("p90");
  return select("value");
}

}  // namespace mizan::verify
