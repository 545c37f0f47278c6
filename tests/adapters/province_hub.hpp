#pragma once
#include <string>
#include <utility>
#include <vector>

#include "e2e/small_hub.hpp"

namespace mizan::test {

/// Puts a source of config/provinces into the hub in the place of its own, with its tables and layout; texts
/// of the source file are replaced, and each must be there.
void use_province(const SmallHub& hub, const std::string& source,
                  const std::vector<std::pair<std::string, std::string>>& replaced);
void put_secret(const SmallHub& hub, const std::string& name, const std::string& value);
/// `mizan adapter check` finds nothing.
void expect_kit(const SmallHub& hub, const std::string& source);

}  // namespace mizan::test
