// Exchanges as files, and such files instead of a server.
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "services_fixture.hpp"

namespace mizan::test {
namespace {

namespace fs = std::filesystem;
using base::Code;

class RecordingTest : public ServicesTest {
 protected:
  RecordingTest() {
    config.http.record = folder / "recorded";
    config.http.plain_credentials = true;
    keep_secret("s", "value");
    config.credentials["bearer"] = services::BearerCredential{"s"};
  }
  void replay() {
    config.http.replay = std::exchange(config.http.record, {});
    fs::remove(folder / "s.secret");
  }
};

TEST_F(RecordingTest, WhatWasRecordedIsReplayedWithoutServerAndSecrets) {
  std::vector<std::string> first;
  const std::string binary("\xFF\x00\x01", 3);
  {
    int asked = 0;
    HttpServer server([&](const ServerRequest& request) -> ServerReply {
      if (++asked == 1) return {500, "x"};
      if (request.path() == "/binary") return {200, binary};
      if (request.path() == "/gone") return {404, "gone"};
      return {200, request.target, {{"Link", "</2>; rel=next"}}};
    });
    allow(server);
    for (const auto* path : {"/a?page=1", "/a?page=2", "/binary", "/gone"}) first.push_back(server.url(path));
    const auto services = opened();
    for (const auto& url : first) ASSERT_TRUE(get(*services, url, "bearer"));
  }
  replay();
  const auto services = opened();
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(get(*services, first[0], "bearer")->body, "/a?page=1") << round;
    EXPECT_EQ(get(*services, first[1], "bearer")->headers.back(),
              (std::pair<std::string, std::string>("content-length", "9")));
    EXPECT_EQ(get(*services, first[2], "bearer")->body, binary);
    EXPECT_EQ(get(*services, first[3], "bearer")->status, 404);
  }
  EXPECT_EQ(waited.size(), 2U) << "the failure at first is recorded and replayed too";
  EXPECT_EQ(code_of(get(*services, first[0] + "0", "bearer")), Code::kConfig);
}

TEST_F(RecordingTest, FilesAreTheOwnersAloneAndGoOnWhereTheyEnded) {
  HttpServer server([](const ServerRequest&) { return ServerReply{200, "x"}; });
  allow(server);
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(get(server.url("/")));
  for (const auto* name : {"000001.json", "000002.json"}) {
    struct stat about {};
    ASSERT_EQ(stat((config.http.record / name).c_str(), &about), 0) << name;
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
  }
}

TEST_F(RecordingTest, AFolderWithoutExchangesOrWithOtherFilesIsRefused) {
  replay();
  const auto empty = services::open_services(config, clock);
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, Code::kConfig);
  fs::create_directories(config.http.replay);
  for (const auto* text : {"", "{}", "[1]", R"({"request": 1})",
                           R"({"request": {"method": "GET", "url": "x"}, "reply": {"status": "1"}})"}) {
    std::ofstream(config.http.replay / "1.json") << text;
    const auto broken = services::open_services(config, clock);
    ASSERT_FALSE(broken) << text;
    EXPECT_EQ(broken.error().code, Code::kConfig);
  }
}

}  // namespace
}  // namespace mizan::test
