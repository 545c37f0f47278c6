#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "kpi/cells.hpp"
#include "kpi/engine.hpp"
#include "kpi/facts.hpp"
#include "kpi/golden.hpp"

namespace mizan::kpi {
namespace {
namespace fs = std::filesystem;
using model::Kind;
using model::Record;

std::string read_file(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Definition> shipped() {
  std::vector<Definition> definitions;
  for (const auto& entry : fs::directory_iterator(fs::path(MIZAN_SOURCE_DIR) / "config" / "kpis")) {
    if (entry.path().extension() != ".toml") continue;
    auto definition = parse_definition(read_file(entry.path()), entry.path().filename());
    EXPECT_TRUE(definition) << definition.error().message;
    if (definition) definitions.push_back(*definition);
  }
  return definitions;
}

TEST(Definitions, ShippedFilesAreReadAndEachHasAGoldenCase) {
  const auto definitions = shipped();
  EXPECT_GE(definitions.size(), 18U);
  std::set<std::string> with_golden;
  for (const auto& entry :
       fs::directory_iterator(fs::path(MIZAN_SOURCE_DIR) / "config" / "kpis" / "golden")) {
    const auto results = run_golden(read_file(entry.path()), entry.path().filename(), definitions);
    ASSERT_TRUE(results) << results.error().message;
    for (const auto& result : *results) {
      EXPECT_EQ(result.failure, "") << result.name;
      with_golden.insert(result.kpi);
    }
  }
  for (const auto& definition : definitions)
    EXPECT_TRUE(with_golden.contains(definition.id)) << definition.id;
}

TEST(Golden, AMistakeIsASentenceWithItsLine) {
  const auto message = [](const std::string& text) {
    const auto result = run_golden(text, "g.toml", shipped());
    return result ? std::string() : result.error().message;
  };
  EXPECT_EQ(message("golden = [1]\n").substr(0, 9), "g.toml:1:");
  EXPECT_EQ(message("a = 1\n[golden\n").substr(0, 9), "g.toml:2:");
  const std::string head = "[[golden]]\nkpi = \"pending\"\nname = \"n\"\nexpect = [{ period = \"2024\" }]\n";
  EXPECT_EQ(message(head + "record = [{ kind = \"case\", key = \"1\", instituted_on = 0000-01-01 }]\n"),
            "g.toml:5: instituted_on: is no day");
  EXPECT_EQ(message(head + "record = [{ kind = \"trial\" }]\n"), "g.toml:5: kind: is missing or unknown");
}

TEST(Definitions, EveryMistakeNamesFileLineAndKey) {
  const std::string good = read_file(fs::path(MIZAN_SOURCE_DIR) / "config" / "kpis" / "clearance_rate.toml");
  ASSERT_TRUE(parse_definition(good, "f"));
  const auto broken = [&](const std::string& from, const std::string& to) {
    auto text = good;
    text.replace(text.find(from), from.size(), to);
    const auto result = parse_definition(text, "f.toml");
    EXPECT_FALSE(result) << to;
    return result ? "" : result.error().message;
  };
  EXPECT_EQ(broken("format = 1", "format = 2").substr(0, 9), "f.toml:1:");
  EXPECT_NE(broken("form = \"ratio\"", "form = \"guess\"").find("\"guess\" is none of count"),
            std::string::npos);
  EXPECT_NE(broken("by = [", "colour = 1\nby = [").find("colour: is not a key"), std::string::npos);
  EXPECT_NE(broken("case.instituted_on", "case.nothing").find("no field of the model"), std::string::npos);
  EXPECT_NE(broken("[denominator]", "[denominators]").find("denominator"), std::string::npos);
  EXPECT_NE(broken("version = 1", "version = [").find("f.toml:"), std::string::npos);
  const auto unit = std::string("unit = \"case\"\non = \"disposed_on\"");
  EXPECT_NE(broken(unit, "unit = \"fir\"\non = \"fir_on\"\nsum = \"hearings\"").find("summed of cases"),
            std::string::npos);
  EXPECT_NE(broken(unit, "unit = \"code\"\non = \"fir_on\"").find("\"code\" is the unit of"),
            std::string::npos);
}

TEST(Definitions, ACodeThatNoRowHasIsRefused) {
  const auto refusal = [](const std::string& unit, const std::string& where) {
    const auto result = parse_definition(
        "format = 1\nid = \"x\"\nversion = 1\nvalid_from = \"2020-01-01\"\ntitle = \"t\"\n"
        "question = \"q\"\nformula = \"f\"\nunit = \"cases\"\nsource = \"s\"\nform = \"count\"\n"
        "[count]\nunit = \"" +
            unit + "\"\non = \"fir_on\"\nwhere = { " + where + " }\n",
        "f.toml");
    return result ? "" : result.error().message;
  };
  EXPECT_EQ(refusal("hearing", "outcome = [\"adjourned\"], disposal = [\"convicted\"]"), "");
  EXPECT_EQ(refusal("case", "disposal = [\"convicted\", \"aquitted\"]"),
            "f.toml:14: where: \"aquitted\" is no code of disposal");
  EXPECT_EQ(refusal("case", "outcome = [\"adjourned\"]"),
            "f.toml:14: where: a row of this unit has no outcome");
}

TEST(Definitions, WhatAFormCannotCountIsRefused) {
  const auto refusal = [](const std::string& form, const std::string& term) {
    const auto result = parse_definition(
        "format = 1\nid = \"x\"\nversion = 1\nvalid_from = \"2020-01-01\"\ntitle = \"t\"\n"
        "question = \"q\"\nformula = \"f\"\nunit = \"cases\"\nsource = \"s\"\nform = \"" +
            form + "\"\n" + term,
        "f.toml");
    return result ? "" : result.error().message;
  };
  EXPECT_EQ(refusal("mix", "[count]\nunit = \"case\"\non = \"disposed_on\"\n"), "");
  EXPECT_NE(
      refusal("mix", "[count]\nunit = \"hearing\"\non = \"held_on\"\n").find("classes of the final order"),
      std::string::npos);
  EXPECT_NE(refusal("turnover", "[disposed]\nunit = \"case\"\non = \"disposed_on\"\ndated = [\"fir_on\"]\n")
                .find("no dated"),
            std::string::npos);
  EXPECT_NE(refusal("codes", "[numerator]\nunit = \"case\"\n[denominator]\nunit = \"code\"\n")
                .find("of form \"codes\""),
            std::string::npos);
}

TEST(Buckets, SurviveTheRoundTripAndRefuseDamage) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    Bucket bucket;
    std::int32_t x = -50'000;
    for (auto i = random() % 20; i > 0; --i) {
      x += 1 + static_cast<std::int32_t>(random() % 9000);
      bucket.push_back({x, static_cast<std::int64_t>(random() % 1000) - 500});
    }
    const auto bytes = encode_bucket(bucket);
    ASSERT_EQ(decode_bucket(bytes), bucket);
    auto damaged = bytes;
    damaged[random() % damaged.size()] = static_cast<char>(random());
    static_cast<void>(decode_bucket(damaged));
    static_cast<void>(decode_bucket(bytes.substr(0, random() % bytes.size())));
  }
  EXPECT_FALSE(decode_bucket(""));
  EXPECT_FALSE(decode_bucket("\x02"));
}

TEST(Quantile, IsTheSmallestValueThatReachesTheShare) {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::int32_t> values(1 + random() % 30);
    Cells cells;
    const auto id = cells.id("P", Dimension::kTotal, "_T");
    for (auto& value : values)
      cells.add({0, 0, 600, id}, value = static_cast<std::int32_t>(random() % 12), 1);
    std::sort(values.begin(), values.end());
    for (const int p : {50, 90}) {
      std::int32_t expected = values.back();
      for (std::size_t k = values.size(); k-- > 0;) {
        const auto upto = std::upper_bound(values.begin(), values.end(), values[k]) - values.begin();
        if (upto * 100 >= static_cast<std::ptrdiff_t>(values.size()) * p) expected = values[k];
      }
      EXPECT_EQ(quantile(cells.merged(0, 0, id, 600, 601), p), expected);
    }
  }
}

