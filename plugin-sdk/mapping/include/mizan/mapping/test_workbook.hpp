#pragma once
// Workbooks for tests: what a mapping test gives to the xlsx connector, and archives with anything in them.
// No connector needs this; link mizan_test_workbook.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace mizan::mapping {

/// A sheet whose cells are texts; an empty text is no cell.
struct TestSheet {
  std::string name;
  std::vector<std::vector<std::string>> rows;
};

/// Writes a workbook (.xlsx) of these sheets. False: the file cannot be written.
bool write_workbook(const std::filesystem::path& path, const std::vector<TestSheet>& sheets);

/// Parts of an archive: name and content.
using TestParts = std::vector<std::pair<std::string, std::string>>;

/// Writes a zip archive, packed, of any parts. False: the file cannot be written.
bool write_archive(const std::filesystem::path& path, const TestParts& parts);

/// What every workbook has, around the given sheets: names in the order of the tabs, and the XML of each.
TestParts workbook_parts(const TestParts& sheets);

}  // namespace mizan::mapping
