// Facts out of their byte form.
#include <algorithm>

#include "kpi/facts_bits.hpp"
#include "kpi/varint.hpp"

namespace mizan::kpi {
namespace {

/// Reads on whatever comes, giving zeros once something was wrong; good() says whether anything was.
class Reader {
 public:
  Reader(std::string_view bytes, NameId names) : in_(bytes), names_(names) {}

  bool good() const { return good_; }
  bool done() const { return in_.empty(); }

  std::uint64_t number() {
    if (!in_.empty() && static_cast<unsigned char>(in_.front()) < 0x80) return byte();  // as most are
    const auto value = take_varint(in_);
    if (!value) return wrong();
    return *value;
  }
  std::uint64_t below(std::uint64_t limit) {
    const auto value = number();
    return value < limit ? value : wrong();
  }
  // Of things that take so many bytes each, there are no more than the bytes hold: memory is taken for what
  // can be there, not for what is claimed.
  std::size_t count(std::size_t bytes) { return static_cast<std::size_t>(below(in_.size() / bytes + 1)); }
  NameId name() { return static_cast<NameId>(below(names_)); }
  std::int64_t amount() { return static_cast<std::int64_t>(below(std::uint64_t{1} << 40U)); }

  base::Day day(base::Day from = {kEpoch}) { return after(from, unzigzag(number())); }
  std::optional<base::Day> maybe_day() {
    const auto value = number();
    if (value == 0) return std::nullopt;
    return after({kEpoch}, unzigzag(value - 1));
  }
  std::int32_t small() { return static_cast<std::int32_t>(below(std::uint64_t{1} << 31U)); }
  model::Disposal final_order() {
    return static_cast<model::Disposal>(
        below(static_cast<std::uint64_t>(model::Disposal::kUnclassified) + 1));
  }
  Span span() {
    const auto from = day();
    const auto length = number();
    return {from, length == 0 ? base::kFarFuture : after(from, static_cast<std::int64_t>(length))};
  }

  void hearings(Trial& trial) {
    auto court = trial.legs.empty() ? kNoName : trial.legs.front().court;
    auto prosecutor = trial.prosecutor;
    auto held_on = base::Day{kEpoch};
    trial.hearings.resize(count(2));
    for (auto& hearing : trial.hearings) {
      const auto what = byte();
      hearing.outcome = static_cast<Outcome>(std::min(what & kOutcomeBits, 2U));
      const auto more = (what & kMore) != 0 ? byte() : 0U;
      hearing.presence = static_cast<Presence>(std::min(more & kPresenceBits, 2U));
      hearing.held_on = held_on = day(held_on);
      hearing.next_on.reset();
      if ((what & kHasNext) != 0) hearing.next_on = day(held_on);
      if ((what & kOtherCourt) != 0) court = name();
      if ((what & kOtherProsecutor) != 0) prosecutor = name();
      hearing.court = court;
      hearing.prosecutor = prosecutor;
      hearing.adjourn_reason = (what & kHasReason) != 0 ? name() : kNoName;
      hearing.adjourn_side = (what & kHasSide) != 0 ? name() : kNoName;
      counts(hearing, more);
      if (!good_) return;
    }
  }

  void counts(Hearing& hearing, unsigned more) {
    const auto count = [&](std::optional<std::int32_t>& out, unsigned bit) {
      out.reset();
      if ((more & bit) != 0) out = small();
    };
    count(hearing.pw_summoned, kHasSummoned);
    count(hearing.pw_attended, kHasAttended);
    count(hearing.pw_examined, kHasExamined);
  }

