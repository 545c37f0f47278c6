// The API over real sockets, on a real store.
#include "api/api_test_support.hpp"
#include "base/json.hpp"
#include "model/case_id.hpp"
#include "publish/cursor.hpp"

namespace mizan::api {
namespace {

TEST_F(ApiTest, ListsDefinitions) {
  const auto answer = get("/v1/kpis");
  EXPECT_EQ(answer.status, 200);
  ASSERT_EQ(answer.parsed()["kpis"].size(), 3U);
  EXPECT_EQ(answer.parsed()["kpis"][0]["id"], "pending");
}

TEST_F(ApiTest, GivesValuesAsJsonAndCsv) {
  const auto answer = get("/v1/kpis/pending/values?period=2025-02&province=PB");
  ASSERT_EQ(answer.status, 200) << answer.body;
  ASSERT_EQ(answer.parsed()["values"].size(), 1U);
  EXPECT_EQ(answer.parsed()["values"][0]["value"], 2);
  const auto months = get("/v1/kpis/pending/values?from=2025-02&to=2025-04&by=court&member=A").parsed();
  ASSERT_EQ(months["values"].size(), 3U);
  EXPECT_EQ(months["values"][2]["value"], 1);
  const auto csv = get("/v1/kpis/pending/values?period=2025-02&province=PB&format=csv");
  EXPECT_NE(csv.head.find("text/csv"), std::string::npos);
  EXPECT_NE(csv.body.find("pending,1,cases,value,PB,total,_T,2025-02,2025-02-01,2025-03-01,2,"),
            std::string::npos);
}

// By hand: of the province's murder trials 1 of 2 ended in conviction and of its others 1 of 1. A had one of
// each, so 3/2 are expected and 2 came: 4/3, and 4/3 of the province's 2/3.
TEST_F(ApiTest, StandardisesSharesByWhatCasesAreAbout) {
  const auto murder = [](const std::string& key, const std::string& prosecutor, const std::string& disposal) {
    auto record = court_case(key, "2025-01-10", "2025-03-07");
    record.set_text(model::field::offence_group_id, "murder");
    record.set_text(model::field::prosecutor_id, prosecutor);
    record.set_text(model::field::disposal_id, disposal);
    return record;
  };
  auto other = court_case("b", "2025-01-10", "2025-03-05");
  other.set_text(model::field::prosecutor_id, "A");
  take(other);
  take(murder("c", "A", "convicted"));
  take(murder("d", "B", "acquitted"));
  const std::string target =
      "/v1/kpis/conviction_disposed/values?by=prosecutor&province=PB&standardise=offence_group";
  const auto answer = get(target + "&period=2025");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto values = answer.parsed()["values"];
  ASSERT_EQ(values.size(), 2U);
  EXPECT_EQ(values[0]["standardised"],
            base::parse_json(
                R"({"numerator": 2, "denominator": 2, "expected": 1.5, "ratio": 1.3333, "rate": 88.8889})"));
  EXPECT_EQ(values[0]["fairness"]["province_share"], 66.6667);
  EXPECT_EQ(values[0]["fairness"]["small"], true);
  EXPECT_EQ(
      values[1]["standardised"],
      base::parse_json(R"({"numerator": 0, "denominator": 1, "expected": 0.5, "ratio": 0, "rate": 0})"));
  const auto csv = get(target + "&period=2025&format=csv");
  EXPECT_NE(csv.body.find("funnel_998_high,expected,standardised_ratio,standardised_rate\r\n"),
            std::string::npos);
  EXPECT_NE(csv.body.find(",1.5,1.3333,88.8889\r\n"), std::string::npos);
  EXPECT_EQ(get(target).status, 400) << "no period";
  EXPECT_EQ(get(target + "&period=2025&known_at=2025-06-01").status, 501);
  EXPECT_EQ(get("/v1/kpis/outcome_mix/values?by=district&period=2025&standardise=offence_group").status, 501);
  EXPECT_EQ(get("/v1/kpis/conviction_disposed/values?by=court&period=2025&standardise=colour").status, 501);
}

TEST_F(ApiTest, OpensANumberDownToItsRecords) {
  const auto answer = get("/v1/kpis/outcome_mix/explain?period=2025-03&province=PB").parsed();
  ASSERT_EQ(answer["case_count"], 1);
  const auto& records = answer["cases"][0]["records"];
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0]["key"], "b");
  EXPECT_EQ(records[0]["adapter"], "csv");
  EXPECT_EQ(records[0]["mapping"], "m1");
  EXPECT_EQ(records[0]["raw"], R"({"no":"7"})");
}

