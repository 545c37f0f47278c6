// Layout, districts by their days, rows, statements, settings and checkpoints: everything but the database.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mizan/abi/mizan_fields.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <mizan/sdk/adapter.hpp>
#include <variant>

#include "database.hpp"
#include "layout.hpp"
#include "progress.hpp"
#include "row.hpp"
#include "settings.hpp"
#include "statements.hpp"

namespace mizan::cmms {
namespace {
using ::testing::HasSubstr;

std::string shipped_layout() {
  std::ifstream in(std::string(MIZAN_SOURCE_DIR) + "/config/provinces/kp-cmms/layout.toml", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::int64_t day(int year, unsigned month, unsigned of_month) {
  return std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(of_month))
      .time_since_epoch()
      .count();
}

template <class Body>
std::string mistake(Body body, mizan_status code = MIZAN_E_CONFIG) {
  try {
    body();
  } catch (const sdk::Error& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  return "none";
}

std::string layout_mistake(const std::string& from, const std::string& to) {
  auto text = shipped_layout();
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  return mistake([&] { read_layout(text, "layout.toml"); });
}

TEST(CmmsLayout, MistakesNameFileLineAndKey) {
  EXPECT_EQ(read_layout(shipped_layout(), "layout.toml").tables.size(), 4U);
  EXPECT_EQ(layout_mistake("table = \"case_file\"", "table = \"case file\""),
            "layout.toml:7: case.table: is no name of a table");
  EXPECT_THAT(layout_mistake("id = \"report_id\"", "id = \"1; DROP TABLE report\""),
              HasSubstr("report.id: is no name of a column"));
  EXPECT_THAT(layout_mistake("sex = \"gender\"", "sex = \"gender\\\"\""),
              HasSubstr("accused.fields.sex: is no name of a column"));
  EXPECT_THAT(layout_mistake("sex = \"gender\"", "profession = \"profession\""),
              HasSubstr("accused.fields.profession: is no field"));
  EXPECT_THAT(layout_mistake("case = \"case_id\"\n", ""), HasSubstr("report.case: expected a text"));
  EXPECT_THAT(layout_mistake("valid_to = 2025-01-01", "valid_to = 2025-02-30"), HasSubstr("layout.toml:"));
  EXPECT_THAT(layout_mistake("valid_to = 2025-01-01", "valid_too = 2025-01-01"),
              HasSubstr("district.valid_too: is not known"));
  EXPECT_THAT(layout_mistake("code = \"KHY\"\nname = \"Khyber\"\nvalid_from = 2025-01-01",
                             "code = \"KHA\"\nname = \"Khyber\"\nvalid_from = 2024-12-31"),
              HasSubstr("district.code: means a district on such days already"));
  EXPECT_THAT(layout_mistake("name = \"Khyber\"\nvalid_from = 2025-01-01",
                             "name = \"Khyber\"\nvalid_from = 2025-01-01\nvalid_to = 2025-01-01"),
              HasSubstr("district.valid_to: must be behind valid_from"));
  EXPECT_THAT(read_layout(shipped_layout(), "x").tables[0].table, "case_file");
}

TEST(Districts, HoldFromTheirFirstDayUpToTheirLast) {
  const auto layout = read_layout(shipped_layout(), "layout.toml");
  const auto name = [&](const char* code, std::optional<std::int64_t> on) {
    return std::string(layout.districts.find(code, on).value_or("-"));
  };
  EXPECT_EQ(name("KHA", day(2024, 12, 31)), "Khyber");
  EXPECT_EQ(name("KHA", day(2025, 1, 1)), "-");
  EXPECT_EQ(name("KHY", day(2024, 12, 31)), "-");
  EXPECT_EQ(name("KHY", day(2025, 1, 1)), "Khyber");
  EXPECT_EQ(name("PSH", day(1999, 1, 1)), "Peshawar");
  EXPECT_EQ(name("KUA", std::nullopt), "Kurram") << "it never meant another";
  EXPECT_EQ(name("kha", day(2024, 12, 31)), "-") << "a code is a code";
}

TEST(Districts, ACodeThatMeantTwoPlacesNeedsADay) {
  DistrictCodes codes;
  EXPECT_TRUE(codes.add({"X", "Upper", day(2000, 1, 1), day(2020, 1, 1)}));
  EXPECT_TRUE(codes.add({"X", "Lower", day(2020, 1, 1), day(2030, 1, 1)}));
  EXPECT_FALSE(codes.add({"X", "Middle", day(2019, 12, 31), day(2020, 1, 2)}));
  EXPECT_EQ(codes.find("X", std::nullopt), std::nullopt);
  EXPECT_EQ(codes.find("X", day(2019, 12, 31)), "Upper");
  EXPECT_EQ(codes.find("X", day(2020, 1, 1)), "Lower");
}

using Value = std::variant<std::string, std::int64_t>;

class Rows : public ::testing::Test {
 protected:
  const Table& table(const std::string& name) const {
    return *std::find_if(layout.tables.begin(), layout.tables.end(),
                         [&](const Table& each) { return each.name == name; });
  }
  /// A row with these columns; the rest is NULL.
  Row row(const std::string& of, const std::map<std::string, std::string>& columns) const {
    const auto& wanted = table(of);
    const bool is_case = wanted.kind == MIZAN_KIND_CASE;
    std::vector<std::string> names = {wanted.id, wanted.changed, is_case ? layout.district : wanted.of_case,
                                      is_case ? layout.entered_on : "case is here"};
    for (const auto& field : wanted.fields) names.push_back(field.place);
    Row out;
    for (const auto& name : names) {
      const auto found = columns.find(name);
      out.push_back(found == columns.end() ? std::nullopt : std::optional(found->second));
    }
    return out;
  }
  std::map<std::uint16_t, Value> read(const std::string& of,
                                      const std::map<std::string, std::string>& columns) {
    batch.clear();
    refusal = reader.read(table(of), row(of, columns), batch);
    std::map<std::uint16_t, Value> out;
    if (batch.empty()) return out;
    const auto& record = batch.records()[0];
    raw = std::string(record.raw.data == nullptr ? "" : record.raw.data, record.raw.size);
    for (std::uint32_t i = 0; i < record.field_count; ++i) {
      const auto& field = record.fields[i];
      out[field.id] = field.type == MIZAN_TEXT
                          ? Value(std::string(field.value.text.data, field.value.text.size))
                          : Value(field.value.integer);
    }
    return out;
  }

  const Layout layout = read_layout(shipped_layout(), "layout.toml");
  RowReader reader{layout};
  sdk::Batch batch;
  std::optional<Refusal> refusal;
  std::string raw;
};

// The first case of the stand-in's dump for seed 1, worked out by hand.
TEST_F(Rows, ACaseHasTheDistrictThatItsCodeMeantWhenItWasEntered) {
  const std::map<std::string, std::string> columns = {{"case_id", "1"},
                                                      {"updated_at", "2026-01-01 08:00:00"},
                                                      {"district_code", "KUA"},
                                                      {"entered_on", "2024-02-03"},
                                                      {"police_station", "P.S Saddar"},
                                                      {"fir_no", "1"},
                                                      {"fir_year", "2024"},
                                                      {"fir_date", "2024-01-24"},
                                                      {"offences", "379 PPC"},
                                                      {"prosecutor_id", "KP-KURRAM-P2"},
                                                      {"court", "Court of Judicial Magistrate Kurram"},
                                                      {"court_no", "Criminal Case 1/2024"},
                                                      {"institution_date", "2024-02-07"},
                                                      {"decision", "Acquitted on merit"},
                                                      {"decision_date", "2025-02-28"}};
  const auto fields = read("case", columns);
  EXPECT_EQ(fields, (std::map<std::uint16_t, Value>{{MIZAN_F_DISTRICT, "Kurram"},
                                                    {MIZAN_F_POLICE_STATION, "P.S Saddar"},
                                                    {MIZAN_F_FIR_NO, "1"},
                                                    {MIZAN_F_FIR_YEAR, std::int64_t{2024}},
                                                    {MIZAN_F_FIR_ON, day(2024, 1, 24)},
                                                    {MIZAN_F_SECTIONS, "379 PPC"},
                                                    {MIZAN_F_PROSECUTOR, "KP-KURRAM-P2"},
                                                    {MIZAN_F_COURT, "Court of Judicial Magistrate Kurram"},
                                                    {MIZAN_F_COURT_CASE_NO, "Criminal Case 1/2024"},
                                                    {MIZAN_F_INSTITUTED_ON, day(2024, 2, 7)},
                                                    {MIZAN_F_DISPOSAL, "Acquitted on merit"},
                                                    {MIZAN_F_DISPOSED_ON, day(2025, 2, 28)}}));
  EXPECT_TRUE(
      raw.starts_with(R"({"district_code":"KUA","entered_on":"2024-02-03","police_station":"P.S Saddar")"))
      << raw;
  auto later = columns;
  later["entered_on"] = "2025-01-01";
  EXPECT_EQ(read("case", later).at(MIZAN_F_DISTRICT), Value("KUA")) << "handed on as it is written";
}

TEST_F(Rows, AnAccusedHasNoNameInItsRaw) {
  const auto fields = read("accused", {{"accused_id", "1"},
                                       {"case_id", "1"},
                                       {"full_name", "Nadeem Ghulam"},
                                       {"father_name", "Aslam"},
                                       {"cnic", "3000008687143"},
                                       {"gender", "Male"},
                                       {"age", "30"},
                                       {"arrest_date", "2024-01-24"},
                                       {"decision", "Convicted"},
                                       {"sentence", "Imprisonment"},
                                       {"sentence_months", "36"}});
  EXPECT_EQ(fields, (std::map<std::uint16_t, Value>{{MIZAN_F_CASE, "1"},
                                                    {MIZAN_F_PERSON_NAME, "Nadeem Ghulam"},
                                                    {MIZAN_F_FATHER_NAME, "Aslam"},
                                                    {MIZAN_F_CNIC, "3000008687143"},
                                                    {MIZAN_F_SEX, "Male"},
                                                    {MIZAN_F_AGE, std::int64_t{30}},
                                                    {MIZAN_F_ARRESTED_ON, day(2024, 1, 24)},
                                                    {MIZAN_F_DISPOSAL, "Convicted"},
                                                    {MIZAN_F_SENTENCE_KIND, "Imprisonment"},
                                                    {MIZAN_F_SENTENCE_MONTHS, std::int64_t{36}}}));
  for (const auto* person : {"Nadeem", "Aslam", "3000008687143"})
    EXPECT_EQ(raw.find(person), std::string::npos);
}

TEST_F(Rows, ATruthValueIsReadAsPostgreSqlWritesIt) {
  EXPECT_EQ(read("hearing", {{"hearing_id", "3"}, {"case_id", "1"}, {"attended", "f"}})
                .at(MIZAN_F_PROSECUTOR_PRESENT),
            Value(std::int64_t{0}));
  EXPECT_EQ(read("hearing", {{"hearing_id", "3"}, {"case_id", "1"}, {"attended", "yes"}})
                .at(MIZAN_F_PROSECUTOR_PRESENT),
            Value("yes"));
}

TEST_F(Rows, AReasonIsTheReasonAndItsSide) {
  const auto fields =
      read("hearing",
           {{"hearing_id", "3"}, {"case_id", "1"}, {"reason", "record not produced"}, {"attended", "t"}});
  EXPECT_EQ(fields.at(MIZAN_F_ADJOURN_REASON), Value("record not produced"));
  EXPECT_EQ(fields.at(MIZAN_F_ADJOURN_SIDE), Value("record not produced"));
  EXPECT_EQ(fields.at(MIZAN_F_PROSECUTOR_PRESENT), Value(std::int64_t{1}));
}

TEST_F(Rows, WhatCannotBeReadStaysTextAndWhatIsNoRowIsRefused) {
  EXPECT_EQ(read("report", {{"report_id", "1"}, {"case_id", "1"}, {"received", "infinity"}})
                .at(MIZAN_F_RECEIVED_ON),
            Value("infinity"));
  EXPECT_EQ(read("report", {{"report_id", "1"}, {"case_id", "1"}, {"received", "2024-02-14 09:30:00"}})
                .at(MIZAN_F_RECEIVED_ON),
            Value(day(2024, 2, 14)));
  const auto reason = [&](const std::map<std::string, std::string>& columns) {
    read("report", columns);
    EXPECT_TRUE(batch.empty());
    return refusal ? refusal->reason : "none";
  };
  EXPECT_EQ(reason({{"case_id", "1"}}), "no_key");
  EXPECT_EQ(reason({{"report_id", std::string(600, 'x')}, {"case_id", "1"}}), "no_key");
  EXPECT_EQ(reason({{"report_id", "1"}}), "no_case");
  EXPECT_EQ(reason({{"report_id", "1"}, {"case_id", "1"}, {"nature", "\xff\xfe"}}), "unreadable_row");
  EXPECT_EQ(reason({{"report_id", "1"}, {"case_id", "1"}, {"nature", std::string(70'000, 'x')}}),
            "too_large");
}

TEST_F(Rows, StatementsQuoteNamesAndTakeValuesAsParameters) {
  auto report = table("report");
  report.table = "prosecution.report";
  const auto page = page_after(layout, report);
  EXPECT_THAT(
      page,
      HasSubstr(
          "FROM \"prosecution\".\"report\" t LEFT JOIN \"case_file\" c ON c.\"case_id\" = t.\"case_id\""));
  EXPECT_THAT(page, HasSubstr("WHERE (t.\"updated_at\", t.\"report_id\") > ($1::timestamp, $2)"));
  EXPECT_THAT(page, HasSubstr("ORDER BY t.\"updated_at\", t.\"report_id\" LIMIT $4::bigint"));
}

TEST(CmmsSettings, AreCheckedAndPasswordsRefused) {
  const std::string good =
      R"("host": "db", "database": "cmms", "user": "mizan", "folder": "/f", "layout": "l")";
  const auto read = [&](const std::string& more) {
    return read_settings(sdk::Config(std::string_view("{" + good + more + "}")));
  };
  EXPECT_EQ(read("").tls, Tls::kVerified);
  EXPECT_EQ(read_settings(
                sdk::Config(std::string_view(
                    R"({"host": "127.0.0.1", "database": "d", "user": "u", "folder": "/f", "layout": "l"})")))
                .tls,
            Tls::kOff);
  const auto wrong = [&](const std::string& more) { return mistake([&] { read(more); }); };
  EXPECT_THAT(wrong(R"(, "password": "x")"), HasSubstr("\"password\": a password does not stand here"));
  EXPECT_THAT(wrong(R"(, "port": 0)"), HasSubstr("\"port\""));
  EXPECT_THAT(wrong(R"(, "tls": "yes")"), HasSubstr("\"tls\""));
  EXPECT_THAT(wrong(R"(, "time_zone": "x'; DROP")"), HasSubstr("\"time_zone\""));
  EXPECT_THAT(wrong(R"(, "x": 1)"), HasSubstr("\"x\" is not a setting"));
  EXPECT_THAT(mistake([] { read_settings(sdk::Config(std::string_view("{}"))); }),
              HasSubstr("\"host\" is missing"));
}

TEST(CmmsProgress, GoesOnFromItsTokenAndRefusesOthers) {
  Progress progress(7);
  progress.note_whole(100);
  auto& of = progress.of("report");
  of.begin("2026-01-01 08:00:00", "2026-01-01 08:00:00");
  of.at = "2025-12-01 08:00:00.25";
  of.at_id = "17";
  of.next.add(5);
  Progress again(7);
  again.resume(progress.token());
  EXPECT_EQ(again.token(), progress.token());
  EXPECT_EQ(again.of("report").at_id, "17");
  Progress other(8);
  other.resume(progress.token());
  EXPECT_TRUE(other.other_layout());
  EXPECT_TRUE(other.whole_due(0, 0));
  for (
      const auto* token :
      {"x", "{}", "[]", "null", R"({"v": 1, "of": "0000000000000007"})",
       R"({"v": 1, "of": "0000000000000007", "whole": -1, "t": {}})",
       R"({"v": 1, "of": "0000000000000007", "whole": 1, "t": {"report": 3}})",
       R"({"v": 1, "of": "0000000000000007", "whole": 1, "t": {"report": {"w": "now"}}})",
       R"({"v": 1, "of": "0000000000000007", "whole": 1, "t": {"report": {"w": 3}}})",
       R"({"v": 1, "of": "0000000000000007", "whole": 1, "t": {"report": {"u": "2026-01-01 08:00:00"}}})",
       R"({"v": 1, "of": "0000000000000007", "whole": 1, "t": {"report": {"a": "2026-01-01 08:00:00", "i": "1"}}})",
       R"({"v": 1, "of": "0000000000000007", "whole": 1, "t": {"report": {"s": "abc"}}})", "\xff"}) {
    EXPECT_NE(mistake([&] { Progress(7).resume(token); }, MIZAN_E_CHECKPOINT), "none") << token;
  }
}

TEST(Failures, ArePoliciesWithoutTheServersWords) {
  EXPECT_EQ(failed("x", "28P01").code(), MIZAN_E_AUTH);
  EXPECT_EQ(failed("x", "42501").code(), MIZAN_E_AUTH);
  EXPECT_EQ(failed("x", "42P01").code(), MIZAN_E_CONFIG);
  EXPECT_EQ(failed("x", "57P01").code(), MIZAN_E_TRANSIENT);
  EXPECT_EQ(failed("x", "").code(), MIZAN_E_TRANSIENT);
  EXPECT_EQ(failed("x", "XX000").code(), MIZAN_E_TRANSIENT);
  EXPECT_EQ(std::string(failed("table \"report\"", "42703").what()),
            "table \"report\": there is no such column: see the layout (SQLSTATE 42703)");
}

}  // namespace
}  // namespace mizan::cmms
