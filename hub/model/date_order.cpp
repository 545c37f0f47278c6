#include "model/date_order.hpp"

namespace mizan::model {
namespace {

constexpr DateOrder kCaseOrders[] = {
    {field::occurred_on_id, field::fir_on_id, "fir_before_occurrence"},
    {field::fir_on_id, field::intimated_on_id, "intimation_before_fir"},
    {field::fir_on_id, field::instituted_on_id, "institution_before_fir"},
    {field::instituted_on_id, field::cognizance_on_id, "cognizance_before_institution"},
    {field::instituted_on_id, field::charged_on_id, "charge_before_institution"},
    {field::instituted_on_id, field::disposed_on_id, "disposal_before_institution"},
    {field::charged_on_id, field::disposed_on_id, "disposal_before_charge"},
    {field::dormant_on_id, field::revived_on_id, "revived_before_dormant"},
};
constexpr DateOrder kAccusedOrders[] = {
    {field::custody_from_id, field::custody_to_id, "custody_reversed"},
    {field::arrested_on_id, field::custody_from_id, "custody_before_arrest"},
    {field::arrested_on_id, field::bail_on_id, "bail_before_arrest"},
};
constexpr DateOrder kReportOrders[] = {
    {field::sent_on_id, field::received_on_id, "received_before_sent"},
    {field::received_on_id, field::decided_on_id, "decided_before_received"},
    {field::decided_on_id, field::resubmitted_on_id, "resubmitted_before_decided"},
    {field::received_on_id, field::filed_on_id, "filed_before_received"},
};
constexpr DateOrder kHearingOrders[] = {{field::held_on_id, field::next_on_id, "next_before_hearing"}};
constexpr DateOrder kBailOrders[] = {
    {field::filed_on_id, field::decided_on_id, "decided_before_filed"},
    {field::decided_on_id, field::cancelled_on_id, "cancelled_before_decided"},
};
constexpr DateOrder kAppealOrders[] = {{field::filed_on_id, field::decided_on_id, "decided_before_filed"}};

}  // namespace

std::span<const DateOrder> date_orders(Kind kind) {
  switch (kind) {
    case Kind::kCase:
      return kCaseOrders;
    case Kind::kAccused:
      return kAccusedOrders;
    case Kind::kReport:
      return kReportOrders;
    case Kind::kHearing:
      return kHearingOrders;
    case Kind::kBail:
      return kBailOrders;
    case Kind::kAppeal:
      return kAppealOrders;
    case Kind::kCharge:
      return {};
  }
  return {};
}

}  // namespace mizan::model