TEST_F(ApiTest, TellsACasesStory) {
  const auto id = model::mint_case_id("PB", store_->find_case("court", "b")->value().value);
  const auto answer = get("/v1/cases/" + id).parsed();
  EXPECT_EQ(answer["case"], id);
  ASSERT_EQ(answer["timeline"].size(), 2U);
  EXPECT_EQ(answer["timeline"][1]["day"], "2025-03-05");
  EXPECT_EQ(answer["holders"][0]["record"]["disposal_native"], "CONV");
  EXPECT_EQ(get("/v1/cases/MZ-PB-0000001-00").status, 400);
  EXPECT_EQ(get("/v1/cases/" + model::mint_case_id("PB", 999)).status, 404);
  EXPECT_EQ(get("/v1/cases/" + model::mint_case_id("SD", 1)).status, 404);
}

TEST_F(ApiTest, ShowsSourcesWithTheirBooks) {
  const auto source = get("/v1/sources").parsed()["sources"][0];
  EXPECT_EQ(source["source"], "court");
  EXPECT_EQ(source["runs"][0]["received"], 2);
  EXPECT_EQ(source["runs"][0]["accepted"], 2);
}

TEST_F(ApiTest, SaysWhatAProvinceCanCompute) {
  const auto answer = get("/v1/coverage?province=PB");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto provinces = answer.parsed()["provinces"];
  ASSERT_EQ(provinces.size(), 1U);
  ASSERT_EQ(provinces[0]["kpis"].size(), 3U);
  EXPECT_EQ(provinces[0]["kpis"][0]["status"], "computable");
  EXPECT_TRUE(provinces[0]["gains"].empty());
  EXPECT_EQ(get("/v1/coverage?province=XX").status, 404);
  EXPECT_EQ(get("/v1/coverage?district=Lahore").status, 400);
}

TEST_F(ApiTest, TellsWhereANumberComesFromInTheFormOfTheW3C) {
  const auto answer = get("/v1/kpis/outcome_mix/explain?period=2025-03&province=PB&format=prov");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto document = answer.parsed();
  EXPECT_EQ(document["prefix"]["mizan"], "urn:mizan:");
  EXPECT_FALSE(document["wasDerivedFrom"].empty());
  EXPECT_EQ(get("/v1/kpis/outcome_mix/explain?period=2025-03&province=PB&format=xml").status, 400);
}

