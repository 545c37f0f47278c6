// A secret with a value that can be searched for: every way to fail is gone, and no error, no line on any
// stream and no recorded file may hold it in any form.
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "base/base64.hpp"
#include "services_fixture.hpp"

namespace mizan::test {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCanary = "CANARY/7+q\"z";
// In the header, percent-encoded, in JSON, in base64 (alone, and behind a user's name of three letters and a
// colon).
const std::vector<std::string> kForms = {"CANARY", "CANARY%2F7", base::to_base64(kCanary).substr(0, 12),
                                         base::to_base64("usr:" + std::string(kCanary)).substr(8, 12)};

class CanaryTest : public ServicesTest {
 protected:
  CanaryTest() {
    keep_secret("s", std::string(kCanary));
    config.http.plain_credentials = true;
    config.http.record = folder / "recorded";
    config.http.tries = 2;
    config.http.total_ms = 200;
    config.http.max_response_bytes = 10'000;
    config.credentials["bearer"] = services::BearerCredential{"s"};
    config.credentials["basic"] = services::BasicCredential{"usr", "s"};
    config.credentials["header"] = services::ApiKeyCredential{"s", "X-Key", ""};
    config.credentials["query"] = services::ApiKeyCredential{"s", "", "key"};
    config.credentials["proxy"] = services::BasicCredential{"usr", "s"};
  }

  static void expect_none(const std::string& text, const std::string& where) {
    for (const auto& form : kForms)
      EXPECT_EQ(text.find(form), std::string::npos) << where << ": " << form << "\n" << text;
  }
  void expect_none_in_files() const {
    int files = 0;
    for (const auto& entry : fs::directory_iterator(config.http.record)) {
      std::ifstream in(entry.path(), std::ios::binary);
      expect_none(std::string(std::istreambuf_iterator<char>(in), {}), entry.path().string());
      ++files;
    }
    EXPECT_GT(files, 20);
  }
};

// All that the request holds, back in the reply: in its headers, its body and its Location.
ServerReply echo(const ServerRequest& request, int status, Fault fault) {
  const auto said =
      std::string(request.header("authorization")) + std::string(request.header("x-key")) + request.target;
  return {status,
          said + said,
          {{"X-Echo", said},
           {"Location", "ftp://" + said},
           {"Set-Cookie", "c=" + said},
           {"WWW-Authenticate", said}},
          fault};
}

TEST_F(CanaryTest, NoFailureShowsASecret) {
  int status = 200;
  Fault fault = Fault::kNone;
  HttpServer server([&](const ServerRequest& request) {
    if (request.path() == "/token") return ServerReply{400, "{\"error\": \"" + request.body + "\"}"};
    return echo(request, status, fault);
  });
  allow(server);
  config.credentials["oauth"] = services::OAuth2Credential{server.url("/token"), "usr", "s"};
  config.credentials["oauth-body"] = services::OAuth2Credential{server.url("/token"), "usr", "s", "", true};
  config.http.hosts.push_back("localhost:1");
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const auto services = opened();
  const auto look = [&](const std::string& url, const std::string& credential) {
    const auto result = get(*services, url, credential);
    if (!result) expect_none(result.error().message, credential + " " + std::to_string(status));
  };
  for (const auto* name : {"bearer", "basic", "header", "query", "oauth", "oauth-body"}) {
    for (const int given : {200, 302, 400, 401, 403, 429, 500, 503}) {
      status = given;
      look(server.url("/x"), name);
    }
    status = 200;
    for (const auto given : {Fault::kReset, Fault::kTruncated, Fault::kStalled, Fault::kEndless}) {
      fault = given;
      look(server.url("/x"), name);
    }
    fault = Fault::kNone;
    look("http://localhost:1/", name);
    look("http://elsewhere.example/", name);
  }
  // An adapter that reads the secret itself and makes an address of it.
  const std::vector<std::string> addresses = {server.url("/CANARY%2F7%2Bq%22z"), "http://CANARY/7+q\"z/",
                                              "x:CANARY/7+q\"z"};
  for (const auto& url : addresses) look(url, "");
  const auto printed = testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
  expect_none(printed, "standard streams");
  expect_none_in_files();
}

TEST_F(CanaryTest, NoSecretThatCannotBeReadIsQuoted) {
  const auto path = folder / "s.secret";
  const auto refused = [&] {
    const auto opened = services::open_services(config, clock);
    EXPECT_FALSE(opened);
    if (!opened) expect_none(opened.error().message, "open");
    return opened ? std::string() : opened.error().message;
  };
  chmod(path.c_str(), 0640);
  EXPECT_NE(refused().find("chmod 600"), std::string::npos);
  chmod(path.c_str(), 0600);
  std::ofstream(path) << std::string(70'000, 'x') << kCanary;
  EXPECT_NE(refused().find("64 KiB"), std::string::npos);
}

}  // namespace
}  // namespace mizan::test
