#pragma once
// Private to this folder: a mapping file's text as rules.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "expression.hpp"
#include "mizan/mapping/mapping.hpp"

namespace mizan::mapping {

/// What a mapping file says.
struct CompiledMapping {
  Input input;
  std::vector<RecordRule> records;
  std::map<std::string, std::vector<Place>> places;  ///< by group
  std::map<std::string, std::vector<JoinUse>> joins;
};

/// Everything that is wrong with the text; `out` is set if that is nothing.
std::vector<Problem> compile_mapping(std::string_view text, const std::string& file, CompiledMapping& out);

}  // namespace mizan::mapping
