#include "kpi/court_record.hpp"

#include <algorithm>
#include <tuple>

namespace mizan::kpi {

using model::Disposal;
using model::Record;
namespace field = model::field;

namespace {

bool is_court_record(const Record& record, DateReader& dates) {
  return record.has(field::court_case_no_id) || record.has(field::court_id) ||
         dates(record, field::instituted_on_id).has_value();
}

CourtRecord& group_of(std::vector<CourtRecord>& groups, const Record& record) {
  const auto court = record.text(field::court_id);
  const auto number = record.text(field::court_case_no_id);
  if (court && number) {
    for (auto& group : groups) {
      if (first_text(group.parts, field::court_id) == *court &&
          first_text(group.parts, field::court_case_no_id) == *number) {
        return group;
      }
    }
  }
  return groups.emplace_back();
}

std::vector<CourtRecord> grouped(const std::vector<HeldRecord>& all, DateReader& dates) {
  std::vector<CourtRecord> groups;
  for (const auto& part : all) {
    if (is_court_record(part.record(), dates)) group_of(groups, part.record()).parts.push_back(part);
  }
  // Without a court record the FIR itself is the one case, not yet instituted; with one, it is all of the
  // FIR's.
  if (groups.size() <= 1) {
    groups.resize(1);
    groups.front().parts = all;
  }
  return groups;
}

void read_order(CourtRecord& record, DateReader& dates) {
  const auto date = [&](model::FieldId id) {
    return first_of(record.parts, [&](const Record& part) { return dates(part, id); });
  };
  record.instituted_on = date(field::instituted_on_id);
  record.disposed_on = date(field::disposed_on_id);
  record.dormant_on = date(field::dormant_on_id);
  record.revived_on = date(field::revived_on_id);
  record.charged_on = date(field::charged_on_id);
  record.disposal = first_of(record.parts, disposal_of);
  record.reason = first_text(record.parts, field::disposal_reason_id);
  record.court = first_text(record.parts, field::court_id);
  record.key = record.parts.front().record().key;
}

// Institution first, empty ones last; then those that ended transferred; then the key (rule 3).
auto order_of(const CourtRecord& record) {
  return std::tuple(record.instituted_on.value_or(base::kFarFuture), !record.transferred(), record.key);
}

}  // namespace

std::optional<Disposal> disposal_of(const Record& record) {
  const auto text = record.text(field::disposal_id);
  if (!text) return std::nullopt;
  return model::find_disposal(*text).value_or(Disposal::kUnclassified);
}

std::vector<CourtRecord> court_records(const model::LinkedCase& linked, const Holders& holders,
                                       DateReader& dates) {
  const auto all = in_order(linked, holders, Precedence::kCourt);
  if (all.empty()) return {};
  auto records = grouped(all, dates);
  for (auto& record : records) read_order(record, dates);
  // Of equals, as two courts that number alike give, the one believed first.
  std::ranges::stable_sort(records, {}, order_of);
  if (records.size() == 1) return records;
  for (const auto& part : all) {
    if (!is_court_record(part.record(), dates)) records.front().children_only.push_back(part);
  }
  return records;
}

}  // namespace mizan::kpi
