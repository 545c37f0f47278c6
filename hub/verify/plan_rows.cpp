#include "verify/plan_rows.hpp"

#include <fmt/format.h>

namespace mizan::verify {

using kpi::CodeFact;
using kpi::DateFact;
using kpi::Dimension;
using kpi::Unit;

namespace {

bool has_trial(Unit unit) {
  return unit != Unit::kFir && unit != Unit::kCode;
}

// Where the row's place and offence stand.
std::string alias_of(Unit unit) {
  if (unit == Unit::kFir) return "f";
  return unit == Unit::kCode ? "c" : "t";
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += c;
  }
  return out + "'";
}

// Rule 10: the court of the leg on that day; an institution is the first leg's. A hearing's own court only
// where the trial names none.
std::string court_sql(Unit unit, DateFact on) {
  if (!has_trial(unit)) return "''";
  if (on == DateFact::kInstitutedOn) return "t.first_court";
  if (unit == Unit::kLegIn || unit == Unit::kLegOut) return "l.court";
  const auto day = date_sql(unit, on);
  const auto seat = fmt::format(
      "(SELECT s.court FROM v_seat AS s WHERE s.trial = t.trial AND {0} >= s.from_day AND {0} < s.to_day)",
      day);
  return unit == Unit::kHearing ? fmt::format("coalesce(nullif({}, ''), h.court)", seat) : seat;
}

// What the FIR of a row has.
std::string fir_sql(Unit unit, std::string_view column) {
  if (unit == Unit::kFir) return fmt::format("f.{}", column);
  return fmt::format("(SELECT f.{} FROM v_fir AS f WHERE f.link = t.link)", column);
}

std::string yes_no(const std::string& flag) {
  return fmt::format("iif({}, 'yes', 'no')", flag);
}

std::string prosecutor_sql(Unit unit) {
  if (!has_trial(unit)) return or_unattributed("''");
  const auto own = unit == Unit::kHearing ? "h.prosecutor" : "t.credited";
  return or_unattributed(fmt::format("coalesce(nullif({}, ''), t.prosecutor)", own));
}

}  // namespace

Rows rows_of(Unit unit) {
  switch (unit) {
    case Unit::kFir:
      return {"v_fir AS f", "f.has_fir"};
    case Unit::kCase:
      return {"v_trial AS t", "1"};
    case Unit::kHearing:
      return {"v_hearing AS h JOIN v_trial AS t USING (trial)", "1"};
    case Unit::kLegIn:
      return {"v_leg AS l JOIN v_trial AS t USING (trial)", "l.leg > 1"};
    case Unit::kLegOut:
      return {"v_leg AS l JOIN v_trial AS t USING (trial)", "l.left_on IS NOT NULL"};
    case Unit::kCode:
      return {"v_code AS c", "1"};
    case Unit::kAccused:
      return {"v_accused AS a JOIN v_trial AS t USING (trial)", "1"};
  }
  return {};
}

std::string date_sql(Unit unit, DateFact fact) {
  if (fact == DateFact::kFirOn && unit != Unit::kCode) return alias_of(unit) + ".fir_on";
  if (fact == DateFact::kIntimatedOn) return fir_sql(unit, "intimated_on");
  if (!has_trial(unit)) return "NULL";
  const auto* spell =
      "(SELECT iif(d.{0} < 99999999, d.{0}, NULL) FROM v_dormant AS d WHERE d.trial = t.trial AND "
      "d.spell = 1)";
  switch (fact) {
    case DateFact::kInstitutedOn:
      return "t.instituted_on";
    case DateFact::kDisposedOn:
      return unit == Unit::kAccused ? "a.disposed_on" : "t.disposed_on";
    case DateFact::kChargedOn:
      return "t.charged_on";
    case DateFact::kClosedOn:
      return "t.closed_on";
    case DateFact::kMovedOutOn:
      return "t.moved_out_on";
    case DateFact::kDormantOn:
      return fmt::format(fmt::runtime(spell), "from_day");
    case DateFact::kRevivedOn:
      return fmt::format(fmt::runtime(spell), "to_day");
    case DateFact::kHeldOn:
      return unit == Unit::kHearing ? "h.held_on" : "NULL";
    case DateFact::kNextOn:
      return unit == Unit::kHearing ? "h.next_on" : "NULL";
    case DateFact::kTransferredOn:
      if (unit == Unit::kLegIn) return "l.begins";
      return unit == Unit::kLegOut ? "l.left_on" : "NULL";
    case DateFact::kIntimatedOn:
    case DateFact::kFirOn:
    case DateFact::kNone:
      break;
  }
  return "NULL";
}

