#include "support/hub_folder.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>

namespace mizan::test {
namespace fs = std::filesystem;

fs::path mizan_program() {
  return fs::path(MIZAN_BINARY_DIR) / "bin" / "mizan";
}

std::string port_of_a_hub() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  close(fd);
  return std::to_string(ntohs(address.sin_port));
}

HubFolder::HubFolder(const std::string& name)
    : path_(fs::path(::testing::TempDir()) / ("mizan_" + name + "_" + std::to_string(getpid()))) {
  fs::remove_all(path_);
  fs::copy(fs::path(MIZAN_SOURCE_DIR) / "config" / "demo", path_, fs::copy_options::recursive);
  configure("tables = \"" MIZAN_SOURCE_DIR "/config\"\nplugins = \"" MIZAN_BINARY_DIR "/plugins\"\n");
}

HubFolder::~HubFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void HubFolder::poll_at_once(const std::string& file) const {
  const auto source = path_ / "sources" / file;
  std::ifstream in(source);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  text.insert(text.find("mapping ="), "poll_seconds = 0\n");
  std::ofstream(source) << text;
}

void HubFolder::ask_for_tokens() const {
  std::ifstream in(config());
  std::string text((std::istreambuf_iterator<char>(in)), {});
  const std::string of_the_demo = "access = { mode = \"loopback-operator\" }\n";
  const auto at = text.find(of_the_demo);
  ASSERT_NE(at, std::string::npos);
  std::ofstream(config()) << text.erase(at, of_the_demo.size());
}

void HubFolder::configure(const std::string& toml) const {
  std::ofstream(config(), std::ios::app) << toml;
}

std::vector<std::string> HubFolder::command(const std::vector<std::string>& words) const {
  std::vector<std::string> all = {mizan_program().string(), "--config", config().string()};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

std::string HubFolder::mizan(const std::vector<std::string>& words, int exit_code) const {
  const auto ended = run(command(words));
  EXPECT_EQ(ended.exit_code, exit_code)
      << "mizan " << ::testing::PrintToString(words) << ": " << ended.story();
  return ended.out;
}

}  // namespace mizan::test
