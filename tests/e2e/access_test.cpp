// Who may ask a hub over HTTP, by its program and curl: tokens given out, shown, taken back.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <thread>

#include "base/json.hpp"
#include "support/http_server.hpp"
#include "support/hub_folder.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
using nlohmann::json;

class AccessTest : public ::testing::Test {
 protected:
  void load() {
    hub_.configure("[listen]\nport = " + port_ + "\n");
    hub_.mizan({"simulate", (hub_.path() / "data").string(), "--cases", "100", "--seed", "5"});
    hub_.mizan({"ingest"});
  }
  void start() {
    service_.emplace(hub_.command({"run"}));
    ASSERT_NE(service_->err_line_with("serving on http://127.0.0.1:" + port_), "");
  }

  // In a terminal SIGHUP would end it.
  void start_in_the_background() {
    std::vector<std::string> words = {"/bin/sh", "-c", "exec \"$0\" \"$@\" </dev/null"};
    for (auto& word : hub_.command({"run"})) words.push_back(word);
    service_.emplace(words);
    ASSERT_NE(service_->err_line_with("serving on http://127.0.0.1:" + port_), "");
  }

  /// What that token is answered, within some seconds. Asked seldom, for so many refusals a minute are the
  /// most that an address gets.
  bool comes_to(const std::string& token, const std::string& wanted) const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (status_with(token, "/v1/sources") != wanted) {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    return true;
  }

  std::string url(const std::string& target) const { return "http://127.0.0.1:" + port_ + target; }

  std::string status(const std::string& target, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {"/usr/bin/curl", "--silent",    "--output",
                                      "/dev/null",     "--write-out", "%{http_code}"};
    words.insert(words.end(), more.begin(), more.end());
    words.push_back(url(target));
    return run(words).out;
  }
  std::string status_with(const std::string& token, const std::string& target) const {
    return status(target, {"--header", "Authorization: Bearer " + token});
  }

  // Its text, without the end of the line.
  std::string token(const std::vector<std::string>& words) const {
    std::vector<std::string> all = {"token", "add"};
    all.insert(all.end(), words.begin(), words.end());
    auto text = hub_.mizan(all);
    EXPECT_EQ(text.size(), 61U) << "the token and a line feed";
    if (!text.empty()) text.pop_back();
    return text;
  }

  bool stands_in_a_file(const std::string& text) const {
    for (const auto& entry : fs::recursive_directory_iterator(hub_.path())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string bytes((std::istreambuf_iterator<char>(in)), {});
      if (bytes.find(text) != std::string::npos) return true;
    }
    return false;
  }

  const HubFolder hub_{"access"};
  const std::string port_ = port_of_a_hub();
  std::optional<Program> service_;
};

TEST_F(AccessTest, ATokenOpensWhatItsRoleIsShownUntilItIsTakenBack) {
  hub_.ask_for_tokens();
  load();
  start();
  const std::string values = "/v1/kpis/pending/values?period=2025";
  EXPECT_EQ(status(values), "401");
  const auto monitor = token({"pg-punjab", "--role", "monitor", "--province", "PB"});
  EXPECT_EQ(status_with(monitor, values), "200") << "given out beside the hub that runs";
  EXPECT_EQ(status_with(monitor, "/v1/records"), "403");
  EXPECT_EQ(status_with(monitor + "x", values), "401");
  EXPECT_FALSE(stands_in_a_file(monitor.substr(17))) << "it is kept nowhere";

  const auto list = base::parse_json(hub_.mizan({"--format", "json", "token", "list"}));
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["name"], "pg-punjab");
  EXPECT_EQ(list[0]["state"], "holds");
  EXPECT_EQ(list.dump().find(monitor.substr(17)), std::string::npos);
  hub_.mizan({"token", "add", "pg-punjab", "--role", "monitor"}, 2);

  hub_.mizan({"token", "revoke", "pg-punjab"});
  EXPECT_EQ(status_with(monitor, values), "401");
  hub_.mizan({"token", "revoke", "pg-punjab"}, 2);
  hub_.mizan({"token", "add", "nobody", "--role", "coordinator"}, 2);
  hub_.mizan({"token", "add", "nobody", "--role", "monitor", "--grain", "village"}, 2);
}

TEST_F(AccessTest, TheFeedIsFollowedWithATokenFromAFileOfOnesOwn) {
  hub_.ask_for_tokens();
  load();
  start();
  const auto file = hub_.path() / "feed.token";
  std::ofstream(file) << token({"press", "--role", "monitor"}) << '\n';
  chmod(file.c_str(), 0644);
  const std::vector<std::string> follow = {"feed",     "tail",    "--url", url(""),        "--from",
                                           "snapshot", "--count", "1",     "--token-file", file.string()};
  EXPECT_NE(run(hub_.command(follow)).err.find("chmod 600"), std::string::npos);
  chmod(file.c_str(), 0600);
  EXPECT_TRUE(run(hub_.command(follow)).ok());
  const auto without = run(hub_.command({"feed", "tail", "--url", url(""), "--count", "1"}));
  EXPECT_EQ(without.exit_code, 2) << without.story();
  EXPECT_NE(without.err.find("shows a token"), std::string::npos) << without.err;
}

TEST_F(AccessTest, TheDemonstrationsHubKnowsWhoeverIsOnThisMachine) {
  load();
  start();
  EXPECT_EQ(status("/v1/sources"), "200");
  EXPECT_EQ(status("/v1/sources", {"--header", "Host: evil.example"}), "401") << "DNS rebinding";
  EXPECT_EQ(status("/v1/sources", {"--header", "X-Forwarded-For: 1.2.3.4"}), "401") << "a proxy";
  EXPECT_EQ(status_with("nonsense", "/v1/sources"), "401");
}

