// One document: a case of the stand-in with expectations worked out by hand, and documents that no system
// should send.
#include "document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mizan/abi/mizan_fields.h>

#include <chrono>
#include <map>
#include <variant>

#include "layout_test_support.hpp"

namespace mizan::cfms::test {
namespace {
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

using Value = std::variant<std::string, std::int64_t>;

struct Taken {
  std::uint16_t op = 0;
  std::string raw;
  std::map<std::string, Value> fields;
};
/// By "kind key".
using Records = std::map<std::string, Taken>;

std::int64_t day(int year, unsigned month, unsigned of_month) {
  return std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(of_month))
      .time_since_epoch()
      .count();
}

std::string name_of(std::uint16_t id) {
  for (const auto* name : {"case",
                           "accused",
                           "district",
                           "police_station",
                           "fir_no",
                           "fir_on",
                           "intimated_on",
                           "sections",
                           "prosecutor",
                           "prosecution_no",
                           "report_type",
                           "received_on",
                           "decided_on",
                           "decision",
                           "opinion",
                           "objections",
                           "resubmitted_on",
                           "filed_on",
                           "bail_kind",
                           "opposed",
                           "held_on",
                           "prosecutor_present",
                           "by",
                           "person_name",
                           "father_name",
                           "cnic"}) {
    for (std::uint16_t kind = 1; kind <= 7; ++kind)
      if (const auto* field = mapping::find_field(name, kind); field != nullptr && field->id == id)
        return name;
  }
  return "?";
}

class Document : public ::testing::Test {
 protected:
  Records read(const std::string& text, bool changed = false) {
    sdk::Batch batch;
    refusals.clear();
    EXPECT_EQ(parser_.parse(text).get(document_), simdjson::SUCCESS) << text;
    reader.read(document_, changed, batch, refusals);
    static const char* const kKinds[] = {"?",       "case", "accused", "report",
                                         "hearing", "bail", "appeal",  "charge"};
    Records out;
    for (const auto& record : batch.records()) {
      const auto key = std::string(kKinds[record.kind]) + " " + std::string(record.key.data, record.key.size);
      EXPECT_FALSE(out.contains(key)) << key << " comes twice";
      auto& taken = out[key];
      taken.op = record.op;
      taken.raw = std::string(record.raw.data == nullptr ? "" : record.raw.data, record.raw.size);
      for (std::uint32_t i = 0; i < record.field_count; ++i) {
        const auto& field = record.fields[i];
        const bool text_field = field.type == MIZAN_TEXT;
        taken.fields[name_of(field.id)] =
            text_field ? Value(std::string(field.value.text.data, field.value.text.size))
                       : Value(field.value.integer);
      }
    }
    return out;
  }
  std::vector<std::string> reasons() const {
    std::vector<std::string> out;
    for (const auto& refusal : refusals) out.push_back(refusal.where + ": " + refusal.reason);
    return out;
  }
  static std::vector<std::string> keys(const Records& records, std::uint16_t op) {
    std::vector<std::string> out;
    for (const auto& [key, record] : records)
      if (record.op == op) out.push_back(key);
    return out;
  }
  static std::string fixture() {
    std::ifstream in(std::string(MIZAN_SOURCE_DIR) + "/plugins/punjab-cfms/fixtures/case-117.json");
    return {std::istreambuf_iterator<char>(in), {}};
  }

  const Layout layout = read_layout(layout_with_accused(), "layout.toml");
  DocumentReader reader{layout};
  std::vector<Refusal> refusals;

