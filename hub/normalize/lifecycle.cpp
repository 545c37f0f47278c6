#include "normalize/lifecycle.hpp"

#include <fmt/format.h>

#include "model/codes.hpp"
#include "model/date_order.hpp"

namespace mizan::normalize {
namespace {

namespace field = model::field;
using model::FieldId;
using model::Finding;
using model::Kind;
using model::Record;

// Between a case record and one of its children: `case_is_earlier` says which of the two fields comes first.
struct CrossOrder {
  Kind kind;
  FieldId of_case;
  FieldId of_child;
  bool case_is_earlier;
  std::string_view code;
};

constexpr CrossOrder kCrossOrders[] = {
    {Kind::kHearing, field::instituted_on_id, field::held_on_id, true, "hearing_before_institution"},
    {Kind::kHearing, field::disposed_on_id, field::held_on_id, false, "hearing_after_disposal"},
    {Kind::kReport, field::fir_on_id, field::sent_on_id, true, "report_before_fir"},
    {Kind::kReport, field::fir_on_id, field::received_on_id, true, "report_before_fir"},
    {Kind::kAccused, field::instituted_on_id, field::disposed_on_id, true, "disposal_before_institution"},
    {Kind::kCharge, field::instituted_on_id, field::disposed_on_id, true, "disposal_before_institution"},
    {Kind::kAppeal, field::disposed_on_id, field::filed_on_id, true, "appeal_before_disposal"},
    {Kind::kBail, field::fir_on_id, field::filed_on_id, true, "bail_before_fir"},
};

// Dormant cases and those sent elsewhere go on being heard.
bool ends_hearings(const Record& case_record) {
  const auto disposal = model::find_disposal(case_record.text(field::disposal_id).value_or(""));
  return disposal && model::is_final(*disposal);
}

std::optional<Finding> check_pair(const Record& case_record, const Record& child, const CrossOrder& order) {
  const auto a = case_record.date(order.of_case);
  const auto b = child.date(order.of_child);
  if (!a || !b || child.kind != order.kind) return std::nullopt;
  if (order.of_case == field::disposed_on_id && !order.case_is_earlier && !ends_hearings(case_record))
    return std::nullopt;
  if (order.case_is_earlier ? *b >= *a : *b <= *a) return std::nullopt;
  return Finding{std::string(order.code), order.of_child,
                 fmt::format("{} {} {}", base::to_iso(*b), order.case_is_earlier ? "before" : "after",
                             base::to_iso(*a))};
}

}  // namespace

void check_record(const Record& record, std::vector<Finding>& findings) {
  for (const auto& [earlier, later, code] : model::date_orders(record.kind)) {
    const auto a = record.date(earlier);
    const auto b = record.date(later);
    if (a && b && *b < *a) {
      findings.push_back(
          {std::string(code), later, fmt::format("{} before {}", base::to_iso(*b), base::to_iso(*a))});
    }
  }
}

std::vector<CaseFinding> check_case(const model::LinkedCase& linked) {
  std::vector<CaseFinding> found;
  for (const auto& source_case : linked.cases) {
    for (const auto& child : source_case.children) {
      for (const auto& order : kCrossOrders) {
        if (auto finding = check_pair(source_case.record, child, order))
          found.push_back({source_case.source, child.kind, child.key, std::move(*finding)});
      }
    }
  }
  return found;
}

}  // namespace mizan::normalize
