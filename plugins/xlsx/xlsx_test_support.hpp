#pragma once
// A folder of workbooks, read by the whole adapter as the hub runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mizan/abi/mizan_fields.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <mizan/mapping/test_workbook.hpp>
#include <mizan/sdk/test/fake_host.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace mizan::xlsx {

/// A mapping of cases by "no" and "district"; `input` stands in [input].
inline std::string case_mapping(const std::string& input = "files = \"*.xlsx\"",
                                const std::string& record = "") {
  return "format = 1\n[input]\nformat = \"xlsx\"\n" + input + "\n[[record]]\nkind = \"case\"\n" + record +
         "key = \"no\"\n[record.fields]\ndistrict = \"district\"\n";
}

/// A sheet's XML around its rows, with what stands behind them.
inline std::string sheet_of(const std::string& rows, const std::string& behind = "") {
  return "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" + rows +
         "</sheetData>" + behind + "</worksheet>";
}

/// A row of inline strings.
inline std::string row_of(const std::vector<std::string>& cells) {
  std::string row = "<row>";
  for (const auto& text : cells) row += "<c t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
  return row + "</row>";
}

class XlsxFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("mizan-xlsx-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void put(const std::string& name, const std::vector<mapping::TestSheet>& sheets) const {
    ASSERT_TRUE(mapping::write_workbook(folder_ / name, sheets));
  }
  void put_sheet(const std::string& name, const std::string& xml) const {
    put_parts(name, mapping::workbook_parts({{"Cases", xml}}));
  }
  void put_parts(const std::string& name, const mapping::TestParts& parts) const {
    ASSERT_TRUE(mapping::write_archive(folder_ / name, parts));
  }
  void put_bytes(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }

  mizan_status create(const std::string& mapping) {
    return hub_.create(
        nlohmann::json{{"folder", folder_.string()}, {"mapping", {{"name", "m.toml"}, {"text", mapping}}}}
            .dump());
  }
  /// Everything, from a fresh adapter: "KEY DISTRICT" of each record, in order.
  std::vector<std::string> read(const std::string& mapping = case_mapping()) {
    hub_.forget();
    EXPECT_EQ(create(mapping), MIZAN_OK) << hub_.error.message;
    EXPECT_EQ(hub_.read(), MIZAN_OK) << hub_.error.message;
    std::vector<std::string> out;
    for (const auto& record : hub_.records) out.push_back(record.key + " " + record.text(MIZAN_F_DISTRICT));
    return out;
  }
  /// The only rejection: "WHERE: REASON: DETAIL".
  std::string rejection() {
    EXPECT_EQ(hub_.rejects.size(), 1U);
    if (hub_.rejects.empty()) return {};
    const auto& each = hub_.rejects.front();
    return each.where + ": " + each.reason + ": " + each.detail;
  }

  std::filesystem::path folder_;
  sdk::test::FakeHub hub_{mizan_adapter_v1};
};

using Lines = std::vector<std::string>;

}  // namespace mizan::xlsx
