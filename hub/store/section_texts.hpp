#pragma once
#include <string>
#include <vector>

#include "store/store.hpp"

namespace mizan::store {

/// A text of sections as a source writes it, and how many current records of cases and charges have it.
struct SectionText {
  std::string source;
  std::string text;
  std::int64_t records = 0;
};

/// Each text once a source, of one source or of all (empty). Reads every record of a case or charge.
base::Result<std::vector<SectionText>> section_texts(const Store& store, std::string_view source);

}  // namespace mizan::store