 private:
  simdjson::dom::parser parser_;
  simdjson::dom::element document_;
};

using Fields = std::map<std::string, Value>;

TEST_F(Document, OfTheStandInIsReadAsWorkedOutByHand) {
  const auto records = read(fixture());
  EXPECT_THAT(reasons(), IsEmpty());
  EXPECT_EQ(records.size(), 1U + 2 + 3 + 3 + 13 + 1) << "case, reports, bail, accused, appearances, appeal";
  EXPECT_EQ(records.at("case CFMS-000117").fields, (Fields{{"district", "Lahore"},
                                                           {"police_station", "PS Saddar"},
                                                           {"fir_no", "11/24"},
                                                           {"fir_on", day(2024, 4, 19)},
                                                           {"intimated_on", day(2024, 4, 21)},
                                                           {"sections", "u/s 9(c) CNSA"},
                                                           {"prosecutor", "PB-LAHORE-P3"},
                                                           {"prosecution_no", "CFMS-000117"}}));
  EXPECT_EQ(records.at("report CFMS-000117-R1").fields,
            (Fields{{"case", "CFMS-000117"},
                    {"report_type", "Complete Challan"},
                    {"received_on", day(2024, 6, 8)},
                    {"prosecutor", "PB-LAHORE-P3"},
                    {"decided_on", day(2024, 6, 8)},
                    {"decision", "Returned with objections"},
                    {"objections", "forensic_report;recovery_memo"},
                    {"resubmitted_on", day(2024, 6, 16)}}));
  EXPECT_EQ(records.at("report CFMS-000117-R2").fields, (Fields{{"case", "CFMS-000117"},
                                                                {"report_type", "Complete Challan"},
                                                                {"received_on", day(2024, 6, 19)},
                                                                {"prosecutor", "PB-LAHORE-P3"},
                                                                {"decided_on", day(2024, 6, 23)},
                                                                {"decision", "Passed"},
                                                                {"opinion", "Fit for trial"},
                                                                {"filed_on", day(2024, 6, 23)}}));
  EXPECT_EQ(records.at("bail CFMS-000117-B2").fields, (Fields{{"case", "CFMS-000117"},
                                                              {"accused", "CFMS-000117-B2-accused"},
                                                              {"bail_kind", "Post-Arrest"},
                                                              {"prosecutor", "PB-LAHORE-P3"},
                                                              {"filed_on", day(2024, 5, 12)},
                                                              {"opposed", std::int64_t{1}},
                                                              {"decided_on", day(2024, 5, 21)},
                                                              {"decision", "Allowed"}}));
  EXPECT_EQ(records.at("accused CFMS-000117-B2-accused").fields, (Fields{{"case", "CFMS-000117"},
                                                                         {"person_name", "Nadeem Haider"},
                                                                         {"father_name", "Ehsan"},
                                                                         {"cnic", "30000-0132247-3"}}));
  EXPECT_EQ(records.at("hearing CFMS-000117-H8").fields, (Fields{{"case", "CFMS-000117"},
                                                                 {"held_on", day(2024, 11, 2)},
                                                                 {"prosecutor", "PB-LAHORE-P3"},
                                                                 {"prosecutor_present", std::int64_t{0}}}));
  EXPECT_EQ(records.at("appeal CFMS-000117-A1").fields, (Fields{{"case", "CFMS-000117"},
                                                                {"by", "State"},
                                                                {"filed_on", day(2025, 3, 11)},
                                                                {"decided_on", day(2025, 6, 28)},
                                                                {"decision", "Dismissed"}}));
}

TEST_F(Document, RawHoldsWhatWasReadAndNobodysName) {
  for (const auto& [key, record] : read(fixture())) {
    for (const auto* person : {"Nadeem", "Tariq", "Haider", "Munir", "30000"})
      EXPECT_EQ(record.raw.find(person), std::string::npos) << key;
  }
  const auto raw = read(fixture()).at("report CFMS-000117-R1").raw;
  EXPECT_NE(raw.find("فرانزک رپورٹ درکار ہے"), std::string::npos) << "the clerk's words stay here";
}

TEST_F(Document, ThatChangedHasWhatItListsNoMoreRemoved) {
  const auto of = [](const std::string& lists) { return R"({"case_ref": "C")" + lists + "}"; };
  const auto one = [](const std::string& id) { return R"({"id": ")" + id + R"("})"; };
  EXPECT_THAT(keys(read(of(""), false), MIZAN_DELETE), IsEmpty()) << "nothing was held before";
  const auto removed = keys(read(of(R"(, "reports": [)" + one("C-R2") + "]"), true), MIZAN_DELETE);
  EXPECT_EQ(removed.size(), 6U + 5 + 5 + 60 + 5)
      << "reports 1 and 3 to 7; bail and their accused, hearings, appeals";
  for (const auto* key : {"report C-R1", "report C-R3", "report C-R7", "bail C-B1", "bail C-B5",
                          "accused C-B5-accused", "appeal C-A5", "hearing C-H1", "hearing C-H60"})
    EXPECT_THAT(removed, ::testing::Contains(key));
  const auto shrunk = read(of(R"(, "reports": "see file", "bail": null, "appeals": [])"), true);
  EXPECT_THAT(keys(shrunk, MIZAN_DELETE), ::testing::Not(::testing::Contains("report C-R1")))
      << "what is no list says nothing of reports";
  EXPECT_THAT(keys(shrunk, MIZAN_DELETE), ::testing::Contains("bail C-B1"));
  EXPECT_THAT(reasons(), ElementsAre("case C, report: unreadable_list"));
  const auto far = read(of(R"(, "reports": [)" + one("C-R999999999") + "]"), true);
  EXPECT_LT(far.size(), 300U) << "a number does not make work";
}

TEST_F(Document, OnePersonWithTwoApplicationsIsOneAccused) {
  const auto bail = [](const std::string& id, const std::string& cnic) {
    return R"({"id": ")" + id + R"(", "accused": {"name": "A", "cnic": ")" + cnic + R"("}})";
  };
  const auto records = read(R"({"case_ref": "C", "bail": [)" + bail("C-B1", "35202-1234567-1") + "," +
                                bail("C-B2", "3520212345671") + "," + bail("C-B3", "35202-7654321-1") + "]}",
                            true);
  EXPECT_EQ(records.at("bail C-B2").fields.at("accused"), Value("C-B1-accused"));
  EXPECT_EQ(records.at("bail C-B3").fields.at("accused"), Value("C-B3-accused"));
  EXPECT_EQ(records.at("accused C-B2-accused").op, MIZAN_DELETE) << "he may have been one of his own before";
}

TEST_F(Document, AppearancesAreNumberedByTheirDays) {
  const auto dates = [](const std::string& list) {
    return R"({"case_ref": "C", "appearances": [)" + list + "]}";
  };
  const auto records = read(dates(
      R"({"date": "03-02-2024"}, {"date": "۰۱-۰۲-۲۰۲۴"}, {"date": "31-02-2024"}, {}, 7, {"date": "03-02-2024", "prosecutor": "P"})"));
  EXPECT_THAT(keys(records, MIZAN_UPSERT),
              UnorderedElementsAre("case C", "hearing C-H1", "hearing C-H2", "hearing C-H3"));
  EXPECT_EQ(records.at("hearing C-H1").fields.at("held_on"), Value(day(2024, 2, 1)));
  EXPECT_EQ(records.at("hearing C-H3").fields.at("prosecutor"), Value("P"))
      << "two on a day stay in their order";
  EXPECT_THAT(reasons(), ElementsAre("case C, hearing 3: no_key", "case C, hearing 4: no_key",
                                     "case C, hearing 5: no_key"));
}

TEST_F(Document, WhatCannotBeReadIsRefusedAndTheRestIsTaken) {
  const auto records = read(
      R"({"case_ref": 7, "prosecutor": {"name": "x"}, "reports": [5, {}, {"id": "A"}, {"id": "A", "nature": "B"},
          {"id": ["x"]}, {"id": "D", "received": "31-02-2024", "nature": 3, "scrutiny": "none"}], "bail": {"id": "B"},
          "fir": {"date": true}})");
  EXPECT_THAT(keys(records, MIZAN_UPSERT), UnorderedElementsAre("case 7", "report A", "report D"));
  EXPECT_EQ(records.at("case 7").fields, (Fields{{"fir_on", "true"}, {"prosecution_no", "7"}}))
      << "the hub reports the day as unreadable";
  EXPECT_EQ(records.at("report D").fields,
            (Fields{{"case", "7"}, {"received_on", "31-02-2024"}, {"report_type", "3"}}));
  EXPECT_THAT(reasons(), ElementsAre("case 7: unreadable_value", "case 7, report 1: unreadable_element",
                                     "case 7, report 2: no_key", "case 7, report 4: duplicate_key",
                                     "case 7, report 5: no_key", "case 7, bail: unreadable_list"));
}

