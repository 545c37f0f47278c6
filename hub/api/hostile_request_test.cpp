// Requests that no client of good will sends, as bytes on a socket: each is refused with a status or a closed
// connection, and the next client is served.
#include "api/api_test_support.hpp"

namespace mizan::api {
namespace {

class HostileTest : public ApiTest {
 protected:
  // The statuses of all answers until the server closes.
  std::string answers(const std::string& bytes) {
    Wire wire(server_->port());
    wire.say(bytes);
    std::string got;
    for (;;) {
      const auto answer = wire.hear();
      if (answer.status == 0) return got.empty() ? "closed" : got;
      got += (got.empty() ? "" : " ") + std::to_string(answer.status);
      if (answer.head.find("Connection: close") != std::string::npos) return got;
    }
  }
  bool serves() { return get("/v1").status == 200; }
};

// Where two readers of the same bytes may see two different requests, one of them a proxy, neither may be
// answered. Behind each stands a request that would show itself by a second answer.
TEST_F(HostileTest, WhatTwoReadersCouldReadDifferentlyIsRefusedAndNothingBehindItIsRead) {
  const std::string behind = "GET /v1/kpis HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const std::string get = "GET /v1 HTTP/1.1\r\nHost: localhost\r\n";
  struct Case {
    const char* what;
    std::string bytes;
  };
  for (const auto& each :
       {Case{"length and chunks",
             get + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + behind},
        Case{"chunks and length",
             get + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + behind},
        Case{"chunks", get + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + behind},
        Case{"chunks by another name", get + "Transfer-Encoding: xchunked\r\n\r\n" + behind},
        Case{"chunks twice",
             get + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + behind},
        Case{"two lengths", get + "Content-Length: 0\r\nContent-Length: 40\r\n\r\n" + behind},
        Case{"two lengths in one", get + "Content-Length: 0, 40\r\n\r\n" + behind},
        Case{"the same length twice", get + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n" + behind},
        Case{"a length with a sign", get + "Content-Length: +0\r\n\r\n" + behind},
        Case{"a length below nothing", get + "Content-Length: -1\r\n\r\n" + behind},
        Case{"a length in hexadecimal", get + "Content-Length: 0x0\r\n\r\n" + behind},
        Case{"a length too large to count", get + "Content-Length: 18446744073709551616\r\n\r\n" + behind},
        Case{"a body", get + "Content-Length: 3\r\n\r\nabc" + behind},
        Case{"a blank before the colon", get + "Content-Length : 0\r\n\r\n" + behind},
        Case{"a blank before the name", get + " Content-Length: 40\r\n\r\n" + behind},
        Case{"a folded header", get + "X-A: a\r\n b\r\n\r\n" + behind},
        Case{"lines without a carriage return", "GET /v1 HTTP/1.1\nHost: localhost\n\n" + behind},
        Case{"one line without it", "GET /v1 HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n" + behind},
        Case{"a carriage return alone", get + "X-A: a\rContent-Length: 40\r\n\r\n" + behind},
        Case{"a zero", get + std::string("X-A: a\0b\r\n\r\n", 12) + behind},
        Case{"two hosts", get + "Host: other\r\n\r\n" + behind},
        Case{"no host", "GET /v1 HTTP/1.1\r\n\r\n" + behind},
        Case{"two authorizations",
             get + "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n" + behind},
        Case{"another protocol", "GET /v1 HTTP/3.0\r\nHost: localhost\r\n\r\n" + behind},
        Case{"no protocol", "GET /v1\r\n\r\n" + behind},
        Case{"words before it", "\r\n\r\nnonsense\r\n\r\n" + behind},
        Case{"a TLS handshake", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + behind}}) {
    const auto got = answers(each.bytes);
    EXPECT_TRUE(got == "400" || got == "413" || got == "closed") << each.what << ": " << got;
  }
  EXPECT_TRUE(serves());
}

TEST_F(HostileTest, WhatIsTooLargeIsRefusedBeforeItIsRead) {
  EXPECT_EQ(answers("GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n"), "413");
  EXPECT_EQ(answers("GET /v1 HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(9'000, 'a') + "\r\n\r\n"),
            "413");
  std::string many = "GET /v1 HTTP/1.1\r\nHost: localhost\r\n";
  for (int i = 0; i < 2'000; ++i) many += "X" + std::to_string(i) + ": 1\r\n";
  EXPECT_EQ(answers(many + "\r\n"), "413");
  EXPECT_EQ(answers("GET /v1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"), "413");
  EXPECT_TRUE(serves());
}

// Whoever sends a letter now and then has the same time as whoever sends nothing: that of the whole request.
TEST_F(HostileTest, ARequestHasItsTimeAsAWhole) {
  request_seconds_ = 1;
  start();
  Wire slow(server_->port());
  const auto began = std::chrono::steady_clock::now();
  slow.say("GET /v1 HTTP/1.1\r\nHost: localhost\r\n");
  std::string heard;
  for (int i = 0; i < 40 && heard.empty(); ++i) {
    if (!slow.try_say("X: " + std::to_string(i) + "\r\n")) break;
    heard = slow.ended_within(std::chrono::milliseconds(100)) ? "closed" : "";
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(4));
  EXPECT_TRUE(serves());
}

TEST_F(HostileTest, EveryAnswerHasItsSecurityHeaders) {
  for (const auto* target : {"/v1", "/v1/nothing", "/v1/feed?x=1"}) {
    const auto head = get(target).head;
    for (const auto* line : {"X-Content-Type-Options: nosniff", "Content-Security-Policy: default-src 'none'",
                             "Referrer-Policy: no-referrer", "Cross-Origin-Resource-Policy: same-origin"})
      EXPECT_NE(head.find(line), std::string::npos) << target << " lacks " << line << "\n" << head;
  }
}

}  // namespace
}  // namespace mizan::api