  void accused(Trial& trial) {
    trial.accused.resize(count(1));
    for (auto& each : trial.accused) {
      const auto what = byte();
      each = {};
      each.sentence =
          static_cast<Sentence>(std::min(what >> kSentenceShift & kSentenceBits, unsigned{kSentences - 1}));
      if ((what & kHasSex) != 0) each.sex = name();
      if ((what & kHasAge) != 0) each.age_class = name();
      if ((what & kHasEnd) != 0) {
        const bool as_trial = (what & kEndsAsTrial) != 0;
        if (as_trial && (!trial.disposal || !trial.disposed_on)) wrong();
        each.disposal = as_trial ? trial.disposal : final_order();
        each.disposed_on = as_trial ? trial.disposed_on : day();
      }
      const auto more = (what & kMoreOfAccused) != 0 ? byte() : 0U;
      each.disposal_without_date = (more & kIsUndated) != 0;
      if ((more & kIsAbsconding) != 0) each.absconding = span();
      if ((more & kIsInCustody) != 0) each.custody = custody(more);
      if ((more & kIsAppealed) != 0) each.appealed_on = day();
      if (!good_) return;
    }
  }

  Custody custody(unsigned what) {
    Custody custody{span(), (what & kIsWoman) != 0, std::nullopt};
    if ((what & kOffenceKnown) != 0) custody.death = (what & kIsDeathOffence) != 0;
    return custody;
  }

  // What few trials have.
  void rarities(Trial& trial) {
    const auto what = static_cast<unsigned>(below(kTrialNumbers));
    trial.time_class = static_cast<TimeClass>(what >> kTimeClassShift);
    trial.disposal_without_date = (what & kUndated) != 0;
    trial.disposal_reason = (what & kHasReasonGiven) != 0 ? name() : kNoName;
    trial.closed.reset();
    trial.closed_on.reset();
    if ((what & kIsClosed) != 0) {
      trial.closed = final_order();
      trial.closed_on = day();
    }
    trial.charged_on.reset();
    if ((what & kIsCharged) != 0) trial.charged_on = day();
    trial.accused.clear();
    if ((what & kHasAccused) != 0) accused(trial);
  }

  void trial(Trial& trial) {
    trial.legs.resize(count(3));
    for (auto& leg : trial.legs) {
      leg.begins = maybe_day();
      leg.transferred_on = maybe_day();
      leg.court = name();
    }
    trial.prosecutor = name();
    trial.credited_to = name();
    trial.offence_group = name();
    trial.instituted_on = maybe_day();
    trial.disposed_on = maybe_day();
    const auto disposal = below(static_cast<std::uint64_t>(model::Disposal::kTransferred) + 2);
    trial.disposal.reset();
    if (disposal != 0) trial.disposal = static_cast<model::Disposal>(disposal - 1);
    trial.moved_out_on = maybe_day();
    rarities(trial);
    trial.hearings_to_disposal = amount();
    trial.dormant.resize(count(3));
    for (auto& spell : trial.dormant) {
      static_cast<Span&>(spell) = span();
      spell.leg = static_cast<std::size_t>(below(trial.legs.size()));
    }
    trial.pending.resize(count(2));
    for (auto& pending : trial.pending) pending = span();
    if (!trial.pending.empty() && !trial.instituted_on) good_ = false;
    hearings(trial);
  }

  void facts(Facts& facts) {
    if (byte() != kFactsVersion) good_ = false;
    facts.province = name();
    facts.district = name();
    facts.police_station = name();
    facts.offence_group = name();
    const auto held = below(kFirNumbers);
    facts.has_fir = (held & 1U) != 0;
    facts.has_sections = (held & kHasSections) != 0;
    facts.holders = held >> kHoldersShift & 15U;
    facts.fir_on = maybe_day();
    facts.intimated_on = maybe_day();
    facts.codes.resize(count(3));
    for (auto& values : facts.codes) {
      values.field = name();
      values.mapped = amount();
      values.unmapped = amount();
    }
    facts.trials.resize(count(13));
    for (auto& each : facts.trials) {
      if (!good_) return;
      trial(each);
    }
    facts.submissions.clear();
    facts.bail.clear();
    if ((held & kHasSubmissions) != 0) submissions(facts.submissions);
    if ((held & kHasBail) != 0) bail(facts.bail);
    facts.date_findings.clear();
    if ((held & kHasDateFindings) != 0) date_findings(facts.date_findings);
    facts.shared.clear();
    if ((held & kHasShared) != 0) shared(facts.shared);
    facts.appeals.clear();
    if ((held & kHasAppeals) != 0) appeals(facts.appeals);
  }

