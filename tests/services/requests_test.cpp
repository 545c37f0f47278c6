// What is asked, what is tried again, and what each fault of a real server means.
#include <chrono>
#include <thread>

#include "services_fixture.hpp"

namespace mizan::test {
namespace {

using base::Code;

ServerReply says(const std::string& body) {
  return {200, body};
}

TEST_F(ServicesTest, AReplyComesUnpackedWithLowerCaseHeaders) {
  HttpServer server([](const ServerRequest&) {
    return ServerReply{200, gzipped("[1, 2]"), {{"Content-Encoding", "gzip"}, {"X-Total", "2"}}};
  });
  allow(server);
  const auto response = get(server.url("/cases?a=1#top"));
  ASSERT_TRUE(response) << outcome(response);
  EXPECT_EQ(response->body, "[1, 2]");
  EXPECT_EQ(response->url, server.url("/cases?a=1"));
  EXPECT_NE(std::find(response->headers.begin(), response->headers.end(),
                      std::pair<std::string, std::string>("x-total", "2")),
            response->headers.end());
  EXPECT_EQ(server.requests().at(0).target, "/cases?a=1");
}

TEST_F(ServicesTest, ANotFoundIsAReplyAndAPostHasItsBody) {
  HttpServer server([](const ServerRequest& request) {
    return ServerReply{404, request.method + request.body};
  });
  allow(server);
  adapter::HttpRequest request{"POST", server.url("/search"), {{"Content-Type", "application/json"}}, "{}"};
  const auto response = fetch(*opened(), request);
  ASSERT_TRUE(response) << outcome(response);
  EXPECT_EQ(response->status, 404);
  EXPECT_EQ(response->body, "POST{}");
  EXPECT_EQ(server.requests().at(0).header("content-type"), "application/json");
}

TEST_F(ServicesTest, OnlyNamedHostsAreAsked) {
  HttpServer server([](const ServerRequest&) { return says("x"); });
  for (const auto& url : {server.url("/"), std::string("http://localhost/"), std::string("http://127.0.0.1/"),
                          std::string("http://[::1]/"), std::string("http://2130706433/")}) {
    config.http.hosts = {"elsewhere.example"};
    const auto refused = get(url);
    EXPECT_EQ(code_of(refused), Code::kConfig) << url;
    EXPECT_NE(refused.error().message.find("http.hosts"), std::string::npos) << outcome(refused);
  }
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(ServicesTest, AnAddressIsHttpWithoutUserOrItIsRefused) {
  config.http.hosts = {"h.example"};
  for (const auto* url :
       {"ftp://h.example/", "file:///etc/passwd", "h.example/x", "/x", "", "http://", "http://u:p@h.example/",
        "http://u@h.example/", "http://h.example/\r\nX: 1", "gopher://h.example/", "http://h.example:99999/"})
    EXPECT_EQ(code_of(get(url)), Code::kConfig) << url;
}

TEST_F(ServicesTest, ARequestThatIsNotTheAdaptersToMakeIsRefused) {
  config.http.hosts = {"h.example"};
  const auto services = opened();
  using Request = adapter::HttpRequest;
  for (const auto& request :
       {Request{"PUT", "http://h.example/"}, Request{"GET", "http://h.example/", {}, "body"},
        Request{"POST", "http://h.example/", {}, std::string((1U << 20U) + 1, 'x')},
        Request{"GET", "http://h.example/", {{"Authorization", "Bearer x"}}},
        Request{"GET", "http://h.example/", {{"cookie", "x"}}},
        Request{"GET", "http://h.example/", {{"Host", "x"}}},
        Request{"GET", "http://h.example/", {{"X-A", "1\r\nHost: x"}}},
        Request{"GET", "http://h.example/", {{"a b", "1"}}}})
    EXPECT_EQ(code_of(fetch(*services, request)), Code::kConfig) << request.method;
}

TEST_F(ServicesTest, StatusesArePolicies) {
  int status = 0;
  HttpServer server([&](const ServerRequest&) { return ServerReply{status, "x"}; });
  allow(server);
  config.http.tries = 1;
  const auto services = opened();
  const std::vector<std::pair<int, Code>> policies = {{401, Code::kAuth},      {403, Code::kAuth},
                                                      {429, Code::kThrottled}, {500, Code::kTransient},
                                                      {502, Code::kTransient}, {503, Code::kTransient}};
  for (const auto& [given, code] : policies) {
    status = given;
    EXPECT_EQ(code_of(get(*services, server.url("/"))), code) << given;
  }
  for (const int given : {200, 204, 304, 400, 404, 410, 422}) {
    status = given;
    const auto response = get(*services, server.url("/"));
    ASSERT_TRUE(response) << given << outcome(response);
    EXPECT_EQ(response->status, given);
  }
}

TEST_F(ServicesTest, WhatMayPassIsTriedAgainWithGrowingPauses) {
  int asked = 0;
  HttpServer server([&](const ServerRequest&) -> ServerReply {
    ++asked;
    if (asked == 1) return {200, "x", {}, Fault::kReset};
    if (asked == 2) return {500, "x"};
    if (asked == 3) return {200, "torn", {}, Fault::kTruncated};
    return says("whole");
  });
  allow(server);
  const auto response = get(server.url("/"));
  ASSERT_TRUE(response) << outcome(response);
  EXPECT_EQ(response->body, "whole");
  ASSERT_EQ(waited.size(), 3U);
  // Half a second, doubled, of which up to a half is taken off.
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_GE(waited[i], 250 << i);
    EXPECT_LE(waited[i], 500 << i);
  }
}

TEST_F(ServicesTest, TriesEndAndAPostHasOne) {
  HttpServer server([](const ServerRequest&) { return ServerReply{500, "x"}; });
  allow(server);
  config.http.tries = 3;
  const auto services = opened();
  EXPECT_EQ(code_of(get(*services, server.url("/"))), Code::kTransient);
  EXPECT_EQ(server.requests().size(), 3U);
  EXPECT_EQ(code_of(fetch(*services, {"POST", server.url("/")})), Code::kTransient);
  EXPECT_EQ(server.requests().size(), 4U);
}

TEST_F(ServicesTest, AShortRetryAfterIsWaitedForAndALongOneIsPassedOn) {
  std::string after = "7";
  int status = 429;
  int asked = 0;
  HttpServer server([&](const ServerRequest&) {
    return ++asked % 2 == 1 ? ServerReply{status, "x", {{"Retry-After", after}}} : says("x");
  });
  allow(server);
  const auto services = opened();
  EXPECT_EQ(outcome(get(*services, server.url("/"))), "ok");
  EXPECT_EQ(waited, std::vector<std::int64_t>{7000});
  after = "120";
  status = 503;
  const auto late = get(*services, server.url("/"));
  EXPECT_EQ(code_of(late), Code::kThrottled);
  EXPECT_EQ(late.error().retry_after_ms, 120'000);
  EXPECT_EQ(waited.size(), 1U);
  asked = 0;
  clock.set(1'760'000'000'000'000);  // 2025-10-09 08:53:20 UTC
  after = "Thu, 09 Oct 2025 09:53:20 GMT";
  EXPECT_EQ(get(*services, server.url("/")).error().retry_after_ms, 3'600'000);
}

TEST_F(ServicesTest, TornAndTooLargeAreData) {
  ServerReply reply;
  HttpServer server([&](const ServerRequest&) { return reply; });
  allow(server);
  config.http.max_response_bytes = 100'000;
  config.http.tries = 1;
  const auto services = opened();
  const std::string bomb = gzipped(std::string(std::size_t{50} << 20U, '0'));
  ASSERT_LT(bomb.size(), 100'000U);
  const std::vector<ServerReply> replies = {
      {200, "half of it", {}, Fault::kTruncated},         {200, std::string(100'001, 'x')},
      {200, std::string(1000, 'x'), {}, Fault::kEndless}, {200, bomb, {{"Content-Encoding", "gzip"}}},
      {200, "no gzip", {{"Content-Encoding", "gzip"}}},   {200, "x", {{"X-Long", std::string(70'000, 'x')}}}};
  for (std::size_t i = 0; i < replies.size(); ++i) {
    reply = replies[i];
    EXPECT_EQ(code_of(get(*services, server.url("/"))), Code::kData) << i;
  }
  reply = {200, std::string(100'000, 'x')};
  EXPECT_EQ(outcome(get(*services, server.url("/"))), "ok");
}

TEST_F(ServicesTest, ASlowServerIsOutOfTime) {
  HttpServer server([](const ServerRequest&) { return ServerReply{200, "slow", {}, Fault::kStalled}; });
  allow(server);
  config.http.total_ms = 200;
  config.http.tries = 2;
  const auto late = get(server.url("/"));
  EXPECT_EQ(code_of(late), Code::kTransient);
  EXPECT_NE(late.error().message.find("200 ms"), std::string::npos) << outcome(late);
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(ServicesTest, NobodyListensIsTransient) {
  std::string url;
  {
    HttpServer gone([](const ServerRequest&) { return says("x"); });
    url = gone.url("/");
    allow(gone);
  }
  EXPECT_EQ(code_of(get(url)), Code::kTransient);
  EXPECT_EQ(waited.size(), 3U);
}

TEST_F(ServicesTest, AStopEndsATransferAtOnce) {
  std::atomic<bool> reached = false;
  HttpServer server([&](const ServerRequest&) {
    reached = true;
    return ServerReply{200, "slow", {}, Fault::kStalled};
  });
  allow(server);
  stop.asked = [&] { return reached.load(); };
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(code_of(get(server.url("/"))), Code::kCancelled);
  // The limit of a try is a minute: without the stop this would take that long.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(ServicesTest, RequestsKeepToTheirRate) {
  HttpServer server([](const ServerRequest&) { return says("x"); });
  allow(server);
  config.http.requests_per_second = 4;
  config.http.burst = 2;
  const auto services = opened();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(get(*services, server.url("/")));
  EXPECT_EQ(waited, (std::vector<std::int64_t>{250, 250, 250}));
}

TEST_F(ServicesTest, RedirectsAreFollowedAsFarAsAllowed) {
  std::string location = "/b?x=1";
  HttpServer server([&](const ServerRequest& request) {
    return request.path() == "/b" ? says("there") : ServerReply{302, "", {{"Location", location}}};
  });
  allow(server);
  const auto services = opened();
  const auto response = get(*services, server.url("/a"));
  ASSERT_TRUE(response) << outcome(response);
  EXPECT_EQ(response->url, server.url("/b?x=1"));
  location = "/a";
  EXPECT_EQ(code_of(get(*services, server.url("/a"))), Code::kData);
  EXPECT_EQ(server.requests().size(), 2U + 6U);  // the first one, and five more
  for (const auto* elsewhere : {"http://elsewhere.example/", "file:///etc/passwd", "http://u:p@localhost/"}) {
    location = elsewhere;
    EXPECT_EQ(code_of(get(*services, server.url("/a"))), Code::kConfig) << elsewhere;
  }
  EXPECT_EQ(code_of(fetch(*services, {"POST", server.url("/a")})), Code::kConfig);
}

TEST_F(ServicesTest, TlsIsVerifiedAgainstTheFileOfTheSource) {
  const auto certificate = make_certificate("localhost");
  HttpServer server([](const ServerRequest&) { return says("safe"); }, &certificate);
  allow(server);
  const auto unknown = get(server.url("/"));
  EXPECT_EQ(code_of(unknown), Code::kConfig);
  EXPECT_NE(unknown.error().message.find("certificate is not trusted"), std::string::npos)
      << outcome(unknown);
  EXPECT_TRUE(server.requests().empty());
  config.http.ca_file = keep_file("ca.pem", certificate.pem);
  EXPECT_EQ(outcome(get(server.url("/"))), "ok");
  config.http.ca_file = folder / "absent.pem";
  EXPECT_EQ(code_of(get(server.url("/"))), Code::kConfig);
}

TEST_F(ServicesTest, ACertificateOfAnotherHostIsRefused) {
  const auto certificate = make_certificate("elsewhere.example");
  HttpServer server([](const ServerRequest&) { return says("x"); }, &certificate);
  allow(server, &certificate);
  EXPECT_EQ(code_of(get(server.url("/"))), Code::kConfig);
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(ServicesTest, HttpsNeverBecomesHttp) {
  const auto certificate = make_certificate("localhost");
  HttpServer plain([](const ServerRequest&) { return says("x"); });
  HttpServer server(
      [&](const ServerRequest&) {
        return ServerReply{302, "", {{"Location", plain.url("/")}}};
      },
      &certificate);
  allow(server, &certificate);
  allow(plain);
  EXPECT_EQ(code_of(get(server.url("/"))), Code::kConfig);
  EXPECT_TRUE(plain.requests().empty());
}

TEST_F(ServicesTest, AProxyIsAskedWithItsOwnCredential) {
  HttpServer proxy(
      [](const ServerRequest& request) { return says(std::string(request.header("proxy-authorization"))); });
  keep_secret("pass", "open");
  config.credentials["proxy"] = services::BasicCredential{"user", "pass"};
  config.http.proxy = "http://" + proxy.host();
  config.http.proxy_credential = "proxy";
  config.http.hosts = {"far.example"};
  const auto response = get("http://far.example/x");
  ASSERT_TRUE(response) << outcome(response);
  EXPECT_EQ(response->body, "Basic dXNlcjpvcGVu");
  EXPECT_EQ(proxy.requests().at(0).target, "http://far.example/x");
}

TEST_F(ServicesTest, AConfigurationThatCannotBeIsRefused) {
  const auto refused = [&](const auto& change) {
    auto wrong = config;
    change(wrong);
    const auto opened = services::open_services(wrong, clock);
    return !opened && opened.error().code == Code::kConfig ? opened.error().message : std::string();
  };
  for (const auto* host :
       {"", "http://x", "X.example", "x.example/path", "x.example:0x", "*.example", "u@x.example"})
    EXPECT_NE(refused([&](auto& wrong) { wrong.http.hosts = {host}; }).find("http.hosts"), std::string::npos)
        << host;
  EXPECT_NE(refused([](auto& wrong) {
              wrong.credentials["a"] = services::BearerCredential{"gone"};
            }).find("credentials.a.secret"),
            std::string::npos);
  EXPECT_NE(refused([](auto& wrong) {
              wrong.secrets["s"] = {services::SecretPlace::In::kFile, "/nowhere/s"};
            }).find("\"s\""),
            std::string::npos);
  EXPECT_NE(refused([](auto& wrong) { wrong.http.record = wrong.http.replay = "x"; }).find("http.record"),
            std::string::npos);
  EXPECT_NE(refused([](auto& wrong) { wrong.http.requests_per_second = 0; }).find("http"), std::string::npos);
}

}  // namespace
}  // namespace mizan::test