TEST(Receipts, AreQuarantinedOverReceivedByDay) {
  Engine engine(shipped());
  engine.set_receipts(
      {{"P", *base::parse_iso_day("2026-03-31"), 10, 1}, {"P", *base::parse_iso_day("2026-04-01"), 30, 3}});
  const auto results = engine.values(
      {"quarantine_rate", {*model::parse_period("2026-03"), *model::parse_period("2026-Q2")}, {}, "_T"},
      *base::parse_iso_day("2026-06-30"), 0);
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].numerator, 1);
  EXPECT_EQ(results[1].denominator, 30);
  EXPECT_EQ(model::format_value(*results[1].value), "10");
  // The first receipt is of a month in which no record has any date.
  EXPECT_EQ(engine.periods(model::Granularity::kMonth, *base::parse_iso_day("2026-06-30")).front().label,
            "2026-03");
}

// ---- incremental equals recomputed ----

class World {
 public:
  explicit World(unsigned seed) : random_(seed), engine_(shipped()) {
    SourceState source;
    source.declaration.name = "s";
    for (auto& fields : source.declaration.observes) fields.set();
    engine_.set_sources({source});
  }

  void step() {
    std::vector<CaseChange> changes;
    std::set<int> changed;
    for (int i = pick(3); i >= 0; --i) {
      const int id = pick(6);
      CaseChange change;
      if (!changed.insert(id).second) continue;
      if (cases_.contains(id)) change.before = facts_of(engine_, cases_[id]);
      if (cases_.contains(id) && pick(6) == 0) {
        cases_.erase(id);
      } else {
        cases_[id] = mutated(id);
        change.after = facts_of(engine_, cases_[id]);
      }
      change.records[static_cast<std::size_t>(model::ChangeReason::kCorrected)] = 1;
      changes.push_back(std::move(change));
    }
    const auto before =
        engine_.all_values({model::Granularity::kMonth, model::Granularity::kYear}, kToday, 0);
    const auto cells_before = engine_;
    const auto told =
        engine_.apply(changes, kToday, 0, {model::Granularity::kMonth, model::Granularity::kYear});
    check_told(before, told);
    check_recount(cells_before, told);
  }

