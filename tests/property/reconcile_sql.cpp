#include "reconcile_sql.hpp"

#include <fmt/format.h>

#include "history.hpp"

namespace mizan::property {
namespace {

std::string source_rows() {
  std::string rows;
  int id = 0;
  for (const auto& source : kSources)
    rows += fmt::format("{}({}, {}, '{}')", rows.empty() ? "" : ", ", ++id, static_cast<int>(source.holder),
                        source.province);
  return rows;
}

// Every record that says a day, before what is said twice is taken away: `what` tells kinds of reports apart,
// `number` names a case of a court.
constexpr std::string_view kSaid = R"sql(
CREATE TEMP TABLE said AS
WITH held AS (
  SELECT c.*, f.source, s.holder, coalesce(c.province, nullif(s.province, ''), '_U') AS p,
         coalesce(c.district, '_U') AS d, coalesce(c.police_station, '_U') AS st
  FROM rec_case AS c JOIN case_ref AS f USING (ref) JOIN src AS s ON s.id = f.source)
SELECT linked_case, holder, 0 AS stage, fir_on AS day, p, d, st, source, key AS k, '' AS rk, '' AS what, '' AS number
  FROM held WHERE fir_on <= :today
UNION ALL SELECT linked_case, holder, 4, instituted_on, p, d, st, source, key, '',
  CASE WHEN coalesce(court_case_no, '') = '' THEN '' ELSE coalesce(court, '') END, coalesce(court_case_no, '')
  FROM held WHERE instituted_on <= :today
UNION ALL SELECT linked_case, holder, 5, disposed_on, p, d, st, source, key, '',
  CASE WHEN coalesce(court_case_no, '') = '' THEN '' ELSE coalesce(court, '') END, coalesce(court_case_no, '')
  FROM held WHERE disposed_on <= :today AND disposal NOT IN ('stopped_249', 'consigned', 'stayed', 'transferred')
    AND (disposal NOT IN ('discharged', 'cancelled', 'untraced') OR coalesce(instituted_on, :today + 1) <= :today)
UNION ALL SELECT h.linked_case, h.holder, 1, r.sent_on, p, d, st, source, h.key, r.key, coalesce(report_type, ''), ''
  FROM held AS h JOIN rec_report AS r USING (ref) WHERE r.sent_on <= :today
UNION ALL SELECT h.linked_case, h.holder, 2, r.received_on, p, d, st, source, h.key, r.key, coalesce(report_type, ''), ''
  FROM held AS h JOIN rec_report AS r USING (ref) WHERE r.received_on <= :today
UNION ALL SELECT h.linked_case, h.holder, 3, r.filed_on, p, d, st, source, h.key, r.key, coalesce(report_type, ''), ''
  FROM held AS h JOIN rec_report AS r USING (ref) WHERE r.filed_on <= :today;
)sql";

// FIRs: the first day of each holder. Others: each once, where a source that says the same several times is
// taken at its word and a further source is not.
constexpr std::string_view kEntries = R"sql(
CREATE TEMP TABLE entry AS
WITH numbered AS (
  SELECT *, CASE WHEN number <> '' THEN 1 ELSE row_number() OVER (
    PARTITION BY linked_case, holder, stage, source, what, day ORDER BY k, rk) END AS nth FROM said WHERE stage > 0),
once AS (
  SELECT *, row_number() OVER (
    PARTITION BY linked_case, holder, stage, what, number, day, nth ORDER BY source, k, rk) AS first FROM numbered),
firs AS (
  SELECT *, row_number() OVER (PARTITION BY linked_case, holder ORDER BY day, source, k) AS first FROM said
  WHERE stage = 0)
SELECT linked_case, holder, stage, day, p, d, st FROM once WHERE first = 1
UNION ALL SELECT linked_case, holder, stage, day, p, d, st FROM firs WHERE first = 1;
)sql";

std::string with_today(std::string_view sql, base::Day today) {
  std::string out(sql);
  for (auto at = out.find(":today"); at != out.npos; at = out.find(":today"))
    out.replace(at, 6, std::to_string(today.value));
  return out;
}

std::string of_cell(const reconcile::Selection& selection, const reconcile::Cell& cell,
                    reconcile::Stage stage, model::Holder holder) {
  const auto* period = selection.period(cell.period);
  auto where = fmt::format("e.stage = {} AND e.holder = {} AND e.day >= {} AND e.day < {} AND e.p = '{}'",
                           static_cast<int>(stage), static_cast<int>(holder), period->from.value,
                           period->to.value, cell.place.province);
  if (selection.level != reconcile::Level::kProvince)
    where += fmt::format(" AND e.d = '{}'", cell.place.district);
  if (selection.level == reconcile::Level::kStation)
    where += fmt::format(" AND e.st = '{}'", cell.place.station);
  return "SELECT count(*) FROM temp.entry AS e WHERE " + where;
}

std::string has_record(model::Holder holder) {
  return fmt::format(
      "EXISTS (SELECT 1 FROM rec_case AS c JOIN case_ref AS f USING (ref) JOIN src AS s ON s.id = "
      "f.source WHERE c.linked_case = e.linked_case AND s.holder = {})",
      static_cast<int>(holder));
}

}  // namespace

base::Result<> make_sql_entries(const store::Database& db, base::Day today) {
  MIZAN_TRY(
      db.execute("DROP TABLE IF EXISTS temp.src; DROP TABLE IF EXISTS temp.said; DROP TABLE IF EXISTS "
                 "temp.entry; CREATE TEMP TABLE src(id, holder, province); INSERT INTO src VALUES " +
                 source_rows()));
  MIZAN_TRY(db.execute(with_today(kSaid, today)));
  return db.execute(std::string(kEntries));
}

std::string sql_count(const reconcile::Selection& selection, const reconcile::Cell& cell,
                      reconcile::Stage stage, model::Holder holder) {
  return of_cell(selection, cell, stage, holder);
}

std::string sql_total(const reconcile::Selection& selection) {
  auto sql = fmt::format("SELECT count(*) FROM temp.entry AS e WHERE e.day >= {} AND e.day < {}",
                         selection.from().value, selection.to().value);
  if (!selection.province.empty()) sql += fmt::format(" AND e.p = '{}'", selection.province);
  if (!selection.district.empty()) sql += fmt::format(" AND e.d = '{}'", selection.district);
  return sql;
}

std::string sql_not_linked(const reconcile::Selection& selection, const reconcile::Cell& cell,
                           reconcile::Stage stage, model::Holder has, model::Holder lacks) {
  return of_cell(selection, cell, stage, has) + " AND NOT " + has_record(lacks);
}

std::string sql_empty(const reconcile::Selection& selection, const reconcile::Cell& cell,
                      reconcile::Stage stage, model::Holder has, model::Holder lacks) {
  return of_cell(selection, cell, stage, has) + " AND " + has_record(lacks) +
         fmt::format(
             " AND NOT EXISTS (SELECT 1 FROM temp.entry AS o WHERE o.linked_case = e.linked_case AND "
             "o.stage = e.stage AND o.holder = {})",
             static_cast<int>(lacks));
}

}  // namespace mizan::property
