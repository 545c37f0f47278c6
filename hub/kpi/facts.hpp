#pragma once
#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil.hpp"
#include "kpi/definition.hpp"
#include "kpi/holders.hpp"
#include "kpi/names.hpp"
#include "kpi/span.hpp"
#include "model/linked_case.hpp"
#include "model/source.hpp"

namespace mizan::kpi {

/// One case on one listed day, whatever number of records say so.
struct Hearing {
  base::Day held_on;
  Outcome outcome = Outcome::kUnknown;
  NameId adjourn_reason = kNoName;
  NameId adjourn_side = kNoName;
  std::optional<base::Day> next_on;
  NameId court = kNoName;
  NameId prosecutor = kNoName;
  Presence presence = Presence::kUnknown;  ///< of the prosecutor
  std::optional<std::int32_t> pw_summoned;
  std::optional<std::int32_t> pw_attended;
  std::optional<std::int32_t> pw_examined;

  friend bool operator==(const Hearing&, const Hearing&) = default;
};

/// One court in a trial's way; the next begins on the day this one transferred the case.
struct Leg {
  std::optional<base::Day> begins;
  std::optional<base::Day> transferred_on;  ///< by its own order, or with the last of its accused
  NameId court = kNoName;

  friend bool operator==(const Leg&, const Leg&) = default;
};

/// A spell of dormancy, in the leg where it began.
struct DormantSpell : Span {
  std::size_t leg = 0;

  friend bool operator==(const DormantSpell&, const DormantSpell&) = default;
};

/// In custody, to before the day of release: as long as nobody gives one, it goes on.
struct Custody : Span {
  bool woman = false;
  std::optional<bool>
      death;  ///< whether an offence of the case is punishable with death; nothing: nobody knows

  friend bool operator==(const Custody&, const Custody&) = default;
};

/// One accused of a trial, with his end if he has one: his own, else the trial's (rule 4).
struct Accused {
  NameId sex = kNoName;
  NameId age_class = kNoName;
  std::optional<model::Disposal> disposal;  ///< a final order; set only together with the date
  std::optional<base::Day> disposed_on;
  Sentence sentence = Sentence::kUnknown;  ///< where the disposal is a conviction
  /// Who absconds: from the day his case begins to before he or his case has ended or gone elsewhere.
  std::optional<Span> absconding;
  bool disposal_without_date = false;  ///< his, or his trial's if he has none: in no stock
  std::optional<Custody> custody;
  /// The first appeal of the State against his order filed on its day or after; if there is none, the first
  /// one before.
  std::optional<base::Day> appealed_on;

  friend bool operator==(const Accused&, const Accused&) = default;
};

/// One report record, put together from those who have it (rule 3): the unit "submission". Those of one
/// report follow each other, the first says so.
struct Submission {
  ReportType type = ReportType::kNone;
  bool begins = true;      ///< a report
  bool returned = false;   ///< or resubmitted
  bool forwarded = false;  ///< and not returned
  std::optional<base::Day> sent_on;
  std::optional<base::Day> received_on;
  std::optional<base::Day> decided_on;
  std::optional<base::Day> resubmitted_on;
  std::optional<base::Day> filed_on;
  NameId prosecutor = kNoName;  ///< its own, else the assigned one
  std::vector<NameId> objections;

  friend bool operator==(const Submission&, const Submission&) = default;
};

/// One bail application.
struct Bail {
  NameId kind = kNoName;
  std::optional<base::Day> decided_on;
  Decision decision = Decision::kNone;
  std::optional<bool> opposed;
  NameId prosecutor = kNoName;  ///< its own, else the assigned one

  friend bool operator==(const Bail&, const Bail&) = default;
};

/// One appeal.
struct Appeal {
  Appellant by = Appellant::kNone;
  Decision decision = Decision::kNone;
  std::optional<base::Day> filed_on;
  std::optional<base::Day> decided_on;

  friend bool operator==(const Appeal&, const Appeal&) = default;
};

/// The unit "case" of KPIS rule 3: one trial with its legs, or one FIR not yet instituted.
struct Trial {
  std::vector<Leg> legs;
  NameId court_at(base::Day day) const;  ///< the leg's court on that day; none if it is not known

