#pragma once
#include <filesystem>
#include <mizan/mapping/mapping.hpp>
#include <string>

#include "app/mapping_test_file.hpp"

namespace mizan::app {

/// Writes the workbook that a mapping test gives for the files of a name: each of their sheets where and how
/// the mapping looks for it, with the test's rows. False: it cannot be written.
bool write_test_workbook(const MappingTest& test, const mapping::Mapping& mapping, const std::string& file,
                         const std::filesystem::path& path);

}  // namespace mizan::app