// Keys and log-ins by openssl and python: an issuer that knows nothing of this program.
constexpr const char* kIssuer = R"(
import base64, json, subprocess, sys, time
folder, kid = sys.argv[1:3]
text = lambda data: base64.urlsafe_b64encode(data).rstrip(b'=').decode()
subprocess.run(['openssl', 'genrsa', '-out', folder + '/issuer.key', '2048'], check=True, capture_output=True)
said = subprocess.run(['openssl', 'rsa', '-in', folder + '/issuer.key', '-noout', '-modulus'], check=True, capture_output=True)
modulus = bytes.fromhex(said.stdout.decode().strip().split('=')[1])
key = {'kty': 'RSA', 'kid': kid, 'use': 'sig', 'alg': 'RS256', 'n': text(modulus), 'e': 'AQAB'}
open(folder + '/login.jwks', 'w').write(json.dumps({'keys': [key]}))
def login(header, claims):
    signed = text(json.dumps(header).encode()) + '.' + text(json.dumps(claims).encode())
    made = subprocess.run(['openssl', 'dgst', '-sha256', '-sign', folder + '/issuer.key'], input=signed.encode(), check=True, capture_output=True)
    return signed + '.' + text(made.stdout)
header = {'alg': 'RS256', 'kid': kid, 'typ': 'JWT'}
now = int(time.time())
claims = {'iss': 'https://login.example.pk', 'aud': 'mizan', 'sub': 'u-17', 'exp': now + 600, 'mizan_role': 'auditor'}
print(login(header, claims))
print(login(header, {**claims, 'exp': now - 600}))
print(login(header, {**claims, 'aud': 'other'}))
print(login({**header, 'alg': 'none'}, claims))
print(login({**header, 'kid': 'another'}, claims))
)";

// Its key is in login.jwks then; the first of the log-ins is good.
std::vector<std::string> log_ins_of_a_new_key(const fs::path& folder, const std::string& kid) {
  const auto issued = run({"/usr/bin/python3", "-c", kIssuer, folder.string(), kid});
  EXPECT_TRUE(issued.ok()) << issued.story();
  std::istringstream lines(issued.out);
  std::vector<std::string> logins;
  for (std::string line; std::getline(lines, line);) logins.push_back(line);
  EXPECT_EQ(logins.size(), 5U);
  logins.resize(5);
  return logins;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST_F(AccessTest, ALogInOfAnIssuerIsTakenByItsKeyAlone) {
  hub_.ask_for_tokens();
  hub_.configure(
      "[access.jwt]\nissuer = \"https://login.example.pk\"\naudience = \"mizan\"\njwks = \"login.jwks\"\n");
  const auto logins = log_ins_of_a_new_key(hub_.path(), "k1");
  load();
  start();
  EXPECT_EQ(status_with(logins[0], "/v1/sources"), "200");
  EXPECT_EQ(status_with(logins[0], "/v1/records"), "403") << "an auditor";
  for (std::size_t i = 1; i < logins.size(); ++i)
    EXPECT_EQ(status_with(logins[i], "/v1/sources"), "401") << i;
}

// The issuer exchanges its key, and the hub is told to fetch it now.
TEST_F(AccessTest, KeysOfAnIssuerAreFetchedFromItsAddress) {
  const auto certificate = make_certificate("localhost");
  ServerReply keys;
  const HttpServer issuer([&keys](const ServerRequest&) { return keys; }, &certificate);
  const auto answers = [&](ServerReply reply) {
    meet_servers();
    keys = std::move(reply);
    meet_servers();
  };
  std::ofstream(hub_.path() / "issuer.pem") << certificate.pem;
  hub_.ask_for_tokens();
  hub_.configure("[access.jwt]\nissuer = \"https://login.example.pk\"\naudience = \"mizan\"\njwks_url = \"" +
                 issuer.url("/keys") + "\"\nca_file = \"issuer.pem\"\n");
  const auto first = log_ins_of_a_new_key(hub_.path(), "k1")[0];
  answers({.body = text_of(hub_.path() / "login.jwks")});
  load();
  start_in_the_background();
  EXPECT_TRUE(comes_to(first, "200"));

  const auto second = log_ins_of_a_new_key(hub_.path(), "k2")[0];
  EXPECT_EQ(status_with(second, "/v1/sources"), "401");
  answers({.body = text_of(hub_.path() / "login.jwks")});
  service_->signal(SIGHUP);
  EXPECT_TRUE(comes_to(second, "200"));
  EXPECT_EQ(status_with(first, "/v1/sources"), "401") << "of a key that the issuer no longer names";

  answers({.status = 500});
  service_->signal(SIGHUP);
  EXPECT_NE(service_->err_line_with("the keys that were known go on"), "");
  EXPECT_EQ(status_with(second, "/v1/sources"), "200");
}

TEST_F(AccessTest, MistakesAreFoundBeforeAnybodyIsLetIn) {
  hub_.configure("[listen]\naddress = \"0.0.0.0\"\nallow_remote = true\nplain_http = true\n");
  const auto open = run(hub_.command({"validate"}));
  EXPECT_EQ(open.exit_code, 2);
  EXPECT_NE((open.out + open.err).find("access.mode"), std::string::npos) << open.story();

  const HubFolder other("access-sharing");
  other.ask_for_tokens();
  std::ofstream(other.path() / "sharing.toml")
      << "format = 1\n[public.values]\ngrains = [\"nation\"]\nfields = [\"*\"]\n";
  other.configure("[access]\nsharing = \"sharing.toml\"\n");
  const auto wrong = run(other.command({"validate"}));
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_NE(wrong.out.find("sharing.toml:2: [public.values] the public is shown no numbers"),
            std::string::npos)
      << wrong.story();
}

}  // namespace
}  // namespace mizan::test
