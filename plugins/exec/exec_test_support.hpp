#pragma once
// A folder of programs, run by the whole adapter as the hub runs it.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mizan/abi/mizan_fields.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <mizan/sdk/test/fake_host.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace mizan::exec {

class ExecFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("mizan-exec-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override {
    hub_.close();
    std::filesystem::remove_all(folder_);
  }

  /// A shell program; its file may be executed.
  void put(const std::string& script, const std::string& name = "feed") const {
    std::ofstream(folder_ / name) << "#!/bin/sh\n" << script;
    std::filesystem::permissions(folder_ / name, std::filesystem::perms::owner_all);
  }

  mizan_status create(nlohmann::json more = nlohmann::json::object()) {
    nlohmann::json settings = {{"folder", folder_.string()}, {"command", {"./feed"}}};
    settings.update(more);
    return hub_.create(settings.dump());
  }
  /// Runs a script to its end.
  mizan_status run(const std::string& script, const nlohmann::json& more = nlohmann::json::object(),
                   const std::string& token = {}) {
    put(script);
    hub_.forget();
    EXPECT_EQ(create(more), MIZAN_OK) << hub_.error.message;
    return hub_.read(token);
  }
  std::vector<std::string> keys() const {
    std::vector<std::string> out;
    for (const auto& record : hub_.records) out.push_back(record.key);
    return out;
  }
  /// "WHERE REASON" of each rejection.
  std::vector<std::string> rejects() const {
    std::vector<std::string> out;
    for (const auto& each : hub_.rejects) out.push_back(each.where + " " + each.reason);
    return out;
  }

  std::filesystem::path folder_;
  sdk::test::FakeHub hub_{mizan_adapter_v1};
};

/// Whether any process is left that opened a FIFO for writing: `exec 3>alive` in a script.
class Living {
 public:
  explicit Living(const std::filesystem::path& fifo) {
    mkfifo(fifo.c_str(), 0600);
    fd_ = open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    // The end of the last writer is told only where there was one.
    close(open(fifo.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
  }
  ~Living() { close(fd_); }
  Living(const Living&) = delete;
  Living& operator=(const Living&) = delete;

  /// Waits until the last of them has ended. False if one still runs after so many seconds.
  bool all_end(int seconds = 20) const {
    pollfd wait{fd_, 0, 0};
    return poll(&wait, 1, seconds * 1000) == 1 && (wait.revents & POLLHUP) != 0;
  }

 private:
  int fd_ = -1;
};

/// A line of a program: a case of this key.
inline std::string record(const std::string& key) {
  return R"(echo '{"record": {"kind": "case", "key": ")" + key + "\"}}'\n";
}

}  // namespace mizan::exec
