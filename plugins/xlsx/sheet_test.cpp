// What stands in real spreadsheets, each thing in a workbook of its own, through the whole adapter.
#include "xlsx_test_support.hpp"

namespace mizan::xlsx {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Sheets : public XlsxFolder {
 protected:
  // The records of a sheet whose heading is "no", "district", and whose one row has these two cells.
  Lines cells(const std::string& xml, const mapping::TestParts& more = {}) {
    auto parts =
        mapping::workbook_parts({{"Cases", sheet_of(row_of({"no", "district"}) + "<row>" + xml + "</row>")}});
    for (const auto& part : more) parts.push_back(part);
    put_parts("a.xlsx", parts);
    return read();
  }
};

constexpr const char* kOne = "<c><v>1</v></c>";

TEST_F(Sheets, MakeRecordsOfTheirRows) {
  put("a.xlsx", {{"Cases", {{"no", "district"}, {"1", "Quetta"}, {}, {"2", "Kech & <Turbat>"}}}});
  EXPECT_THAT(read(), ElementsAre("1 Quetta", "2 Kech & <Turbat>"));
  EXPECT_THAT(hub_.rejects, IsEmpty());
}

TEST_F(Sheets, NameEachRowAndLeaveOutWhatTheHubPassesOver) {
  put("a.xlsx", {{"Cases", {{"no", "district"}, {"1", "Quetta"}, {}, {"2", "Kech"}}}});
  hub_.passed_over = {"a.xlsx: sheet \"Cases\", row 2"};
  EXPECT_THAT(read(), ElementsAre("2 Kech"));
  EXPECT_THAT(hub_.items, ElementsAre("a.xlsx: sheet \"Cases\", row 2", "a.xlsx: sheet \"Cases\", row 4"));
}

TEST_F(Sheets, CellsOfEveryTypeAreTexts) {
  EXPECT_THAT(cells(std::string(kOne) + "<c t=\"b\"><v>1</v></c>"), ElementsAre("1 true"));
  EXPECT_THAT(cells(std::string(kOne) + "<c t=\"str\"><f>A1&amp;B1</f><v>x</v></c>"), ElementsAre("1 x"));
  EXPECT_THAT(cells(std::string(kOne) + "<c><f>6*2</f><v>12.000000000000002</v></c>"), ElementsAre("1 12"));
  EXPECT_THAT(cells(std::string(kOne) + "<c t=\"d\"><v>2024-03-05</v></c>"), ElementsAre("1 2024-03-05"));
  EXPECT_THAT(
      cells(std::string(kOne) + "<c t=\"inlineStr\"><is><r><t>Que</t></r><r><rPr><b/></rPr><t>tta</t></r>"
                                "<rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></is></c>"),
      ElementsAre("1 Quetta"));
  EXPECT_THAT(hub_.rejects, IsEmpty());
}

TEST_F(Sheets, ErrorsAndFormulasWithoutAValueAreAbsentAndSaid) {
  EXPECT_THAT(cells(std::string(kOne) + "<c t=\"e\"><v>#N/A</v></c>"), ElementsAre("1 "));
  EXPECT_THAT(hub_.logs,
              ElementsAre(HasSubstr("a.xlsx: sheet \"Cases\": 1 cells hold an error such as #N/A and are "
                                    "taken for empty, the first in row 2, column B")));
  EXPECT_THAT(cells(std::string(kOne) + "<c><f>SUM(A1)</f></c>"), ElementsAre("1 "));
  EXPECT_THAT(hub_.logs, ElementsAre(HasSubstr("1 formulas have no stored value")));
}

TEST_F(Sheets, SharedStringsStylesAndTheYearSystemAreTheWorkbooks) {
  const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  auto parts = mapping::workbook_parts(
      {{"Cases",
        sheet_of(row_of({"no", "district"}) + "<row><c t=\"s\"><v>0</v></c><c s=\"1\"><v>43894</v></c></row>"
                                              "<row><c t=\"s\"><v>1</v></c><c s=\"2\"><v>43894</v></c></row>"
                                              "<row><c t=\"s\"><v>9</v></c></row>")}});
  for (auto& [name, text] : parts) {
    if (name == "xl/workbook.xml") text.insert(text.find("<sheets>"), "<workbookPr date1904=\"1\"/>");
    if (name == "xl/_rels/workbook.xml.rels")
      text.insert(text.find("</Relationships>"),
                  "<Relationship Id=\"s\" Type=\"" + office +
                      "/styles\" Target=\"/xl/styles.xml\"/><Relationship Id=\"t\" "
                      "Type=\"" +
                      office + "/sharedStrings\" Target=\"strings.xml\"/>");
  }
  parts.emplace_back(
      "xl/styles.xml",
      "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"dd\\.mm\\.yyyy\"/></numFmts>"
      "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
      "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"170\"/><xf numFmtId=\"2\"/></cellXfs></styleSheet>");
  parts.emplace_back("xl/strings.xml",
                     "<x:sst xmlns:x=\"m\"><x:si><x:t>S-1</x:t></x:si><x:si><x:r><x:t>S</x:t></x:r>"
                     "<x:r><x:t>-2</x:t></x:r></x:si></x:sst>");
  put_parts("a.xlsx", parts);
  EXPECT_THAT(read(), ElementsAre("S-1 2024-03-05", "S-2 43894"));
  EXPECT_EQ(rejection(),
            "a.xlsx: sheet \"Cases\", row 4: unreadable_row: column A: there is no shared string 9");
}

TEST_F(Sheets, DatesOfCellsAndOfTextsAreDays) {
  auto parts = mapping::workbook_parts(
      {{"Cases", sheet_of(row_of({"no", "district", "filed"}) +
                          "<row><c><v>1</v></c><c/><c t=\"d\"><v>2024-03-05T09:30:00</v></c></row>" +
                          row_of({"2", "", "۰۵-۰۳-۲۰۲۴"}) + row_of({"3", "", "٠٥؍٠٣؍٢٠٢٤"}) +
                          row_of({"4", "", "soon"}))}});
  put_parts("a.xlsx", parts);
  read(case_mapping() + "instituted_on = { from = \"filed\", date = [\"%d-%m-%Y\", \"%d/%m/%Y\"] }\n");
  ASSERT_EQ(hub_.records.size(), 4U);
  // 2024-03-05 is day 19787 since 1970-01-01.
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(hub_.records[static_cast<std::size_t>(i)].integer(MIZAN_F_INSTITUTED_ON), 19787) << i;
  EXPECT_EQ(hub_.records[3].text(MIZAN_F_INSTITUTED_ON), "soon");
}

TEST_F(Sheets, TheHeadingIsFoundWhereverItMoves) {
  put("a.xlsx",
      {{"Cases", {{"Return of March"}, {}, {"", "District", "remarks", "No"}, {"", "Quetta", "", "1"}}}});
  put("b.xlsx", {{"Cases", {{"no", "district"}, {"2", "Kech"}}}});
  EXPECT_THAT(read(), ElementsAre("1 Quetta", "2 Kech"));
}

TEST_F(Sheets, AFixedHeadingIsWhereTheMappingSays) {
  put("a.xlsx", {{"Cases", {{"no", "district"}, {"no", "district"}, {"1", "Quetta"}}}});
  EXPECT_THAT(read(case_mapping("files = \"*.xlsx\"\nheader_row = 2")), ElementsAre("1 Quetta"));
  read(case_mapping("files = \"*.xlsx\"\nheader_row = 3"));
  EXPECT_EQ(
      rejection(),
      "a.xlsx: sheet \"Cases\": unknown_layout: row 3 has no heading \"no\" (line 8 of the mapping) and "
      "lacks 1 more; it has: 1, Quetta");
}

TEST_F(Sheets, AHeadingThatIsNotThereIsASentenceAndOthersAreRead) {
  put("a.xlsx", {{"Cases", {{"title"}, {"no", "distrikt"}, {"1", "Quetta"}}}});
  put("b.xlsx", {{"Cases", {{"no", "district"}, {"2", "Kech"}}}});
  EXPECT_THAT(read(), ElementsAre("2 Kech"));
  EXPECT_EQ(rejection(),
            "a.xlsx: sheet \"Cases\": unknown_layout: no heading in the first 20 rows has every column that "
            "the mapping names: the nearest, in row 2, has no \"district\" (line 9 of the mapping); it has: "
            "no, distrikt");
  std::vector<std::vector<std::string>> low(20, {"x"});
  low.push_back({"no", "district"});
  low.push_back({"3", "Zhob"});
  put("a.xlsx", {{"Cases", low}});
  EXPECT_THAT(read(), ElementsAre("2 Kech"));
  EXPECT_THAT(read(case_mapping("files = \"*.xlsx\"\nheader_search = 21")), ElementsAre("3 Zhob", "2 Kech"));
}

TEST_F(Sheets, ARepeatedHeadingIsRefusedWhereTheMappingNamesIt) {
  put("a.xlsx", {{"Cases", {{"no", "x", "district", "x", "District "}, {"1", "", "Quetta", "", "Kech"}}}});
  EXPECT_THAT(read(), IsEmpty());
  EXPECT_EQ(rejection(),
            "a.xlsx: sheet \"Cases\": unknown_layout: row 1: the heading \"district\", which line 9 of the "
            "mapping names, stands over two columns, C and E: one of them needs another name");
  put("a.xlsx", {{"Cases", {{"no", "x", "district", "x"}, {"1", "", "Quetta", ""}}}});
  EXPECT_THAT(read(), ElementsAre("1 Quetta"));
}

const std::string kTwoRows =
    row_of({"No", "Hearings"}) + row_of({"", "Date", "Result"}) + row_of({"7", "2024-03-05", "ADJ"});

TEST_F(Sheets, MergedHeadingsOfTwoRowsAreJoined) {
  put_sheet(
      "a.xlsx",
      sheet_of(kTwoRows, "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:C1\"/></mergeCells>"));
  std::string mapping = case_mapping("files = \"*.xlsx\"\nheader_rows = 2");
  mapping.replace(mapping.find("= \"district\""), 12, "= \"Hearings | Result\"");
  EXPECT_THAT(read(mapping), ElementsAre("7 ADJ"));
  EXPECT_THAT(hub_.rejects, IsEmpty());
  mapping.replace(mapping.find("header_rows"), 0, "header_join = \"/\"\n");
  mapping.replace(mapping.find(" | "), 3, "/");
  EXPECT_THAT(read(mapping), ElementsAre("7 ADJ"));
}

TEST_F(Sheets, AHeadingMergedOverTwoColumnsIsOneColumn) {
  put_sheet("a.xlsx", sheet_of(row_of({"no", "district"}) + row_of({"1", "Quetta"}),
                               "<mergeCells><mergeCell ref=\"B1:C1\"/></mergeCells>"));
  EXPECT_THAT(read(), ElementsAre("1 Quetta"));
}

TEST_F(Sheets, MergedCellsHaveTheValueOfTheirFirst) {
  put_sheet("a.xlsx",
            sheet_of(row_of({"district", "no"}) + row_of({"Quetta", "1"}) + row_of({"", "2"}) +
                         "<row r=\"5\"><c r=\"A5\"/></row><row r=\"6\"><c r=\"B6\"><v>3</v></c></row>" +
                         row_of({"", "4"}),
                     "<mergeCells><mergeCell ref=\"A2:A6\"/></mergeCells>"));
  EXPECT_THAT(read(), ElementsAre("1 Quetta", "2 Quetta", "3 Quetta", "4 "));
}

TEST_F(Sheets, TotalsAreLeftOutByConditions) {
  put("a.xlsx", {{"Cases", {{"no", "district"}, {"1", "Quetta"}, {"میزان", "12"}, {"Total", "12"}}}});
  EXPECT_THAT(read(case_mapping("files = \"*.xlsx\"",
                                "when = [{ from = \"no\", not_in = [\"Total\", \"میزان\"] }]\n")),
              ElementsAre("1 Quetta"));
}

TEST_F(Sheets, UrduHeadingsAreFoundHoweverTheyAreTyped) {
  // Arabic yeh and kaf, tatweel and a mark of direction in the file; Urdu letters in the mapping.
  put("a.xlsx", {{"مقدمات", {{"\u200Fمقدمه نمبر", "ضـــلع"}, {"۱۲", "کوئٹہ"}}}});
  std::string mapping = case_mapping();
  mapping.replace(mapping.find("key = \"no\""), 10, "key = \"مقدمہ نمبر\"");
  mapping.replace(mapping.find("= \"district\""), 12, "= \"ضلع\"");
  EXPECT_THAT(read(mapping), ElementsAre("۱۲ کوئٹہ"));  // texts stay as they are written
}

const mapping::TestSheet kFirst{"Cover", {{"about"}, {"this"}}};
const mapping::TestSheet kMarch{"سماعت مارچ", {{"no", "district"}, {"3", "Quetta"}}};
const mapping::TestSheet kApril{"سماعت اپریل", {{"no", "district"}, {"4", "Kech"}}};

TEST_F(Sheets, AreMeantByNamePatternOrPosition) {
  put("a.xlsx", {kFirst, kMarch, kApril});
  const auto rule = [](const std::string& which) {
    return case_mapping("files = \"*.xlsx\"\n[[input.sheet]]\nname = \"h\"\n" + which, "sheet = \"h\"\n");
  };
  EXPECT_THAT(read(rule("sheet = \"سماعت اپریل\"")), ElementsAre("4 Kech"));
  EXPECT_THAT(read(rule("sheet = \"سماعت*\"")), ElementsAre("3 Quetta", "4 Kech"));
  EXPECT_THAT(read(rule("sheet = 2")), ElementsAre("3 Quetta"));
  read(rule("sheet = 9"));
  EXPECT_THAT(rejection(),
              HasSubstr("unknown_layout: there is no sheet number 9, which line 5 of the mapping names; the "
                        "sheets are: \"Cover\", \"سماعت مارچ\""));
  read(rule("sheet = \"May\""));
  EXPECT_THAT(rejection(), HasSubstr("there is no sheet called \"May\""));
  EXPECT_THAT(read(rule("sheet = \"May\"\noptional = true")), IsEmpty());
  EXPECT_THAT(hub_.rejects, IsEmpty());
}

TEST_F(Sheets, HiddenOnesAreReadWhereTheMappingSaysSo) {
  auto parts =
      mapping::workbook_parts({{"Old", sheet_of(row_of({"no", "district"}) + row_of({"1", "old"}))},
                               {"New", sheet_of(row_of({"no", "district"}) + row_of({"2", "new"}))}});
  for (auto& [name, text] : parts) {
    if (name == "xl/workbook.xml") text.insert(text.find("sheetId=\"1\""), "state=\"veryHidden\" ");
  }
  put_parts("a.xlsx", parts);
  EXPECT_THAT(read(), ElementsAre("2 new"));
  const auto rule = [](const std::string& which) {
    return case_mapping("files = \"*.xlsx\"\n[[input.sheet]]\nname = \"h\"\n" + which, "sheet = \"h\"\n");
  };
  read(rule("sheet = \"Old\""));
  EXPECT_THAT(rejection(), HasSubstr("a hidden one is called so, and hidden = true reads it"));
  EXPECT_THAT(read(rule("sheet = \"Old\"\nhidden = true")), ElementsAre("1 old"));
  EXPECT_THAT(read(rule("sheet = 1\nhidden = true")), ElementsAre("1 old"));
}

TEST_F(Sheets, EndWithTheSameRecordsFromEveryCheckpoint) {
  mapping::TestSheet one{"One", {{"title"}, {"no", "district"}}};
  for (int i = 0; i < 1300; ++i) one.rows.push_back({"a" + std::to_string(i), "x"});
  auto two = one;
  two.name = "Two";
  for (auto& row : two.rows) {
    if (row[0] != "no") row[0][0] = 'b';
  }
  put("a.xlsx", {one, two});
  put("b.xlsx", {{"One", {{"no", "district"}, {"c", "x"}}}});
  const auto mapping =
      case_mapping("files = \"*.xlsx\"\n[[input.sheet]]\nname = \"all\"\nsheet = \"*\"", "sheet = \"all\"\n");
  EXPECT_EQ(read(mapping).size(), 2601U);
  const auto records = hub_.records;
  const auto tokens = hub_.tokens;
  ASSERT_GE(tokens.size(), 5U);
  for (const auto& [token, before] : tokens) {
    hub_.forget();
    ASSERT_EQ(create(mapping), MIZAN_OK);
    ASSERT_EQ(hub_.read(token), MIZAN_OK) << hub_.error.message;
    ASSERT_EQ(hub_.records.size(), records.size() - before);
    EXPECT_TRUE(std::equal(hub_.records.begin(), hub_.records.end(),
                           records.begin() + static_cast<std::ptrdiff_t>(before)));
  }
}

TEST_F(Sheets, ASnapshotIsCompletedOnlyWithEveryFile) {
  put("a1.xlsx", {{"Cases", {{"no", "district"}, {"1", "Quetta"}}}});
  const auto mapping =
      "format = 1\n[source]\nmode = \"snapshot\"\n" +
      case_mapping("files = { a = \"a*.xlsx\", b = \"b*.xlsx\" }", "file = \"a\"\n").substr(11);
  ASSERT_EQ(create(mapping), MIZAN_OK) << hub_.error.message;
  EXPECT_EQ(hub_.read(), MIZAN_E_DATA);
  EXPECT_THAT(hub_.phases, ElementsAre(MIZAN_SNAPSHOT_BEGIN));
  put("b1.xlsx", {{"Cases", {{"x"}}}});
  EXPECT_THAT(read(mapping), ElementsAre("1 Quetta"));
  EXPECT_THAT(hub_.phases, ElementsAre(MIZAN_SNAPSHOT_BEGIN, MIZAN_SNAPSHOT_COMPLETE));
}

TEST_F(Sheets, TheLockOfAnOpenWorkbookIsNoWorkbook) {
  put("a.xlsx", {{"Cases", {{"no", "district"}, {"1", "Quetta"}}}});
  put_bytes("~$a.xlsx", "\x05user");
  EXPECT_THAT(read(), ElementsAre("1 Quetta"));
  EXPECT_THAT(hub_.rejects, IsEmpty());
}

TEST_F(Sheets, WithoutAnyValueGiveNothing) {
  put("a.xlsx", {{"Cases", {}}});
  put("b.xlsx", {{"Cases", {{"no", "district"}}}});
  put_sheet("c.xlsx", "<worksheet><sheetData/></worksheet>");
  EXPECT_THAT(read(), IsEmpty());
  EXPECT_THAT(hub_.rejects, IsEmpty());
}

}  // namespace
}  // namespace mizan::xlsx
