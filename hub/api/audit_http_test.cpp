// What of HTTP is in the audit trail: who saw cases, and who was refused; nothing of numbers alone.
#include "api/api_test_support.hpp"
#include "model/case_id.hpp"
#include "store/audit_trail.hpp"
#include "store/sqlite.hpp"

namespace mizan::api {
namespace {

class AuditHttpTest : public ApiTest {
 protected:
  // "who did what: outcome", line by line.
  std::string trail() {
    std::string all;
    EXPECT_TRUE(
        store::for_each_audit(*store_, 0, [&](const audit::Entry& entry, std::string_view) -> base::Result<> {
          all += entry.who + " " + entry.did + " " + entry.what + ": " + entry.outcome + "\n";
          return {};
        }));
    return all;
  }
  std::string case_id(const std::string& key) {
    return model::mint_case_id("PB", store_->find_case("court", key)->value().value);
  }
};

TEST_F(AuditHttpTest, WhoeverSeesCasesIsInItAndWhoSeesNumbersIsNot) {
  for (const auto* target :
       {"/v1", "/v1/kpis", "/v1/sources", "/v1/coverage", "/v1/kpis/pending/values?period=2025",
        "/v1/kpis/pending/explain?period=2025-02&province=PB&limit=0",
        "/v1/kpis/pending/explain?period=2019-02&province=PB", "/v1/nothing", "/v1/kpis/x/values"})
    get(target);
  EXPECT_EQ(trail(), "");
  get("/v1/kpis/outcome_mix/explain?period=2025-03&province=PB&limit=7");
  get("/v1/cases/" + case_id("a"));
  get("/v1/cases/MZ-PB-0000001-00");
  EXPECT_EQ(trail(),
            "loopback read explain outcome_mix period=2025-03 province=PB limit=7: shown 1\n"
            "loopback read case " +
                case_id("a") + ": shown 1\n");
  EXPECT_TRUE(store::verify_audit(*store_, {}));
}

TEST_F(AuditHttpTest, NoTokenAndNoNameIsInIt) {
  auto record = court_case("c", "2025-01-10", "2025-03-05");
  record.set_text(model::field::prosecutor_id, "Ayesha Bibi");
  take(record);
  Wire wire(server_->port());
  wire.say(
      "GET /v1/kpis/pending/values?by=AyeshaBibi HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
      "mzt_0123456789ab_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n\r\n");
  EXPECT_EQ(wire.hear().status, 401);
  const auto shown = get(
      "/v1/kpis/conviction_disposed/explain?period=2025-03&province=PB&by=prosecutor&member=Ayesha%20Bibi");
  EXPECT_EQ(shown.parsed()["case_count"], 1) << shown.body;
  const auto all = trail();
  EXPECT_NE(all.find("nobody ask values: refused 401"), std::string::npos) << all;
  // printf 'Ayesha Bibi' | sha256sum | cut -c1-16
  EXPECT_NE(all.find("province=PB member=#7cbc697c41c01ae3"), std::string::npos) << all;
  EXPECT_EQ(all.find("Ayesha"), std::string::npos) << all;
  EXPECT_EQ(all.find("mzt_"), std::string::npos) << all;
}

TEST_F(AuditHttpTest, WhoeverAsksAllDayFillsNoStore) {
  auto policy = std::make_shared<access::Policy>();
  policy->sharing = shipped_sharing();
  policy->limits.strangers = {};
  policy_ = [policy] { return policy; };
  start();
  for (int i = 0; i < 200; ++i) EXPECT_EQ(get("/v1/kpis").status, 401);
  EXPECT_EQ(store::audit_head(*store_)->number, 60);
  clock_.set(kNow + 60'000'000);
  get("/v1/kpis");
  const auto all = trail();
  EXPECT_NE(all.find("nobody ask kpis: refused 401, as were 140 before that are not listed"),
            std::string::npos)
      << all;
}

// Evidence first: a reading that cannot be written down does not happen.
TEST_F(AuditHttpTest, WithoutTheTrailNoCaseIsShown) {
  const auto target = "/v1/cases/" + case_id("a");
  ASSERT_EQ(get(target).status, 200);
  const auto db = store::Database::open(path(), false);
  ASSERT_TRUE(db->execute("ALTER TABLE audit_entry RENAME TO elsewhere"));
  const auto refused = get(target);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.body.find("timeline"), std::string::npos);
  EXPECT_EQ(get("/v1/kpis/pending/values?period=2025").status, 200) << "numbers go on";
}

}  // namespace
}  // namespace mizan::api
