// Whatever sources send, in whatever order, through crashes and as the clock moves: what the engine keeps
// change by change equals what plain SQL works out from the records, and what it was at each moment can be
// told later, and SQL over the records of that moment says the same. tests/support/runs.hpp says how many
// sequences, and how to choose others.
#include <gtest/gtest.h>

#include <filesystem>

#include "hub_under_test.hpp"
#include "kpi/shipped_test_support.hpp"
#include "support/runs.hpp"

namespace mizan::property {
namespace {
namespace fs = std::filesystem;

constexpr base::Micros kSecond = 1'000'000;
constexpr base::Micros kDay = 86'400 * kSecond;
constexpr unsigned kEverydayMoments =
    4;                               // of a sequence; one of them by SQL too, or where there are more each
constexpr unsigned kEveryday = 150;  // sequences; enough that each situation comes about
constexpr unsigned kTogether =
    10;  // that one hub is sent, on average, about cases of their own in the same places
constexpr unsigned kManyHubs = 15;  // of fewer nobody can say what comes about in them

/// Nobody works on Fridays, and in P not on the first three days of a month.
class TestDays : public kpi::WorkingDays {
 public:
  base::Day last_day(base::Day start, std::int32_t days, std::string_view province) const override {
    auto day = start;
    while (days > 0) {
      day = day + 1;
      const bool friday = (day.value + 6) % 7 == 0;
      if (!friday && !(province == "P" && base::split_day(day).day <= 3)) --days;
    }
    return day;
  }
  std::string basis() const override { return "test"; }
};

// Those that are shipped, and some in forms that no shipped one has.
std::vector<kpi::Definition> definitions() {
  auto all = kpi::shipped();
  for (const auto& entry : fs::directory_iterator(fs::path(MIZAN_SOURCE_DIR) / "tests" / "property" / "kpis"))
    all.push_back(kpi::definition_in(entry.path()));
  kpi::count_by(std::make_shared<TestDays>(), all);
  return all;
}

/// What the histories must have led to, as the tables of the verifier show it; the hubs that it came about in
/// are counted.
struct Situation {
  const char* name;
  const char* sql;
  unsigned hubs = 0;
};

/// A hub that is sent several histories at once. The first one's seed also says when it restarts and how its
/// clock moves.
class OneHub {
 public:
  OneHub(HubUnderTest& hub, const std::vector<std::string>& kpis, unsigned first_seed, unsigned histories)
      : hub_(hub), kpis_(kpis), now_((kFirstDay.value + 200) * kDay) {
    for (unsigned i = 0; i < histories; ++i)
      histories_.emplace_back(first_seed + i, i == 0 ? "" : std::to_string(i) + "-");
  }

  /// Empty if all is well; else what differs, and what was sent.
  std::string all(std::int64_t& compared) {
    hub_.empty();
    if (chance(20)) {
      hub_.begin_backfill();
      for (auto& history : histories_)
        for (int i = 0; i < 4; ++i) send(history);
      hub_.end_backfill();
    }
    const auto moments = static_cast<int>(test::moments(kEverydayMoments));
    for (int round = 0; round < moments; ++round) {
      now_ += kSecond;
      for (auto& history : histories_)
        for (int i = history.pick(3); i >= 0; --i) send(history);
      if (chance(30)) now_ += pick(60) * kDay;
      if (chance(15)) hub_.restart();
      if (chance(40)) hub_.reach_further(chance(50) ? 1 : 3, pick(60));
      hub_.catch_up(now_);
      if (const auto lines = hub_.untold(); !lines.empty()) return "not told\n" + report(lines);
      known_[now_] = hub_.values();
      const bool last = round + 1 == moments;
      if (last) {
        if (auto failure = past(compared); !failure.empty()) return failure;
      }
      if (!last && round != moments / 2 - 1) continue;
      const auto lines = hub_.differences(some_kpis(), now_, compared);
      if (!lines.empty()) return report(lines);
    }
    return "";
  }

 private:
  // What was known at each moment is still known of it, and SQL over the records of then says the same.
  std::string past(std::int64_t& compared) {
    const auto looked_at = pick(static_cast<int>(known_.size()));
    int nth = 0;
    for (const auto& [moment, then] : known_) {
      const auto again = hub_.as_known_at(moment);
      if (again->values != then) return as_known(moment, report(unlike(then, again->values)));
      if (known_.size() > kEverydayMoments || nth++ == looked_at) {
        const auto lines = hub_.differences(*again, some_kpis(), compared);
        if (!lines.empty()) return as_known(moment, report(lines));
      }
    }
    return "";
  }

  static std::string as_known(base::Micros moment, const std::string& what) {
    return "as known at " + base::to_rfc3339(moment) + "\n" + what;
  }

