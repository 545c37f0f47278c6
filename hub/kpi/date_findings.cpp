#include "kpi/date_findings.hpp"

#include <algorithm>

#include "model/date_order.hpp"

namespace mizan::kpi {

using model::FieldId;
using model::Kind;
using model::Record;
namespace field = model::field;

namespace {

/// A field that says that something happened, and the date on which.
struct Dated {
  FieldId what;
  FieldId date;
};

constexpr Dated kOfCase[] = {{field::fir_no_id, field::fir_on_id},
                             {field::court_case_no_id, field::instituted_on_id},
                             {field::disposal_id, field::disposed_on_id}};
constexpr Dated kOfAccused[] = {{field::disposal_id, field::disposed_on_id}};
constexpr Dated kOfPaper[] = {{field::decision_id, field::decided_on_id}};
constexpr Dated kOfHearing[] = {{field::outcome_id, field::held_on_id}};

std::span<const Dated> dated_of(Kind kind) {
  switch (kind) {
    case Kind::kCase:
      return kOfCase;
    case Kind::kAccused:
    case Kind::kCharge:
      return kOfAccused;
    case Kind::kReport:
    case Kind::kBail:
    case Kind::kAppeal:
      return kOfPaper;
    case Kind::kHearing:
      return kOfHearing;
  }
  return {};
}

// Dormancy has a date of its own.
bool is_missing(const Record& record, const Dated& dated) {
  if (!record.has(dated.what) || record.has(dated.date)) return false;
  if (dated.what != field::disposal_id || !record.has(field::dormant_on_id)) return true;
  const auto disposal = disposal_of(record);
  return !disposal || !model::is_dormant(*disposal);
}

bool may_be_to_come(FieldId date) {
  return date == field::held_on_id || date == field::next_on_id;
}

// A date to come is none yet, but for a next date.
std::optional<base::Day> known(const Record& record, FieldId date, DateReader& dates) {
  return date == field::next_on_id ? record.date(date) : dates(record, date);
}

DateFindings& findings_of(std::vector<DateFindings>& all, FieldId date, NameReader& names) {
  const auto name = names(model::find_field(date)->name);
  const auto found =
      std::find_if(all.begin(), all.end(), [name](const DateFindings& each) { return each.field == name; });
  return found != all.end() ? *found : all.emplace_back(DateFindings{name});
}

}  // namespace

void add_date_findings(const Record& record, std::vector<DateFindings>& all, DateReader& dates,
                       NameReader& names) {
  const auto count = [&](FieldId date, DateFinding what) {
    ++findings_of(all, date, names).counts[static_cast<std::size_t>(what)];
  };
  for (const auto& dated : dated_of(record.kind)) {
    if (is_missing(record, dated)) count(dated.date, DateFinding::kMissing);
  }
  model::FieldSet before;  // once a date, whatever it lies before
  for (const auto& order : model::date_orders(record.kind)) {
    const auto earlier = known(record, order.earlier, dates);
    const auto later = known(record, order.later, dates);
    if (!earlier || !later || *later >= *earlier || before.test(order.later)) continue;
    before.set(order.later);
    count(order.later, DateFinding::kNegative);
  }
  record.for_each([&](const model::FieldInfo& info, const Record& of) {
    if (info.type != model::FieldType::kDate || may_be_to_come(info.id)) return;
    if (!dates(of, info.id)) count(info.id, DateFinding::kFuture);
  });
}

}  // namespace mizan::kpi
