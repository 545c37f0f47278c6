#include "normalize/normalizer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "model/codes.hpp"

namespace mizan::normalize {
namespace {

namespace field = model::field;
using model::Kind;

const base::Day kToday = *base::parse_iso_day("2026-03-10");

RawField text(model::FieldId id, std::string_view value) {
  return {id, RawType::kText, value, 0};
}
RawField integer(model::FieldId id, std::int64_t value) {
  return {id, RawType::kInteger, {}, value};
}
RawField date(model::FieldId id, std::string_view iso) {
  return {id, RawType::kDate, {}, base::parse_iso_day(iso)->value};
}

RawRecord raw(Kind kind, std::vector<RawField> fields, std::string_view payload = {}) {
  RawRecord record;
  record.kind = static_cast<std::uint32_t>(kind);
  record.key = "K-1";
  record.revision = 7;
  record.raw = payload;
  record.fields = std::move(fields);
  return record;
}

SourceRules rules() {
  SourceRules out;
  out.matching_key = base::Secret("a key of the tests");
  out.codes.add(std::nullopt, field::disposal_id,
                *CodeTable::parse_csv("native,common\nACQ,acquitted\n", "t", field::disposal_id));
  return out;
}

Accepted accepted(const RawRecord& record, SourceRules with = rules()) {
  auto outcome = Normalizer(std::move(with)).normalize(record, kToday);
  EXPECT_TRUE(std::holds_alternative<Accepted>(outcome));
  return std::holds_alternative<Accepted>(outcome) ? std::get<Accepted>(std::move(outcome)) : Accepted{};
}

std::string reason(const RawRecord& record) {
  const auto outcome = Normalizer(rules()).normalize(record, kToday);
  const auto* rejected = std::get_if<Rejected>(&outcome);
  return rejected != nullptr ? rejected->rejection.reason : "";
}

std::vector<std::string> codes(const Accepted& outcome) {
  std::vector<std::string> out;
  for (const auto& finding : outcome.findings) out.push_back(finding.code);
  return out;
}

using Codes = std::vector<std::string>;

TEST(Normalizer, TypesEveryFieldAndKeepsNativeCodes) {
  const auto out = accepted(raw(Kind::kCase, {text(field::court_id, "  Sessions Court "),
                                              date(field::fir_on_id, "2025-05-04"),
                                              text(field::disposal_id, "acq"),
                                              integer(field::fir_year_id, 2025),
                                              {field::sgbv_id, RawType::kBoolean, {}, 1}}));
  EXPECT_EQ(out.record.key, "K-1");
  EXPECT_EQ(out.record.revision, 7);
  EXPECT_EQ(out.record.text(field::court_id), "Sessions Court");
  EXPECT_EQ(out.record.date(field::fir_on_id), base::parse_iso_day("2025-05-04"));
  EXPECT_EQ(out.record.text(field::disposal_id), "acquitted");
  EXPECT_EQ(out.record.native(field::disposal_id), "acq");
  EXPECT_EQ(out.record.integer(field::fir_year_id), 2025);
  EXPECT_EQ(out.record.boolean(field::sgbv_id), true);
  EXPECT_EQ(codes(out), Codes{});
}

TEST(Normalizer, AnUnmappedCodeIsKeptAndFound) {
  const auto out = accepted(raw(Kind::kCase, {text(field::disposal_id, "Weird")}));
  EXPECT_EQ(out.record.text(field::disposal_id), model::kUnmapped);
  EXPECT_EQ(out.record.native(field::disposal_id), "Weird");
  ASSERT_EQ(codes(out), Codes{"unmapped_code"});
  EXPECT_EQ(out.findings[0].detail, "Weird");
}

TEST(Normalizer, WithoutATableACommonCodeStandsForItself) {
  const auto out = accepted(raw(
      Kind::kHearing, {text(field::case_id, "C"), text(field::outcome_id, "Adjourned"),
                       text(field::purpose_id, "Evidence of PWs"), text(field::adjourn_side_id, "bench")}));
  EXPECT_EQ(out.record.text(field::outcome_id), "adjourned");
  EXPECT_EQ(out.record.text(field::purpose_id), "evidence_of_pws");
  EXPECT_EQ(out.record.text(field::adjourn_side_id), model::kUnmapped);
  EXPECT_EQ(codes(out), Codes{"unmapped_code"});
}

TEST(Normalizer, WithoutATableACodeThatIsACommonOneAlreadyIsNotRespelt) {
  for (const std::string code : {"part-heard", "s.9_a", "unclassified", "_x"}) {
    const auto out =
        accepted(raw(Kind::kHearing, {text(field::case_id, "C"), text(field::purpose_id, code)}));
    EXPECT_EQ(out.record.text(field::purpose_id), code);
    EXPECT_EQ(codes(out), Codes{});
  }
}

TEST(Normalizer, EmptyAndNullTextsAreAbsent) {
  for (const auto* nothing : {"", "  ", "NA", "null", "-", "N/A"}) {
    const auto out =
        accepted(raw(Kind::kCase, {text(field::court_id, nothing), text(field::fir_on_id, nothing),
                                   text(field::disposal_id, nothing)}));
    EXPECT_FALSE(out.record.has(field::court_id)) << nothing;
    EXPECT_FALSE(out.record.has(field::fir_on_id)) << nothing;
    EXPECT_FALSE(out.record.has(field::disposal_id)) << nothing;
    EXPECT_EQ(codes(out), Codes{}) << nothing;
  }
}

TEST(Normalizer, WhatCannotBeTrueIsAbsentAndFound) {
  const auto out = accepted(
      raw(Kind::kAccused,
          {text(field::case_id, "C"), integer(field::age_id, 111), integer(field::sentence_months_id, -1),
           date(field::arrested_on_id, "2109-01-01"), text(field::absconding_id, "perhaps")}));
  for (const auto id :
       {field::age_id, field::sentence_months_id, field::arrested_on_id, field::absconding_id})
    EXPECT_FALSE(out.record.has(id)) << id;
  EXPECT_EQ(codes(out), (Codes{"out_of_range", "out_of_range", "impossible_date", "unreadable"}));
}

TEST(Normalizer, YearsOfFirsAreBounded) {
  const std::pair<std::int64_t, bool> cases[] = {
      {0, false}, {1946, false}, {1947, true}, {2027, true}, {2028, false}};
  for (const auto& [year, kept] : cases)
    EXPECT_EQ(accepted(raw(Kind::kCase, {integer(field::fir_year_id, year)})).record.has(field::fir_year_id),
              kept)
        << year;
}

TEST(Normalizer, FieldsThatAreNotOfTheKindAreIgnoredAndFound) {
  const auto out = accepted(raw(Kind::kCase, {date(field::held_on_id, "2025-01-01"), integer(999, 1),
                                              integer(150, 1), text(field::offence_group_id, "homicide")}));
  EXPECT_EQ(codes(out), (Codes{"field_not_of_kind", "unknown_field", "unknown_field", "field_not_of_kind"}));
  EXPECT_FALSE(out.record.has(field::held_on_id));
}

TEST(Normalizer, RejectsWhatCannotBeStored) {
  auto no_key = raw(Kind::kCase, {});
  no_key.key = "  ";
  EXPECT_EQ(reason(no_key), "no_key");
  const std::string long_key(513, 'k');
  auto too_long = raw(Kind::kCase, {});
  too_long.key = long_key;
  EXPECT_EQ(reason(too_long), "too_large");
  auto no_kind = raw(Kind::kCase, {});
  no_kind.kind = 8;
  EXPECT_EQ(reason(no_kind), "unknown_kind");
  no_kind.kind = 0;
  EXPECT_EQ(reason(no_kind), "unknown_kind");
  EXPECT_EQ(reason(raw(Kind::kHearing, {date(field::held_on_id, "2025-01-01")})), "no_case");
  EXPECT_EQ(reason(raw(Kind::kCase, {text(field::court_id, "\xFF")})), "invalid_utf8");
  EXPECT_EQ(reason(raw(Kind::kCase, {text(field::court_id, std::string_view("a\0b", 3))})), "invalid_utf8");
}

TEST(Normalizer, ADeletionNamesItsCaseIfGiven) {
  auto record = raw(Kind::kHearing, {text(field::case_id, " C-9 ")});
  record.op = Op::kDelete;
  const auto outcome = Normalizer(rules()).normalize(record, kToday);
  const auto& deleted = std::get<Deleted>(outcome);
  EXPECT_EQ(deleted.kind, Kind::kHearing);
  EXPECT_EQ(deleted.key, "K-1");
  EXPECT_EQ(deleted.case_key, "C-9");
}

TEST(Normalizer, LongTextIsCutBetweenCharacters) {
  std::string urdu;
  for (int i = 0; i < 3000; ++i) urdu += "ع";
  const auto out = accepted(raw(Kind::kCase, {text(field::court_id, "x" + urdu)}));
  EXPECT_EQ(out.record.text(field::court_id)->size(), 4095U);
  EXPECT_EQ(codes(out), Codes{"truncated"});
}

TEST(Normalizer, GivesTheIdentityOfAFir) {
  auto with = rules();
  with.province = "PB";
  const auto out =
      accepted(raw(Kind::kCase, {text(field::district_id, "Lahore"), text(field::police_station_id, "City"),
                                 text(field::fir_no_id, "0331/2019"), integer(field::fir_year_id, 2018)}),
               with);
  ASSERT_TRUE(out.identity);
  EXPECT_EQ(out.identity->fir_key, "PB|LAHORE|CITY|331|2018");
  EXPECT_EQ(codes(out), Codes{"fir_year_conflict"});
}

TEST(Normalizer, ResolvesPlacesInAnyOrderOfFields) {
  auto with = rules();
  with.places = std::make_shared<PlaceTable>(std::move(
      *PlaceTable::parse_csv("code,level,parent,name,aliases\nPB,province,,Punjab,\n"
                             "PB-DIV-L,division,PB,Lahore,\nPB-LAHORE,district,PB-DIV-L,Lahore,LHR;لاہور\n",
                             "p.csv")));
  const auto out =
      accepted(raw(Kind::kCase, {text(field::district_id, "lhr"), text(field::province_id, "PUNJAB")}), with);
  EXPECT_EQ(out.record.text(field::district_id), "PB-LAHORE");
  EXPECT_EQ(out.record.native(field::district_id), "lhr");
  EXPECT_EQ(out.record.text(field::province_id), "PB");
  const auto unknown = accepted(raw(Kind::kCase, {text(field::district_id, "Atlantis")}), with);
  EXPECT_EQ(unknown.record.text(field::district_id), "Atlantis");
  EXPECT_EQ(codes(unknown), Codes{"unmatched_place"});
}

TEST(Normalizer, DerivesTheOffenceFromSections) {
  auto with = rules();
  with.offences = std::make_shared<OffenceTable>(*OffenceTable::parse_csv(
      "law,section,clause,title,offence_group,iccs,rank,max_years,death,murder,sexual_violence,confidence\n"
      "PPC,302,,Murder,homicide,0101,100,99,1,1,0,high\n",
      "o.csv"));
  const auto out = accepted(raw(Kind::kCase, {text(field::sections_id, "302/999 PPC zz")}), with);
  EXPECT_EQ(out.record.text(field::offence_group_id), "homicide");
  EXPECT_EQ(out.record.text(field::iccs_id), "0101");
  EXPECT_EQ(out.record.integer(field::max_years_id), 99);
  EXPECT_EQ(out.record.text(field::offence_flags_id), "death;murder");
  EXPECT_EQ(codes(out), (Codes{"sections_unread", "unknown_section"}));
  const auto none = accepted(raw(Kind::kCase, {text(field::sections_id, "999")}), with);
  EXPECT_EQ(none.record.text(field::offence_group_id), kNotElsewhereClassified);
  EXPECT_FALSE(accepted(raw(Kind::kCase, {}), with).record.has(field::offence_group_id));
}

// ---- identity data

// Every byte an outcome carries, to be searched for canaries.
std::string everything(const Outcome& outcome) {
  if (const auto* out = std::get_if<Accepted>(&outcome)) {
    std::string all = out->record.encode() + out->raw + (out->identity ? out->identity->fir_key : "");
    for (const auto& finding : out->findings) all += finding.code + finding.detail;
    return all;
  }
  if (const auto* out = std::get_if<Deleted>(&outcome)) return out->key + out->case_key;
  const auto& out = std::get<Rejected>(outcome);
  return out.raw + out.rejection.detail + out.rejection.where;
}

TEST(Normalizer, AnAccusedIsKnownByPseudonymsAlone) {
  const auto out = accepted(
      raw(Kind::kAccused,
          {text(field::case_id, "C"), text(field::person_name_id, "Zulfiqar Canary"),
           text(field::cnic_id, "35202-1234567-1"), text(field::phone_id, "0300-1234567"),
           text(field::address_id, "House 5, Model Town")},
          R"({"n":"Zulfiqar Canary","c":"3520212345671","p":"+923001234567","a":"House 5, Model Town"})"));
  EXPECT_EQ(out.record.text(field::cnic_id)->size(), 32U);
  EXPECT_EQ(out.record.text(field::person_name_id)->size(), 32U);
  EXPECT_FALSE(out.record.has(field::phone_id));
  EXPECT_FALSE(out.record.has(field::address_id));
  EXPECT_EQ(out.raw, R"({"n":"[pseudonym]","c":"[pseudonym]","p":"[pseudonym]","a":"[pseudonym]"})");
}

TEST(Normalizer, NoNameSurvivesInAnyOutcome) {
  const std::vector<RawField> identities = {text(field::person_name_id, "Zulfiqar Canary"),
                                            text(field::father_name_id, "Rustam Sparrow"),
                                            integer(field::cnic_id, 3520212345671)};
  for (int variant = 0; variant < 6; ++variant) {
    auto record = raw(variant % 2 == 0 ? Kind::kAccused : Kind::kHearing, identities,
                      R"(["Zulfiqar Canary s/o RUSTAM  SPARROW", 3520212345671, "x"])");
    record.fields.push_back(text(field::case_id, variant == 2 ? "Zulfiqar Canary" : "C"));
    record.fields.push_back(text(field::prosecutor_id, "35202-1234567-1"));
    record.fields.push_back(text(field::court_id, "In re Zulfiqar Canary"));
    record.fields.push_back(text(field::outcome_id, "Adjourned for Zulfiqar Canary"));
    record.fields.push_back(text(field::held_on_id, "Zulfiqar Canary"));
    if (variant == 3) record.fields.push_back(text(field::purpose_id, "\xFF"));
    if (variant == 4) record.key = "Zulfiqar Canary/1";
    if (variant == 5) record.key = "35202-1234567-1";
    const auto all = everything(Normalizer(rules()).normalize(record, kToday));
    for (const auto* canary : {"Zulfiqar", "Canary", "Rustam", "SPARROW", "1234567"})
      EXPECT_EQ(all.find(canary), std::string::npos) << variant << " " << canary;
  }
}

TEST(Normalizer, AKeyThatIsACnicBecomesOnePseudonymEverywhere) {
  auto accused = raw(Kind::kAccused, {text(field::case_id, "C")});
  accused.key = "35202-1234567-1";
  const auto bail =
      accepted(raw(Kind::kBail, {text(field::case_id, "C"), text(field::accused_id, "35202-1234567-1")}));
  EXPECT_EQ(accepted(accused).record.key, bail.record.text(field::accused_id));
}

TEST(Normalizer, AnyInputIsAnOutcome) {
  auto with = rules();
  with.offences = std::make_shared<OffenceTable>();
  with.places = std::make_shared<PlaceTable>();
  Normalizer normalizer(std::move(with));
  std::mt19937_64 random(5);
  const auto ids = model::all_fields();
  for (int round = 0; round < 5000; ++round) {
    std::vector<std::string> texts(8);
    for (auto& bytes : texts) {
      bytes.resize(random() % 40);
      for (char& c : bytes) c = static_cast<char>(random() % 3 == 0 ? random() & 0xFFU : '0' + random() % 10);
    }
    RawRecord record;
    record.kind = static_cast<std::uint32_t>(random() % 9);
    record.op = random() % 8 == 0 ? Op::kDelete : Op::kUpsert;
    record.key = texts[0];
    record.raw = texts[1];
    for (std::size_t i = 2; i < texts.size(); ++i) {
      record.fields.push_back(
          {static_cast<model::FieldId>(random() % 10 == 0 ? random() : ids[random() % ids.size()].id),
           static_cast<RawType>(random() % 6), texts[i],
           static_cast<std::int64_t>(random() >> (random() % 64))});
    }
    const auto first = normalizer.normalize(record, kToday);
    EXPECT_EQ(everything(first), everything(normalizer.normalize(record, kToday)))
        << "not a function: " << round;
  }
}

}  // namespace
}  // namespace mizan::normalize
