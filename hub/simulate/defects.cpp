#include "simulate/defects.hpp"

#include <algorithm>

#include "simulate/generator.hpp"

namespace mizan::simulate {
namespace {

bool is_order(CodeIndex disposal) {
  return disposal < 14 || disposal == kDisposalUnknown;
}

bool decided_in_court(const CourtRecord& record) {
  return record.instituted.readable() && record.disposed.readable() && is_order(record.disposal);
}

Hearing* draw_hearing(CourtRecord& record, Random& random) {
  if (record.hearings.empty()) return nullptr;
  return &record.hearings[random.below(static_cast<std::uint32_t>(record.hearings.size()))];
}

bool spoil(DateField& field, DateField::Flaw flaw) {
  if (!field.readable()) return false;
  field.flaw = flaw;
  return true;
}

// A hearing that brought a new prosecutor keeps its date: who has the case then does not hang on whether
// absences count in rule 9.
bool spoil_held(CourtRecord& record, DateField::Flaw flaw, Random& random) {
  auto* hearing = draw_hearing(record, random);
  if (hearing == nullptr) return false;
  const auto before = hearing == record.hearings.data() ? record.prosecutor : (hearing - 1)->prosecutor;
  return before == hearing->prosecutor && spoil(hearing->held, flaw);
}

// The institution is spoilt only where nothing has been decided: an order without institution is read in two
// ways.
bool spoil_date(CaseGroup& group, DateField::Flaw flaw, Random& random) {
  auto& record = group.records.front();
  const auto draw = random.below(6);
  if (draw == 0) return spoil_held(record, flaw, random);
  if (draw == 1) {
    auto* hearing = draw_hearing(record, random);
    return hearing != nullptr && spoil(hearing->next, flaw);
  }
  if (group.records.size() > 1) return false;
  if (draw == 2) return spoil(group.fir, flaw);
  if (draw == 3) return spoil(record.charged, flaw);
  if (draw == 4) return decided_in_court(record) && spoil(record.disposed, flaw);
  return record.disposal == kNoCode && spoil(record.instituted, flaw);
}

bool unknown_disposal(CaseGroup& group) {
  auto& record = group.records.front();
  if (group.records.size() > 1 || !decided_in_court(record)) return false;
  record.disposal = kDisposalUnknown;
  return true;
}

bool unknown_result(CourtRecord& record, Random& random) {
  auto* hearing = draw_hearing(record, random);
  if (hearing == nullptr || hearing->result == kNoCode || hearing->result == kOutcomeVacated) return false;
  hearing->result = kOutcomeUnknown;
  return true;
}

bool hearing_too_early(CaseGroup& group, Random& random) {
  auto& record = group.records.front();
  if (record.hearings.empty() || !group.has_fir || group.records.size() > 1) return false;
  record.hearings.front().held = record.instituted.day + -random.between(1, 10);
  return true;
}

bool disposal_too_early(CaseGroup& group, Random& random) {
  auto& record = group.records.front();
  if (group.records.size() > 1 || !group.has_fir || !decided_in_court(record)) return false;
  record.disposed = record.instituted.day + -random.between(1, 10);
  return true;
}

bool blank_year(CaseGroup& group) {
  if (!group.has_fir || group.records.size() > 1) return false;
  group.fir_year = 0;
  return true;
}

bool repeat_hearing(CourtRecord& record, Random& random) {
  auto* hearing = draw_hearing(record, random);
  if (hearing == nullptr) return false;
  hearing->repeated = true;
  return true;
}

bool list_twice(CourtRecord& record, Generator& generator, Random& random) {
  auto* hearing = draw_hearing(record, random);
  if (hearing == nullptr || hearing->result > kOutcomeOrder) return false;
  auto second = *hearing;
  second.number = generator.take_hearing_number();
  second.result = kOutcomeAdjourned;
  record.hearings.insert(record.hearings.begin() + (hearing - record.hearings.data()) + 1, second);
  return true;
}

bool append_hearing(CourtRecord& record, Generator& generator, bool Hearing::*flag) {
  if (record.hearings.empty()) return false;
  auto extra = record.hearings.back();
  extra.number = generator.take_hearing_number();
  extra.*flag = true;
  record.hearings.push_back(extra);
  return true;
}

bool apply(Defect defect, CaseGroup& group, Generator& generator, Random& random) {
  auto& record = group.records.front();
  switch (defect) {
    case Defect::kUnknownDisposal:
      return unknown_disposal(group);
    case Defect::kUnknownResult:
      return unknown_result(record, random);
    case Defect::kImpossibleDate:
      return spoil_date(group, DateField::Flaw::kImpossible, random);
    case Defect::kSentinelDate:
      return spoil_date(group, DateField::Flaw::kSentinel, random);
    case Defect::kHearingBeforeInstitution:
      return hearing_too_early(group, random);
    case Defect::kDisposalBeforeInstitution:
      return disposal_too_early(group, random);
    case Defect::kBlankFirYear:
      return blank_year(group);
    case Defect::kDuplicateCaseRow:
      return record.repeated = true;
    case Defect::kDuplicateHearingRow:
      return repeat_hearing(record, random);
    case Defect::kSecondListing:
      return list_twice(record, generator, random);
    case Defect::kOrphanHearing:
      return append_hearing(record, generator, &Hearing::of_no_case);
    case Defect::kKeylessHearing:
      return append_hearing(record, generator, &Hearing::keyless);
    case Defect::kNone:
      return false;
    // Written as a row of its own, behind the group.
    case Defect::kTornRow:
    case Defect::kKeylessRow:
      return true;
  }
  return false;
}

}  // namespace

void damage(CaseGroup& group, Generator& generator, bool csv, Random& random) {
  const auto defect = static_cast<Defect>(random.between(1, kDefectCount - 1));
  if (defect == Defect::kOrphanHearing && !csv) return;
  if (apply(defect, group, generator, random)) group.defect = defect;
}

}  // namespace mizan::simulate
