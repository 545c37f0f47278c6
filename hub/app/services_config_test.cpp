#include "app/services_config.hpp"

#include <gtest/gtest.h>

namespace mizan::app {
namespace {

using services::SecretPlace;

base::Result<services::ServicesConfig> read(std::string_view text) {
  const auto parsed = toml_file::parse(text);
  if (parsed.mistake) throw std::runtime_error(parsed.mistake->message);
  return read_services(parsed.table, "/hub/sources/cfms.toml");
}

constexpr std::string_view kWhole = R"(
[secrets]
token = { file = "secrets/cfms.token" }
key = { file = "/etc/mizan/key" }
other = { env = "CFMS_TOKEN" }
third = { credential = "cfms-token" }

[credentials.bearer]
kind = "bearer"
secret = "token"
[credentials.user]
kind = "basic"
user = "hub"
secret = "other"
[credentials.key]
kind = "api-key"
secret = "key"
header = "X-Api-Key"
[credentials.cfms]
kind = "oauth2"
token_url = "https://login.example.pk/token"
client_id = "mizan"
secret = "third"
scope = "cases"
client_in_body = true

[http]
hosts = ["cfms.example.pk", "files.example.pk:8443"]
ca_file = "ca.pem"
proxy = "http://proxy.example.pk:3128"
proxy_credential = "user"
requests_per_second = 2.5
burst = 5
tries = 2
redirects = 0
connect_seconds = 3
total_seconds = 40
longest_wait_seconds = 20
max_response_mib = 8
record = "recorded"
)";

TEST(ServicesConfig, EveryKeyIsReadAndPathsBeginAtTheSourceFile) {
  const auto config = read(kWhole);
  ASSERT_TRUE(config) << config.error().message;
  const auto place = [&](const char* name) { return config->secrets.at(name); };
  EXPECT_EQ(place("token").where, "/hub/sources/secrets/cfms.token");
  EXPECT_EQ(place("key").where, "/etc/mizan/key");
  EXPECT_EQ(place("other").in, SecretPlace::In::kEnvironment);
  EXPECT_EQ(place("third").in, SecretPlace::In::kCredential);
  const auto& oauth = std::get<services::OAuth2Credential>(config->credentials.at("cfms"));
  EXPECT_EQ(oauth.token_url + oauth.client_id + oauth.secret + oauth.scope,
            "https://login.example.pk/tokenmizanthirdcases");
  EXPECT_TRUE(oauth.client_in_body);
  EXPECT_EQ(std::get<services::BasicCredential>(config->credentials.at("user")).user, "hub");
  EXPECT_EQ(std::get<services::ApiKeyCredential>(config->credentials.at("key")).header, "X-Api-Key");
  const auto& http = config->http;
  EXPECT_EQ(http.hosts, (std::vector<std::string>{"cfms.example.pk", "files.example.pk:8443"}));
  EXPECT_EQ(http.ca_file, "/hub/sources/ca.pem");
  EXPECT_EQ(http.record, "/hub/sources/recorded");
  EXPECT_EQ(http.requests_per_second, 2.5);
  EXPECT_EQ(http.burst * 1000 + http.tries * 100 + http.redirects, 5200);
  EXPECT_EQ(http.connect_ms, 3000);
  EXPECT_EQ(http.total_ms, 40'000);
  EXPECT_EQ(http.longest_wait_ms, 20'000);
  EXPECT_EQ(http.max_response_bytes, 8'388'608);
}

TEST(ServicesConfig, WithoutTablesNothingMayBeAsked) {
  const auto config = read("name = \"x\"");
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->http.hosts.empty());
  EXPECT_TRUE(config->secrets.empty());
}

TEST(ServicesConfig, AMistakeIsNamedWithFileLineAndKey) {
  const std::vector<std::pair<const char*, const char*>> mistakes = {
      {"[secrets]\ntoken = \"CANARY\"",
       "/hub/sources/cfms.toml:2: secrets.token: a secret does not stand in the source file"},
      {"[secrets]\ntoken = { file = \"a\", env = \"B\" }", ":2: secrets.token.file: name exactly one place"},
      {"[secrets]\ntoken = { value = \"CANARY\" }", ":2: secrets.token."},
      {"[secrets]\ntoken = { credential = \"../x\" }",
       ":2: secrets.token.credential: is the name of a systemd credential"},
      {"[secrets]\n\"A b\" = { env = \"X\" }", ":2: secrets.A b: use 1 to 64"},
      {"secrets = 1", ":1: secrets: expected a table"},
      {"[credentials.a]\nkind = \"magic\"\nsecret = \"s\"", ":2: credentials.a.kind: expected \"bearer\""},
      {"[credentials.a]\nkind = \"bearer\"", ":1: credentials.a.secret: is missing"},
      {"[credentials.a]\nkind = \"bearer\"\nsecret = \"gone\"",
       ": credentials.a.secret: there is no \"gone\" in [secrets]"},
      {"[secrets]\ns = { env = \"X\" }\n[credentials.a]\nkind = \"bearer\"\nsecret = \"s\"\nuser = \"u\"",
       ":6: credentials.a.user: is not a setting"},
      {"[secrets]\ns = { env = \"X\" }\n[credentials.a]\nkind = \"api-key\"\nsecret = \"s\"",
       ": credentials.a: name exactly one of header and query"},
      {"[http]\ntries = 2", ":1: http.hosts: name the hosts"},
      {"[http]\nhosts = [\"https://x.example\"]", ": http.hosts: \"https://x.example\": expected a host"},
      {"[http]\nhosts = [\"x.example\"]\nrequests_per_second = 0",
       ":3: http.requests_per_second: expected a number"},
      {"[http]\nhosts = [\"x.example\"]\nmax_response_mib = 4096",
       ":3: http.max_response_mib: expected a whole number"},
      {"[http]\nhosts = [\"x.example\"]\nverify = false", ":3: http.verify: is not a setting"},
  };
  for (const auto& [text, sentence] : mistakes) {
    const auto config = read(text);
    ASSERT_FALSE(config) << text;
    EXPECT_EQ(config.error().code, base::Code::kConfig);
    EXPECT_NE(config.error().message.find(sentence), std::string::npos) << text << "\n"
                                                                        << config.error().message;
    EXPECT_EQ(config.error().message.find("CANARY"), std::string::npos) << config.error().message;
  }
}

}  // namespace
}  // namespace mizan::app
