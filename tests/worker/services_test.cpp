// What an adapter asks of the hub is answered alike wherever it runs: secrets, the time, requests; and what
// goes wrong comes back as the policy it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "adapter/inline_source.hpp"
#include "worker_fixture.hpp"

namespace mizan::test {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using Opened = base::Result<std::unique_ptr<adapter::Source>>;

/// Services that keep what they are asked.
class Scripted final : public adapter::HostServices {
 public:
  base::Result<base::Secret> secret(std::string_view name) override {
    if (name != "token") return base::Error{base::Code::kConfig, "there is no such secret"};
    return base::Secret("s3cret");
  }
  base::Micros now() override { return 1'700'000'000'000'007; }
  base::Result<adapter::HttpResponse> fetch(const adapter::HttpRequest& request,
                                            const adapter::StopRequest& stop) override {
    asked.push_back(request);
    if (waits) {
      while (!stop.stopped()) continue;
      return base::Error{base::Code::kCancelled, "stopped"};
    }
    return response;
  }

  std::vector<adapter::HttpRequest> asked;
  base::Result<adapter::HttpResponse> response = adapter::HttpResponse{};
  bool waits = false;  ///< for a stop
};

const std::string kAsker = plugin("worker/mizan_asker");

struct InProcess {
  static Opened open(const std::string& config, adapter::HostServices* services) {
    auto library = adapter::Library::open(kAsker);
    if (!library) return library.error();
    return adapter::open_inline_source(std::move(*library), config, unread, services);
  }
};

struct InWorker {
  static Opened open(const std::string& config, adapter::HostServices* services) {
    return adapter::open_worker_source(sanitized_worker(kAsker), config, unread, services);
  }
};

template <class Kind>
class Services : public ::testing::Test {
 protected:
  // The one key that is read, or the error.
  base::Result<std::string> answer(const std::string& ask, const std::string& what,
                                   const adapter::StopRequest& stop = never) {
    const auto config = nlohmann::json{{"ask", ask}, {"what", what}}.dump();
    const auto source = Kind::open(config, offered ? &services : nullptr);
    if (!source) return source.error();
    Transcript sink;
    if (const auto read = (*source)->read("", sink, stop); !read) return read.error();
    const auto& line = sink.lines.at(0);
    const auto begin = line.find('\'') + 1;
    return line.substr(begin, line.find('\'', begin) - begin);
  }

  Scripted services;
  bool offered = true;
};

using Kinds = ::testing::Types<InProcess, InWorker>;
TYPED_TEST_SUITE(Services, Kinds);

TYPED_TEST(Services, GiveSecretsByName) {
  EXPECT_EQ(this->answer("secret", "token").value(), "s3cret");
  const auto unknown = this->answer("secret", "other");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, base::Code::kConfig);
  EXPECT_EQ(unknown.error().message, "asker: there is no such secret");
  EXPECT_EQ(this->answer("secret", std::string(100'000, 'x')).error().code, base::Code::kConfig);
}

TYPED_TEST(Services, GiveTheHubsTime) {
  EXPECT_EQ(this->answer("time", "").value(), "1700000000000007");
  EXPECT_TRUE(this->answer("at-once", "")) << "already while it is made";
}

TYPED_TEST(Services, FetchWhatTheAdapterAsksFor) {
  const std::string large(9U << 20U, 'y');  // more than any other frame
  this->services.response = adapter::HttpResponse{404, {{"x-page", "7"}}, large, "https://b/"};
  EXPECT_EQ(this->answer("http", "https://a/?q=1").value(), "404 https://b/ 7 9437184");
  ASSERT_EQ(this->services.asked.size(), 1U);
  const auto& asked = this->services.asked[0];
  EXPECT_EQ(asked.method, "POST");
  EXPECT_EQ(asked.url, "https://a/?q=1");
  EXPECT_EQ(asked.body, "body");
  EXPECT_EQ(asked.credential, "token");
  EXPECT_THAT(asked.headers, ElementsAre(Pair("accept", "text/plain")));
}

TYPED_TEST(Services, AnErrorComesBackWithItsPolicyAndItsWait) {
  this->services.response = base::Error{base::Code::kThrottled, "too many requests", 42'000};
  const auto answer = this->answer("http", "https://a/");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, base::Code::kThrottled);
  EXPECT_EQ(answer.error().message, "asker: too many requests");
  EXPECT_EQ(answer.error().retry_after_ms, 42'000);
}

TYPED_TEST(Services, ARequestEndsWithTheCallThatMadeIt) {
  this->services.waits = true;
  const StopAfter stop(3);
  const auto answer = this->answer("http", "https://a/", stop);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, base::Code::kCancelled);
}

TYPED_TEST(Services, WhereNoneAreOfferedTheAdapterIsToldSo) {
  this->offered = false;
  const auto answer = this->answer("http", "https://a/");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, base::Code::kUnsupported);
}

// What crosses to the hub is bounded, and too much of it is the adapter's error, not its end.
TYPED_TEST(Services, TakeNoMoreThanTheirLimits) {
  const auto source = TypeParam::open(R"({"ask": "large", "what": "https://a/"})", &this->services);
  ASSERT_TRUE(source) << source.error().message;
  Transcript sink;
  const auto read = (*source)->read("", sink, never);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::Code::kConfig);
  EXPECT_THAT(read.error().message, HasSubstr("larger than the hub takes"));
  EXPECT_FALSE((*source)->lost());
  EXPECT_TRUE(this->services.asked.empty());
}

TEST(ServicesOfAWorker, AResponseThatNoWorkerTakesIsAnErrorOfTheData) {
  Scripted services;
  services.response = adapter::HttpResponse{200, {}, std::string(40U << 20U, 'y'), "https://a/"};
  const auto source = InWorker::open(R"({"ask": "http", "what": "https://a/"})", &services);
  ASSERT_TRUE(source) << source.error().message;
  Transcript sink;
  const auto read = (*source)->read("", sink, never);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::Code::kData);
}

}  // namespace
}  // namespace mizan::test
