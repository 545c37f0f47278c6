// Facts into their byte form.
#include <utility>

#include "kpi/facts_bits.hpp"
#include "kpi/varint.hpp"

namespace mizan::kpi {
namespace {

class Writer {
 public:
  std::string take() { return std::move(out_); }

  void number(std::uint64_t value) { put_varint(out_, value); }
  void day(base::Day day) { number(zigzag(std::int64_t{day.value} - kEpoch)); }
  void maybe_day(const std::optional<base::Day>& day) {
    number(day ? zigzag(std::int64_t{day->value} - kEpoch) + 1 : 0);
  }
  void span(const Span& span) {
    day(span.from);
    number(span.to == base::kFarFuture ? 0 : static_cast<std::uint64_t>(span.to - span.from));
  }

  void hearings(const Trial& trial) {
    auto court = trial.legs.empty() ? kNoName : trial.legs.front().court;
    auto prosecutor = trial.prosecutor;
    auto held_on = base::Day{kEpoch};
    number(trial.hearings.size());
    for (const auto& hearing : trial.hearings) {
      const auto more = more_of(hearing);
      out_ += static_cast<char>(static_cast<unsigned>(hearing.outcome) | (hearing.next_on ? kHasNext : 0U) |
                                (more != 0 ? kMore : 0U) | (hearing.court != court ? kOtherCourt : 0U) |
                                (hearing.prosecutor != prosecutor ? kOtherProsecutor : 0U) |
                                (hearing.adjourn_reason != kNoName ? kHasReason : 0U) |
                                (hearing.adjourn_side != kNoName ? kHasSide : 0U));
      if (more != 0) out_ += static_cast<char>(more);
      number(zigzag(hearing.held_on - held_on));
      if (hearing.next_on) number(zigzag(*hearing.next_on - hearing.held_on));
      if (hearing.court != court) number(hearing.court);
      if (hearing.prosecutor != prosecutor) number(hearing.prosecutor);
      if (hearing.adjourn_reason != kNoName) number(hearing.adjourn_reason);
      if (hearing.adjourn_side != kNoName) number(hearing.adjourn_side);
      for (const auto& count : {hearing.pw_summoned, hearing.pw_attended, hearing.pw_examined})
        if (count) number(static_cast<std::uint64_t>(*count));
      held_on = hearing.held_on;
      court = hearing.court;
      prosecutor = hearing.prosecutor;
    }
  }

  void trial(const Trial& trial) {
    number(trial.legs.size());
    for (const auto& leg : trial.legs) {
      maybe_day(leg.begins);
      maybe_day(leg.transferred_on);
      number(leg.court);
    }
    number(trial.prosecutor);
    number(trial.credited_to);
    number(trial.offence_group);
    maybe_day(trial.instituted_on);
    maybe_day(trial.disposed_on);
    number(trial.disposal ? static_cast<std::uint64_t>(*trial.disposal) + 1 : 0);
    maybe_day(trial.moved_out_on);
    number((trial.disposal_without_date ? kUndated : 0U) |
           (trial.disposal_reason != kNoName ? kHasReasonGiven : 0U) | (trial.closed ? kIsClosed : 0U) |
           (trial.charged_on ? kIsCharged : 0U) | (trial.accused.empty() ? 0U : kHasAccused) |
           static_cast<unsigned>(trial.time_class) << kTimeClassShift);
    if (trial.disposal_reason != kNoName) number(trial.disposal_reason);
    if (trial.closed) end(*trial.closed, *trial.closed_on);
    if (trial.charged_on) day(*trial.charged_on);
    if (!trial.accused.empty()) accused(trial);
    number(static_cast<std::uint64_t>(trial.hearings_to_disposal));
    number(trial.dormant.size());
    for (const auto& spell : trial.dormant) {
      span(spell);
      number(spell.leg);
    }
    number(trial.pending.size());
    for (const auto& pending : trial.pending) span(pending);
    hearings(trial);
  }

  void end(model::Disposal disposal, base::Day on) {
    number(static_cast<std::uint64_t>(disposal));
    day(on);
  }

  void accused(const Trial& trial) {
    number(trial.accused.size());
    for (const auto& each : trial.accused) {
      const bool as_trial =
          each.disposal && each.disposal == trial.disposal && each.disposed_on == trial.disposed_on;
      const auto more = more_of(each);
      const unsigned how = each.disposal ? (as_trial ? kHasEnd | kEndsAsTrial : kHasEnd) : 0U;
      out_ += static_cast<char>(
          (each.sex != kNoName ? kHasSex : 0U) | (each.age_class != kNoName ? kHasAge : 0U) | how |
          (more != 0 ? kMoreOfAccused : 0U) | static_cast<unsigned>(each.sentence) << kSentenceShift);
      if (each.sex != kNoName) number(each.sex);
      if (each.age_class != kNoName) number(each.age_class);
      if (each.disposal && !as_trial) end(*each.disposal, *each.disposed_on);
      if (more == 0) continue;
      out_ += static_cast<char>(more);
      if (each.absconding) span(*each.absconding);
      if (each.custody) span(*each.custody);
      if (each.appealed_on) day(*each.appealed_on);
    }
  }

