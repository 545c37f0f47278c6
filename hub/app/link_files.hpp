#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "store/linking.hpp"

namespace mizan::app {

/// The reviewed links of a hub: "action,source,key,with_source,with_key,by,on,why", where action is join,
/// apart or remove. A log: of a record the last line holds, and remove means that nothing is said of it any
/// more. The file need not be there. kConfig errors name file and line.
base::Result<std::vector<store::ReviewedLink>> read_links(const std::filesystem::path& file);

/// Adds a line; the whole file is replaced at once. `action` as above. Refused, and the file left as it was:
/// a record joined with itself, directly or by way of others, and a removal of what is not there.
base::Result<> add_link_line(const std::filesystem::path& file, const std::string& action,
                             const store::ReviewedLink& link);

}  // namespace mizan::app