TEST_F(Document, WithoutAUsableKeyIsRefused) {
  for (const auto& text :
       {std::string("[]"), std::string("7"), std::string("{}"), std::string(R"({"case_ref": ""})"),
        std::string(R"({"case_ref": {}})"), std::string(R"({"case_ref": "a\u0000b"})"),
        R"({"case_ref": ")" + std::string(600, 'x') + R"("})"}) {
    EXPECT_THAT(read(text), IsEmpty()) << text;
    EXPECT_EQ(refusals.size(), 1U) << text;
  }
}

TEST_F(Document, HugeTextsAndListsAreRefused) {
  EXPECT_EQ(
      read(R"({"case_ref": "C", "prosecutor": ")" + std::string(70'000, 'x') + R"("})").at("case C").fields,
      (Fields{{"prosecution_no", "C"}}));
  EXPECT_THAT(reasons(), ElementsAre("case C: too_large"));
  std::string list = "{}";
  for (int i = 0; i < 5'000; ++i) list += ",{}";
  EXPECT_THAT(keys(read(R"({"case_ref": "C", "bail": [)" + list + "]}", true), MIZAN_DELETE),
              ::testing::Not(::testing::Contains("bail C-B1")));
  EXPECT_THAT(reasons(), ElementsAre("case C, bail: too_large"));
}

// Else they would be taken for the list of the case's accused.
TEST_F(Document, ApplicantsAreNoAccusedUnlessTheLayoutSaysSo) {
  const auto shipped = read_layout(shipped_layout(), "layout.toml");
  DocumentReader plain(shipped);
  simdjson::dom::parser parser;
  sdk::Batch batch;
  plain.read(parser.parse(fixture()), true, batch, refusals);
  for (const auto& record : batch.records()) {
    EXPECT_NE(record.kind, MIZAN_KIND_ACCUSED);
    for (std::uint32_t i = 0; i < record.field_count; ++i) EXPECT_NE(record.fields[i].id, MIZAN_F_ACCUSED);
  }
}

TEST_F(Document, TimesOfChangeAreReadByTheLayout) {
  simdjson::dom::parser parser;
  const auto moment = [&](std::string_view text) { return reader.changed_at(parser.parse(text)); };
  EXPECT_EQ(moment(R"({"updated_at": "2026-01-01T08:00:00+05:00"})"), 1'767'236'400);  // 2026-01-01T03:00:00Z
  EXPECT_EQ(moment(R"({"updated_at": "yesterday"})"), std::nullopt);
  EXPECT_EQ(moment(R"({"updated_at": null})"), std::nullopt);
  EXPECT_EQ(moment("{}"), std::nullopt);
}

}  // namespace
}  // namespace mizan::cfms::test
