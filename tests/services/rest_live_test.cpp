// The rest connector through the hub's own requests, against a server with TLS, tokens that expire, and
// faults.
#include <set>

#include <mizan/sdk/test/fake_host.hpp>
#include <nlohmann/json.hpp>

#include "adapter/library.hpp"
#include "adapter/status.hpp"
#include "services_fixture.hpp"

namespace mizan::test {
namespace {

constexpr int kCases = 40;
constexpr int kPage = 7;

constexpr std::string_view kMapping = R"(format = 1
[input]
format = "rest"
[[input.request]]
name = "cases"
path = "/cases"
items = "/data"
paging = { kind = "link" }
detail = "/cases/{/id}"
[[record]]
kind = "case"
key = "/id"
[record.fields]
fir_no = "/fir"
)";

/// Cases by pages and one by one, for whoever holds a token that is no older than ten requests.
class LiveApi {
 public:
  int tokens = 0;
  int served = 0;

  ServerReply answer(const ServerRequest& request) {
    if (request.path() == "/token") {
      age_ = 0;
      return {200,
              nlohmann::json{{"access_token", "t" + std::to_string(++tokens)}, {"expires_in", 3600}}.dump()};
    }
    const bool expired = ++age_ > 10;
    if (expired || request.header("authorization") != "Bearer t" + std::to_string(tokens))
      return {401, "expired"};
    auto reply = document(request);
    return spoilt(std::move(reply));
  }

 private:
  // Each fault once in so many requests; the numbers share no divisor, so that they come in every order.
  ServerReply spoilt(ServerReply reply) {
    ++served;
    if (served % 5 == 0) return {500, "busy"};
    if (served % 7 == 0) return {429, "slow down", {{"Retry-After", "2"}}};
    if (served % 11 == 0) reply.fault = Fault::kTruncated;
    if (served % 13 == 0) reply.fault = Fault::kReset;
    return reply;
  }

  static nlohmann::json one(int id) { return {{"id", id}, {"fir", std::to_string(id) + "/25"}}; }

  static ServerReply document(const ServerRequest& request) {
    if (request.path() != "/cases")
      return {200, one(std::stoi(std::string(request.path().substr(7)))).dump()};
    const auto from = request.parameter("from").empty() ? 1 : std::stoi(request.parameter("from"));
    auto data = nlohmann::json::array();
    for (int id = from; id < from + kPage && id <= kCases; ++id) data.push_back({{"id", id}});
    ServerReply reply{200, nlohmann::json{{"data", data}}.dump()};
    if (from + kPage <= kCases)
      reply.headers.emplace_back("Link", "</cases?from=" + std::to_string(from + kPage) + ">; rel=\"next\"");
    return reply;
  }

  int age_ = 0;
};

class RestLive : public ServicesTest {
 protected:
  RestLive() {
    keep_secret("client", "secret");
    allow(server, &certificate);
    config.credentials["api"] = services::OAuth2Credential{server.url("/token"), "hub", "client"};
    config.http.tries = 6;
    services = opened();
    hub.now_us = clock.now();
    hub.http = [this](const sdk::HttpRequest& request) { return fetched(request); };
  }

  // What the boundary does with a request, on either side of it.
  sdk::HttpResponse fetched(const sdk::HttpRequest& request) {
    auto response =
        fetch(*services, {request.method, request.url, request.headers, request.body, request.credential});
    if (!response)
      throw sdk::Error(adapter::status_of(response.error().code), response.error().message,
                       response.error().retry_after_ms);
    return {response->status, response->headers, response->body, response->url};
  }

  std::string settings() const {
    return nlohmann::json{
        {"url", server.url("")}, {"credential", "api"}, {"mapping", {{"name", "m.toml"}, {"text", kMapping}}}}
        .dump();
  }

  LiveApi api;
  Certificate certificate = make_certificate("localhost");
  HttpServer server{[this](const ServerRequest& request) { return api.answer(request); }, &certificate};
  std::unique_ptr<adapter::HostServices> services;
  base::Result<adapter::Library> library = adapter::Library::open(MIZAN_BINARY_DIR "/plugins/mizan_rest.so");
  sdk::test::FakeHub hub{library.value().plugin()};
};

TEST_F(RestLive, EveryCaseComesOnceThroughEveryFault) {
  ASSERT_EQ(hub.create(settings()), MIZAN_OK) << hub.error.message;
  ASSERT_EQ(hub.read(), MIZAN_OK) << hub.error.message;
  std::set<std::string> keys;
  for (const auto& record : hub.records) keys.insert(record.key);
  EXPECT_EQ(hub.records.size(), static_cast<std::size_t>(kCases));
  EXPECT_EQ(keys.size(), static_cast<std::size_t>(kCases));
  EXPECT_TRUE(hub.rejects.empty());
  EXPECT_EQ(hub.tokens.size(), 6U) << "a checkpoint a page";
  EXPECT_GT(api.tokens, 4) << "tokens expired on the way";
  EXPECT_NE(std::find(waited.begin(), waited.end(), 2000), waited.end()) << "a Retry-After was waited for";
}

TEST_F(RestLive, WhatEndsAReadingIsItsPolicyAndItGoesOnFromTheCheckpoint) {
  ASSERT_EQ(hub.create(settings()), MIZAN_OK) << hub.error.message;
  const auto whole = hub.http;
  int fetches = 0;
  hub.http = [&](const sdk::HttpRequest& request) {
    if (++fetches == 20) stop.asked = [] { return true; };
    return whole(request);
  };
  EXPECT_EQ(hub.read(), MIZAN_E_CANCELLED);
  const auto token = hub.tokens.back();
  stop.asked = [] { return false; };
  hub.forget();
  ASSERT_EQ(hub.read(token.first), MIZAN_OK) << hub.error.message;
  EXPECT_EQ(hub.records.size(), kCases - token.second);
  std::filesystem::remove(folder / "client.secret");
  services = nullptr;
  EXPECT_FALSE(services::open_services(config, clock));
}

}  // namespace
}  // namespace mizan::test
