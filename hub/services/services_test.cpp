#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/base64.hpp"
#include "services/rate_limit.hpp"
#include "services/recorded_exchange.hpp"
#include "services/retry.hpp"
#include "services/secret_store.hpp"
#include "services/url.hpp"

namespace mizan::services {
namespace {

namespace fs = std::filesystem;
using In = SecretPlace::In;

class SecretPlaces : public ::testing::Test {
 protected:
  SecretPlaces() { fs::create_directories(folder); }
  ~SecretPlaces() override {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  std::string file(const std::string& text, mode_t mode = 0600) const {
    const auto path = folder / "secret";
    fs::remove(path);
    std::ofstream(path, std::ios::binary) << text;
    chmod(path.c_str(), mode);
    return path.string();
  }
  static std::string read(In in, const std::string& where) {
    const auto secret = read_secret("s", {in, where});
    return secret ? std::string(secret->reveal()) : "error: " + secret.error().message;
  }
  fs::path folder = fs::temp_directory_path() / ("mizan-secrets-" + std::to_string(getpid()));
};

TEST_F(SecretPlaces, AFileGivesItsTextWithoutTheLastLineBreak) {
  EXPECT_EQ(read(In::kFile, file("word")), "word");
  EXPECT_EQ(read(In::kFile, file("word\n")), "word");
  EXPECT_EQ(read(In::kFile, file("word\r\n")), "word");
  EXPECT_EQ(read(In::kFile, file(" wo\nrd \n\n")), " wo\nrd \n");
  EXPECT_EQ(read(In::kFile, file(std::string(65'536, 'x'))), std::string(65'536, 'x'));
}

TEST_F(SecretPlaces, AFileOfOthersATooLongOneAndNoneAreRefused) {
  for (const mode_t mode : {0640U, 0604U, 0620U, 0660U, 0644U})
    EXPECT_NE(read(In::kFile, file("word", mode)).find("others than its owner"), std::string::npos) << mode;
  EXPECT_NE(read(In::kFile, file(std::string(65'537, 'x'))).find("64 KiB"), std::string::npos);
  for (const auto* empty : {"", "\n"})
    EXPECT_NE(read(In::kFile, file(empty)).find("is empty"), std::string::npos);
  EXPECT_NE(read(In::kFile, folder / "absent").find("cannot be opened"), std::string::npos);
  EXPECT_NE(read(In::kFile, folder).find("is no file"), std::string::npos);
}

TEST_F(SecretPlaces, TheEnvironmentAndSystemdGiveSecretsToo) {
  setenv("MIZAN_TEST_SECRET", "word", 1);
  EXPECT_EQ(read(In::kEnvironment, "MIZAN_TEST_SECRET"), "word");
  unsetenv("MIZAN_TEST_SECRET");
  EXPECT_NE(read(In::kEnvironment, "MIZAN_TEST_SECRET").find("no variable"), std::string::npos);
  unsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_NE(read(In::kCredential, "secret").find("LoadCredential"), std::string::npos);
  setenv("CREDENTIALS_DIRECTORY", folder.c_str(), 1);
  file("word\n", 0440);
  EXPECT_EQ(read(In::kCredential, "secret"), "word");
  unsetenv("CREDENTIALS_DIRECTORY");
}

TEST(Url, IsReadAsItWillBeAsked) {
  const auto url = Url::parse("HTTPS://API.Example.PK:443/a/../b?x=1#y");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host(), "api.example.pk");
  EXPECT_EQ(url->shown(), "https://api.example.pk/b");
  EXPECT_TRUE(url->https());
  EXPECT_EQ(Url::parse("http://h:8080/")->host(), "h:8080");
  EXPECT_EQ(Url::parse("http://h:443/")->host(), "h:443");
  EXPECT_EQ(Url::parse("http://2130706433/")->host(), "127.0.0.1");
  EXPECT_EQ(url->resolve("../c")->text(), "https://API.Example.PK:443/c");
  EXPECT_EQ(url->resolve("//other/")->host(), "other");
  EXPECT_FALSE(url->same_origin(*url->resolve("http://api.example.pk/")));
  EXPECT_TRUE(url->same_origin(*url->resolve("https://api.example.pk:443/q")));
}

TEST(Url, ParametersComeAndGo) {
  const auto url = *Url::parse("http://h/p?a=1&key=x&b=2&key");
  EXPECT_EQ(url.without_parameter("key").text(), "http://h/p?a=1&b=2");
  EXPECT_EQ(url.with_parameter("n&", "ü /").text(), "http://h/p?a=1&key=x&b=2&key&n%26=%C3%BC%20%2F");
  EXPECT_EQ(Url::parse("http://h/p")->with_parameter("a", "1").text(), "http://h/p?a=1");
}

TEST(RateLimit, ABurstThenEvenly) {
  RateLimit rate(2, 3, 0);
  EXPECT_EQ(rate.take(0), 0);
  EXPECT_EQ(rate.take(0), 0);
  EXPECT_EQ(rate.take(0), 0);
  EXPECT_EQ(rate.take(0), 500);
  EXPECT_EQ(rate.take(500'000), 500);
  EXPECT_EQ(rate.take(100'000'000), 0);
  EXPECT_EQ(rate.take(50'000'000), 0) << "a clock that runs backwards gives no permits";
  EXPECT_EQ(rate.take(50'000'000), 0);
  EXPECT_EQ(rate.take(50'000'000), 500);
}

TEST(RetryAfter, SecondsOrADate) {
  constexpr base::Micros kNow = 784'111'777'000'000;  // RFC 9110's example, Sun, 06 Nov 1994 08:49:37 GMT
  EXPECT_EQ(read_retry_after("120", kNow), 120'000);
  EXPECT_EQ(read_retry_after(" 0 ", kNow), 0);
  EXPECT_EQ(read_retry_after("Sun, 06 Nov 1994 08:50:37 GMT", kNow), 60'000);
  EXPECT_EQ(read_retry_after("Sun, 06 Nov 1994 08:00:00 GMT", kNow), 0);
  EXPECT_EQ(read_retry_after("99999999999", kNow), 86'400'000);
  EXPECT_EQ(read_retry_after("-5", kNow), 0);
  EXPECT_FALSE(read_retry_after("soon", kNow));
  EXPECT_FALSE(read_retry_after("", kNow));
}

TEST(BackOff, NeverLongerThanTheLongest) {
  BackOff pauses(3000, 1);
  for (int failure = 1; failure < 100; ++failure) {
    const auto pause = pauses.pause_after(failure);
    EXPECT_LE(pause, 3000);
    EXPECT_GE(pause, failure == 1 ? 250 : failure == 2 ? 500 : 1000);
  }
}

TEST(Redactor, KnowsASecretInEveryFormThatRequestsGiveIt) {
  Redactor redactor;
  redactor.add(base::Secret("a\"b/c"));
  redactor.add(base::Secret("a\"b/c-and-more"));
  EXPECT_EQ(redactor.clean(std::string("x a\"b/c y a\"b/c-and-more z")), "x [secret] y [secret] z");
  EXPECT_EQ(redactor.clean(std::string("?k=a%22b%2Fc&l=1")), "?k=[secret]&l=1");
  EXPECT_EQ(redactor.clean(std::string(R"({"k":"a\"b/c"})")), R"({"k":"[secret]"})");
  EXPECT_EQ(redactor.clean(std::string("Basic YSJiL2M=")), "Basic [secret]");
  EXPECT_EQ(redactor.clean(std::string("nothing")), "nothing");
}

TEST(Exchange, IsReadAsItWasWritten) {
  WireRequest request{"POST", *Url::parse("https://h/p?q=word"), {{"Accept", "x"}, {"Cookie", "c"}}, "{}"};
  request.attached.headers.emplace_back("X-Key", base::Secret("hidden"));
  Redactor redactor;
  redactor.add(base::Secret("word"));
  const auto text = write_exchange(request, {WireReply{200, {{"etag", "1"}}, "a word"}}, redactor);
  EXPECT_EQ(text.find("hidden"), std::string::npos);
  EXPECT_EQ(text.find("Cookie"), std::string::npos);
  const auto exchange = read_exchange(text);
  ASSERT_TRUE(exchange);
  EXPECT_EQ(exchange->key, exchange_key("POST", "https://h/p?q=[secret]", "{}"));
  EXPECT_EQ(exchange->tried.reply->body, "a [secret]");
  EXPECT_EQ(exchange->tried.reply->header("etag"), "1");
  const auto failure =
      read_exchange(write_exchange(request, {base::Error{base::Code::kData, "torn"}, true}, redactor));
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->tried.reply.error().code, base::Code::kData);
  EXPECT_TRUE(failure->tried.may_pass);
}

TEST(Base64, OfRfc4648) {
  const std::vector<std::pair<std::string, std::string>> pairs = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}};
  for (const auto& [bytes, text] : pairs) {
    EXPECT_EQ(base::to_base64(bytes), text);
    EXPECT_EQ(base::from_base64(text), bytes);
  }
  for (const auto* wrong : {"Zg", "Zg=", "====", "Z===", "Zh==", "Zm9v\n", "Zm9*"})
    EXPECT_FALSE(base::from_base64(wrong)) << wrong;
}

}  // namespace
}  // namespace mizan::services
