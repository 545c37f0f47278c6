#include "kpi/court_record.hpp"

#include <algorithm>
#include <map>

namespace mizan::kpi {

using model::Disposal;
using model::Kind;
using model::Record;
namespace field = model::field;

namespace {

std::optional<Disposal> disposal_of(const Record& record) {
  const auto text = record.text(field::disposal_id);
  if (!text) return std::nullopt;
  return model::find_disposal(*text).value_or(Disposal::kUnclassified);
}

bool is_court_record(const model::SourceCase& source_case) {
  const auto& record = source_case.record;
  return record.has(field::instituted_on_id) || record.has(field::court_case_no_id) ||
         record.has(field::court_id);
}

CourtRecord& group_of(std::vector<CourtRecord>& groups, const model::SourceCase& source_case) {
  const auto court = source_case.record.text(field::court_id);
  const auto number = source_case.record.text(field::court_case_no_id);
  if (court && number) {
    for (auto& group : groups) {
      if (first_text(group, field::court_id) == *court &&
          first_text(group, field::court_case_no_id) == *number) {
        return group;
      }
    }
  }
  return groups.emplace_back();
}

template <class Read>
auto first_of(const CourtRecord& record, Read read) -> decltype(read(record.parts.front()->record)) {
  for (const auto* part : record.parts) {
    if (auto value = read(part->record)) return value;
  }
  return {};
}

void read_order(CourtRecord& record, DateReader& dates) {
  const auto date = [&](model::FieldId id) {
    return first_of(record, [&](const Record& part) { return dates(part, id); });
  };
  record.instituted_on = date(field::instituted_on_id);
  record.disposed_on = date(field::disposed_on_id);
  record.dormant_on = date(field::dormant_on_id);
  record.revived_on = date(field::revived_on_id);
  record.disposal = first_of(record, disposal_of);
  record.court = first_text(record, field::court_id);
  record.key = record.parts.front()->record.key;
}

// Institution first, empty ones last; then those that ended transferred; then the key (rule 3).
bool comes_before(const CourtRecord& a, const CourtRecord& b) {
  const auto day_a = a.instituted_on.value_or(base::kFarFuture);
  const auto day_b = b.instituted_on.value_or(base::kFarFuture);
  if (day_a != day_b) return day_a < day_b;
  if (a.transferred() != b.transferred()) return a.transferred();
  return a.key < b.key;
}

// ---- accused and charges ----

/// The state of an accused or of all of a case's accused together.
struct Tally {
  bool open = false;
  bool any_convicted = false;
  std::optional<End> latest_final;
  std::optional<base::Day> latest_dormant;
  std::optional<Disposal> dormant_class;
  std::optional<base::Day> latest_transfer;

  void add(const End& end) {
    if (end.disposal == Disposal::kTransferred) {
      latest_transfer = std::max(latest_transfer.value_or(end.on), end.on);
    } else if (model::is_dormant(end.disposal)) {
      if (!latest_dormant || end.on > *latest_dormant) dormant_class = end.disposal;
      latest_dormant = std::max(latest_dormant.value_or(end.on), end.on);
    } else {
      any_convicted = any_convicted || end.disposal == Disposal::kConvicted;
      const bool later = !latest_final || end.on > latest_final->on;
      const bool tie = latest_final && end.on == latest_final->on && end.disposal < latest_final->disposal;
      if (later || tie) latest_final = end;
    }
  }

