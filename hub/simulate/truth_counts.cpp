#include "simulate/truth.hpp"

namespace mizan::simulate {
namespace {

void count_code(CodeUse& use, CodeIndex index) {
  if (index == kNoCode) return;
  ++use.all;
  if (!codes_of(use.field)[index].mapped) ++use.unmapped;
}

}  // namespace

void Truth::count_rows(const CaseGroup& group) {
  if (group.defect != Defect::kNone) ++summary_.defects[std::string(defect_name(group.defect))];
  auto& rows = summary_.cases;
  if (group.defect == Defect::kTornRow || group.defect == Defect::kKeylessRow) {
    ++rows.written;
    ++rows.rejected;
  }
  for (const auto& record : group.records) {
    ++rows.written;
    ++rows.accepted;
    if (record.repeated) {
      ++rows.written;
      ++rows.unchanged;
    }
    count_hearing_rows(record);
  }
}

// A JSON document that is written twice repeats its hearings too.
void Truth::count_hearing_rows(const CourtRecord& record) {
  const bool all_again = record.repeated && !csv_;
  auto& rows = summary_.hearings;
  for (const auto& hearing : record.hearings) {
    const bool again = hearing.repeated || all_again;
    rows.written += again ? 2 : 1;
    hearing.keyless ? ++rows.rejected : ++rows.accepted;
    if (again) ++rows.unchanged;
  }
}

void Truth::count_codes(const CaseGroup& group) {
  for (const auto& record : group.records) {
    count_code(code_use_[0], record.disposal);
    for (const auto& hearing : record.hearings) {
      if (!hearing.counts()) continue;
      count_code(code_use_[1], hearing.result);
      count_code(code_use_[2], hearing.purpose);
      count_code(code_use_[3], hearing.reason);
      count_code(code_use_[4], hearing.side);
    }
  }
}

}  // namespace mizan::simulate
