// Workbooks that were damaged, or made to harm: each is refused with a sentence, within bounds, and the file
// beside it is read.
#include <zip.h>

#include <random>

#include "heading.hpp"
#include "sheet_rows.hpp"
#include "workbook.hpp"
#include "xlsx_test_support.hpp"

namespace mizan::xlsx {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Hostile : public XlsxFolder {
 protected:
  void SetUp() override {
    XlsxFolder::SetUp();
    put("z.xlsx", {{"Cases", {{"no", "district"}, {"9", "Zhob"}}}});
  }
  // Why a.xlsx is refused. What was read of it before is in hub_.
  std::string refusal() {
    const auto records = read();
    EXPECT_FALSE(records.empty());
    if (!records.empty()) EXPECT_EQ(records.back(), "9 Zhob");
    return rejection();
  }
  std::string refusal_of_rows(const std::string& rows, const std::string& behind = "") {
    put_sheet("a.xlsx", sheet_of(row_of({"no", "district"}) + row_of({"1", "a"}) + rows, behind));
    return refusal();
  }
  std::string bytes_of(const std::string& name) const {
    std::ifstream in(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

TEST_F(Hostile, WhatIsNoWorkbookIsOneSentence) {
  const std::string compound = std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) + std::string(2000, '\0');
  put_bytes("a.xlsx", compound);
  EXPECT_EQ(refusal(), "a.xlsx: unreadable_file: is an old .xls workbook: save it as .xlsx");
  std::string stream;
  for (const char c : std::string("EncryptedPackage")) stream += {c, '\0'};
  put_bytes("a.xlsx", compound + stream);
  EXPECT_EQ(refusal(), "a.xlsx: unreadable_file: the workbook is encrypted: save it without a password");
  put_bytes("a.xlsx", "no,district\n1,a\n");
  EXPECT_EQ(refusal(), "a.xlsx: unreadable_file: is no .xlsx workbook");
  put_bytes("a.xlsx", "");
  EXPECT_EQ(refusal(), "a.xlsx: unreadable_file: the file is empty");
  put_parts("a.xlsx", {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}});
  EXPECT_EQ(refusal(), "a.xlsx: unreadable_file: is a zip archive, but no .xlsx workbook");
  put_parts("a.xlsx", {{"xl/workbook.bin", "x"}});
  EXPECT_EQ(refusal(), "a.xlsx: unreadable_file: is a binary workbook (.xlsb): save it as .xlsx");
}

TEST_F(Hostile, AnArchiveCutShortOrChangedIsRefused) {
  put("a.xlsx", {{"Cases", {{"no", "district"}, {"1", "Quetta"}}}});
  const auto whole = bytes_of("a.xlsx");
  put_bytes("a.xlsx", whole.substr(0, whole.size() - 30));
  EXPECT_EQ(refusal(), "a.xlsx: unreadable_file: the archive is cut short or damaged");
  auto changed = whole;
  changed[changed.find("sheet1.xml") + 20] ^= 0x55;
  put_bytes("a.xlsx", changed);
  EXPECT_THAT(refusal(), HasSubstr("the part \"xl/worksheets/sheet1.xml\" is cut short or damaged"));
}

TEST_F(Hostile, AnArchiveWithAPasswordIsOneSentence) {
  put("a.xlsx", {{"Cases", {{"no", "district"}, {"1", "Quetta"}}}});
  auto* archive = zip_open((folder_ / "a.xlsx").c_str(), 0, nullptr);
  ASSERT_NE(archive, nullptr);
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i)
    zip_file_set_encryption(archive, static_cast<zip_uint64_t>(i), ZIP_EM_AES_256, "secret");
  ASSERT_EQ(zip_close(archive), 0);
  EXPECT_EQ(refusal(), "a.xlsx: unreadable_file: the workbook is encrypted: save it without a password");
}

TEST_F(Hostile, EntitiesAreNeverExpanded) {
  put_sheet("a.xlsx", "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>" +
                          sheet_of(row_of({"no", "district"}) + row_of({"1", "&b;"})));
  EXPECT_THAT(
      refusal(),
      HasSubstr("a.xlsx: sheet \"Cases\": unreadable_file: the part \"xl/worksheets/sheet1.xml\" has a "
                "document type, which no spreadsheet has (byte 0)"));
  // Without a document type an entity is no more than the text it is.
  put_sheet("a.xlsx", sheet_of(row_of({"no", "district"}) + row_of({"1", "&b;"})));
  EXPECT_THAT(read(), ElementsAre("1 &b;", "9 Zhob"));
}

TEST_F(Hostile, DeepXmlIsRefused) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_THAT(refusal_of_rows("<row><c>" + deep), HasSubstr("nests its elements too deep (byte "));
}

