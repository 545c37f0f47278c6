#include "verify/plan_rows.hpp"

#include <fmt/format.h>

namespace mizan::verify {

using kpi::CodeFact;
using kpi::DateFact;
using kpi::Dimension;
using kpi::Unit;

namespace {

// What belongs to the FIR, not to one of its trials.
bool is_paper(Unit unit) {
  return unit == Unit::kSubmission || unit == Unit::kReport || unit == Unit::kBail || unit == Unit::kAppeal;
}

bool has_trial(Unit unit) {
  return unit != Unit::kFir && !kpi::is_value(unit) && !is_paper(unit);
}

// Where the row's place and offence stand.
std::string alias_of(Unit unit) {
  if (unit == Unit::kFir || is_paper(unit)) return "f";
  return kpi::is_value(unit) ? "c" : "t";
}

std::string text_literal(std::string_view text) {
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
  const auto seat = seat_sql(date_sql(unit, on));
  return unit == Unit::kHearing ? fmt::format("coalesce(nullif({}, ''), h.court)", seat) : seat;
}

// What the FIR of a row has.
std::string fir_sql(Unit unit, std::string_view column) {
  if (unit == Unit::kFir || is_paper(unit)) return fmt::format("f.{}", column);
  return fmt::format("(SELECT f.{} FROM v_fir AS f WHERE f.link = t.link)", column);
}

std::string yes_no(const std::string& flag) {
  return fmt::format("iif({}, 'yes', 'no')", flag);
}

std::string prosecutor_sql(Unit unit) {
  if (unit == Unit::kSubmission) return or_unattributed("s.prosecutor");
  if (unit == Unit::kReport) return or_unattributed("r.prosecutor");
  if (unit == Unit::kBail) return or_unattributed("b.prosecutor");
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
    case Unit::kSharedField:
      return {"v_shared AS c", "1"};
    case Unit::kAccused:
      return {"v_accused AS a JOIN v_trial AS t USING (trial)", "1"};
    case Unit::kSubmission:
      return {"v_submission AS s JOIN v_fir AS f USING (link)", "1"};
    case Unit::kReport:
      return {"v_report AS r JOIN v_fir AS f USING (link)", "1"};
    case Unit::kBail:
      return {"v_bail AS b JOIN v_fir AS f USING (link)", "1"};
    case Unit::kAppeal:
      return {"v_appeal AS p JOIN v_fir AS f USING (link)", "1"};
  }
  return {};
}

namespace {

// What the FIR has, whatever the row; empty: something else.
std::string fir_date_sql(Unit unit, DateFact fact) {
  if (kpi::is_value(unit)) return "";
  switch (fact) {
    case DateFact::kIntimatedOn:
      return fir_sql(unit, "intimated_on");
    case DateFact::kFirstInstitutedOn:
      return fir_sql(unit, "first_instituted_on");
    case DateFact::kClosingReceivedOn:
      return fir_sql(unit, "closing_received_on");
    case DateFact::kInterimReceivedOn:
      return fir_sql(unit, "interim_received_on");
    case DateFact::kForwardedOn:
      return fir_sql(unit, "forwarded_on");
    case DateFact::kAllEndedOn:
      return fir_sql(unit, "all_ended_on");
    case DateFact::kConvictedOn:
      return fir_sql(unit, "convicted_on");
    case DateFact::kAnyReportReceivedOn: {
      const auto closing = fir_sql(unit, "closing_received_on");
      const auto interim = fir_sql(unit, "interim_received_on");
      return fmt::format("min(coalesce({0}, {1}), coalesce({1}, {0}))", closing, interim);
    }
    default:
      return "";
  }
}

std::string paper_date_sql(Unit unit, DateFact fact) {
  const bool submission = unit == Unit::kSubmission;
  const bool report = unit == Unit::kReport;
  switch (fact) {
    case DateFact::kSentOn:
      return submission ? "s.sent_on" : "NULL";
    case DateFact::kReceivedOn:
      return submission ? "s.received_on" : report ? "r.received_on" : "NULL";
    case DateFact::kDecidedOn:
      if (unit == Unit::kAppeal) return "p.decided_on";
      return submission ? "s.decided_on" : report ? "NULL" : "b.decided_on";
    case DateFact::kResubmittedOn:
      return submission ? "s.resubmitted_on" : "NULL";
    case DateFact::kFiledOn:
      if (unit == Unit::kAppeal) return "p.filed_on";
      return submission ? "s.filed_on" : report ? "r.filed_on" : "NULL";
    case DateFact::kCuredOn:
      return submission ? "s.cured_on" : "NULL";
    case DateFact::kReturnedOn:
      return report ? "r.returned_on" : "NULL";
    default:
      return "NULL";
  }
}

}  // namespace

std::string date_sql(Unit unit, DateFact fact) {
  if (fact == DateFact::kFirOn && !kpi::is_value(unit)) return alias_of(unit) + ".fir_on";
  if (auto own = fir_date_sql(unit, fact); !own.empty()) return own;
  if (is_paper(unit)) return paper_date_sql(unit, fact);
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
    case DateFact::kAppealedOn:
      return unit == Unit::kAccused ? "a.appealed_on" : "NULL";
    case DateFact::kHeldOn:
      return unit == Unit::kHearing ? "h.held_on" : "NULL";
    case DateFact::kNextOn:
      return unit == Unit::kHearing ? "h.next_on" : "NULL";
    case DateFact::kTransferredOn:
      if (unit == Unit::kLegIn) return "l.begins";
      return unit == Unit::kLegOut ? "l.left_on" : "NULL";
    default:
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
    case CodeFact::kReportType:
      return unit == Unit::kSubmission ? "s.type" : "r.type";
    case CodeFact::kDecision:
      if (unit == Unit::kBail) return "coalesce(b.decision, '')";
      if (unit == Unit::kAppeal) return "coalesce(p.decision, '')";
      return "iif(s.returned, 'returned', coalesce(s.decision, ''))";
    case CodeFact::kReturned:
      return yes_no("s.returned");
    case CodeFact::kFirst:
      return yes_no("s.begins");
    case CodeFact::kReturns:
      return "CASE r.returns WHEN 0 THEN 'none' WHEN 1 THEN 'once' ELSE 'more' END";
    case CodeFact::kOpposed:
      return "CASE b.opposed WHEN 1 THEN 'yes' WHEN 0 THEN 'no' ELSE '' END";
    case CodeFact::kBy:
      return "p.appellant";
    case CodeFact::kOutcome:
      return unit == Unit::kHearing ? "h.outcome" : "''";
    case CodeFact::kMapped:
      return unit == Unit::kCode ? "iif(c.unmapped, 'no', 'yes')" : "'yes'";
    case CodeFact::kAgrees:
      return "iif(c.differs, 'no', 'yes')";
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

// Of working days each is looked at in turn; worked() is of the calendar, which may have none at all.
std::string last_day_sql(Unit unit, const std::string& start) {
  const auto time_class = has_trial(unit) ? std::string("t.time_class") : std::string("''");
  return fmt::format(
      R"((SELECT iif(m.working, (WITH RECURSIVE walk(day, missing) AS (SELECT {2}, m.days UNION ALL
          SELECT day + 1, missing - worked({0}, day + 1) FROM walk
          WHERE missing > 0 AND day < {2} + 20 * m.days) SELECT max(day) FROM walk),
          {2} + m.days) FROM v_limit AS m WHERE m.province IN ('', {0}) AND m.time_class IN ('', {1})
        AND {2} >= m.from_day AND {2} < m.to_day ORDER BY m.nth LIMIT 1))",
      province_sql(unit), time_class, start);
}

std::string due_sql(const kpi::Term& term) {
  return last_day_sql(term.unit, date_sql(term.unit, term.from));
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

std::string seat_sql(const std::string& day) {
  return fmt::format(
      "(SELECT s.court FROM v_seat AS s WHERE s.trial = t.trial AND {0} >= s.from_day AND {0} < s.to_day)",
      day);
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
      return kpi::is_value(unit) ? or_unknown("c.field") : "'_U'";
    case Dimension::kSex:
      return unit == Unit::kAccused ? or_unknown("a.sex") : "'_U'";
    case Dimension::kAgeClass:
      return unit == Unit::kAccused ? or_unknown("a.age_class") : "'_U'";
    case Dimension::kBailKind:
      return unit == Unit::kBail ? or_unknown("b.kind") : "'_U'";
    case Dimension::kSource:
    case Dimension::kObjection:
      return "'_U'";
  }
  return "'_U'";
}

std::string filter_sql(Unit unit, const kpi::Filter& filter) {
  std::string list;
  for (const auto& value : filter.values) list += (list.empty() ? "" : ", ") + text_literal(value);
  return fmt::format("{} IN ({})", code_sql(unit, filter.fact), list);
}

}  // namespace mizan::verify
