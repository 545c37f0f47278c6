// Whatever sources send, in whatever order, through crashes and as the clock moves, back too: the list of
// what is due has as many overdue ones as the KPI of the same says, for the same day and place, and as plain
// SQL finds in the records; and the feed is told of each once.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "due/obligations.hpp"
#include "due/sight.hpp"
#include "hub_under_test.hpp"
#include "support/runs.hpp"

namespace mizan::property {
namespace {
namespace fs = std::filesystem;
using due::Kind;
using due::Obligation;
using due::State;

constexpr base::Micros kSecond = 1'000'000;
constexpr base::Micros kDay = 86'400 * kSecond;
constexpr unsigned kEveryday = 60;

std::string text_of(const fs::path& path) {
  std::ifstream in(path);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

// The histories are of provinces P and Q; the limit of scrutiny is Punjab's, and is P's here.
std::string of_province_p(std::string text) {
  text = std::regex_replace(text, std::regex("province = \"PB\""), "province = \"P\"");
  return std::regex_replace(text, std::regex(",PB,received_on,decided_on,"), ",P,received_on,decided_on,");
}

std::vector<kpi::Definition> definitions() {
  std::vector<kpi::Definition> all;
  for (const auto& entry : fs::directory_iterator(fs::path(MIZAN_SOURCE_DIR) / "config" / "kpis")) {
    if (entry.path().extension() != ".toml") continue;
    auto definition = kpi::parse_definition(of_province_p(text_of(entry.path())), entry.path().string());
    EXPECT_TRUE(definition) << definition.error().message;
    all.push_back(std::move(*definition));
  }
  return all;
}

due::Rules rules() {
  const auto text = text_of(MIZAN_SOURCE_DIR "/config/deadlines/pakistan.csv");
  auto table = deadlines::DeadlineTable::parse_csv(of_province_p(text), "pakistan.csv");
  EXPECT_TRUE(table) << table.error().message;
  return std::move(*due::Rules::of(std::move(*table), deadlines::Calendar()));
}

/// One obligation with where it is and what it stands for today.
struct Seen {
  std::string province;
  std::string district;
  std::string station;
  std::string prosecutor;
  Kind kind;
  base::Day from;
  base::Day last;
  std::optional<base::Day> done;
  State state;
  std::string subject;  // of an event that would tell of it, behind the first two parts
  bool approaches;
};

using Counts = std::map<std::string, std::int64_t>;  // by place and period, without those of 0

class Listed {
 public:
  Listed(HubUnderTest& hub, const due::Rules& rules, base::Day today) {
    const auto& engine = hub.engine();
    const due::Sight sight(engine, engine.reach(today));
    const auto& names = engine.names();
    kpi::Facts facts;
    std::vector<Obligation> of_case;
    const auto read = hub.store().for_each_facts([&](const store::FactsView& row) -> base::Result<> {
      EXPECT_TRUE(kpi::decode_facts(row.data, names.size(), facts));
      const std::string province(names.text(facts.province));
      due::obligations_of(facts, province, rules, of_case);
      for (const auto& each : of_case) {
        const auto& here = sight.of(province);
        const auto who = each.prosecutor == kpi::kNoName ? "unattributed" : names.text(each.prosecutor);
        all_.push_back({province, std::string(names.text(facts.district)),
                        std::string(names.text(facts.police_station)), std::string(who), each.kind, each.from,
                        each.last, each.done, sight.state_of(each, here),
                        fmt::format("{}/{}/{}/{}", row.id.value, due::kind_name(each.kind),
                                    base::to_iso(each.last), each.nth + 1),
                        sight.approaches(each, here)});
      }
      return {};
    });
    EXPECT_TRUE(read);
  }

  const std::vector<Seen>& all() const { return all_; }

 private:
  std::vector<Seen> all_;
};

std::string member_of(const Seen& seen, const std::string& by) {
  std::string member = by == "district"         ? seen.district
                       : by == "police_station" ? seen.station
                       : by == "prosecutor"     ? seen.prosecutor
                                                : "_T";
  return member.empty() ? "_U" : member;
}

class OneHistory {
 public:
  OneHistory(HubUnderTest& hub, const due::Rules& rules, unsigned seed)
      : hub_(hub), rules_(rules), history_(seed), now_((kFirstDay.value + 200) * kDay) {}

  void run() {
    hub_.empty();
    hub_.tell_of_due(rules_);
    if (history_.chance(20)) {
      hub_.begin_backfill();
      for (int i = 0; i < 4; ++i) send();
      hub_.end_backfill();
    }
    for (int round = 0; round < 5; ++round) {
      now_ += kSecond;
      for (int i = history_.pick(3); i >= 0; --i) send();
      if (history_.chance(60)) now_ += history_.pick(20) * kDay;
      if (history_.chance(10)) now_ -= 3 * kDay;
      if (history_.chance(15)) hub_.restart();
      if (history_.chance(40)) hub_.reach_further(history_.chance(50) ? 1 : 3, history_.pick(60));
      hub_.catch_up(now_);
      const Listed list(hub_, rules_, today());
      told_once(list);
      as_the_kpis(list);
      if (round == 4) as_sql(list);
      if (::testing::Test::HasFailure()) return;
    }
  }

  std::int64_t overdue() const { return overdue_; }
  std::int64_t told() const { return told_; }
  std::int64_t loads() const { return loads_; }

 private:
  void send() { hub_.take(history_.next(), now_); }
  base::Day today() const { return base::karachi_day(now_); }

  // ---- the KPIs ----

  // What a KPI says of every place of P, by member and period.
  Counts by_kpi(const std::string& kpi, const std::string& by, const model::Period& period,
                const std::function<std::int64_t(const model::KpiResult&)>& number) {
    Counts counts;
    kpi::ValueQuery query{kpi, {period}, std::nullopt, "", 0};
    kpi::Dimension dimension{};
    if (!by.empty() && kpi::find_dimension(by, dimension)) query.by = dimension;
    for (const auto& result : hub_.engine().values(query, today(), now_)) {
      const auto n = number(result);
      if (result.key.province != "_T" && n != 0) counts[result.key.province + " " + result.key.member] += n;
    }
    return counts;
  }

  template <class Counted>
  Counts by_list(const Listed& list, Kind kind, const std::string& by, Counted counted) {
    Counts counts;
    for (const auto& seen : list.all()) {
      if (seen.kind == kind && seen.state != State::kUnknown && counted(seen))
        ++counts[(seen.province.empty() ? "_U" : seen.province) + " " + member_of(seen, by)];
    }
    return counts;
  }

  void as_the_kpis(const Listed& list) {
    const auto month = base::split_day(today());
    const auto now = *model::parse_period(fmt::format("{:04}-{:02}", month.year, month.month));
    const auto value = [](const model::KpiResult& result) {
      return result.value ? result.value->numerator / result.value->denominator : 0;
    };
    const auto is_overdue = [](const Seen& seen) { return seen.state == State::kOverdue; };
    for (const auto* by : {"", "district", "police_station"}) {
      const auto wanted = by_kpi("reports_overdue", by, now, value);
      EXPECT_EQ(by_list(list, Kind::kReport, by, is_overdue), wanted) << "reports overdue by " << by;
      for (const auto& [place, n] : wanted) overdue_ += n;
    }
    for (const auto* by : {"", "district"}) {
      EXPECT_EQ(by_list(list, Kind::kBail, by, is_overdue), by_kpi("statutory_bail_exposure", by, now, value))
          << by;
    }
    for (auto period = base::month_index(kFirstDay); period <= base::month_index(today()); ++period) {
      const auto first = base::split_day(base::month_start(period));
      as_a_flow(list, *model::parse_period(fmt::format("{:04}-{:02}", first.year, first.month)));
    }
  }

  // What counts in the month of its due date: the open ones of the list, and those that came late.
  void as_a_flow(const Listed& list, const model::Period& month) {
    struct Flow {
      Kind kind;
      bool counts_missed;
      std::vector<std::string> by;
    };
    const Flow flows[] = {{Kind::kInterim, true, {"", "district", "police_station"}},
                          {Kind::kHandover, true, {"", "district", "police_station"}},
                          {Kind::kScrutiny, false, {"", "district", "prosecutor"}},
                          {Kind::kFiling, true, {"", "district", "prosecutor"}}};
    const auto in_month = [&](const Seen& seen) { return month.from <= seen.last && seen.last < month.to; };
    for (const auto& [kind, counts_missed, breakdowns] : flows) {
      const auto missed_of = [counts = counts_missed](const model::KpiResult& result) {
        return counts ? result.numerator.value_or(0)
                      : result.denominator.value_or(0) - result.numerator.value_or(0);
      };
      const auto seen_until = [&](const Seen& seen) {
        const due::Sight sight(hub_.engine(), hub_.engine().reach(today()));
        return sight.of(seen.province)[static_cast<std::size_t>(seen.kind)].seen_until;
      };
      const auto came_late = [&](const Seen& seen) {
        return seen.done && *seen.done > seen.last && seen.last < today() && seen.last <= seen_until(seen);
      };
      for (const auto& by : breakdowns) {
        const std::string kpi(due::facts_of(kind).kpi);
        EXPECT_EQ(by_list(list, kind, by,
                          [&](const Seen& seen) {
                            return in_month(seen) && (seen.state == State::kOverdue || came_late(seen));
                          }),
                  by_kpi(kpi, by, month, missed_of))
            << kpi << " by " << by << " in " << month.label << " on " << base::to_iso(today());
      }
    }
  }

  // ---- plain SQL ----

  std::int64_t count(const Listed& list, Kind kind, bool overdue) {
    return std::count_if(list.all().begin(), list.all().end(), [&](const Seen& seen) {
      return seen.kind == kind && seen.province == "P" && !seen.done && (seen.last < today()) == overdue;
    });
  }

  // The verifier makes its tables of the records by its own way (hub/verify/sql).
  void as_sql(const Listed& list) {
    std::int64_t compared = 0;
    ASSERT_TRUE(hub_.differences({"reports_overdue", "handover_gap", "statutory_bail_exposure", "pending",
                                  "record_completeness"},
                                 now_, compared)
                    .empty());
    const auto in_p = [&](const std::string& from, const std::string& where) {
      return hub_.count(fmt::format("SELECT count(*) FROM {} WHERE f.province = 'P' AND ({})", from,
                                    fmt::format(fmt::runtime(where), fmt::arg("today", today().value))));
    };
    const std::string submission = "v_submission AS s JOIN v_fir AS f USING (link)";
    EXPECT_EQ(count(list, Kind::kReport, true),
              in_p("v_fir AS f",
                   "f.has_fir AND f.fir_on + 17 < {today} AND f.closing_received_on IS NULL AND "
                   "f.first_instituted_on IS NULL"));
    EXPECT_EQ(count(list, Kind::kReport, false),
              in_p("v_fir AS f",
                   "f.has_fir AND f.fir_on + 17 >= {today} AND f.closing_received_on IS NULL AND "
                   "f.first_instituted_on IS NULL"));
    EXPECT_EQ(count(list, Kind::kInterim, true),
              in_p("v_fir AS f",
                   "f.has_fir AND f.interim_received_on + 90 < {today} AND f.closing_received_on IS NULL"));
    EXPECT_EQ(count(list, Kind::kHandover, true),
              in_p(submission, "s.sent_on + 7 < {today} AND s.received_on IS NULL"));
    EXPECT_EQ(count(list, Kind::kScrutiny, true),
              in_p(submission, "s.received_on + 3 < {today} AND s.decided_on IS NULL"));
    EXPECT_EQ(count(list, Kind::kObjections, true),
              in_p(submission, "s.returned AND s.decided_on + 7 < {today} AND s.cured_on IS NULL"));
    EXPECT_EQ(count(list, Kind::kFiling, true),
              in_p(submission,
                   "s.decision = 'forwarded' AND NOT s.returned AND s.decided_on + 7 < {today} AND "
                   "s.filed_on IS NULL"));
    EXPECT_EQ(
        count(list, Kind::kHearing, false),
        in_p("v_pending AS p JOIN v_next AS n USING (trial) JOIN v_trial AS t USING (trial) JOIN v_fir AS "
             "f USING (link)",
             "p.to_day = 99999999 AND n.to_day = 99999999 AND n.next_on >= {today}"));
  }

  // ---- the feed ----

  static std::string key_of(const std::string& subject) {
    // due/word/province/district/kind/MZ-PB-0000123-45/day/nth: the number, kind, day and nth.
    static const std::regex kParts(
        "due/[a-z]+/[^/]*/[^/]*/([a-z]+)/MZ-[A-Z]+-0*([0-9]+)-[0-9]+/([^/]+)/([0-9]+)");
    std::smatch parts;
    EXPECT_TRUE(std::regex_match(subject, parts, kParts)) << subject;
    return fmt::format("{}/{}/{}/{}", parts[2].str(), parts[1].str(), parts[3].str(), parts[4].str());
  }

  // Nobody but this test remembers what it was told; so it knows of each whether it is told twice, or never.
  void told_once(const Listed& list) {
    std::set<std::string> new_ones;
    for (const auto& seen : list.all()) {
      const bool passed = seen.state == State::kOverdue && seen.kind != Kind::kHearing;
      if (!passed && !seen.approaches) continue;
      const auto passed_key = "passed " + seen.subject;
      if (known_.contains(passed_key)) continue;
      const auto key = passed ? passed_key : "approaching " + seen.subject;
      if (known_.insert(key).second) new_ones.insert(key);
    }
    std::set<std::string> told;
    bool loaded = false;
    const auto events = *hub_.store().outbox_after(position_, 1'000'000);
    for (const auto& event : events) {
      position_ = event.id;
      if (event.type == "org.mizan.due.loaded.v1") loaded = true;
      if (!event.subject.starts_with("due/") || event.type == "org.mizan.due.loaded.v1") continue;
      const auto word = event.type == "org.mizan.deadline.approaching.v1" ? "approaching " : "passed ";
      EXPECT_TRUE(told.insert(word + key_of(event.subject)).second) << "twice: " << event.subject;
    }
    const bool first = !std::exchange(begun_, true);
    if (first) {
      EXPECT_TRUE(told.empty()) << "a first load is told as a whole";
      EXPECT_EQ(loaded, !new_ones.empty());
      loads_ += loaded ? 1 : 0;
    } else {
      EXPECT_EQ(told, new_ones) << "on " << base::to_iso(today());
      told_ += static_cast<std::int64_t>(told.size());
    }
  }

  HubUnderTest& hub_;
  const due::Rules& rules_;
  History history_;
  base::Micros now_;
  std::set<std::string> known_;
  std::int64_t position_ = 0;
  bool begun_ = false;
  std::int64_t overdue_ = 0;
  std::int64_t told_ = 0;
  std::int64_t loads_ = 0;
};

TEST(DueProperty, TheListSaysWhatTheKpisAndSqlSayAndTheFeedTellsEachOnce) {
  const auto by = rules();
  HubUnderTest hub(definitions());
  std::int64_t overdue = 0;
  std::int64_t told = 0;
  std::int64_t loads = 0;
  const auto first = test::first_seed();
  const auto seeds = test::runs(kEveryday, 300);
  for (unsigned seed = first; seed < first + seeds; ++seed) {
    OneHistory one(hub, by, seed);
    one.run();
    ASSERT_FALSE(HasFailure()) << "seed " << seed << " (MIZAN_RUNS=1 MIZAN_FIRST_SEED=" << seed << ")";
    overdue += one.overdue();
    told += one.told();
    loads += one.loads();
  }
  if (seeds < kEveryday) return;
  EXPECT_GT(overdue, seeds) << "the histories must lead to what is looked at";
  EXPECT_GT(told, seeds);
  EXPECT_GT(loads, seeds / 10);
}

}  // namespace
}  // namespace mizan::property