  static std::vector<std::string> unlike(const HubUnderTest::Values& then,
                                         const HubUnderTest::Values& again) {
    std::vector<std::string> lines;
    for (const auto& [what, text] : then)
      if (const auto found = again.find(what); found == again.end() || found->second != text)
        lines.push_back(what + ": then " + text + ", as of then " +
                        (found == again.end() ? "nothing" : found->second));
    for (const auto& [what, text] : again)
      if (!then.contains(what)) lines.push_back(what + ": then nothing, as of then " + text);
    return lines;
  }

  int pick(int n) { return histories_.front().pick(n); }
  bool chance(int percent) { return histories_.front().chance(percent); }

  void send(History& history) {
    const auto delivery = history.next();
    for (const auto& item : delivery.items)
      log_ += std::string(kSources[delivery.source].name) + " " + describe(item) + "\n";
    hub_.take(delivery, now_);
  }

  // A third of the KPIs each time: the facts below them are the same, and there are many times.
  std::vector<std::string> some_kpis() {
    std::vector<std::string> some;
    for (auto i = static_cast<std::size_t>(pick(3)); i < kpis_.size(); i += 3) some.push_back(kpis_[i]);
    return some;
  }

  std::string report(const std::vector<std::string>& lines) const {
    std::string out =
        std::to_string(lines.size()) + " differences on " + base::to_iso(base::karachi_day(now_)) + ":\n";
    for (std::size_t i = 0; i < lines.size() && i < 20; ++i) out += lines[i] + "\n";
    return out + "after\n" + log_;
  }

