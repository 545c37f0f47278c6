#pragma once
#include <string>
#include <vector>

#include "model/finding.hpp"
#include "model/linked_case.hpp"
#include "model/record.hpp"

namespace mizan::normalize {

/// Dates of one record that contradict each other ("disposal_before_institution", "custody_reversed" …).
/// Facts for those who keep the records; nothing is changed.
void check_record(const model::Record& record, std::vector<model::Finding>& findings);

/// A contradiction between records of one linked case, filed with the later of the two.
struct CaseFinding {
  model::SourceId source;
  model::Kind kind = model::Kind::kCase;
  std::string key;
  model::Finding finding;

  friend bool operator==(const CaseFinding&, const CaseFinding&) = default;
};

/// Contradictions across the records of a case: a hearing before institution or after disposal, a report
/// received before the FIR … Each child is held against the case record of its own source. In the order of
/// the case.
std::vector<CaseFinding> check_case(const model::LinkedCase& linked);

}  // namespace mizan::normalize