  void facts(const Facts& facts) {
    out_ += kFactsVersion;
    for (const auto name : {facts.province, facts.district, facts.police_station, facts.offence_group})
      number(name);
    number((facts.has_fir ? 1U : 0U) | static_cast<unsigned>(facts.holders.to_ulong()) << kHoldersShift |
           (facts.submissions.empty() ? 0U : kHasSubmissions) | (facts.bail.empty() ? 0U : kHasBail) |
           (facts.has_sections ? kHasSections : 0U) | (facts.date_findings.empty() ? 0U : kHasDateFindings) |
           (facts.shared.empty() ? 0U : kHasShared) | (facts.appeals.empty() ? 0U : kHasAppeals));
    maybe_day(facts.fir_on);
    maybe_day(facts.intimated_on);
    number(facts.codes.size());
    for (const auto& values : facts.codes) {
      number(values.field);
      number(static_cast<std::uint64_t>(values.mapped));
      number(static_cast<std::uint64_t>(values.unmapped));
    }
    number(facts.trials.size());
    for (const auto& each : facts.trials) trial(each);
    if (!facts.submissions.empty()) submissions(facts.submissions);
    if (!facts.bail.empty()) bail(facts.bail);
    if (!facts.date_findings.empty()) date_findings(facts.date_findings);
    if (!facts.shared.empty()) shared(facts.shared);
    if (!facts.appeals.empty()) appeals(facts.appeals);
  }

 private:
  void submissions(const std::vector<Submission>& all) {
    number(all.size());
    for (const auto& each : all) {
      out_ += static_cast<char>(static_cast<unsigned>(each.type) | (each.begins ? kBegins : 0U) |
                                (each.returned ? kIsReturned : 0U) | (each.forwarded ? kIsForwarded : 0U));
      unsigned what = (each.prosecutor != kNoName ? kHasProsecutor : 0U) |
                      (each.objections.empty() ? 0U : kHasObjections);
      unsigned bit = 1;
      for (const auto* date : dates_of(each)) {
        what |= *date ? bit : 0U;
        bit <<= 1U;
      }
      out_ += static_cast<char>(what);
      for (const auto* date : dates_of(each))
        if (*date) day(**date);
      if (each.prosecutor != kNoName) number(each.prosecutor);
      if (each.objections.empty()) continue;
      number(each.objections.size());
      for (const auto code : each.objections) number(code);
    }
  }

  void bail(const std::vector<Bail>& all) {
    number(all.size());
    for (const auto& each : all) {
      out_ += static_cast<char>(static_cast<unsigned>(each.decision) | (each.decided_on ? kIsDecided : 0U) |
                                (each.opposed ? kOpposedKnown : 0U) |
                                (each.opposed.value_or(false) ? kIsOpposed : 0U) |
                                (each.kind != kNoName ? kBailHasKind : 0U) |
                                (each.prosecutor != kNoName ? kBailHasProsecutor : 0U));
      if (each.decided_on) day(*each.decided_on);
      if (each.kind != kNoName) number(each.kind);
      if (each.prosecutor != kNoName) number(each.prosecutor);
    }
  }

  void date_findings(const std::vector<DateFindings>& all) {
    number(all.size());
    for (const auto& each : all) {
      number(each.field);
      for (const auto count : each.counts) number(static_cast<std::uint64_t>(count));
    }
  }

  void shared(const std::vector<SharedField>& all) {
    number(all.size());
    for (const auto& each : all) number(std::uint64_t{each.field} << 1U | (each.differs ? 1U : 0U));
  }

  void appeals(const std::vector<Appeal>& all) {
    number(all.size());
    for (const auto& each : all) {
      out_ += static_cast<char>(
          static_cast<unsigned>(each.decision) | (each.decided_on ? kAppealIsDecided : 0U) |
          (each.filed_on ? kAppealIsFiled : 0U) | static_cast<unsigned>(each.by) << kAppellantShift);
      if (each.decided_on) day(*each.decided_on);
      if (each.filed_on) day(*each.filed_on);
    }
  }

  static unsigned more_of(const Accused& accused) {
    const auto& custody = accused.custody;
    return (accused.disposal_without_date ? kIsUndated : 0U) | (accused.absconding ? kIsAbsconding : 0U) |
           (custody ? kIsInCustody : 0U) | (custody && custody->woman ? kIsWoman : 0U) |
           (custody && custody->death ? kOffenceKnown : 0U) |
           (custody && custody->death.value_or(false) ? kIsDeathOffence : 0U) |
           (accused.appealed_on ? kIsAppealed : 0U);
  }

  static unsigned more_of(const Hearing& hearing) {
    return static_cast<unsigned>(hearing.presence) | (hearing.pw_summoned ? kHasSummoned : 0U) |
           (hearing.pw_attended ? kHasAttended : 0U) | (hearing.pw_examined ? kHasExamined : 0U);
  }

  std::string out_;
};

}  // namespace

std::string encode_facts(const Facts& facts) {
  Writer writer;
  writer.facts(facts);
  return writer.take();
}

}  // namespace mizan::kpi
