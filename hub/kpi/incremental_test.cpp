// Whatever happens to cases, in whatever order: the cells are those of a recount, what is told is what
// changed, and the facts survive their byte form.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "kpi/engine.hpp"
#include "kpi/observation.hpp"
#include "kpi/shipped_test_support.hpp"

namespace mizan::kpi {
namespace {
using model::Kind;
using model::Record;

class World {
 public:
  // Every second world sees one of its two provinces.
  explicit World(unsigned seed) : random_(seed), engine_(shipped()) {
    source_.declaration.name = "s";
    source_.declaration.see_everything();
    if (seed % 2 == 1) source_.declaration.province = "P";
    engine_.set_sources({source_});
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
    fresh.set_sources({source_});
    for (const auto& [id, linked] : cases_) fresh.add_case(linked, kToday);
    EXPECT_EQ(count(engine_.cells()), count(fresh.cells()));
    EXPECT_EQ(count(contributed(fresh)), count(fresh.cells()));
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
    EXPECT_EQ(count(odd.cells()), count(fresh.cells()));
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

  static std::map<std::string, Bucket> count(const Cells& cells) {
    std::map<std::string, Bucket> all;
    cells.for_each([&](BucketKey key) {
      const auto& name = cells.name(key.cell);
      all[name.province + "/" + std::to_string(static_cast<int>(name.dimension)) + "/" + name.member + "/" +
          std::to_string(key.kpi) + "/" + std::to_string(key.component) + "/" + std::to_string(key.month)] =
          cells.bucket(key);
    });
    return all;
  }

  // Definition by definition, one contribution after the other, as values are explained.
  Cells contributed(Engine& engine) const {
    Cells cells;
    for (const auto& [id, linked] : cases_) {
      const auto facts = facts_of(engine, linked);
      const auto text = [&](NameId name) {
        return std::string(name == kNoName ? "_U" : engine.names().text(name));
      };
      for (std::size_t k = 0; k < engine.definitions().size(); ++k) {
        const auto& definition = engine.definitions()[k];
        const auto province = text(facts.province);
        const Setting setting{is_observed(definition, {source_}, province), province};
        contributions(facts, definition, setting, [&](const Contribution& part) {
          BucketKey key{static_cast<std::uint8_t>(k), part.component,
                        static_cast<std::int16_t>(base::month_index(part.day)),
                        cells.id(province, part.dimension, text(part.member))};
          cells.add(key, part.x, part.n);
          if (part.dimension != Dimension::kTotal) return;
          key.cell = cells.id("_T", Dimension::kTotal, "_T");
          cells.add(key, part.x, part.n);
        });
      }
    }
    return cells;
  }

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
    const char* kDisposals[] = {"convicted", "acquitted", "transferred",
                                "consigned", "cancelled", "unclassified"};
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
      if (pick(4) == 0) record.set_date(model::field::intimated_on_id, day());
      if (pick(4) == 0) record.set_date(model::field::charged_on_id, day());
      if (pick(4) == 0) record.set_boolean(model::field::juvenile_id, pick(2) != 0);
      if (pick(4) == 0) record.set_text(model::find_field("offence_flags")->id, "death;murder");
      if (pick(3) == 0) record.set_integer(model::find_field("max_years")->id, pick(15));
      if (pick(3) == 0) record.set_text(model::field::disposal_reason_id, pick(2) != 0 ? "r" : "s");
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
        if (pick(3) == 0) hearing.set_integer(model::field::pw_summoned_id, pick(300));
        if (pick(3) == 0) hearing.set_integer(model::field::pw_attended_id, pick(4) - 1);
        if (pick(3) == 0) hearing.set_integer(model::field::pw_examined_id, pick(4));
        source_case.children.push_back(std::move(hearing));
      }
      for (int a = pick(3); a > 0; --a) {
        Record accused(Kind::kAccused, "a" + std::to_string(a));
        if (pick(3) == 0) accused.set_boolean(model::field::absconding_id, true);
        if (pick(2) == 0) accused.set_text(model::field::disposal_id, kDisposals[pick(6)]);
        if (pick(2) == 0) accused.set_date(model::field::disposed_on_id, day());
        if (pick(2) == 0) accused.set_text(model::field::disposal_reason_id, pick(2) != 0 ? "r" : "q");
        if (pick(2) == 0) accused.set_text(model::field::sex_id, "female");
        if (pick(2) == 0) accused.set_date(model::field::custody_from_id, day());
        if (pick(4) == 0) accused.set_date(model::field::custody_to_id, day());
        if (pick(3) == 0) accused.set_text(model::field::cnic_id, pick(2) != 0 ? "n1" : "n2");
        if (pick(3) == 0) accused.set_text(model::field::person_name_id, "n");
        if (pick(3) == 0) accused.set_text(model::field::father_name_id, pick(2) != 0 ? "f" : "g");
        if (pick(2) == 0) accused.set_text(model::field::age_class_id, "juvenile");
        if (pick(2) == 0)
          accused.set_text(model::field::sentence_kind_id, pick(2) != 0 ? "imprisonment" : "fine");
        if (pick(2) == 0) accused.set_integer(model::field::sentence_months_id, pick(200));
        source_case.children.push_back(std::move(accused));
      }
      for (int r = pick(3); r > 0; --r) {
        Record report(Kind::kReport, "r" + std::to_string(r));
        if (pick(4) != 0) report.set_text(model::field::report_type_id, pick(3) != 0 ? "final" : "interim");
        if (pick(2) != 0) report.set_date(model::field::sent_on_id, day());
        if (pick(3) != 0) report.set_date(model::field::received_on_id, day());
        if (pick(2) != 0) report.set_date(model::field::decided_on_id, day());
        if (pick(2) != 0) report.set_text(model::field::decision_id, pick(2) != 0 ? "returned" : "forwarded");
        if (pick(3) == 0) report.set_text(model::field::objections_id, "a; b");
        if (pick(5) == 0) report.set_date(model::field::resubmitted_on_id, day());
        if (pick(3) == 0) report.set_date(model::field::filed_on_id, day());
        if (pick(3) == 0) report.set_text(model::field::prosecutor_id, "x");
        source_case.children.push_back(std::move(report));
      }
      for (int b = pick(3); b > 0; --b) {
        Record bail(Kind::kBail, "b" + std::to_string(b));
        if (pick(3) != 0) bail.set_text(model::field::bail_kind_id, "post_arrest");
        if (pick(2) != 0) bail.set_date(model::field::filed_on_id, day());
        if (pick(3) != 0) bail.set_date(model::field::decided_on_id, day());
        if (pick(3) != 0) bail.set_text(model::field::decision_id, pick(2) != 0 ? "granted" : "refused");
        if (pick(2) != 0) bail.set_boolean(model::field::opposed_id, pick(2) != 0);
        if (pick(3) == 0) bail.set_text(model::field::prosecutor_id, "y");
        source_case.children.push_back(std::move(bail));
      }
      for (int p = pick(3); p > 0; --p) {
        Record appeal(Kind::kAppeal, "p" + std::to_string(p));
        if (pick(2) == 0) appeal.set_text(model::field::accused_id, "a" + std::to_string(1 + pick(2)));
        if (pick(4) != 0) appeal.set_text(model::field::by_id, pick(3) != 0 ? "state" : "accused");
        if (pick(4) != 0) appeal.set_date(model::field::filed_on_id, day());
        if (pick(2) != 0) appeal.set_date(model::field::decided_on_id, day());
        if (pick(3) != 0) appeal.set_text(model::field::decision_id, pick(2) != 0 ? "allowed" : "dismissed");
        source_case.children.push_back(std::move(appeal));
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
    const auto recounted = moved(engine_.changes_from(before, before.reach(kToday), published, kToday, 0));
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
      const auto form = engine_.find(change.now.key.kpi, change.now.key.version)->form;
      const bool gone = !in(exists) && !is_mix(form);  // a class that is gone is 0
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
  SourceState source_;
  Engine engine_;
  std::map<int, model::LinkedCase> cases_;
};

TEST(Engine, IncrementalEqualsRecomputedAfterAnySequence) {
  for (unsigned seed = 0; seed < 8; ++seed) {
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
