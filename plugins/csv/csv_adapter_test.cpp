// The whole adapter, run as the hub runs it, over files written here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <mizan/abi/mizan_fields.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mizan/sdk/test/fake_host.hpp>
#include <nlohmann/json.hpp>

namespace mizan::csv {
namespace {
namespace fs = std::filesystem;
using sdk::test::FakeHub;
using ::testing::HasSubstr;

constexpr const char* kMapping = R"(format = 1
[input]
format = "csv"
files = { rows = "*.csv*" }
ENCODING
[[record]]
kind = "case"
file = "rows"
key = "no"
[record.fields]
district = "district"
)";

class CsvAdapter : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("mizan-csv-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void put(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  mizan_status create(const std::string& encoding = "") {
    std::string text = kMapping;
    text.replace(text.find("ENCODING"), 8, encoding.empty() ? "" : "encoding = \"" + encoding + "\"");
    return hub_.create(
        nlohmann::json{{"folder", folder_.string()}, {"mapping", {{"name", "m.toml"}, {"text", text}}}}
            .dump());
  }

  // The districts by key, from a fresh adapter that reads everything.
  std::map<std::string, std::string> districts(const std::string& encoding = "") {
    EXPECT_EQ(create(encoding), MIZAN_OK) << hub_.error.message;
    EXPECT_EQ(hub_.read(), MIZAN_OK) << hub_.error.message;
    std::map<std::string, std::string> out;
    for (const auto& record : hub_.records) out[record.key] = record.text(MIZAN_F_DISTRICT);
    return out;
  }

  fs::path folder_;
  FakeHub hub_{mizan_adapter_v1};
};

