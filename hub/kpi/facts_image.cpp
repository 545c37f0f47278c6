// The byte form of facts.
#include <algorithm>
#include <utility>

#include "kpi/facts.hpp"
#include "kpi/varint.hpp"

namespace mizan::kpi {
namespace {

// Days are written as differences from here, so that most take two bytes.
constexpr std::int32_t kEpoch = 18'262;  // 2020-01-01

// A hearing begins with a byte of what follows.
constexpr unsigned kOutcomeBits = 3U;
constexpr unsigned kHasNext = 4U;
constexpr unsigned kOtherCourt = 8U;        // than the hearing before, or the first leg
constexpr unsigned kOtherProsecutor = 16U;  // than the hearing before, or the assigned one
constexpr unsigned kHasReason = 32U;
constexpr unsigned kHasSide = 64U;
constexpr unsigned kMore = 128U;  // a second byte: presence, and which witnesses were counted
constexpr unsigned kPresenceBits = 3U;
constexpr unsigned kHasSummoned = 4U;
constexpr unsigned kHasAttended = 8U;
constexpr unsigned kHasExamined = 16U;

// What few trials have, in one number.
constexpr unsigned kUndated = 1U;
constexpr unsigned kHasReasonGiven = 2U;
constexpr unsigned kIsClosed = 4U;
constexpr unsigned kIsCharged = 8U;
constexpr unsigned kHasAccused = 16U;
constexpr unsigned kTrialBits = 31U;

// An accused begins with a byte: what follows, and in the upper bits the sentence.
constexpr unsigned kHasSex = 1U;
constexpr unsigned kHasAge = 2U;
constexpr unsigned kHasEnd = 4U;
constexpr unsigned kEndsAsTrial = 8U;
constexpr unsigned kSentenceShift = 4U;

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
           (trial.charged_on ? kIsCharged : 0U) | (trial.accused.empty() ? 0U : kHasAccused));
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
      const unsigned how = each.disposal ? (as_trial ? kHasEnd | kEndsAsTrial : kHasEnd) : 0U;
      out_ += static_cast<char>((each.sex != kNoName ? kHasSex : 0U) |
                                (each.age_class != kNoName ? kHasAge : 0U) | how |
                                static_cast<unsigned>(each.sentence) << kSentenceShift);
      if (each.sex != kNoName) number(each.sex);
      if (each.age_class != kNoName) number(each.age_class);
      if (each.disposal && !as_trial) end(*each.disposal, *each.disposed_on);
    }
  }

  void facts(const Facts& facts) {
    out_ += kFactsVersion;
    for (const auto name : {facts.province, facts.district, facts.police_station, facts.offence_group})
      number(name);
    number((facts.has_fir ? 1U : 0U) | static_cast<unsigned>(facts.holders.to_ulong()) << 1U);
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
  }

 private:
  static unsigned more_of(const Hearing& hearing) {
    return static_cast<unsigned>(hearing.presence) | (hearing.pw_summoned ? kHasSummoned : 0U) |
           (hearing.pw_attended ? kHasAttended : 0U) | (hearing.pw_examined ? kHasExamined : 0U);
  }

  std::string out_;
};

/// Reads on whatever comes, giving zeros once something was wrong; good() says whether anything was.
class Reader {
 public:
  Reader(std::string_view bytes, NameId names) : in_(bytes), names_(names) {}

  bool good() const { return good_; }
  bool done() const { return in_.empty(); }

  std::uint64_t number() {
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
      each.sentence = static_cast<Sentence>(std::min(what >> kSentenceShift, unsigned{kSentences - 1}));
      if ((what & kHasSex) != 0) each.sex = name();
      if ((what & kHasAge) != 0) each.age_class = name();
      if ((what & kHasEnd) != 0) {
        const bool as_trial = (what & kEndsAsTrial) != 0;
        if (as_trial && (!trial.disposal || !trial.disposed_on)) wrong();
        each.disposal = as_trial ? trial.disposal : final_order();
        each.disposed_on = as_trial ? trial.disposed_on : day();
      }
      if (!good_) return;
    }
  }

  // What few trials have.
  void rarities(Trial& trial) {
    const auto what = static_cast<unsigned>(below(kTrialBits + 1));
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
    const auto held = below(32);
    facts.has_fir = (held & 1U) != 0;
    facts.holders = held >> 1U;
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
  }

 private:
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

std::string encode_facts(const Facts& facts) {
  Writer writer;
  writer.facts(facts);
  return writer.take();
}

bool decode_facts(std::string_view bytes, NameId names, Facts& into) {
  Reader reader(bytes, names);
  reader.facts(into);
  return reader.good() && reader.done();
}

}  // namespace mizan::kpi