TEST_F(ApiTest, RefusesWhatItDoesNotKnowWithOneSentence) {
  struct Case {
    const char* target;
    int status;
    const char* says;
  };
  for (const auto& wrong :
       {Case{"/", 404, "/v1"}, Case{"/v1/kpis/nosuch/values", 404, "nosuch"},
        Case{"/v1/kpis/pending/values?period=2026-13", 400, "period"},
        Case{"/v1/kpis/pending/values?every=week", 400, "every"},
        Case{"/v1/kpis/pending/values?by=weather", 404, "weather"},
        Case{"/v1/kpis/pending/values?perod=2026", 400, "perod"},
        Case{"/v1/kpis/pending/values?by=court&by=court", 400, "twice"},
        Case{"/v1/kpis/pending/values?known_at=2020-01-01", 501, "known_at"},
        Case{"/v1/kpis/pending/values?limit=50001", 400, "limit is a number from 1 to 50000"},
        Case{"/v1/kpis/pending/values?after=7", 400, "after"},
        Case{
            "/v1/kpis/conviction_disposed/values?period=2025&by=prosecutor&standardise=offence_group&limit=5",
            400, "limit and after"},
        Case{"/v1/kpis/pending/explain", 400, "period"},
        Case{"/v1/kpis/pending/explain?period=2025&by=court", 400, "member"},
        Case{"/v1/kpis/pending/explain?period=2025&limit=-1", 400, "limit"},
        Case{"/v1/feed?from=nonsense", 400, "cursor"}, Case{"/v1/feed?x=1", 400, "x"},
        Case{"/v1/%ff%00", 404, "page"}, Case{"/v1/kpis/pending/values?format=xml", 400, "format"}}) {
    const auto answer = get(wrong.target);
    EXPECT_EQ(answer.status, wrong.status) << wrong.target;
    EXPECT_NE(answer.head.find("application/problem+json"), std::string::npos) << wrong.target;
    EXPECT_NE(answer.parsed().value("detail", "").find(wrong.says), std::string::npos) << answer.body;
  }
}