  NameId prosecutor = kNoName;   ///< the assigned one
  NameId credited_to = kNoName;  ///< the prosecutor whose disposal it is (rule 9)
  NameId offence_group = kNoName;
  TimeClass time_class = TimeClass::kNone;
  std::optional<base::Day> instituted_on;  ///< first leg
  std::optional<base::Day> disposed_on;    ///< set only together with `disposal`
  std::optional<model::Disposal> disposal;
  NameId disposal_reason = kNoName;
  std::optional<base::Day> closed_on;  ///< closed before trial; set only together with `closed`
  std::optional<model::Disposal> closed;
  std::optional<base::Day> moved_out_on;
  std::optional<base::Day> charged_on;
  bool disposal_without_date = false;     ///< in no flow and no stock
  std::int64_t hearings_to_disposal = 0;  ///< from institution to disposal, both included
  std::vector<DormantSpell> dormant;      ///< apart, by day
  std::vector<Span> pending;
  std::vector<Hearing> hearings;  ///< by day
  std::vector<Accused> accused;   ///< in the order of their keys

  friend bool operator==(const Trial&, const Trial&) = default;
};

/// The live coded values of one field, for the data-quality KPIs.
struct CodedValues {
  NameId field = kNoName;
  std::int64_t mapped = 0;
  std::int64_t unmapped = 0;

  friend bool operator==(const CodedValues&, const CodedValues&) = default;
};

/// A field of a case that several holders have.
struct SharedField {
  NameId field = kNoName;
  bool differs = false;

  friend bool operator==(const SharedField&, const SharedField&) = default;
};

/// What is wrong with the dates of one field, over all live records.
struct DateFindings {
  NameId field = kNoName;
  std::array<std::int32_t, kDateFindings> counts{};  ///< by DateFinding

  friend bool operator==(const DateFindings&, const DateFindings&) = default;
};

/// What the KPIs count from, for one linked case as seen on one day: a pure function of both. Self-contained,
/// but for the names.
struct Facts {
  NameId province = kNoName;
  NameId district = kNoName;
  NameId police_station = kNoName;
  NameId offence_group = kNoName;  ///< the FIR's; a trial may have its own
  bool has_fir = false;
  bool has_sections = false;  ///< a record of it says under which sections it is
  std::bitset<4> holders;     ///< that have a record, by model::Holder
  std::optional<base::Day> fir_on;
  std::optional<base::Day> intimated_on;
  std::vector<Trial> trials;
  std::vector<Submission> submissions;  ///< by type, within a type by day
  std::vector<Bail> bail;
  std::vector<Appeal> appeals;  ///< by who appeals, then by day
  std::vector<CodedValues> codes;
  std::vector<DateFindings> date_findings;
  std::vector<SharedField> shared;  ///< by number of the field
  /// The earliest date that is still to come and was therefore left out (KPIS rule 2); the facts change on
  /// that day.
  base::Day wakes = base::kFarFuture;

  friend bool operator==(const Facts&, const Facts&) = default;
};

/// The fields that assemble() reads, by kind: a record without the others gives the same facts.
const std::array<model::FieldSet, model::kKindCount + 1>& fields_of_facts();

/// Assembles the units of KPIS rules 3 and 4. Dates after `today` are taken for empty, but next dates.
/// Of a field that several holders have, the one believed first is taken (rule 13).
Facts assemble(const model::LinkedCase& linked, const Holders& holders, base::Day today, NameReader& names);

/// The version of that form, the first byte. A store of another one assembles its facts anew.
inline constexpr char kFactsVersion = 9;

/// Facts as bytes, as the store keeps them, without `wakes`: a version byte, then the fields in order,
/// numbers as varints, days as differences (docs/store-schema.md).
std::string encode_facts(const Facts& facts);

/// The inverse, in the memory of `into`. False if the bytes are of another version, not whole, or name what
/// is not below `names`; then `into` is anything.
bool decode_facts(std::string_view bytes, NameId names, Facts& into);

}  // namespace mizan::kpi