TEST_F(Hostile, BrokenXmlEndsTheSheetAndKeepsWhatCameBefore) {
  for (const auto* rows :
       {"<row><c><v>2</c></row>", "<row r='3'><c r='A3'", "<row></row></sheetData></worksheet></x>", "<!-- ",
        "<row><c t=\"inlineStr\"><is><t>x</is></t></c></row>"}) {
    EXPECT_THAT(refusal_of_rows(rows), HasSubstr("a.xlsx: sheet \"Cases\": unreadable_file: ")) << rows;
    EXPECT_LE(hub_.records.size(), 2U);
  }
  EXPECT_THAT(refusal_of_rows("<row r=\"2\"/>"), HasSubstr("row \"2\" stands behind row 2"));
  EXPECT_EQ(hub_.records.front().key, "1");
  EXPECT_THAT(refusal_of_rows("<row r=\"x\"/>"), HasSubstr("row \"x\" stands behind row 2"));
}

TEST_F(Hostile, RowsThatCannotBeReadAreQuarantinedAndReadingGoesOn) {
  const auto detail = [&](const std::string& cells) {
    const auto refused = refusal_of_rows("<row>" + cells + "</row>" + row_of({"4", "d"}));
    EXPECT_EQ(hub_.records.size(), 3U) << refused;  // rows 2 and 4, and the file beside it
    const std::string before = "a.xlsx: sheet \"Cases\", row 3: unreadable_row: ";
    EXPECT_TRUE(refused.starts_with(before)) << refused;
    return refused.substr(std::min(before.size(), refused.size()));
  };
  EXPECT_EQ(detail("<c r=\"XFE3\"><v>1</v></c>"), "column XFE: a sheet has 16384 columns at most");
  EXPECT_EQ(detail("<c r=\"B3\"/><c r=\"A3\"/>"), "column C: \"A3\" is no cell that can stand here");
  EXPECT_EQ(detail("<c r=\"A4\"/>"), "column A: \"A4\" is no cell that can stand here");
  EXPECT_EQ(detail("<c r=\"?\"/>"), "column A: \"?\" is no cell that can stand here");
  EXPECT_EQ(detail("<c><v>1.2.3</v></c>"), "column A: the cell holds a number that is none");
  EXPECT_EQ(detail("<c/><c t=\"s\"><v>0</v></c>"), "column B: there is no shared string 0");
  EXPECT_EQ(detail("<c t=\"s\"><v>-1</v></c>"), "column A: there is no shared string -1");
  EXPECT_EQ(detail("<c t=\"str\"><v>" + std::string(131'073, 'x') + "</v></c>"),
            "column A: the cell has more than 131072 bytes");
  EXPECT_EQ(detail("<c t=\"str\"><v>&#xD800;</v></c>"), "the row is not well-formed UTF-8");
}

TEST_F(Hostile, MoreRowsThanASheetHasAreRefused) {
  EXPECT_THAT(refusal_of_rows("<row r=\"1048577\"/>"),
              HasSubstr("too_large: the sheet has more than 1048576 rows"));
  EXPECT_THAT(refusal_of_rows("<row r=\"99999999999999999999\"/>"), HasSubstr("stands behind row 2"));
}

TEST_F(Hostile, MergedRangesHaveBounds) {
  const auto merges = [&](const std::string& all) {
    return refusal_of_rows("", "<mergeCells>" + all + "</mergeCells>");
  };
  EXPECT_THAT(merges("<mergeCell ref=\"A1:XFE1\"/>"),
              HasSubstr("\"A1:XFE1\" is no range of cells that can be merged"));
  EXPECT_THAT(merges("<mergeCell ref=\"B2:A1\"/>"), HasSubstr("is no range"));
  std::string many;
  for (int i = 1; i <= 300; ++i) many += "<mergeCell ref=\"A5:XFD9\"/>";
  EXPECT_THAT(merges(many), HasSubstr("too_large: more than 65536 ranges of cells are merged"));
}

TEST_F(Hostile, AnArchiveHasSoManyEntriesAndNoMore) {
  auto parts = mapping::workbook_parts({{"Cases", sheet_of(row_of({"no", "district"}))}});
  while (parts.size() <= 4096) parts.emplace_back("x" + std::to_string(parts.size()), "");
  put_parts("a.xlsx", parts);
  EXPECT_EQ(refusal(), "a.xlsx: too_large: the archive has 4097 entries, and 4096 are the most");
}

TEST_F(Hostile, AWorkbookHasSoManySheetsAndNoMore) {
  mapping::TestParts sheets;
  for (int i = 0; i < 1025; ++i) sheets.emplace_back("S" + std::to_string(i), "<worksheet/>");
  put_parts("a.xlsx", mapping::workbook_parts(sheets));
  EXPECT_EQ(refusal(), "a.xlsx: too_large: the workbook has more than 1024 sheets");
}

TEST_F(Hostile, ABombIsRefusedByItsRatio) {
  put_sheet("a.xlsx", sheet_of(row_of({"no", "district"}) + "<!--" + std::string(60'000'000, ' ') + "-->"));
  ASSERT_LT(bytes_of("a.xlsx").size(), 200'000U);
  EXPECT_EQ(
      refusal(),
      "a.xlsx: sheet \"Cases\": too_large: the part \"xl/worksheets/sheet1.xml\" is packed more than 250 to "
      "1, as no spreadsheet is");
}

TEST_F(Hostile, ANameOfASheetIsBounded) {
  put_parts("a.xlsx", mapping::workbook_parts({{std::string(300, 'n'), "<worksheet/>"}}));
  EXPECT_EQ(refusal(), "a.xlsx: unreadable_file: sheet 1 has a name that is none");
}

// Bounds that would take large files, by smaller bounds.
class Bounds : public XlsxFolder {
 protected:
  std::string refusal(const Limits& limits) {
    try {
      Workbook book((folder_ / "a.xlsx").string(), limits);
      const auto sheet = book.sheets({}).front();
      const auto xml = book.read(sheet);
      SheetRows rows(xml, sheet.part, book.context(), limits);
      while (rows.next()) {
      }
    } catch (const Flaw& flaw) {
      return flaw.what();
    }
    return "";
  }
  void SetUp() override {
    XlsxFolder::SetUp();
    std::string rows;
    std::mt19937 random(5);
    for (int i = 0; i < 20'000; ++i) rows += row_of({std::to_string(random()), std::to_string(random())});
    put_sheet("a.xlsx", sheet_of(rows));
  }
};

TEST_F(Bounds, OfBytesAreCountedAsTheyAreUnpacked) {
  EXPECT_EQ(refusal({}), "");
  Limits limits;
  limits.file_bytes = 1 << 10U;
  EXPECT_THAT(refusal(limits), HasSubstr("the file is larger than 0 MiB"));
  limits = {};
  limits.part_bytes = std::uint64_t{1} << 20U;
  EXPECT_EQ(
      refusal(limits),
      "the part \"xl/worksheets/sheet1.xml\" is larger than 1 MiB unpacked: cut the workbook into several");
  limits = {};
  limits.total_bytes = std::uint64_t{1} << 20U;
  EXPECT_EQ(refusal(limits), "its parts are larger than 1 MiB unpacked: cut the workbook into several");
  limits = {};
  limits.document_bytes = 50;
  EXPECT_THAT(refusal(limits), HasSubstr("is larger than 0 MiB"));
  limits = {};
  limits.rows = 100;
  EXPECT_EQ(refusal(limits), "the sheet has more than 100 rows");
}

TEST(SharedStringBounds, CountAndSize) {
  Limits limits;
  limits.shared_strings = 2;
  EXPECT_EQ(SharedStrings("<sst><si><t>a</t></si><si/></sst>", "p", limits).size(), 2U);
  EXPECT_THROW(SharedStrings("<sst><si/><si/><si/></sst>", "p", limits), Flaw);
  limits.document_bytes = 20;
  EXPECT_THROW(SharedStrings("<sst><si><t>aaaaaaaaaaaaaaaaaaaaaaaaaa</t></si></sst>", "p", limits), Flaw);
  EXPECT_THROW(SharedStrings("<sst><si><t>a</si></sst>", "p", Limits{}), Flaw);
}

}  // namespace
}  // namespace mizan::xlsx
