// What the hub adds to a request, and where it never goes.
#include <nlohmann/json.hpp>

#include "services_fixture.hpp"

namespace mizan::test {
namespace {

using base::Code;

ServerReply says(std::string_view body) {
  return {200, std::string(body)};
}

/// A server that hands out tokens t1, t2 … at /token, and answers elsewhere to the newest one alone.
struct TokenServer {
  int tokens = 0;
  int refusals = 0;  ///< of requests, whatever their token
  ServerReply token_reply = {200, {}};
  Certificate certificate = make_certificate("localhost");
  HttpServer server{[this](const ServerRequest& request) { return answer(request); }, &certificate};

  ServerReply answer(const ServerRequest& request) {
    if (request.path() == "/token") {
      ++tokens;
      if (!token_reply.body.empty()) return token_reply;
      return says(nlohmann::json{{"access_token", "t" + std::to_string(tokens)}, {"expires_in", 600}}.dump());
    }
    if (refusals > 0 && refusals-- > 0) return {401, "expired"};
    const bool good = request.header("authorization") == "Bearer t" + std::to_string(tokens);
    return good ? says("data") : ServerReply{401, "wrong token"};
  }
};

class OAuth2 : public ServicesTest {
 protected:
  OAuth2() {
    keep_secret("client", "s3/cret");
    allow(tokens.server, &tokens.certificate);
    config.credentials["api"] =
        services::OAuth2Credential{tokens.server.url("/token"), "hub", "client", "cases read"};
  }
  TokenServer tokens;
};

TEST_F(ServicesTest, EachKindOfCredentialStandsWhereItBelongs) {
  HttpServer server([](const ServerRequest& request) {
    return says(std::string(request.header("authorization")) + "|" + std::string(request.header("x-key")) +
                "|" + request.parameter("api_key"));
  });
  allow(server);
  config.http.plain_credentials = true;
  keep_secret("s", "va/lue");
  config.credentials["bearer"] = services::BearerCredential{"s"};
  config.credentials["basic"] = services::BasicCredential{"Aladdin", "s"};
  config.credentials["header"] = services::ApiKeyCredential{"s", "X-Key", ""};
  config.credentials["query"] = services::ApiKeyCredential{"s", "", "api_key"};
  const auto services = opened();
  EXPECT_EQ(get(*services, server.url("/"), "bearer")->body, "Bearer va/lue||");
  EXPECT_EQ(get(*services, server.url("/"), "basic")->body, "Basic QWxhZGRpbjp2YS9sdWU=||");
  EXPECT_EQ(get(*services, server.url("/"), "header")->body, "|va/lue|");
  const auto by_query = get(*services, server.url("/?a=1"), "query");
  EXPECT_EQ(by_query->body, "||va/lue");
  EXPECT_EQ(by_query->url, server.url("/?a=1"));
  EXPECT_EQ(get(*services, server.url("/"))->body, "||");
  EXPECT_EQ(code_of(get(*services, server.url("/"), "absent")), Code::kConfig);
}

TEST_F(ServicesTest, ASecretThatIsExchangedNeedsNoRestart) {
  HttpServer server([](const ServerRequest& request) { return says(request.header("authorization")); });
  allow(server);
  config.http.plain_credentials = true;
  keep_secret("s", "old");
  config.credentials["bearer"] = services::BearerCredential{"s"};
  const auto services = opened();
  EXPECT_EQ(get(*services, server.url("/"), "bearer")->body, "Bearer old");
  keep_secret("s", "new");
  EXPECT_EQ(get(*services, server.url("/"), "bearer")->body, "Bearer new");
}

TEST_F(ServicesTest, CredentialsGoOverHttpsOnlyUnlessAllowed) {
  HttpServer server([](const ServerRequest&) { return says("x"); });
  allow(server);
  keep_secret("s", "value");
  config.credentials["bearer"] = services::BearerCredential{"s"};
  EXPECT_EQ(code_of(get(server.url("/"), "bearer")), Code::kConfig);
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(ServicesTest, ASecretThatCannotStandInAHeaderIsRefused) {
  HttpServer server([](const ServerRequest&) { return says("x"); });
  allow(server);
  config.http.plain_credentials = true;
  keep_secret("s", "a\r\nX-Other: 1");
  config.credentials["bearer"] = services::BearerCredential{"s"};
  EXPECT_EQ(code_of(get(server.url("/"), "bearer")), Code::kConfig);
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(ServicesTest, ACredentialStaysWithItsHost) {
  HttpServer other([](const ServerRequest& request) {
    return says(std::string(request.header("authorization")) + std::string(request.header("x-own")) +
                request.target);
  });
  HttpServer server([&](const ServerRequest&) {
    return ServerReply{307, "", {{"Location", other.url("/file")}}};
  });
  allow(server);
  allow(other);
  config.http.plain_credentials = true;
  keep_secret("s", "value");
  config.credentials["bearer"] = services::BearerCredential{"s"};
  adapter::HttpRequest request{
      "GET", server.url("/"), {{"X-Own", "mine"}, {"Accept", "text/csv"}}, {}, "bearer"};
  const auto response = fetch(*opened(), request);
  ASSERT_TRUE(response) << outcome(response);
  EXPECT_EQ(response->body, "/file");
  EXPECT_EQ(server.requests().at(0).header("authorization"), "Bearer value");
  EXPECT_EQ(other.requests().at(0).header("accept"), "text/csv");
}

TEST_F(ServicesTest, AKeyThatAServerRepeatsInALocationIsNotShown) {
  HttpServer server([&](const ServerRequest& request) {
    if (request.path() == "/b") return says("there");
    return ServerReply{302, "", {{"Location", "/b?key=" + request.parameter("key") + "&page=2"}}};
  });
  allow(server);
  config.http.plain_credentials = true;
  keep_secret("s", "value");
  config.credentials["query"] = services::ApiKeyCredential{"s", "", "key"};
  const auto response = get(server.url("/a"), "query");
  ASSERT_TRUE(response) << outcome(response);
  EXPECT_EQ(response->url, server.url("/b?page=2"));
  EXPECT_EQ(server.requests().at(1).target, "/b?page=2&key=value");
}

TEST_F(OAuth2, ATokenIsFetchedOnceAndKeptUntilShortlyBeforeItsEnd) {
  const auto services = opened();
  for (int i = 0; i < 3; ++i) ASSERT_EQ(outcome(get(*services, tokens.server.url("/x"), "api")), "ok");
  EXPECT_EQ(tokens.tokens, 1);
  const auto asked = tokens.server.requests().at(0);
  EXPECT_EQ(asked.method, "POST");
  EXPECT_EQ(asked.header("authorization"), "Basic aHViOnMzJTJGY3JldA==");  // hub:s3%2Fcret
  EXPECT_EQ(asked.body, "grant_type=client_credentials&scope=cases%20read");
  clock.set(clock.now() + 539'000'000);
  ASSERT_EQ(outcome(get(*services, tokens.server.url("/x"), "api")), "ok");
  EXPECT_EQ(tokens.tokens, 1);
  clock.set(clock.now() + 2'000'000);
  ASSERT_EQ(outcome(get(*services, tokens.server.url("/x"), "api")), "ok");
  EXPECT_EQ(tokens.tokens, 2);
}

TEST_F(OAuth2, ARefusedTokenIsFetchedAnewOnce) {
  const auto services = opened();
  ASSERT_EQ(outcome(get(*services, tokens.server.url("/x"), "api")), "ok");
  tokens.refusals = 1;
  EXPECT_EQ(outcome(get(*services, tokens.server.url("/x"), "api")), "ok");
  EXPECT_EQ(tokens.tokens, 2);
  tokens.refusals = 2;
  EXPECT_EQ(code_of(get(*services, tokens.server.url("/x"), "api")), Code::kAuth);
  EXPECT_EQ(tokens.tokens, 3);
  EXPECT_TRUE(waited.empty());
}

TEST_F(OAuth2, WhatATokenEndpointAnswersIsAPolicy) {
  const auto services = opened();
  const std::vector<std::pair<ServerReply, Code>> replies = {
      {{400, R"({"error": "invalid_client"})"}, Code::kAuth},
      {{401, "no"}, Code::kAuth},
      {{200, "no json"}, Code::kData},
      {{200, R"({"token": "x"})"}, Code::kData},
      {{200, R"({"access_token": "a\nb"})"}, Code::kConfig},
      {{429, "x", {{"Retry-After", "500"}}}, Code::kThrottled},
      {{500, "x"}, Code::kTransient}};
  for (const auto& [reply, code] : replies) {
    tokens.token_reply = reply;
    const auto refused = get(*services, tokens.server.url("/x"), "api");
    EXPECT_EQ(code_of(refused), code) << reply.status << reply.body << outcome(refused);
  }
  tokens.token_reply = replies[0].first;
  EXPECT_NE(outcome(get(*services, tokens.server.url("/x"), "api")).find("invalid_client"),
            std::string::npos);
}

TEST_F(OAuth2, TheClientMayStandInTheBody) {
  std::get<services::OAuth2Credential>(config.credentials["api"]).client_in_body = true;
  ASSERT_EQ(outcome(get(tokens.server.url("/x"), "api")), "ok");
  EXPECT_EQ(tokens.server.requests().at(0).body,
            "grant_type=client_credentials&scope=cases%20read&client_id=hub&client_secret=s3%2Fcret");
}

}  // namespace
}  // namespace mizan::test