  void check() {
    Engine fresh(shipped());
    SourceState source;
    source.declaration.name = "s";
    for (auto& fields : source.declaration.observes) fields.set();
    fresh.set_sources({source});
    for (const auto& [id, linked] : cases_) fresh.add_case(linked, kToday);
    const auto count = [](const Engine& engine) {
      std::map<std::string, Bucket> all;
      engine.cells().for_each([&](BucketKey key) {
        const auto& name = engine.cells().name(key.cell);
        all[name.province + "/" + std::to_string(static_cast<int>(name.dimension)) + "/" + name.member + "/" +
            std::to_string(key.kpi) + "/" + std::to_string(key.component) + "/" + std::to_string(key.month)] =
            engine.cells().bucket(key);
      });
      return all;
    };
    EXPECT_EQ(count(engine_), count(fresh));
    // Two halves counted apart, from records that have only the fields which facts are made of.
    auto even = fresh.without_cells();
    auto odd = fresh.without_cells();
    for (const auto& [id, linked] : cases_) {
      const auto facts = facts_of(fresh, stripped(linked));
      EXPECT_EQ(facts, facts_of(fresh, linked));
      (id % 2 == 0 ? even : odd).count(facts);
    }
    odd.absorb(std::move(even));
    odd.finish_count();
    EXPECT_EQ(count(odd), count(fresh));
  }

  // The byte form gives the same facts back, and anything else is refused rather than believed or read past.
  void check_images() {
    Facts read;  // reused, as a sweep does
    for (const auto& [id, linked] : cases_) {
      auto facts = facts_of(engine_, linked);
      const auto image = encode_facts(facts);
      facts.wakes = base::kFarFuture;  // kept beside the image
      read.wakes = base::kFarFuture;
      ASSERT_TRUE(decode_facts(image, engine_.names().size(), read));
      EXPECT_EQ(read, facts);
      EXPECT_FALSE(decode_facts(image + "x", engine_.names().size(), read));
      EXPECT_FALSE(decode_facts(image, kFirstOwnName, read)) << "names that nobody knows";
      for (std::size_t size = 0; size < image.size(); ++size)
        EXPECT_FALSE(decode_facts(std::string_view(image).substr(0, size), engine_.names().size(), read));
      for (int i = 0; i < 50; ++i) {
        auto damaged = image;
        damaged[random_() % damaged.size()] = static_cast<char>(random_());
        static_cast<void>(decode_facts(damaged, engine_.names().size(), read));
      }
    }
  }

