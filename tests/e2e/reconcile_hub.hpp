#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "small_hub.hpp"

namespace mizan::test {

/// A hub of one district with a police, a prosecution and a court source, read once. Of FIRs 1 to 4 of
/// PS Saddar, March 2024: the report of FIR 1 went from police to court; that of FIR 2 too, and prosecution
/// says that it was decided in March, the court in April; that of FIR 3 was received in April and went no
/// further; FIR 4 has no report.
class ReconcileHub {
 public:
  explicit ReconcileHub(const std::string& name);

  Ran run(const std::string& words) const { return hub_.run(words); }
  nlohmann::json json(const std::string& words) const;
  const SmallHub& hub() const { return hub_; }
  /// Replaces the court's records; `rows` begin behind the line of headings.
  void put_court(const std::string& rows) const;
  void put_police(const std::string& rows) const;

 private:
  SmallHub hub_;
};

}  // namespace mizan::test
