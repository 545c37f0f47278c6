// The list of what is due, by hand: three cases of two provinces, each record written down.
#include "api/due_list.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <shared_mutex>

#include "api/due_page.hpp"
#include "api/due_text.hpp"
#include "base/json.hpp"
#include "due/due_test_support.hpp"
#include "kpi/shipped_test_support.hpp"

namespace mizan::api {
namespace {
namespace fs = std::filesystem;
using due::Fields;
using due::record_of;
using model::Kind;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// 1 April 2024, noon in Karachi.
const base::Micros kNow = base::start_of_karachi_day(due::day("2024-04-01")) + 43'200'000'000;

class DueListTest : public ::testing::Test {
 protected:
  DueListTest()
      : folder_(
            fs::path(::testing::TempDir()) /
            ("mizan_due_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()))),
        clock_(kNow),
        engine_(kpi::shipped()),
        hub_{engine_, lock_, clock_, (folder_ / "store.db").string(), {}} {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    store_.emplace(*store::Store::open(hub_.store_path, store::OpenMode::kWrite));
    hub_.due_rules = std::make_shared<due::Rules>(due::shipped_rules());
    add_source("police", model::Holder::kPolice, "PB", true);
    add_source("prosecution", model::Holder::kProsecution, "PB", true);
    add_source("court", model::Holder::kCourt, "PB", true);
    add_source("levies", model::Holder::kPolice, "BA", false);
    engine_.set_sources(states_);
    take_records();
    assemble();
  }
  ~DueListTest() override {
    store_.reset();
    fs::remove_all(folder_);
  }

  static access::Share everything() {
    access::Share share;
    share.grains.add(access::Grain::kCase);
    share.fields = access::FieldPaths::everything();
    return share;
  }

  void add_source(const std::string& name, model::Holder holder, const std::string& province, bool sees_all) {
    kpi::SourceState state;
    state.declaration.id = *store_->register_source(name, "{}");
    state.declaration.name = name;
    state.declaration.holder = holder;
    state.declaration.province = province;
    if (sees_all) state.declaration.see_everything();
    states_.push_back(state);
    runs_.push_back(*store_->begin_run({state.declaration.id, 1, "t", "1", "m"}));
  }

  void take(std::size_t source, model::Record record) {
    const auto number = record.text(model::field::fir_no_id);
    const auto fir_key = number ? std::optional("FIR " + std::string(*number)) : std::nullopt;
    std::vector<store::Item> items;
    items.push_back(store::Upsert{std::move(record), fir_key, {}, "{}"});
    ASSERT_TRUE(store_->apply({states_[source].declaration.id, runs_[source], 100, std::move(items), {}, 1}));
  }
  void take(std::size_t source, Kind kind, const std::string& key, Fields fields,
            const std::string& of = {}) {
    if (kind != Kind::kCase) fields.emplace_back("case", of);
    take(source, record_of(kind, key, fields));
  }

  static Fields fir(const std::string& station, const std::string& number,
                    const std::string& province = "PB") {
    return {{"province", province},
            {"district", province + "-D"},
            {"police_station", station},
            {"fir_no", number},
            {"fir_year", "2024"}};
  }
  static Fields fir_on(const std::string& station, const std::string& number, const std::string& day,
                       const std::string& province = "PB") {
    auto fields = fir(station, number, province);
    fields.emplace_back("fir_on", day);
    return fields;
  }

  void take_records() {
    // FIR 1 of Saddar: its report was due on 18 March, was sent on the 20th and never received.
    take(0, Kind::kCase, "P1", fir_on("SADDAR", "1", "2024-03-01"));
    take(0, Kind::kReport, "P1-R", {{"report_type", "final"}, {"sent_on", "2024-03-20"}}, "P1");
    // FIR 2 of Saddar: returned with objections on 25 March, by prosecutor A-7.
    take(0, Kind::kCase, "P2", fir_on("SADDAR", "2", "2024-03-05"));
    take(1, Kind::kCase, "D2", fir("SADDAR", "2"));
    take(1, Kind::kReport, "D2-R",
         {{"report_type", "final"},
          {"received_on", "2024-03-21"},
          {"decided_on", "2024-03-25"},
          {"decision", "returned"},
          {"objections", "no_fsl;no_site_plan"},
          {"prosecutor", "A-7"}},
         "D2");
    // FIR 3 of City: before a court; adjourned for a strike, next on 4 April; one accused in custody.
    auto court = fir("CITY", "3");
    court.insert(court.end(), {{"court", "K"}, {"instituted_on", "2024-01-10"}, {"offence_flags", "none"}});
    take(2, Kind::kCase, "C3", court);
    take(2, Kind::kHearing, "C3-H",
         {{"held_on", "2024-03-14"},
          {"outcome", "adjourned"},
          {"adjourn_reason", "strike"},
          {"adjourn_side", "defence"},
          {"next_on", "2024-04-04"},
          {"prosecutor", "A-9"}},
         "C3");
    take(2, Kind::kAccused, "C3-A", {{"sex", "female"}, {"custody_from", "2023-10-15"}}, "C3");
    // FIR 4 of Balochistan, of whose reports nobody sees anything.
    take(3, Kind::kCase, "L4", fir_on("THANA", "4", "2024-01-01", "BA"));
  }

  // What the pipeline does.
  void assemble() {
    auto writer = store::KpiWriter::begin(*store_);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(store_->for_each_case([&](const model::LinkedCase& linked) -> base::Result<> {
      kpi::NameReader names(engine_.names());
      const auto facts = kpi::assemble(linked, engine_.holders(), base::karachi_day(kNow), names);
      return writer->put_facts({linked.id, facts.wakes, kpi::encode_facts(facts)});
    }));
    store::KpiCommit commit;
    commit.position = *store_->head();
    ASSERT_TRUE(writer->commit(commit));
  }

  Response ask(const std::string& query) {
    const auto request = parse_target("/v1/due" + query);
    EXPECT_TRUE(request) << request.error().message;
    const auto response = due_page(*request, hub_, access::Grant(share_, scope_, {}), *store_);
    return response ? *response : problem_of(response.error());
  }
  json list(const std::string& query = "") {
    const auto response = ask(query);
    EXPECT_EQ(response.status, 200U) << response.body;
    return base::parse_json(response.body);
  }
  /// "kind due state", in the list's order.
  std::vector<std::string> lines(const std::string& query = "") {
    std::vector<std::string> all;
    const auto whole = list(query);
    for (const auto& item : whole["items"])
      all.push_back(item["kind"].get<std::string>() + " " + item["due"].get<std::string>() + " " +
                    item["state"].get<std::string>());
    return all;
  }
  std::string refusal(const std::string& query) {
    const auto response = ask(query);
    EXPECT_NE(response.status, 200U);
    return base::parse_json(response.body)["detail"];
  }

  fs::path folder_;
  base::ManualClock clock_;
  std::shared_mutex lock_;
  kpi::Engine engine_;
  HubView hub_;
  access::Share share_ = everything();
  access::Scope scope_;
  std::optional<store::Store> store_;
  std::vector<kpi::SourceState> states_;
  std::vector<store::RunId> runs_;
};

const std::vector<std::string> kAll = {"report 2024-03-18 overdue", "handover 2024-03-27 overdue",
                                       "objections 2024-04-01 ahead", "hearing 2024-04-04 ahead",
                                       "bail 2024-04-15 ahead"};

// Objections of 25 March are to be answered by 1 April, today; 15 October 2023 + 183 days is 15 April.
TEST_F(DueListTest, TheMostUrgentIsFirst) {
  EXPECT_EQ(lines(), kAll);
}

TEST_F(DueListTest, AnItemSaysWhatIsDueByWhichRuleWhoHasItAndWhatItRestsOn) {
  const auto item = list("?kind=handover")["items"][0];
  EXPECT_EQ(item["what"], "receipt of the final report by the prosecution");
  EXPECT_EQ(item["fir"], "1/2024");
  EXPECT_THAT(item["case"].get<std::string>(), HasSubstr("MZ-PB-"));
  EXPECT_EQ(item["police_station"], "SADDAR");
  EXPECT_EQ(item["days"], -5);
  EXPECT_EQ(item["holder"], "police");
  EXPECT_EQ(item["since"], "2024-03-01");
  EXPECT_EQ(item["from"], "2024-03-20");
  EXPECT_EQ(item["prosecutor"], nullptr);
  EXPECT_EQ(item["rule"]["deadline"], "handover");
  EXPECT_EQ(item["rule"]["count"], "calendar");
  EXPECT_EQ(item["rule"]["days"], 7);
  EXPECT_THAT(item["rule"]["row"].get<std::string>(), HasSubstr("d.csv:"));
  const json evidence = {
      {{"source", "police"},
       {"kind", "report"},
       {"key", "P1-R"},
       {"field", "sent_on"},
       {"day", "2024-03-20"}},
      {{"source", "police"}, {"kind", "case"}, {"key", "P1"}, {"field", "fir_on"}, {"day", "2024-03-01"}}};
  EXPECT_EQ(item["evidence"], evidence);
}

TEST_F(DueListTest, EachKindSaysWhatIsItsOwn) {
  const auto report = list("?kind=report")["items"][0];
  EXPECT_EQ(report["rule"]["deadline"], "crpc-173-interim");
  EXPECT_EQ(report["rule"]["before"]["due"], "2024-03-15") << "the fourteenth day";
  const auto objections = list("?kind=objections")["items"][0];
  EXPECT_EQ(objections["what"], "answer to objections: no_fsl, no_site_plan");
  EXPECT_EQ(objections["holder"], "police");
  EXPECT_EQ(objections["since"], "2024-03-25");
  EXPECT_EQ(objections["prosecutor"], "A-7");
  EXPECT_EQ(objections["days"], 0);
  const auto hearing = list("?kind=hearing")["items"][0];
  EXPECT_EQ(hearing["what"], "hearing; last adjourned 2024-03-14: strike (defence)");
  EXPECT_EQ(hearing["rule"]["deadline"], nullptr);
  EXPECT_EQ(hearing["prosecutor"], "A-9");
  EXPECT_EQ(hearing["holder"], "court");
  const auto bail = list("?kind=bail")["items"][0];
  EXPECT_EQ(bail["rule"]["applies"], "woman no death");
  EXPECT_EQ(bail["evidence"][0]["key"], "C3-A");
}

TEST_F(DueListTest, FiltersLeaveWhatTheyName) {
  EXPECT_THAT(lines("?overdue=true"), ElementsAre(kAll[0], kAll[1]));
  EXPECT_THAT(lines("?station=CITY"), ElementsAre(kAll[3], kAll[4]));
  EXPECT_THAT(lines("?holder=court"), ElementsAre(kAll[3], kAll[4]));
  EXPECT_THAT(lines("?prosecutor=A-7"), ElementsAre(kAll[2]));
  EXPECT_THAT(lines("?prosecutor=unattributed&kind=report,bail"), ElementsAre(kAll[0], kAll[4]));
  EXPECT_THAT(lines("?ahead=2"), ElementsAre(kAll[0], kAll[1], kAll[2]));
  EXPECT_THAT(lines("?ahead=0&kind=objections"), ElementsAre(kAll[2])) << "today";
  EXPECT_THAT(lines("?district=PB-D&holder=police&kind=handover"), ElementsAre(kAll[1]));
  EXPECT_THAT(lines("?province=BA"), IsEmpty());
}

TEST_F(DueListTest, ADayToComeShowsWhatWillBeIfNothingHappens) {
  EXPECT_THAT(lines("?on=2024-04-02&kind=objections"), ElementsAre("objections 2024-04-01 overdue"));
  EXPECT_THAT(lines("?on=2024-04-16&kind=bail"), ElementsAre("bail 2024-04-15 overdue"));
  EXPECT_THAT(lines("?on=2024-04-05&kind=hearing"), IsEmpty()) << "a hearing is never overdue";
}

TEST_F(DueListTest, PagesTogetherAreTheList) {
  std::vector<std::string> all;
  std::string after;
  for (int page = 0; page < 10; ++page) {
    const auto one = list("?limit=2" + (after.empty() ? "" : "&after=" + after));
    EXPECT_LE(one["items"].size(), 2U);
    for (const auto& item : one["items"])
      all.push_back(item["kind"].get<std::string>() + " " + item["due"].get<std::string>() + " " +
                    item["state"].get<std::string>());
    EXPECT_EQ(one["counts"]["report"]["overdue"], 1) << "of the whole list";
    if (one["next"].is_null()) break;
    after = one["next"];
  }
  EXPECT_EQ(all, kAll);
}

// Of Balochistan's reports nobody sees anything: nothing of it is overdue, and the list says so.
TEST_F(DueListTest, WhatIsNotObservedIsSaidToBeThat) {
  const auto sight = list("?province=BA&kind=report")["sight"];
  ASSERT_EQ(sight.size(), 1U);
  EXPECT_EQ(sight[0]["status"], "not_observed");
  EXPECT_THAT(sight[0]["missing"].dump(), HasSubstr("report.received_on"));
  EXPECT_EQ(list("?province=BA&kind=scrutiny")["sight"][0]["status"], "not_applicable");
  EXPECT_EQ(list("?province=PB&kind=report")["sight"][0]["seen_until"], "2024-03-31");
  DueQuery query;
  query.on = base::karachi_day(kNow);
  query.province = "BA";
  query.kinds = {due::Kind::kReport};
  const auto none = due_list(query, engine_, hub_.due_rules, *store_, query.on);
  ASSERT_TRUE(none);
  EXPECT_THAT(what_cannot_be_told(*none),
              ElementsAre(HasSubstr("BA: report: cannot tell, no source sees firs")));
}

// A coordinator of another district is shown none of these cases, and not how many there are.
TEST_F(DueListTest, WhoMaySeeCasesOfSomeDistrictsSeesThese) {
  share_.grains = {};
  share_.own_grains.add(access::Grain::kCase);
  scope_.districts = {"PB-D"};
  EXPECT_EQ(lines(), kAll);
  EXPECT_EQ(ask("").cases, 5);
  scope_.districts = {"PB-E"};
  EXPECT_THAT(lines(), IsEmpty());
  EXPECT_TRUE(list()["counts"].empty());
  EXPECT_EQ(ask("").cases, 0);
}

TEST_F(DueListTest, CsvHasEveryColumn) {
  const auto response = ask("?format=csv&kind=handover");
  EXPECT_THAT(response.body, HasSubstr("kind,state,due_on,days,case,fir,police_station"));
  EXPECT_THAT(response.body, HasSubstr("handover,overdue,2024-03-27,-5,MZ-PB-"));
  EXPECT_THAT(response.body, HasSubstr("police report P1-R: sent_on 2024-03-20"));
}

TEST_F(DueListTest, WhatIsWrongIsSaid) {
  EXPECT_THAT(refusal("?kind=challan"), HasSubstr("there is no kind \"challan\": there are report, interim"));
  EXPECT_THAT(refusal("?holder=prison"), HasSubstr("police, prosecution and court"));
  EXPECT_THAT(refusal("?on=tomorrow"), HasSubstr("on is a day"));
  EXPECT_THAT(refusal("?ahead=-1"), HasSubstr("ahead is a number"));
  EXPECT_THAT(refusal("?limit=0"), HasSubstr("limit"));
  EXPECT_THAT(refusal("?after=x"), HasSubstr("\"next\""));
  EXPECT_THAT(refusal("?overdue=yes"), HasSubstr("true or false"));
  EXPECT_THAT(refusal("?province=XX"), HasSubstr("no source is of the province \"XX\": there are BA, PB"));
  EXPECT_THAT(refusal("?station=NOWHERE"), HasSubstr("NOWHERE"));
  EXPECT_THAT(refusal("?bye=1"), HasSubstr("no parameter"));
  EXPECT_THAT(refusal("?on=2024-01-01"), HasSubstr("today or later here"));
  hub_.due_rules = nullptr;
  EXPECT_THAT(refusal(""), HasSubstr("no table of deadlines"));
}

TEST(DueCursor, IsReadBackAndNothingElseIs) {
  const DueKey key{base::Day{19'800}, {12'345'678'901}, 3, 1};
  EXPECT_EQ(parse_due_cursor(due_cursor(key)), key);
  for (const auto* text : {"", "1.2.3", "1.2.3.4.5", "a.b.c.d", "99999999999.1.1.1"})
    EXPECT_FALSE(parse_due_cursor(text)) << text;
}

}  // namespace
}  // namespace mizan::api