TEST_F(ApiTest, RefusesOtherMethodsAndOversizedRequests) {
  Wire post(server_->port());
  post.say("POST /v1/kpis HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(post.hear().status, 405);
  Wire large(server_->port());
  large.say("GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(large.hear().status, 413);
}

TEST_F(ApiTest, KeepsAConnectionForSeveralRequests) {
  Wire wire(server_->port());
  for (int i = 0; i < 3; ++i) {
    wire.say("GET /v1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(wire.hear().status, 200);
  }
}

TEST_F(ApiTest, TheFeedBringsWhatIsPublishedAfterwards) {
  publish("pending/2025/PB/total/_T/value");
  const auto wire = follow_from_now("/v1/feed");
  const auto id = publish("pending/2025/SD/total/_T/value");
  server_->wake();
  const auto event = wire->until("\n\n");
  EXPECT_NE(event.find("id: " + publish::encode_cursor({store_->epoch(), id})), std::string::npos) << event;
  EXPECT_NE(event.find("SD"), std::string::npos);
  const auto parsed = base::parse_json(event.substr(event.find("data: ") + 6));
  EXPECT_EQ(publish::decode_cursor(parsed.value("id", ""))->position, 2) << event;
  EXPECT_EQ(parsed["cursor"], parsed["id"]) << event;
}

TEST_F(ApiTest, WhoIsCutOffBeforeTheFirstEventHasACursorAllTheSame) {
  publish("pending/2025/PB/total/_T/value");
  const auto first = follow("/v1/feed");
  const auto place = first->until("\n\n");
  ASSERT_TRUE(place.starts_with("id: ")) << place;
  EXPECT_EQ(place.find("data"), std::string::npos) << place << " is no event";
  first->leave();
  publish("pending/2025/SD/total/_T/value");
  const auto again = follow("/v1/feed", "Last-Event-ID: " + place.substr(4, place.size() - 6) + "\r\n");
  EXPECT_NE(again->until("\n\n").find("pending/2025/SD"), std::string::npos);
}

TEST_F(ApiTest, HeadOfTheFeedIsItsHeadAlone) {
  Wire wire(server_->port());
  wire.say("HEAD /v1/feed HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto head = wire.until("\r\n\r\n");
  EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK")) << head;
  EXPECT_NE(head.find("Content-Type: text/event-stream"), std::string::npos) << head;
  EXPECT_EQ(head.find("Content-Length"), std::string::npos) << head;
  EXPECT_EQ(wire.until("never"), "") << "and then it closes";
  Wire wrong(server_->port());
  wrong.say("HEAD /v1/feed?from=nonsense HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(wrong.until("\r\n\r\n").starts_with("HTTP/1.1 400"));
}

TEST_F(ApiTest, TheFeedResumesAfterAnyEventWithoutGapOrRepeat) {
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 20; ++i)
    ids.push_back(publish("pending/2025/PB/court/" + std::to_string(i) + "/value"));
  for (std::size_t seen = 0; seen < ids.size(); ++seen) {
    const auto cursor = publish::encode_cursor({store_->epoch(), ids[seen]});
    const auto wire = follow("/v1/feed", "Last-Event-ID: " + cursor + "\r\n");
    server_->wake();
    for (auto next = seen + 1; next < ids.size(); ++next) {
      EXPECT_NE(wire->until("\n\n").find("court/" + std::to_string(next) + "/"), std::string::npos);
    }
  }
}

TEST_F(ApiTest, TheFeedGivesASnapshotForACursorOfAnotherStore) {
  publish("pending/2025/PB/total/_T/value");
  server_->wake();
  const auto wire = follow("/v1/feed?from=" + publish::encode_cursor({"00000000deadbeef", 1}));
  EXPECT_NE(wire->until("\n\n").find("unknown_cursor"), std::string::npos);
  int values = 0;
  std::string event;
  for (event = wire->until("\n\n"); event.find("snapshot.v1") != std::string::npos;
       event = wire->until("\n\n")) {
    ++values;
    EXPECT_EQ(event.find("\nid: "), std::string::npos) << "a cut snapshot must be given again";
    EXPECT_FALSE(event.starts_with("id: "));
  }
  EXPECT_GT(values, 3);
  EXPECT_NE(event.find("snapshot.end"), std::string::npos) << event;
  EXPECT_TRUE(event.starts_with("id: "));
  publish("pending/2025/GB/total/_T/value");
  server_->wake();
  EXPECT_NE(wire->until("\n\n").find("GB"), std::string::npos);
}

TEST_F(ApiTest, TheFeedIsFilteredByKpiAndProvince) {
  const auto wire = follow_from_now("/v1/feed?kpi=pending&province=SD");
  publish("pending/2025/PB/total/_T/value");
  publish("outcome_mix/2025/SD/total/_T/value");
  publish("pending/2025/SD/total/_T/value");
  server_->wake();
  EXPECT_NE(wire->until("\n\n").find("pending/2025/SD"), std::string::npos);
}

TEST_F(ApiTest, SubscribersThatLeaveOrNeverReadHurtNobody) {
  std::vector<std::unique_ptr<Wire>> many;
  for (int i = 0; i < 50; ++i) many.push_back(follow("/v1/feed"));
  for (int i = 0; i < 25; ++i) many[static_cast<std::size_t>(i)]->leave();
  const auto last = follow_from_now("/v1/feed");
  for (int i = 0; i < 300; ++i) publish("pending/2025/PB/court/" + std::string(2'000, 'x') + "/value");
  server_->wake();
  for (int i = 0; i < 300; ++i) ASSERT_NE(last->until("\n\n").find("court/xxx"), std::string::npos);
  EXPECT_EQ(get("/v1").status, 200);
}

TEST_F(ApiTest, AnAddressThatIsNotLoopbackNeedsToBeAllowed) {
  ServerOptions options;
  options.port = 0;
  options.address = "0.0.0.0";
  const auto refused = Server::start({engine_, lock_, clock_, path(), {}}, options);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("allow_remote"), std::string::npos);
  options.allow_remote = true;
  EXPECT_TRUE(Server::start({engine_, lock_, clock_, path(), {}}, options));
  options.address = "nonsense";
  EXPECT_FALSE(Server::start({engine_, lock_, clock_, path(), {}}, options));
  options.address = "127.0.0.1";
  options.port = server_->port();
  EXPECT_FALSE(Server::start({engine_, lock_, clock_, path(), {}}, options)) << "the port is taken";
}

}  // namespace
}  // namespace mizan::api
