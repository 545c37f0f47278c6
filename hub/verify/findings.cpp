#include "verify/findings.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "model/field.hpp"

namespace mizan::verify {
namespace {

struct Rule {
  const char* kind;
  const char* field;
  const char* finding;
  const char* condition;  ///< of the record x
};

// KPIS section 3: `date_findings`. ?1 is today; a date to come is before nothing, and nothing is before it.
constexpr Rule kRules[] = {
    {"case", "fir_on", "missing", "x.fir_no IS NOT NULL"},
    {"case", "instituted_on", "missing", "x.court_case_no IS NOT NULL"},
    {"case", "disposed_on", "missing",
     "x.disposal IS NOT NULL AND NOT (x.disposal IN ('stopped_249', 'consigned', 'stayed') AND x.dormant_on "
     "IS "
     "NOT NULL)"},
    {"accused", "disposed_on", "missing", "x.disposal IS NOT NULL"},
    {"charge", "disposed_on", "missing", "x.disposal IS NOT NULL"},
    {"report", "decided_on", "missing", "x.decision IS NOT NULL"},
    {"bail", "decided_on", "missing", "x.decision IS NOT NULL"},
    {"appeal", "decided_on", "missing", "x.decision IS NOT NULL"},
    {"hearing", "held_on", "missing", "x.outcome IS NOT NULL"},
    {"case", "fir_on", "negative", "x.fir_on < x.occurred_on AND x.occurred_on <= ?1"},
    {"case", "intimated_on", "negative", "x.intimated_on < x.fir_on AND x.fir_on <= ?1"},
    {"case", "instituted_on", "negative", "x.instituted_on < x.fir_on AND x.fir_on <= ?1"},
    {"case", "cognizance_on", "negative", "x.cognizance_on < x.instituted_on AND x.instituted_on <= ?1"},
    {"case", "charged_on", "negative", "x.charged_on < x.instituted_on AND x.instituted_on <= ?1"},
    {"case", "disposed_on", "negative",
     "(x.disposed_on < x.instituted_on AND x.instituted_on <= ?1) OR (x.disposed_on < x.charged_on AND "
     "x.charged_on "
     "<= ?1)"},
    {"case", "revived_on", "negative", "x.revived_on < x.dormant_on AND x.dormant_on <= ?1"},
    {"accused", "custody_from", "negative", "x.custody_from < x.arrested_on AND x.arrested_on <= ?1"},
    {"accused", "custody_to", "negative", "x.custody_to < x.custody_from AND x.custody_from <= ?1"},
    {"accused", "bail_on", "negative", "x.bail_on < x.arrested_on AND x.arrested_on <= ?1"},
    {"report", "received_on", "negative", "x.received_on < x.sent_on AND x.sent_on <= ?1"},
    {"report", "decided_on", "negative", "x.decided_on < x.received_on AND x.received_on <= ?1"},
    {"report", "resubmitted_on", "negative", "x.resubmitted_on < x.decided_on AND x.decided_on <= ?1"},
    {"report", "filed_on", "negative", "x.filed_on < x.received_on AND x.received_on <= ?1"},
    {"hearing", "next_on", "negative", "x.next_on < x.held_on AND x.held_on <= ?1"},
    {"bail", "decided_on", "negative", "x.decided_on < x.filed_on AND x.filed_on <= ?1"},
    {"bail", "cancelled_on", "negative", "x.cancelled_on < x.decided_on AND x.decided_on <= ?1"},
    {"appeal", "decided_on", "negative", "x.decided_on < x.filed_on AND x.filed_on <= ?1"},
};

std::string count_sql(const Rule& rule) {
  const bool missing = std::string_view(rule.finding) == "missing";
  return fmt::format(R"(INSERT INTO v_finding
    SELECT f.province, f.district, f.police_station, f.offence_group, '{1}', '{2}', count(*)
    FROM rec_{0} AS x JOIN v_under AS u USING (ref) JOIN v_trial AS t USING (trial) JOIN v_fir AS f USING (link)
    WHERE ({3}) AND {4} GROUP BY 1, 2, 3, 4)",
                     rule.kind, rule.field, rule.finding, rule.condition,
                     missing ? fmt::format("x.{} IS NULL", rule.field) : "1");
}

// The dates are the columns whose names say so.
base::Result<std::vector<std::string>> date_fields(Script& script, std::string_view table, base::Day today) {
  std::vector<std::string> fields;
  MIZAN_ASSIGN(
      auto* query,
      script.query("SELECT name FROM pragma_table_info(?2) WHERE (name LIKE '%\\_on' ESCAPE '\\' OR name IN "
                   "('custody_from', 'custody_to')) AND name NOT IN ('held_on', 'next_on')",
                   today));
  const store::ResetGuard guard(*query);
  query->bind(2, table);
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return fields;
    fields.emplace_back(query->text(0));
  }
}

}  // namespace

base::Result<> fill_findings(Script& script, base::Day today) {
  for (const auto& rule : kRules) MIZAN_TRY(script.run(count_sql(rule), today));
  for (int k = 1; k <= model::kKindCount; ++k) {
    const auto kind = model::kind_name(static_cast<model::Kind>(k));
    MIZAN_ASSIGN(const auto fields, date_fields(script, fmt::format("rec_{}", kind), today));
    for (const auto& field : fields) {
      const std::string name(kind);
      const auto to_come = fmt::format("x.{} > ?1", field);
      MIZAN_TRY(script.run(count_sql({name.c_str(), field.c_str(), "future", to_come.c_str()}), today));
    }
  }
  return {};
}

}  // namespace mizan::verify
