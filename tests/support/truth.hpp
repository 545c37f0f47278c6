#pragma once
#include <filesystem>
#include <string>

namespace mizan::test {

/// Holds every value of a simulator's truth file against what `mizan kpi values` says for that config: a line
/// for each that is wrong or missing, twenty at most, and how many of how many; "" if all are right. A truth
/// of less than `at_least` values is wrong too.
std::string wrong_values(const std::filesystem::path& config, const std::filesystem::path& truth,
                         std::size_t at_least);

}  // namespace mizan::test
