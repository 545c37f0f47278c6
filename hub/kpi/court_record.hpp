#pragma once
// Private to this folder: one court's record of a trial, as the assembly of facts sees it.
#include <optional>
#include <string_view>
#include <vector>

#include "kpi/facts.hpp"

namespace mizan::kpi {

/// Reads dates as of one day: a date to come is empty, and the earliest such is remembered.
class DateReader {
 public:
  explicit DateReader(base::Day today) : today_(today) {}

  std::optional<base::Day> operator()(const model::Record& record, model::FieldId field) {
    const auto date = record.date(field);
    if (!date || *date <= today_) return date;
    if (*date < wakes_) wakes_ = *date;
    return std::nullopt;
  }
  base::Day wakes() const { return wakes_; }

 private:
  base::Day today_;
  base::Day wakes_ = base::kFarFuture;
};

/// How something ended: an order with its date, or dormancy, or a transfer.
struct End {
  model::Disposal disposal;
  base::Day on;
};

/// The case records that stand for one court record (rule 3: one court and number are one) and their
/// children.
struct CourtRecord {
  std::vector<const model::SourceCase*> parts;

  std::optional<base::Day> instituted_on;
  std::optional<base::Day> disposed_on;
  std::optional<base::Day> dormant_on;
  std::optional<base::Day> revived_on;
  std::optional<model::Disposal> disposal;
  std::string_view court;
  std::string_view key;

  bool transferred() const { return disposal == model::Disposal::kTransferred; }
};

/// Groups the court records of a linked case and reads what orders them.
std::vector<CourtRecord> court_records(const model::LinkedCase& linked, DateReader& dates);

/// The end that the accused (and their charges) give a trial whose record has neither disposal nor date (rule
/// 4).
std::optional<End> end_by_accused(const std::vector<const CourtRecord*>& legs, DateReader& dates);

/// The hearings of a trial, one a listed day (rule 3).
std::vector<Hearing> hearings_of(const std::vector<const CourtRecord*>& legs, DateReader& dates);

/// A text field of the first part that has it; "" if none does.
std::string_view first_text(const CourtRecord& record, model::FieldId field);

}  // namespace mizan::kpi