 private:
  static constexpr base::Day kToday{19'900};

  static Facts facts_of(Engine& engine, const model::LinkedCase& linked) {
    NameReader names(engine.names());
    return assemble(linked, engine.holders(), kToday, names);
  }

  static Record stripped(Record record) {
    const auto& wanted = fields_of_facts()[static_cast<std::size_t>(record.kind)];
    for (const auto& info : model::all_fields()) {
      if (info.id >= wanted.size() || !wanted.test(info.id)) record.erase(info.id);
    }
    return record;
  }
  static model::LinkedCase stripped(model::LinkedCase linked) {
    for (auto& each : linked.cases) {
      each.record = stripped(std::move(each.record));
      for (auto& child : each.children) child = stripped(std::move(child));
    }
    return linked;
  }

  int pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  base::Day day() { return base::Day{19'500 + pick(500)}; }

  model::LinkedCase mutated(int id) {
    model::LinkedCase linked{{id}, {}};
    const auto* const offence_group = model::find_field("offence_group");
    const char* kDisposals[] = {"convicted", "acquitted",   "transferred",
                                "consigned", "compromised", "unclassified"};
    for (int c = pick(3); c >= 0; --c) {
      Record record(Kind::kCase, std::to_string(id) + "/" + std::to_string(c));
      record.set_text(model::field::province_id, pick(2) != 0 ? "P" : "Q");
      if (pick(4) != 0)
        record.set_text(model::field::court_id, std::string(1, static_cast<char>('A' + pick(3))));
      if (pick(4) != 0)
        record.set_text(model::field::district_id, std::string(1, static_cast<char>('a' + pick(2))));
      if (pick(5) != 0) record.set_date(model::field::instituted_on_id, day());
      if (pick(2) != 0) record.set_date(model::field::fir_on_id, day());
      if (pick(2) != 0) record.set_text(model::field::disposal_id, kDisposals[pick(6)]);
      if (pick(2) != 0) record.set_native(model::field::disposal_id, "x");
      if (pick(2) != 0) record.set_date(model::field::disposed_on_id, day());
      if (pick(5) == 0) record.set_date(model::field::revived_on_id, day());
      if (pick(3) != 0) record.set_text(model::field::prosecutor_id, pick(2) != 0 ? "x" : "y");
      if (pick(3) != 0) record.set_text(offence_group->id, pick(2) != 0 ? "murder" : "theft");
      if (pick(6) == 0) record.set_date(model::field::dormant_on_id, day());
      if (pick(6) == 0) record.set_text(model::field::police_station_id, "S");
      if (pick(6) == 0) record.set_text(model::field::fir_no_id, "1");
      if (pick(3) == 0) record.set_text(model::field::court_case_no_id, std::to_string(pick(2)));
      if (pick(3) == 0) record.set_text(model::field::judge_id, "J");
      model::SourceCase source_case{{1}, std::move(record), {}};
      for (int h = pick(4); h > 0; --h) {
        Record hearing(Kind::kHearing, "h" + std::to_string(h));
        hearing.set_date(model::field::held_on_id, day());
        if (pick(2) != 0)
          hearing.set_text(model::field::outcome_id, pick(2) != 0 ? "adjourned" : "effective");
        if (pick(2) != 0) hearing.set_text(model::field::prosecutor_id, pick(2) != 0 ? "x" : "z");
        if (pick(2) != 0) hearing.set_date(model::field::next_on_id, day());
        if (pick(3) == 0) hearing.set_boolean(model::field::prosecutor_present_id, pick(2) != 0);
        if (pick(3) == 0) hearing.set_text(model::field::court_id, "A");
        if (pick(3) == 0)
          hearing.set_text(model::field::adjourn_reason_id, pick(2) != 0 ? "judge_on_leave" : "other");
        if (pick(3) == 0) hearing.set_text(model::field::adjourn_side_id, "court");
        if (pick(3) == 0) hearing.set_native(model::field::purpose_id, "p");
        source_case.children.push_back(std::move(hearing));
      }
      for (int a = pick(3); a > 0; --a) {
        Record accused(Kind::kAccused, "a" + std::to_string(a));
        if (pick(3) == 0) accused.set_boolean(model::field::absconding_id, true);
        if (pick(2) == 0) accused.set_text(model::field::disposal_id, kDisposals[pick(6)]);
        if (pick(2) == 0) accused.set_date(model::field::disposed_on_id, day());
        source_case.children.push_back(std::move(accused));
      }
      for (int g = pick(3); g > 0; --g) {
        Record charge(Kind::kCharge, "g" + std::to_string(g));
        if (pick(2) == 0) charge.set_text(model::field::accused_id, "a" + std::to_string(1 + pick(2)));
        if (pick(2) == 0) charge.set_text(model::field::disposal_id, kDisposals[pick(6)]);
        if (pick(2) == 0) charge.set_date(model::field::disposed_on_id, day());
        source_case.children.push_back(std::move(charge));
      }
      linked.cases.push_back(std::move(source_case));
    }
    return linked;
  }

  // Of cells that had a value and have another, a recount that ends here would tell the same.
  void check_recount(const Engine& before, const std::vector<model::KpiChange>& told) const {
    const std::vector<model::Granularity> published = {model::Granularity::kMonth, model::Granularity::kYear};
    const auto recounted = moved(engine_.changes_from(before, published, kToday, 0));
    auto followed = moved(told);
    // Change by change, a cell that did not exist is told to have been 0.
    const auto existing = [&](const Engine& engine) {
      std::set<std::string> names;
      for (const auto& result : engine.all_values(published, kToday, 0)) {
        names.insert(name_of(result));
        if (result.key.dimension == "total") names.insert(cell_of(result));
      }
      return names;
    };
    const auto existed = existing(before);
    const auto exists = existing(engine_);
    std::set<std::string> fresh;
    for (const auto& change : told) {
      const auto in = [&](const auto& names) {
        return names.contains(name_of(change.now)) || names.contains(cell_of(change.now));
      };
      const bool gone = !in(exists) && change.now.key.kpi != "outcome_mix";  // a class that is gone is 0
      if (!in(existed) || gone) fresh.insert(name_of(change.now));
    }
    std::erase_if(followed, [&](const auto& entry) { return fresh.contains(entry.first); });
    for (const auto& [name, values] : recounted) EXPECT_EQ(followed[name], values) << name;
    for (const auto& [name, values] : followed)
      EXPECT_TRUE(recounted.contains(name)) << name << " " << values;
  }

  static std::string cell_of(const model::KpiResult& result) {
    return result.key.kpi + "|" + result.key.stat + "|" + result.key.province + "|" + result.key.dimension +
           "|" + result.key.member;
  }
  static std::string name_of(const model::KpiResult& result) {
    return cell_of(result) + "|" + result.period.label;
  }

  static std::map<std::string, std::string> moved(const std::vector<model::KpiChange>& changes) {
    std::map<std::string, std::string> values;
    for (const auto& change : changes) {
      if (!change.previous || !change.now.value || change.previous == change.now.value) continue;
      const auto text =
          model::format_value(*change.previous) + " to " + model::format_value(*change.now.value);
      EXPECT_TRUE(values.emplace(name_of(change.now), text).second);
    }
    return values;
  }

  // Every value that differs before and after was told, with its previous value; nothing else was.
  void check_told(const std::vector<model::KpiResult>& before, const std::vector<model::KpiChange>& told) {
    std::map<std::string, std::optional<model::Fraction>> was;
    for (const auto& result : before) was[name_of(result)] = result.value;
    std::set<std::string> named;
    for (const auto& change : told) {
      named.insert(name_of(change.now));
      if (const auto old = was.find(name_of(change.now)); old != was.end() && !change.first)
        EXPECT_EQ(old->second, change.previous);
    }
    for (const auto& result :
         engine_.all_values({model::Granularity::kMonth, model::Granularity::kYear}, kToday, 0)) {
      const auto old = was.find(name_of(result));
      if (old != was.end() && old->second != result.value)
        EXPECT_TRUE(named.contains(name_of(result))) << name_of(result);
    }
  }

  std::mt19937 random_;
  Engine engine_;
  std::map<int, model::LinkedCase> cases_;
};

TEST(Engine, IncrementalEqualsRecomputedAfterAnySequence) {
  for (unsigned seed = 0; seed < 25; ++seed) {
    SCOPED_TRACE(seed);
    World world(seed);
    for (int i = 0; i < 8; ++i) world.step();
    world.check();
    world.check_images();
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace mizan::kpi