  HubUnderTest& hub_;
  const std::vector<std::string>& kpis_;
  std::vector<History> histories_;
  base::Micros now_;
  std::map<base::Micros, HubUnderTest::Values> known_;  // by moment
  std::string log_;
};

TEST(Verify, EngineAndSqlAgreeAfterAnySequence) {
  const auto all = definitions();
  std::vector<std::string> kpis;
  for (const auto& definition : all) kpis.push_back(definition.id);
  HubUnderTest hub(all);
  std::vector<Situation> situations = {
      {"a trial of several legs", "SELECT count(*) FROM v_leg WHERE leg > 1"},
      {"split trials of one FIR",
       "SELECT count(*) FROM (SELECT link FROM v_trial GROUP BY link HAVING count(*) > 1)"},
      {"several holders of one case",
       "SELECT count(*) FROM (SELECT link FROM v_record GROUP BY link HAVING count(DISTINCT by_court) > 1)"},
      {"court records that are one", "SELECT count(*) FROM v_part WHERE place > 1"},
      {"a dormant spell that ended", "SELECT count(*) FROM v_dormant WHERE to_day < 99999999"},
      {"dormant by its accused", "SELECT count(*) FROM v_trial WHERE dormant_by_accused_on IS NOT NULL"},
      {"an end by its accused",
       "SELECT count(*) FROM v_trial AS t JOIN v_leg AS l USING (trial) WHERE l.is_last AND "
       "l.class IS NULL AND t.disposed_on IS NOT NULL"},
      {"a disposal without its date", "SELECT count(*) FROM v_trial WHERE undated"},
      {"charges of one accused", "SELECT count(*) FROM v_item WHERE level = 1"},
      {"hearings that are one",
       "SELECT count(*) FROM (SELECT 1 FROM v_under JOIN rec_hearing AS h USING (ref) WHERE "
       "h.held_on IN (SELECT held_on FROM v_hearing) GROUP BY trial, h.held_on HAVING count(*) "
       "> 1)"},
      {"a day of a diary that is a later trial's", "SELECT count(*) FROM v_lent"},
      {"a hearing before its case",
       "SELECT count(*) FROM rec_hearing WHERE ref NOT IN (SELECT ref FROM rec_case)"},
      {"a date to come",
       "SELECT count(*) FROM rec_case AS r JOIN v_record AS v USING (ref) WHERE r.instituted_on IS NOT "
       "NULL AND v.instituted_on IS NULL"},
      {"a deleted record",
       "SELECT count(*) FROM superseded AS s WHERE s.kind = 1 AND s.ref NOT IN (SELECT ref FROM rec_case)"},
      {"a relinked case",
       "SELECT count(*) FROM superseded AS s JOIN rec_case AS c USING (ref) WHERE s.kind = 1 AND "
       "s.linked_case <> c.linked_case"},
      {"a reopened case",
       "SELECT count(*) FROM superseded AS s JOIN rec_case AS c USING (ref) WHERE s.kind = 1 AND "
       "instr(s.image, 'convicted') > 0 AND c.disposal IS NULL"},
      {"moved out", "SELECT count(*) FROM v_trial WHERE moved_out_on IS NOT NULL"},
      {"a place not observed", "SELECT count(*) FROM v_fir WHERE province = 'Q'"},
      {"pending", "SELECT count(*) FROM v_pending WHERE to_day = 99999999"},
      {"an accused who takes the trial's end",
       "SELECT count(*) FROM v_accused WHERE class IS NULL AND disposal IS NOT NULL"},
      {"one of several of whom nobody knows who was convicted",
       "SELECT count(*) FROM v_accused WHERE class IS NULL AND disposal = 'unclassified'"},
      {"an accused with an undated disposal", "SELECT count(*) FROM v_accused WHERE undated"},
      {"a sentence that charges tell",
       "SELECT count(*) FROM v_accused AS a WHERE sentence_name <> 'unknown' AND NOT EXISTS (SELECT 1 FROM "
       "v_said AS s WHERE s.trial = a.trial AND s.accused = a.accused AND s.charge IS NULL AND s.sentence < "
       "7)"},
      {"a receipt that took a sending", "SELECT count(*) FROM v_match WHERE stage = 1"},
      {"a filing that took a receipt", "SELECT count(*) FROM v_match WHERE stage = 2"},
      {"a report of several submissions", "SELECT count(*) FROM v_submission WHERE nth > 1"},
      {"a receipt that took none",
       "SELECT count(*) FROM v_told WHERE by_court = 2 AND received_on IS NOT NULL AND EXISTS (SELECT 1 FROM "
       "v_match) AND id "
       "NOT IN (SELECT taker FROM v_match WHERE stage = 1)"},
      {"a submission with several objections",
       "SELECT count(*) FROM v_objection GROUP BY id HAVING count(*) > 1"},
      {"bail that two holders tell of",
       "SELECT count(*) FROM v_bail_told AS a JOIN v_bail_told AS b USING (link, kind, nth) WHERE a.by_court "
       "< b.by_court"},
      {"a trial with each kind of limit", "SELECT count(DISTINCT time_class) > 3 FROM v_trial"},
      {"closed before trial", "SELECT count(*) FROM v_trial WHERE closed IS NOT NULL"},
      {"a reason that an accused gives",
       "SELECT count(*) FROM v_trial AS t JOIN v_leg AS l USING (trial) WHERE l.is_last AND l.class IS NULL "
       "AND t.reason IS NOT NULL"},
      {"witnesses counted by two records",
       "SELECT count(*) FROM v_hearing WHERE pw_summoned IS NOT NULL AND "
       "pw_attended IS NOT NULL AND present IS NOT NULL"},
      {"a cohort that was reported in time",
       "SELECT count(*) FROM v_fir WHERE closing_received_on BETWEEN fir_on AND fir_on + 60"},
      {"a cohort that was forwarded", "SELECT count(*) FROM v_fir WHERE forwarded_on >= fir_on"},
      {"a cohort all of whose trials ended",
       "SELECT count(*) FROM v_fir WHERE all_ended_on >= fir_on AND (SELECT count(*) FROM v_trial AS t WHERE "
       "t.link = v_fir.link) > 1"},
      {"a cohort of which one trial has not ended",
       "SELECT count(*) FROM v_fir AS f JOIN v_trial AS t USING (link) WHERE f.fir_on IS NOT NULL AND "
       "f.all_ended_on IS NULL AND t.disposed_on IS NOT NULL"},
      {"a cohort that led to a conviction", "SELECT count(*) FROM v_fir WHERE convicted_on >= fir_on"},
      {"a cohort that was before a court first",
       "SELECT count(*) FROM v_fir WHERE first_instituted_on < fir_on"},
      {"one who absconds", "SELECT count(*) FROM v_absconding WHERE part = 'stock' AND to_day = 99999999"},
      {"one who absconded until his order",
       "SELECT count(*) FROM v_absconding WHERE part = 'stock' AND to_day < 99999999"},
      {"one who absconds and whose order has no date",
       "SELECT count(*) FROM v_absconding WHERE part = 'missing'"},
      {"one who absconds in a case with nothing but an FIR",
       "SELECT count(*) FROM v_absconding JOIN v_trial USING (trial) WHERE instituted_on IS NULL"},
      {"an undertrial", "SELECT count(*) FROM v_undertrial WHERE part = 'stock' AND to_day = 99999999"},
      {"an undertrial until his order",
       "SELECT count(*) FROM v_undertrial JOIN v_accused AS a USING (trial, accused) WHERE part = 'stock' "
       "AND "
       "to_day = a.disposed_on"},
      {"an undertrial until his release",
       "SELECT count(*) FROM v_undertrial JOIN v_custody AS k USING (trial, accused) WHERE part = 'stock' "
       "AND "
       "k.to_day < 99999999"},
      {"in custody after his order",
       "SELECT count(*) FROM v_custody JOIN v_accused AS a USING (trial, accused) WHERE a.disposed_on < "
       "to_day"},
      {"in custody, and his order has no date", "SELECT count(*) FROM v_undertrial WHERE part = 'missing'"},
      {"a woman in custody for an offence punishable with death",
       "SELECT count(*) FROM v_custody JOIN v_accused AS a USING (trial, accused) JOIN v_trial AS t USING "
       "(trial) WHERE a.sex = 'female' AND t.death"},
      {"in custody for an offence that no table has",
       "SELECT count(*) FROM v_custody JOIN v_trial AS t USING (trial) WHERE t.death IS NULL"},
      {"an acquittal that the State appealed against in time",
       "SELECT count(*) FROM v_accused WHERE disposal LIKE 'acquitted%' AND appealed_on BETWEEN disposed_on "
       "AND "
       "disposed_on + 183"},
      {"an appeal that two holders tell of",
       "SELECT count(*) FROM v_appeal_told AS a JOIN v_appeal_told AS b USING (link, appellant, nth) WHERE "
       "a.by_court < b.by_court"},
      {"an appeal that names a person of another holder's list",
       "SELECT count(*) FROM v_appeal_told AS o JOIN v_prisoner AS m USING (ref, accused) JOIN v_person AS w "
       "ON "
       "w.link = o.link AND w.by_court <> o.by_court WHERE o.appellant = 'state' AND (m.cnic = w.cnic OR "
       "m.name "
       "= w.name)"},
      {"an appeal that names nobody",
       "SELECT count(*) FROM v_accused AS a JOIN v_person AS w USING (trial, accused) JOIN v_appeal_told AS "
       "o ON "
       "o.link = w.link AND o.filed_on = a.appealed_on AND o.accused IS NULL"},
      {"an appeal of the State that was allowed",
       "SELECT count(*) FROM v_appeal WHERE appellant = 'state' AND decision = 'allowed' AND decided_on IS "
       "NOT NULL"},
      {"a source that brought something, and one that never did",
       "SELECT count(hours) > 0 AND count(hours) < count(*) FROM v_freshness"},
      {"a pending case whose record is whole",
       "SELECT count(*) FROM v_pending AS p JOIN v_entry AS e USING (trial) JOIN v_next AS n USING (trial) "
       "WHERE "
       "e.report_received_on AND e.report_decision AND e.sections AND n.next_on IS NOT NULL AND p.from_day < "
       "n.to_day AND n.from_day < p.to_day"},
      {"a pending case whose latest hearing gave no date, an earlier one did",
       "SELECT count(*) FROM v_pending AS p JOIN v_next AS n USING (trial) WHERE p.to_day = 99999999 AND "
       "n.to_day = "
       "99999999 AND n.next_on IS NULL AND EXISTS (SELECT 1 FROM v_next AS o WHERE o.trial = n.trial AND "
       "o.next_on "
       "IS NOT NULL)"},
      {"a date that is missing", "SELECT count(*) FROM v_finding WHERE class = 'missing'"},
      {"a date before one that it should follow", "SELECT count(*) FROM v_finding WHERE class = 'negative'"},
      {"a date that counts as a finding while it is to come",
       "SELECT count(*) FROM v_finding WHERE class = 'future'"},
      {"a date of custody to come",
       "SELECT count(*) FROM v_finding WHERE class = 'future' AND field LIKE 'custody%'"},
      {"a field in which holders differ", "SELECT count(*) FROM v_shared WHERE differs"},
      {"a date in which holders agree",
       "SELECT count(*) FROM v_shared WHERE NOT differs AND field LIKE '%\\_on' ESCAPE '\\'"},
      {"quarantined", "SELECT sum(quarantined) > 0 FROM receipt_day"},
  };
  std::int64_t compared = 0;
  const auto first = test::first_seed();
  const auto seeds = test::runs(kEveryday, 1000);
  const auto together = test::together(kTogether);
  unsigned hubs = 0;
  for (unsigned seed = first, next = first; seed < first + seeds; seed = next, ++hubs) {
    // One alone, in whose hub much never comes about, and many together in turn.
    const auto histories = hubs % 2 == 0 ? 1 : 2 * together - 1;
    next = seed + histories;
    const auto failure = OneHub(hub, kpis, seed, histories).all(compared);
    ASSERT_EQ(failure, "") << "seeds " << seed << " to " << next - 1
                           << " together (each alone: MIZAN_TOGETHER=1 "
                           << "MIZAN_FIRST_SEED=" << seed << " MIZAN_RUNS=" << histories << "): " << failure;
    for (auto& situation : situations) situation.hubs += hub.count(situation.sql) > 0 ? 1U : 0U;
  }
  for (const auto& situation : situations) {
    if (seeds >= kEveryday && hubs >= kManyHubs) EXPECT_GT(situation.hubs, hubs / 20) << situation.name;
    RecordProperty(situation.name, static_cast<int>(situation.hubs));
  }
  EXPECT_GT(compared, 100 * hubs);
}

}  // namespace
}  // namespace mizan::property