std::string code_sql(Unit unit, CodeFact fact) {
  switch (fact) {
    case CodeFact::kDisposal:
      if (unit == Unit::kAccused) return "coalesce(a.disposal, '')";
      return has_trial(unit) ? "coalesce(t.disposal, '')" : "''";
    case CodeFact::kClosed:
      return has_trial(unit) ? "coalesce(t.closed, '')" : "''";
    case CodeFact::kSentence:
      return unit == Unit::kAccused ? "coalesce(a.sentence_name, '')" : "''";
    case CodeFact::kPresent:
      return unit == Unit::kHearing ? "CASE h.present WHEN 1 THEN 'yes' WHEN 0 THEN 'no' ELSE '' END" : "''";
    case CodeFact::kPoliceRecord:
      return yes_no(fir_sql(unit, "by_police"));
    case CodeFact::kProsecutionRecord:
      return yes_no(fir_sql(unit, "by_prosecution"));
    case CodeFact::kCourtRecord:
      return yes_no(fir_sql(unit, "by_court"));
    case CodeFact::kOutcome:
      return unit == Unit::kHearing ? "h.outcome" : "''";
    case CodeFact::kMapped:
      return unit == Unit::kCode ? "iif(c.unmapped, 'no', 'yes')" : "'yes'";
  }
  return "''";
}

std::string given_sql(Unit unit, kpi::Detail detail) {
  switch (detail) {
    case kpi::Detail::kReason:
      return unit == Unit::kHearing ? "coalesce(h.reason, '') <> ''" : "coalesce(t.reason, '') <> ''";
    case kpi::Detail::kSide:
      return "coalesce(h.side, '') <> ''";
    case kpi::Detail::kPwSummoned:
      return "h.pw_summoned IS NOT NULL";
    case kpi::Detail::kPwAttended:
      return "h.pw_attended IS NOT NULL";
    case kpi::Detail::kPwExamined:
      return "h.pw_examined IS NOT NULL";
  }
  return "1";
}

std::string sum_sql(kpi::Sum sum) {
  switch (sum) {
    case kpi::Sum::kRows:
      return "1";
    case kpi::Sum::kHearings:
      return "t.hearings";
    case kpi::Sum::kPwSummoned:
      return "h.pw_summoned";
    case kpi::Sum::kPwAttended:
      return "h.pw_attended";
    case kpi::Sum::kPwExamined:
      return "h.pw_examined";
  }
  return "1";
}

std::string or_unknown(const std::string& text) {
  return fmt::format("coalesce(nullif({}, ''), '_U')", text);
}

std::string or_unattributed(const std::string& name) {
  return fmt::format("coalesce(nullif({}, ''), 'unattributed')", name);
}

std::string province_sql(Unit unit) {
  return or_unknown(alias_of(unit) + ".province");
}

std::string member_sql(Unit unit, Dimension dimension, DateFact on) {
  switch (dimension) {
    case Dimension::kTotal:
      return "'_T'";
    case Dimension::kDistrict:
      return or_unknown(alias_of(unit) + ".district");
    case Dimension::kStation:
      return or_unknown(alias_of(unit) + ".police_station");
    case Dimension::kOffenceGroup:
      return or_unknown(alias_of(unit) + ".offence_group");
    case Dimension::kCourt:
      return or_unknown(court_sql(unit, on));
    case Dimension::kProsecutor:
      return prosecutor_sql(unit);
    case Dimension::kReason:
      if (unit == Unit::kHearing) return or_unknown("h.reason");
      return has_trial(unit) ? or_unknown("t.reason") : "'_U'";
    case Dimension::kSide:
      return unit == Unit::kHearing ? or_unknown("h.side") : "'_U'";
    case Dimension::kField:
      return unit == Unit::kCode ? or_unknown("c.field") : "'_U'";
    case Dimension::kSex:
      return unit == Unit::kAccused ? or_unknown("a.sex") : "'_U'";
    case Dimension::kAgeClass:
      return unit == Unit::kAccused ? or_unknown("a.age_class") : "'_U'";
  }
  return "'_U'";
}

std::string filter_sql(Unit unit, const kpi::Filter& filter) {
  std::string list;
  for (const auto& value : filter.values) list += (list.empty() ? "" : ", ") + quoted(value);
  return fmt::format("{} IN ({})", code_sql(unit, filter.fact), list);
}

}  // namespace mizan::verify