 private:
  void submissions(std::vector<Submission>& all) {
    all.resize(count(2));
    for (auto& each : all) {
      const auto is = byte();
      const auto has = byte();
      each.type =
          static_cast<ReportType>(std::min(is & kTypeBits, static_cast<unsigned>(ReportType::kDischarge)));
      each.begins = (is & kBegins) != 0;
      each.returned = (is & kIsReturned) != 0;
      each.forwarded = (is & kIsForwarded) != 0;
      unsigned bit = 1;
      for (auto* date : dates_of(each)) {
        if ((has & bit) != 0) *date = day();
        bit <<= 1U;
      }
      if ((has & kHasProsecutor) != 0) each.prosecutor = name();
      if ((has & kHasObjections) != 0) each.objections.resize(count(1));
      for (auto& code : each.objections) code = name();
      if (!good_) return;
    }
  }

  void bail(std::vector<Bail>& all) {
    all.resize(count(1));
    for (auto& each : all) {
      const auto is = byte();
      each.decision =
          static_cast<Decision>(std::min(is & kDecisionBits, static_cast<unsigned>(Decision::kWithdrawn)));
      if ((is & kIsDecided) != 0) each.decided_on = day();
      if ((is & kOpposedKnown) != 0) each.opposed = (is & kIsOpposed) != 0;
      if ((is & kBailHasKind) != 0) each.kind = name();
      if ((is & kBailHasProsecutor) != 0) each.prosecutor = name();
      if (!good_) return;
    }
  }

  void appeals(std::vector<Appeal>& all) {
    all.resize(count(1));
    for (auto& each : all) {
      const auto is = byte();
      each.by =
          static_cast<Appellant>(std::min(is >> kAppellantShift, static_cast<unsigned>(Appellant::kAccused)));
      each.decision = static_cast<Decision>(
          std::min(is & kAppealDecisionBits, static_cast<unsigned>(Decision::kDismissed)));
      if ((is & kAppealIsDecided) != 0) each.decided_on = day();
      if ((is & kAppealIsFiled) != 0) each.filed_on = day();
      if (!good_) return;
    }
  }

  void date_findings(std::vector<DateFindings>& all) {
    all.resize(count(1 + kDateFindings));
    for (auto& each : all) {
      each.field = name();
      for (auto& n : each.counts) n = small();
      if (!good_) return;
    }
  }

  void shared(std::vector<SharedField>& all) {
    all.resize(count(1));
    for (auto& each : all) {
      const auto value = below(std::uint64_t{names_} << 1U);
      each = {static_cast<NameId>(value >> 1U), (value & 1U) != 0};
      if (!good_) return;
    }
  }

  std::uint64_t wrong() {
    good_ = false;
    in_ = {};
    return 0;
  }
  unsigned byte() {
    if (in_.empty()) return static_cast<unsigned>(wrong());
    const auto first = static_cast<unsigned char>(in_.front());
    in_.remove_prefix(1);
    return first;
  }
  base::Day after(base::Day from, std::int64_t days) {
    const auto value =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(from.value) + static_cast<std::uint64_t>(days));
    if (value >= base::kFarPast.value && value <= base::kFarFuture.value)
      return {static_cast<std::int32_t>(value)};
    wrong();
    return {0};
  }

  std::string_view in_;
  NameId names_;
  bool good_ = true;
};

}  // namespace

bool decode_facts(std::string_view bytes, NameId names, Facts& into) {
  Reader reader(bytes, names);
  reader.facts(into);
  return reader.good() && reader.done();
}

}  // namespace mizan::kpi
