#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/civil.hpp"
#include "simulate/vocabulary.hpp"

namespace mizan::simulate {

/// A date as an export says it. A flawed one is written (31 February, 1900-01-01), but whoever reads it has
/// no date.
struct DateField {
  enum class Flaw : std::uint8_t { kNone, kAbsent, kImpossible, kSentinel };

  base::Day day;
  Flaw flaw = Flaw::kAbsent;

  DateField() = default;
  DateField(base::Day value) : day(value), flaw(Flaw::kNone) {}  // NOLINT: a day is a date field

  bool readable() const { return flaw == Flaw::kNone; }
};

/// One hearing row. Positions refer to the vocabulary and the province's geography.
struct Hearing {
  std::int64_t number = 0;  ///< unique within the province, from 1
  DateField held;
  DateField next;
  CodeIndex purpose = 0;
  CodeIndex result = kNoCode;
  CodeIndex reason = kNoCode;
  CodeIndex side = kNoCode;
  std::uint16_t prosecutor = 0;
  bool present = true;
  bool repeated = false;    ///< the row is written twice, alike
  bool keyless = false;     ///< written without its id: refused by any reader
  bool of_no_case = false;  ///< written under a case id that no record has (CSV only)

  /// False if a reader has no hearing of this case from the row.
  bool counts() const { return !keyless && !of_no_case; }
};

/// One court record: a row of the case file, with its hearings.
struct CourtRecord {
  std::int64_t number = 0;  ///< unique within the province, from 1
  std::int32_t revision = 1;
  std::uint16_t court = 0;
  std::int32_t court_case_no = 0;  ///< 0: not instituted
  std::int32_t court_case_year = 0;
  DateField instituted;
  DateField charged;
  CodeIndex disposal = kNoCode;
  DateField disposed;
  std::uint16_t prosecutor = 0;  ///< the assigned one
  bool repeated = false;         ///< the case row (JSON: the document) is written twice, alike
  std::vector<Hearing> hearings;
};

/// What is wrong with a group; each has at most one defect.
enum class Defect : std::uint8_t {
  kNone,
  kUnknownDisposal,
  kUnknownResult,
  kImpossibleDate,
  kSentinelDate,
  kHearingBeforeInstitution,
  kDisposalBeforeInstitution,
  kBlankFirYear,
  kDuplicateCaseRow,
  kDuplicateHearingRow,
  kSecondListing,   ///< two hearing rows of one case on one day
  kOrphanHearing,   ///< a hearing row of an unknown case
  kKeylessHearing,  ///< a hearing row without id
  kTornRow,         ///< a case row cut off after a few columns, a JSON line cut off in an object
  kKeylessRow,      ///< a case row without id
};
inline constexpr int kDefectCount = 15;

/// "unknown_disposal", "torn_row" …: the names in the truth file.
std::string_view defect_name(Defect defect);

/// One FIR (or one complaint) with all its court records: what one linked case is made of. Two records are
/// either successive legs (the first ended transferred) or a split trial.
struct CaseGroup {
  bool has_fir = true;
  std::int32_t fir_no = 0;
  std::int32_t fir_year = 0;
  DateField fir;
  std::uint16_t station = 0;
  std::uint8_t sections = 0;
  Defect defect = Defect::kNone;
  std::vector<CourtRecord> records;  ///< one or two
};

/// Section texts as stations write them; CaseGroup::sections is a position in it.
std::string_view section_text(std::uint8_t index);
std::uint8_t section_count();

}  // namespace mizan::simulate