std::string gzip(const std::string& text) {
  std::string out(text.size() + 200, '\0');
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

TEST_F(CsvAdapter, MakesRecordsOfTheRows) {
  put("a.csv", "no,district\n1,Lahore\n2,\"Dera \"\"Ghazi\"\" Khan\"\n");
  EXPECT_EQ(districts(), (std::map<std::string, std::string>{{"1", "Lahore"}, {"2", "Dera \"Ghazi\" Khan"}}));
}

// لاہور, by the Unicode code charts and the vendor's table of code page 1256.
TEST_F(CsvAdapter, ReadsUrduInEveryEncoding) {
  const std::string lahore = "\xD9\x84\xD8\xA7\xDB\x81\xD9\x88\xD8\xB1";
  const std::map<std::string, std::string> expected{{"1", lahore}};
  put("a.csv", "\xEF\xBB\xBFno,district\n1," + lahore + "\n");
  EXPECT_EQ(districts(), expected);
  hub_.forget();
  put("a.csv", "no,district\n1,\xE1\xC7\xC0\xE6\xD1\n");
  EXPECT_EQ(districts("windows-1256"), expected);
  hub_.forget();
  std::string wide = "\xFF\xFE";
  for (const char c : std::string("no,district\n1,")) wide += std::string{c, '\0'};
  wide += std::string("\x44\x06\x27\x06\xC1\x06\x48\x06\x31\x06\n\0", 12);
  put("a.csv", wide);
  EXPECT_EQ(districts(), expected);
}

TEST_F(CsvAdapter, QuarantinesARowItCannotReadAndGoesOn) {
  put("a.csv", std::string("no,district\n1,a\n2\n3,b,c\n\"4\"x,d\n5,e\0\n6,\xC3(\n7,f\n", 45));
  ASSERT_EQ(create("utf-8"), MIZAN_OK) << hub_.error.message;
  ASSERT_EQ(hub_.read(), MIZAN_OK) << hub_.error.message;
  EXPECT_EQ(hub_.records.size(), 2U);
  std::vector<std::string> where;
  for (const auto& reject : hub_.rejects) where.push_back(reject.where + " " + reject.reason);
  EXPECT_EQ(where,
            (std::vector<std::string>{"a.csv:3 ragged_row", "a.csv:4 ragged_row", "a.csv:5 unreadable_row",
                                      "a.csv:6 unreadable_row", "a.csv:7 unreadable_row"}));
}

TEST_F(CsvAdapter, NamesEachRowAndLeavesOutWhatTheHubPassesOver) {
  put("a.csv", "no,district\n1,a\n2,\"b\nc\"\n3,d\n");
  hub_.passed_over = {"a.csv:3"};
  EXPECT_EQ(districts(), (std::map<std::string, std::string>{{"1", "a"}, {"3", "d"}}));
  EXPECT_EQ(hub_.items, (std::vector<std::string>{"a.csv:2", "a.csv:3", "a.csv:5"}))
      << "by their first lines";
}

TEST_F(CsvAdapter, EndsWithTheSameRecordsFromEveryCheckpoint) {
  for (const auto* name : {"a.csv", "b.csv"}) {
    std::string text = "no,district\n";
    for (int i = 0; i < 1300; ++i) text += std::string(name) + std::to_string(i) + ",\"x\ny\"\n";
    put(name, text);
  }
  const auto whole = districts();
  EXPECT_EQ(whole.size(), 2600U);
  const auto records = hub_.records;
  const auto tokens = hub_.tokens;
  ASSERT_GE(tokens.size(), 4U);
  for (const auto& [token, before] : tokens) {
    hub_.forget();
    ASSERT_EQ(create(), MIZAN_OK);
    ASSERT_EQ(hub_.read(token), MIZAN_OK) << hub_.error.message;
    ASSERT_EQ(hub_.records.size(), records.size() - before);
    EXPECT_TRUE(std::equal(hub_.records.begin(), hub_.records.end(),
                           records.begin() + static_cast<std::ptrdiff_t>(before)));
  }
}

TEST_F(CsvAdapter, TakesOnlyWhatIsNewAndLeavesWhatIsHalfWritten) {
  put("a.csv", "no,district\n1,a\n");
  put("c.csv.part", "no,district\n3,c\n");
  districts();
  const auto token = hub_.tokens.back().first;
  hub_.forget();
  ASSERT_EQ(hub_.read(token), MIZAN_OK);
  EXPECT_TRUE(hub_.records.empty());
  put("b.csv", "no,district\n2,b\n");
  ASSERT_EQ(hub_.read(token), MIZAN_OK);
  ASSERT_EQ(hub_.records.size(), 1U);
  EXPECT_EQ(hub_.records[0].key, "2");
}

TEST_F(CsvAdapter, RefusesAHostileCheckpoint) {
  put("a.csv", "no,district\n1,a\n");
  ASSERT_EQ(create(), MIZAN_OK);
  for (const auto* token : {"x", "{", "[]", "{\"v\":2}", "{\"v\":1}", "\xFF", "null"}) {
    EXPECT_EQ(hub_.read(token), MIZAN_E_CHECKPOINT) << token;
  }
}

TEST_F(CsvAdapter, FilesWithoutRowsGiveNothing) {
  put("a.csv", "");
  put("b.csv", "no,district\n");
  EXPECT_TRUE(districts().empty());
  EXPECT_TRUE(hub_.rejects.empty());
}

TEST_F(CsvAdapter, SaysWhichColumnIsMissingAndWhatNamesIt) {
  put("a.csv", "no,distrikt\n1,a\n");
  ASSERT_EQ(create(), MIZAN_OK);
  EXPECT_EQ(hub_.read(), MIZAN_E_CONFIG);
  for (const auto* part : {"a.csv", "\"district\"", "line 11", "distrikt"}) {
    EXPECT_THAT(hub_.error.message, HasSubstr(part));
  }
}

TEST_F(CsvAdapter, RefusesTwoColumnsOfOneName) {
  put("a.csv", "no,district,no\n1,a,2\n");
  ASSERT_EQ(create(), MIZAN_OK);
  EXPECT_EQ(hub_.read(), MIZAN_E_DATA);
}

TEST_F(CsvAdapter, ReadsGzipAndRefusesItCutShort) {
  const auto packed = gzip("no,district\n1,a\n");
  put("a.csv.gz", packed);
  EXPECT_EQ(districts().size(), 1U);
  put("a.csv.gz", packed.substr(0, packed.size() - 9));
  ASSERT_EQ(create(), MIZAN_OK);
  EXPECT_EQ(hub_.read(), MIZAN_E_DATA);
}

TEST_F(CsvAdapter, SaysThatTheFolderIsNotThere) {
  fs::remove_all(folder_);
  ASSERT_EQ(create(), MIZAN_OK);
  EXPECT_EQ(hub_.check(), MIZAN_E_CONFIG);
}

}  // namespace
}  // namespace mizan::csv
