#pragma once
// Private to this folder: the bits of the byte form of facts, as it is written and read.
#include <array>
#include <cstdint>

#include "kpi/facts.hpp"

namespace mizan::kpi {

// Days are written as differences from here, so that most take two bytes.
inline constexpr std::int32_t kEpoch = 18'262;  // 2020-01-01

// A hearing begins with a byte of what follows.
inline constexpr unsigned kOutcomeBits = 3U;
inline constexpr unsigned kHasNext = 4U;
inline constexpr unsigned kOtherCourt = 8U;        // than the hearing before, or the first leg
inline constexpr unsigned kOtherProsecutor = 16U;  // than the hearing before, or the assigned one
inline constexpr unsigned kHasReason = 32U;
inline constexpr unsigned kHasSide = 64U;
inline constexpr unsigned kMore = 128U;  // a second byte: presence, and which witnesses were counted
inline constexpr unsigned kPresenceBits = 3U;
inline constexpr unsigned kHasSummoned = 4U;
inline constexpr unsigned kHasAttended = 8U;
inline constexpr unsigned kHasExamined = 16U;

// What few trials have, in one number.
inline constexpr unsigned kUndated = 1U;
inline constexpr unsigned kHasReasonGiven = 2U;
inline constexpr unsigned kIsClosed = 4U;
inline constexpr unsigned kIsCharged = 8U;
inline constexpr unsigned kHasAccused = 16U;
inline constexpr unsigned kTimeClassShift = 5U;  // above: the time class
inline constexpr unsigned kTrialNumbers = (static_cast<unsigned>(TimeClass::kUpTo7Years) + 1)
                                          << kTimeClassShift;

// What few FIRs have.
inline constexpr unsigned kHoldersShift = 1U;
inline constexpr unsigned kHasSubmissions = 32U;
inline constexpr unsigned kHasBail = 64U;
inline constexpr unsigned kHasSections = 128U;
inline constexpr unsigned kHasDateFindings = 256U;
inline constexpr unsigned kHasShared = 512U;
inline constexpr unsigned kHasAppeals = 1024U;
inline constexpr unsigned kFirNumbers = 2048U;

// A submission begins with two bytes: what it is, and what follows.
inline constexpr unsigned kTypeBits = 7U;
inline constexpr unsigned kBegins = 8U;
inline constexpr unsigned kIsReturned = 16U;
inline constexpr unsigned kIsForwarded = 32U;
inline constexpr unsigned kHasProsecutor = 32U;
inline constexpr unsigned kHasObjections = 64U;

// A bail application with one: the decision, then what else is known.
inline constexpr unsigned kDecisionBits = 7U;
inline constexpr unsigned kIsDecided = 8U;
inline constexpr unsigned kOpposedKnown = 16U;
inline constexpr unsigned kIsOpposed = 32U;
inline constexpr unsigned kBailHasKind = 64U;
inline constexpr unsigned kBailHasProsecutor = 128U;

// An appeal with one: the decision, then what else is known, and who appeals.
inline constexpr unsigned kAppealDecisionBits = 15U;
inline constexpr unsigned kAppealIsDecided = 16U;
inline constexpr unsigned kAppealIsFiled = 32U;
inline constexpr unsigned kAppellantShift = 6U;

// An accused begins with a byte: what follows, the sentence, and whether a second byte follows.
inline constexpr unsigned kHasSex = 1U;
inline constexpr unsigned kHasAge = 2U;
inline constexpr unsigned kHasEnd = 4U;
inline constexpr unsigned kEndsAsTrial = 8U;
inline constexpr unsigned kSentenceShift = 4U;
inline constexpr unsigned kSentenceBits = 7U;
inline constexpr unsigned kMoreOfAccused = 128U;
inline constexpr unsigned kIsUndated = 1U;
inline constexpr unsigned kIsAbsconding = 2U;
inline constexpr unsigned kIsInCustody = 4U;
inline constexpr unsigned kIsWoman = 8U;  // these three of custody
inline constexpr unsigned kOffenceKnown = 16U;
inline constexpr unsigned kIsDeathOffence = 32U;
inline constexpr unsigned kIsAppealed = 64U;

// The dates of a submission, in the order of the bits that announce them.
template <class Of>
auto dates_of(Of& of) {
  return std::array{&of.sent_on, &of.received_on, &of.decided_on, &of.resubmitted_on, &of.filed_on};
}

}  // namespace mizan::kpi