  // With an open part there is no end; what was transferred away neither keeps open nor disposes.
  std::optional<End> end() const {
    if (open) return std::nullopt;
    if (latest_final) {
      const auto on = std::max(latest_final->on, latest_dormant.value_or(latest_final->on));
      return End{any_convicted ? Disposal::kConvicted : latest_final->disposal, on};
    }
    if (latest_dormant) return End{*dormant_class, *latest_dormant};
    if (latest_transfer) return End{Disposal::kTransferred, *latest_transfer};
    return std::nullopt;
  }
};

struct AccusedState {
  const Record* record = nullptr;
  Tally charges;
  bool has_charges = false;
};

std::optional<End> own_end(const Record& record, DateReader& dates) {
  const auto disposal = disposal_of(record);
  const auto on = dates(record, field::disposed_on_id);
  if (!disposal || !on) return std::nullopt;
  return End{*disposal, *on};
}

// Charges that name no accused belong to the only one, or to one that no record names.
std::string_view accused_key(const Record& charge, const std::map<std::string_view, AccusedState>& accused) {
  if (const auto named = charge.text(field::accused_id)) return *named;
  return accused.size() == 1 ? accused.begin()->first : std::string_view();
}

std::map<std::string_view, AccusedState> accused_of(const std::vector<const CourtRecord*>& legs,
                                                    DateReader& dates) {
  std::map<std::string_view, AccusedState> accused;
  const auto each = [&](Kind kind, auto visit) {
    for (const auto* leg : legs) {
      for (const auto* part : leg->parts) {
        for (const auto& child : part->children) {
          if (child.kind == kind) visit(child);
        }
      }
    }
  };
  each(Kind::kAccused, [&](const Record& record) { accused[record.key].record = &record; });
  each(Kind::kCharge, [&](const Record& charge) {
    auto& state = accused[accused_key(charge, accused)];
    state.has_charges = true;
    const auto end = own_end(charge, dates);
    end ? state.charges.add(*end) : void(state.charges.open = true);
  });
  return accused;
}

// ---- hearings ----

Outcome outcome_of(const Record& record) {
  const auto text = record.text(field::outcome_id);
  if (text == model::kEffective) return Outcome::kEffective;
  if (text == model::kAdjourned) return Outcome::kAdjourned;
  return Outcome::kUnknown;
}

Hearing& new_day(std::vector<Hearing>& hearings, base::Day held_on) {
  auto& hearing = hearings.emplace_back();
  hearing.held_on = held_on;
  return hearing;
}

void merge(Hearing& day, const Record& record) {
  const auto fill = [&](std::string_view& out, model::FieldId id) {
    if (out.empty()) out = record.text(id).value_or("");
  };
  const auto outcome = outcome_of(record);
  if (outcome == Outcome::kAdjourned) {
    fill(day.adjourn_reason, field::adjourn_reason_id);
    fill(day.adjourn_side, field::adjourn_side_id);
  }
  day.outcome = std::max(day.outcome, outcome);
  fill(day.court, field::court_id);
  fill(day.prosecutor, field::prosecutor_id);
  if (!day.next_on) day.next_on = record.date(field::next_on_id);
  if (record.boolean(field::prosecutor_present_id) == false) day.prosecutor_absent = true;
}

}  // namespace

std::string_view first_text(const CourtRecord& record, model::FieldId id) {
  return first_of(record, [id](const Record& part) { return part.text(id); }).value_or("");
}

std::vector<CourtRecord> court_records(const model::LinkedCase& linked, DateReader& dates) {
  std::vector<CourtRecord> records;
  const bool any_court = std::any_of(linked.cases.begin(), linked.cases.end(), is_court_record);
  for (const auto& source_case : linked.cases) {
    if (any_court && !is_court_record(source_case)) continue;
    // Without a court record the FIR itself is the one case, not yet instituted.
    auto& group = any_court || records.empty() ? group_of(records, source_case) : records.front();
    group.parts.push_back(&source_case);
  }
  for (auto& record : records) read_order(record, dates);
  std::sort(records.begin(), records.end(), comes_before);
  return records;
}

std::optional<End> end_by_accused(const std::vector<const CourtRecord*>& legs, DateReader& dates) {
  Tally all;
  bool any = false;
  for (const auto& [key, accused] : accused_of(legs, dates)) {
    std::optional<End> end;
    if (accused.record != nullptr) end = own_end(*accused.record, dates);
    if (!end && accused.has_charges) end = accused.charges.end();
    any = true;
    if (end) {
      all.add(*end);
    } else if (accused.record == nullptr || accused.record->boolean(field::absconding_id) != true) {
      all.open = true;
    }
  }
  return any ? all.end() : std::nullopt;
}

std::vector<Hearing> hearings_of(const std::vector<const CourtRecord*>& legs, DateReader& dates) {
  std::vector<Hearing> hearings;
  for (const auto* leg : legs) {
    for (const auto* part : leg->parts) {
      for (const auto& child : part->children) {
        if (child.kind != Kind::kHearing || child.text(field::outcome_id) == model::kVacated) continue;
        const auto held_on = dates(child, field::held_on_id);
        if (!held_on) continue;
        const auto same = std::find_if(hearings.rbegin(), hearings.rend(),
                                       [&](const Hearing& hearing) { return hearing.held_on == *held_on; });
        merge(same != hearings.rend() ? *same : new_day(hearings, *held_on), child);
      }
    }
  }
  std::sort(hearings.begin(), hearings.end(),
            [](const Hearing& a, const Hearing& b) { return a.held_on < b.held_on; });
  return hearings;
}

}  // namespace mizan::kpi
