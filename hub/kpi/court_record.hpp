#pragma once
// Private to this folder: one court's record of a trial, as the assembly of facts sees it.
#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "kpi/facts.hpp"
#include "kpi/holders.hpp"

namespace mizan::kpi {

/// Reads dates as of one day: a date to come is empty, and the earliest such is remembered.
class DateReader {
 public:
  explicit DateReader(base::Day today) : today_(today) {}

  std::optional<base::Day> operator()(const model::Record& record, model::FieldId field) {
    const auto date = record.date(field);
    if (!date || *date <= today_) return date;
    wakes_ = std::min(wakes_, *date);
    return std::nullopt;
  }
  base::Day wakes() const { return wakes_; }

 private:
  base::Day today_;
  base::Day wakes_ = base::kFarFuture;
};

/// The case records that stand for one court record (rule 3: one court and number are one), the court's own
/// first, and the records whose children count here though their fields do not.
struct CourtRecord {
  std::vector<HeldRecord> parts;
  std::vector<HeldRecord> children_only;

  std::optional<base::Day> instituted_on;
  std::optional<base::Day> disposed_on;
  std::optional<base::Day> dormant_on;
  std::optional<base::Day> revived_on;
  std::optional<base::Day> charged_on;
  std::optional<model::Disposal> disposal;
  std::string_view reason;  ///< of the disposal
  std::string_view court;
  std::string_view key;

  bool transferred() const { return disposal == model::Disposal::kTransferred; }

  /// Every child of this kind, with the part it belongs to.
  template <class Visit>
  void for_each_child(model::Kind kind, Visit visit) const {
    for (const auto* list : {&parts, &children_only}) {
      for (const auto& part : *list) {
        for (const auto& child : part.children()) {
          if (child.kind == kind) visit(part, child);
        }
      }
    }
  }
};

/// A court record and those that continue it.
using Chain = std::vector<const CourtRecord*>;

/// Groups the court records of a linked case and reads what orders them. Records of other holders that name
/// no court are parts of the only court record; of several, only their children count: hearings by
/// ListedDays, all others with the first.
std::vector<CourtRecord> court_records(const model::LinkedCase& linked, const Holders& holders,
                                       DateReader& dates);

/// The class of a record's disposal; unclassified if its code is in no table.
std::optional<model::Disposal> disposal_of(const model::Record& record);

/// A hearing put together from its records.
struct HearingDay {
  Hearing hearing;
  int prosecutor_rank = std::numeric_limits<int>::max();  ///< of who told of them
  int presence_rank = std::numeric_limits<int>::max();
};

/// Beside several trials, the diary of a holder who names none of them: with which of them a day of it
/// counts.
class ListedDays {
 public:
  ListedDays(const std::vector<Chain>& trials, DateReader& dates);

  /// Across holders hearings match by day (rule 13): the first trial that its own records list on that day,
  /// failing that the first.
  std::size_t trial_of(base::Day day) const;

 private:
  std::vector<std::vector<base::Day>> days_;  ///< by trial, ascending; none where no diary is in question
};

/// The hearings of one of these trials, one a listed day (rule 3), by day.
std::vector<HearingDay> hearings_of(const std::vector<Chain>& trials, std::size_t trial,
                                    const ListedDays& listed, DateReader& dates, NameReader& names);

}  // namespace mizan::kpi
