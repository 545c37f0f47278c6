// Merged is what a hub of all records counts, value by value; and what cannot be merged is a sentence.
#include <gtest/gtest.h>

#include <random>

#include "kpi/shipped_test_support.hpp"
#include "merge/merged.hpp"

namespace mizan::merge {
namespace {
namespace field = model::field;
using model::Kind;
using model::Record;

constexpr base::Micros kNow = 1'750'000'000'000'000;  // 15 June 2025
const base::Day kToday = base::karachi_day(kNow);

model::SourceDeclaration declaration(std::int32_t id, const std::string& name, const std::string& province) {
  model::SourceDeclaration declared;
  declared.id = model::SourceId{id};
  declared.name = name;
  declared.see_everything();
  declared.province = province;
  return declared;
}

// The test's own words for a declaration: the province.
base::Result<model::SourceDeclaration> read_declaration(std::string_view text) {
  if (text.empty()) return base::Error{base::Code::kStore, "is of a form that nobody knows"};
  return declaration(0, "", std::string(text));
}

/// Cases of a province as they might have gone, with some that nobody knows the district of.
std::vector<model::LinkedCase> cases_of(const std::string& province, std::uint32_t seed,
                                        std::int64_t first_id, std::int32_t source) {
  std::mt19937 random(seed);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::vector<model::LinkedCase> cases;
  for (int i = 0; i < 80; ++i) {
    model::LinkedCase linked;
    linked.id = model::LinkedCaseId{first_id + i};
    Record record(Kind::kCase, std::to_string(i));
    const auto begun = kToday.value - 900 + pick(880);
    record.set_text(field::province_id, province);
    if (pick(8) != 0) record.set_text(field::district_id, province + "-D" + std::to_string(pick(3)));
    record.set_text(field::court_id, "court " + std::to_string(pick(2)));
    record.set_text(field::prosecutor_id, "p" + std::to_string(pick(3)));
    record.set_date(field::fir_on_id, base::Day{begun - pick(60)});
    if (pick(5) != 0) record.set_date(field::instituted_on_id, base::Day{begun});
    if (pick(2) == 0) {
      static constexpr const char* kEnds[] = {"convicted", "acquitted", "compromised", "withdrawn"};
      record.set_text(field::disposal_id, kEnds[pick(4)]);
      record.set_date(field::disposed_on_id, base::Day{begun + pick(400)});
    }
    model::SourceCase one{model::SourceId{source}, std::move(record), {}};
    for (int h = pick(5); h > 0; --h) {
      Record hearing(Kind::kHearing, std::to_string(i) + "-" + std::to_string(h));
      hearing.set_date(field::held_on_id, base::Day{begun + 20 * h});
      hearing.set_text(field::outcome_id, pick(2) == 0 ? "adjourned" : "effective");
      if (pick(2) == 0) hearing.set_text(field::adjourn_reason_id, pick(2) == 0 ? "witness_absent" : "leave");
      one.children.push_back(std::move(hearing));
    }
    linked.cases.push_back(std::move(one));
    cases.push_back(std::move(linked));
  }
  return cases;
}

struct Hub {
  std::string name;
  std::string province;
  std::uint32_t seed = 0;
  base::Day horizon{};
};

const Hub kPunjab{"punjab", "PB", 7, kToday + -3};
const Hub kKp{"kp", "KP", 8, kToday + -20};

kpi::SourceState state_of(const Hub& hub, std::int32_t id, const std::string& name) {
  return {declaration(id, name, hub.province), hub.horizon, kNow - 1'000'000 * id};
}

kpi::Engine counted(const std::vector<Hub>& hubs, bool alone) {
  kpi::Engine engine(kpi::shipped());
  std::vector<kpi::SourceState> states;
  std::vector<kpi::Receipt> receipts;
  for (const auto& hub : hubs) {
    const auto id = static_cast<std::int32_t>(states.size() + 1);
    states.push_back(state_of(hub, id, alone ? "court" : hub.name + "/court"));
    // The newest change is the same moment wherever it is counted.
    states.back().newest_change = kNow - 1'000'000;
    receipts.push_back({hub.province, kToday + -40, 80, static_cast<std::int64_t>(hub.seed)});
  }
  engine.set_sources(std::move(states));
  engine.set_receipts(std::move(receipts));
  std::int32_t id = 0;
  for (const auto& hub : hubs) {
    ++id;
    for (const auto& linked : cases_of(hub.province, hub.seed, 1'000 * id, id))
      engine.add_case(linked, kToday);
  }
  return engine;
}

std::string text_of(const Hub& hub, base::Micros known_at = kNow) {
  std::string text;
  const auto written = write_snapshot(counted({hub}, true), {hub.name, known_at, {hub.province}},
                                      [&](std::string_view part) -> base::Result<> {
                                        text += part;
                                        return {};
                                      });
  EXPECT_TRUE(written);
  return text;
}

Snapshot snapshot_of(const Hub& hub, base::Micros known_at = kNow) {
  auto snapshot = read_snapshot(text_of(hub, known_at), hub.name + ".cells");
  EXPECT_TRUE(snapshot) << snapshot.error().message;
  return std::move(*snapshot);
}

std::string shown(const model::KpiResult& result) {
  const auto& key = result.key;
  std::string line = key.kpi + " " + key.stat + " " + key.province + " " + key.dimension + " " + key.member +
                     " " + result.period.label + ": ";
  line += result.value ? model::format_value(*result.value) : "-";
  for (const auto& part : {result.numerator, result.denominator})
    line += " " + (part ? std::to_string(*part) : std::string("-"));
  line += " excluded " + std::to_string(result.excluded.missing) + " " +
          std::to_string(result.excluded.not_observed) + " " + std::to_string(result.excluded.negative) +
          " " + std::to_string(result.excluded.no_limit);
  line += " places " + std::to_string(result.places.used) + "/" + std::to_string(result.places.all) +
          " records " + std::to_string(result.records.used) + "/" + std::to_string(result.records.all);
  line += " " + std::string(model::kpi_status_name(result.status));
  for (const auto& fresh : result.fresh_to)
    line += " " + fresh.source + (fresh.horizon ? base::to_iso(*fresh.horizon) : std::string("-"));
  return line;
}

std::vector<std::string> values_of(const kpi::Engine& engine) {
  std::vector<std::string> lines;
  for (const auto& result :
       engine.all_values({model::Granularity::kMonth, model::Granularity::kFiscalYear}, kToday, kNow)) {
    if (result.key.dimension != "prosecutor") lines.push_back(shown(result));
  }
  return lines;
}

TEST(Merge, IsWhatAHubOfAllRecordsCounts) {
  const auto merged = merge(kpi::shipped(), {snapshot_of(kPunjab), snapshot_of(kKp)}, read_declaration);
  ASSERT_TRUE(merged) << merged.error().message;
  EXPECT_EQ(merged->known_at / 1'000, kNow / 1'000) << "to the millisecond";
  EXPECT_TRUE(merged->left_out.empty());
  const auto expected = values_of(counted({kPunjab, kKp}, false));
  const auto values = values_of(merged->engine);
  EXPECT_GT(expected.size(), 5'000U);
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i], expected[i]);
}

TEST(Merge, HoldsNoCellOfASinglePerson) {
  EXPECT_EQ(text_of(kPunjab).find("\"prosecutor\""), std::string::npos);
}

TEST(Merge, WhatIsWordedOtherwiseElsewhereIsLeftOut) {
  auto other = snapshot_of(kKp);
  for (auto& each : other.definitions) {
    if (each.stored_name == "pending") ++each.digest;
  }
  std::erase_if(other.definitions, [](const auto& each) { return each.stored_name == "dormant"; });
  const auto merged = merge(kpi::shipped(), {snapshot_of(kPunjab), other}, read_declaration);
  ASSERT_TRUE(merged);
  auto left_out = merged->left_out;
  std::sort(left_out.begin(), left_out.end());
  EXPECT_EQ(left_out, (std::vector<std::string>{"dormant (kp)", "pending (kp)"}));
  EXPECT_EQ(merged->engine.in_force("pending", kToday), nullptr);
}

TEST(Merge, WhatCannotBeAddedUpIsASentence) {
  const auto refusal = [](std::vector<Snapshot> snapshots) {
    const auto merged = merge(kpi::shipped(), snapshots, read_declaration);
    return merged ? std::string() : merged.error().message;
  };
  EXPECT_EQ(refusal({}), "there is no snapshot to merge");
  EXPECT_EQ(refusal({snapshot_of(kPunjab), snapshot_of(kPunjab)}),
            "punjab and punjab both have cells of PB: its cases would count twice");
  EXPECT_EQ(refusal({snapshot_of(kPunjab), snapshot_of(kKp, kNow + 86'400'000'000)}),
            "punjab and kp are of different days (2025-06-15 and 2025-06-16): take them on one day");
  auto strange = snapshot_of(kKp);
  strange.sources[0].declaration.clear();
  EXPECT_EQ(refusal({strange}), "kp/court: is of a form that nobody knows");
}

TEST(Snapshot, CutOffOrTouchedAnywhereIsRefused) {
  const auto text = text_of(kPunjab);
  std::mt19937 random(5);
  for (int round = 0; round < 60; ++round) {
    const auto cut = read_snapshot(std::string_view(text).substr(0, random() % text.size()), "x.cells");
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().message.substr(0, 8), "x.cells:");
    auto touched = text;
    touched[random() % touched.size()] ^= static_cast<char>(1U << (random() % 7));
    EXPECT_FALSE(read_snapshot(touched, "x.cells")) << "the digest is of every byte";
  }
  EXPECT_FALSE(read_snapshot(text + "{}\n", "x.cells"));
  EXPECT_FALSE(read_snapshot("", "x.cells"));
}

}  // namespace
}  // namespace mizan::merge
