#pragma once
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/finding.hpp"
#include "model/record.hpp"
#include "normalize/code_table.hpp"
#include "normalize/offences.hpp"
#include "normalize/sections.hpp"

namespace mizan::normalize {

/// Writes what follows from a section text (offence_group, iccs, max_years, offence_flags) into records.
/// Texts recur, so their meaning is kept, of a bounded number of them. Not shared between threads.
class OffenceDeriver {
 public:
  OffenceDeriver(LawTable laws, std::shared_ptr<const OffenceTable> table)
      : laws_(std::move(laws)), table_(std::move(table)) {}

  /// Does nothing for a record without sections, or without an offence table. Findings: sections_unread,
  /// unknown_section, offence_unclassified.
  void derive(model::Record& record, std::vector<model::Finding>& findings);

 private:
  struct Meaning {
    std::string group;
    std::string iccs;
    std::string flags;
    int max_years = 0;
    bool known = false;
    std::vector<model::Finding> findings;
  };
  static constexpr std::size_t kKept = 4096;

  Meaning work_out(std::string_view text) const;

  LawTable laws_;
  std::shared_ptr<const OffenceTable> table_;
  std::unordered_map<std::string, Meaning, ViewHash, std::equal_to<>> known_;
};

}  // namespace mizan::normalize
