#include "reconcile/reading.hpp"

#include <fmt/format.h>

#include <array>
#include <span>

#include "store/schema.hpp"
#include "store/sqlite.hpp"

namespace mizan::reconcile {
namespace {

namespace field = model::field;
using model::FieldId;
using model::FieldType;
using model::Kind;

constexpr std::array<FieldId, 11> kCaseFields = {
    field::province_id, field::district_id,      field::police_station_id, field::fir_no_id,
    field::fir_year_id, field::fir_on_id,        field::court_id,          field::court_case_no_id,
    field::disposal_id, field::instituted_on_id, field::disposed_on_id};
constexpr std::array<FieldId, 4> kReportFields = {field::report_type_id, field::sent_on_id,
                                                  field::received_on_id, field::filed_on_id};

std::string columns(std::span<const FieldId> fields) {
  std::string list;
  for (const auto id : fields) list += fmt::format(", r.\"{}\"", model::find_field(id)->name);
  return list;
}

void read(const store::Statement& row, int column, std::span<const FieldId> fields, model::Record& into) {
  for (const auto id : fields) {
    const int here = column++;
    if (row.is_null(here)) continue;
    const auto type = model::find_field(id)->type;
    if (type == FieldType::kDate || type == FieldType::kInt)
      into.set_integer(id, row.integer(here));
    else
      into.set_text(id, row.text(here));
  }
}

// An entry of the selection stands in a record whose case says the selection's place.
std::string where_of_place(const Selection& selection) {
  const auto is_named = [](const std::string& text) { return !text.empty() && text != "_U"; };
  std::string where;
  if (is_named(selection.district)) where += " AND c.district = ?3";
  if (is_named(selection.station)) where += " AND c.police_station = ?4";
  return where;
}

std::string candidates(const Selection& selection) {
  const auto place = where_of_place(selection);
  return fmt::format(
      "SELECT c.linked_case FROM rec_case AS c WHERE (c.fir_on BETWEEN ?1 AND ?2 OR c.instituted_on BETWEEN "
      "?1 "
      "AND ?2 OR c.disposed_on BETWEEN ?1 AND ?2){0} UNION SELECT c.linked_case FROM rec_report AS r JOIN "
      "rec_case AS c USING (ref) WHERE (r.sent_on BETWEEN ?1 AND ?2 OR r.received_on BETWEEN ?1 AND ?2 OR "
      "r.filed_on BETWEEN ?1 AND ?2){0} ORDER BY 1",
      place);
}

/// Reads linked cases with what is counted of them, and nothing else.
class CaseReader {
 public:
  static base::Result<CaseReader> of(const store::Database& db) {
    CaseReader reader;
    MIZAN_ASSIGN(reader.cases_,
                 db.prepare("SELECT r.ref, f.source, r.key" + columns(kCaseFields) +
                            " FROM rec_case AS r JOIN case_ref AS f USING (ref) WHERE r.linked_case = ?1 "
                            "ORDER BY f.source, r.key"));
    MIZAN_ASSIGN(reader.reports_, db.prepare("SELECT r.key" + columns(kReportFields) +
                                             " FROM rec_report AS r WHERE r.ref = ?1 ORDER BY r.key"));
    return reader;
  }

  base::Result<model::LinkedCase> read_case(std::int64_t id) {
    model::LinkedCase linked{model::LinkedCaseId{id}, {}};
    const store::ResetGuard guard(cases_);
    cases_.bind(1, id);
    while (true) {
      MIZAN_ASSIGN(const bool row, cases_.step());
      if (!row) return linked;
      model::SourceCase each{model::SourceId{static_cast<std::int32_t>(cases_.integer(1))},
                             model::Record(Kind::kCase, cases_.text(2)),
                             {}};
      read(cases_, 3, kCaseFields, each.record);
      MIZAN_TRY(add_reports(cases_.integer(0), each));
      linked.cases.push_back(std::move(each));
    }
  }

 private:
  base::Result<> add_reports(std::int64_t ref, model::SourceCase& of) {
    const store::ResetGuard guard(reports_);
    reports_.bind(1, ref);
    while (true) {
      MIZAN_ASSIGN(const bool row, reports_.step());
      if (!row) return {};
      model::Record report(Kind::kReport, reports_.text(0));
      read(reports_, 1, kReportFields, report);
      of.children.push_back(std::move(report));
    }
  }

  store::Statement cases_;
  store::Statement reports_;
};

}  // namespace

base::Result<> for_each_held(store::Store& store, const Selection& selection, const Sources& sources,
                             base::Day today, const HeldVisitor& visit) {
  const auto& db = store.database();
  MIZAN_TRY(db.execute("SAVEPOINT reconcile"));
  const auto walk = [&]() -> base::Result<> {
    MIZAN_ASSIGN(auto reader, CaseReader::of(db));
    MIZAN_ASSIGN(auto ids, db.prepare(candidates(selection)));
    ids.bind(1, std::int64_t{selection.from().value}).bind(2, std::int64_t{selection.to().value - 1});
    const auto place = where_of_place(selection);
    if (place.find("?3") != place.npos) ids.bind(3, std::string_view(selection.district));
    if (place.find("?4") != place.npos) ids.bind(4, std::string_view(selection.station));
    while (true) {
      MIZAN_ASSIGN(const bool row, ids.step());
      if (!row) return {};
      MIZAN_ASSIGN(const auto linked, reader.read_case(ids.integer(0)));
      MIZAN_TRY(visit(held_case(linked, sources, today)));
    }
  };
  auto done = walk();
  auto released = db.execute("RELEASE reconcile");
  return done ? released : done;
}

}  // namespace mizan::reconcile
