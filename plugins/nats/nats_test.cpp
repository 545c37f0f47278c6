// What needs no server: subjects and settings. tests/brokers has a cluster.
#include <gtest/gtest.h>

#include "connection.hpp"
#include "settings.hpp"
#include "subject.hpp"

namespace mizan::nats {
namespace {

TEST(NatsSubject, IsTheTypeAndOfAValueItsKpiAndProvince) {
  EXPECT_EQ(subject_of("mizan", "org.mizan.kpi.value.restated.v1", "pending/2025-12/KP/total/_T/value"),
            "mizan.kpi.value.restated.v1.pending.KP");
  EXPECT_EQ(subject_of("home.dept", "org.mizan.release.published.v1", "release/2026-Q1.1"),
            "home.dept.release.published.v1");
  EXPECT_EQ(subject_of("mizan", "org.mizan.kpi.loaded.v1", ""), "mizan.kpi.loaded.v1");
}

TEST(NatsSubject, HasNoWildcardsWhateverAnEventIsAbout) {
  EXPECT_EQ(subject_of("mizan", "org.mizan.kpi.value.updated.v1", "a.b*/x/> c/total"),
            "mizan.kpi.value.updated.v1.a_b_.__c");
  EXPECT_EQ(subject_of("mizan", "org.mizan.kpi.value.updated.v1", ""), "mizan.kpi.value.updated.v1._._");
  EXPECT_EQ(subject_of("mizan", "x..y", ""), "mizan.x._.y");
}

std::string mistake(const char* json) {
  try {
    read_settings(sdk::Config(std::string_view(json)));
    return "none";
  } catch (const sdk::Error& error) {
    EXPECT_EQ(error.code(), MIZAN_E_CONFIG);
    return error.what();
  }
}

TEST(NatsSettings, AreReadAndMistakesNameTheSetting) {
  const auto settings = read_settings(
      sdk::Config(std::string_view(R"({"servers":["nats://a:4222","tls://b:4222"],"replicas":3})")));
  EXPECT_EQ(settings.servers.size(), 2U);
  EXPECT_EQ(settings.stream, "mizan");
  EXPECT_EQ(settings.subject, "mizan");
  EXPECT_EQ(settings.replicas, 3);
  struct Case {
    const char* json;
    const char* says;
  };
  for (const auto& wrong :
       {Case{"{}", "servers"}, Case{R"({"servers":[]})", "at least one"},
        Case{R"({"servers":["http://a"]})", "nats://"},
        Case{R"({"servers":["nats://u:p@a"]})", "without a user"},
        Case{R"({"servers":["nats://a"],"stream":"a.b"})", "stream"},
        Case{R"({"servers":["nats://a"],"subject":"a..b"})", "subject"},
        Case{R"({"servers":["nats://a"],"subject":"a.>"})", "subject"},
        Case{R"({"servers":["nats://a"],"replicas":6})", "from 0 to 5"},
        Case{R"({"servers":["nats://a"],"wait_ms":1})", "wait_ms"},
        Case{R"({"servers":["nats://a"],"user":"u"})", "password_secret"},
        Case{R"({"servers":["tls://a"],"token_secret":"t","credentials_secret":"c"})", "one of"},
        Case{R"({"servers":["tls://b","nats://a"],"token_secret":"t"})", "expected tls://"},
        Case{R"({"servers":["tls://a"],"ca_file":"ca.pem"})", "begins with /"},
        Case{R"({"servers":["tls://a"],"key_secret":"k"})", "key_secret"},
        Case{R"({"servers":["nats://a"],"server":"b"})", "\"server\" is not a setting"}})
    EXPECT_NE(mistake(wrong.json).find(wrong.says), std::string::npos)
        << wrong.json << ": " << mistake(wrong.json);
}

TEST(NatsCredentials, AreTheTextBetweenTheLinesOfDashes) {
  const auto key = read_credentials(
      "-----BEGIN NATS USER JWT-----\neyJ0.eyJq.sig\n------END NATS USER JWT------\n\nNKEYs are sensitive\n\n"
      "-----BEGIN USER NKEY SEED-----\r\nSUAxyz\r\n------END USER NKEY SEED------\n");
  EXPECT_EQ(key.jwt, "eyJ0.eyJq.sig");
  EXPECT_EQ(key.seed, "SUAxyz");
  for (const auto* text :
       {"", "secret", "-----BEGIN NATS USER JWT-----", "-----BEGIN NATS USER JWT-----\nsecret"}) {
    try {
      read_credentials(text);
      ADD_FAILURE() << text;
    } catch (const sdk::Error& error) {
      EXPECT_EQ(error.code(), MIZAN_E_CONFIG);
      EXPECT_EQ(std::string(error.what()).find("secret\n"), std::string::npos);
    }
  }
}

TEST(NatsRefusal, IsAPolicy) {
  EXPECT_EQ(refusal_of(NATS_CONNECTION_AUTH_FAILED, {}, "x").code(), MIZAN_E_AUTH);
  EXPECT_EQ(refusal_of(NATS_MAX_PAYLOAD, {}, "x").code(), MIZAN_E_DATA);
  EXPECT_EQ(refusal_of(NATS_ERR, JSNotEnabledErr, "x").code(), MIZAN_E_CONFIG);
  EXPECT_EQ(refusal_of(NATS_ERR, JSStreamMessageExceedsMaximumErr, "x").code(), MIZAN_E_DATA);
  EXPECT_EQ(refusal_of(NATS_NO_RESPONDERS, JSNotEnabledErr, "x").code(), MIZAN_E_TRANSIENT);
  for (const auto passing : {NATS_TIMEOUT, NATS_NO_RESPONDERS, NATS_NO_SERVER, NATS_CONNECTION_CLOSED})
    EXPECT_EQ(refusal_of(passing, {}, "x").code(), MIZAN_E_TRANSIENT);
}

}  // namespace
}  // namespace mizan::nats
