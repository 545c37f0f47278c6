#include "servers/server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <stdexcept>

namespace mizan::test {
namespace fs = std::filesystem;
namespace {

const passwd& account_of(const std::string& name) {
  const auto* found = getpwnam(name.c_str());
  if (found == nullptr)
    throw std::runtime_error("there is no account \"" + name + "\": install its server's package");
  return *found;
}

}  // namespace

std::string find_program(const std::vector<std::string>& places, const std::string& package) {
  for (const auto& place : places) {
    if (access(place.c_str(), X_OK) == 0) return place;
  }
  throw std::runtime_error("there is no " + places.front() + ": run `apt-get install " + package +
                           "` (./dev test does)");
}

std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(socket, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  close(socket);
  return ntohs(address.sin_port);
}

Server::Server(const std::string& name, const std::string& account)
    : folder_(fs::temp_directory_path() / ("mizan-" + name + "-" + std::to_string(getpid()))),
      account_(geteuid() == 0 ? account : ""),
      port_(free_port()) {
  fs::remove_all(folder_);
  fs::create_directories(folder_);
  give_to_account(folder_);
}

Server::~Server() {
  process_.reset();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void Server::give_to_account(const fs::path& path) const {
  if (account_.empty()) return;
  const auto& account = account_of(account_);
  if (chown(path.c_str(), account.pw_uid, account.pw_gid) != 0)
    throw std::runtime_error(path.string() + ": cannot be given to " + account_);
}

std::vector<std::string> Server::as_account(std::vector<std::string> words) const {
  std::vector<std::string> out = {"/usr/bin/setpriv", "--pdeathsig=KILL"};
  if (!account_.empty()) {
    const auto& account = account_of(account_);
    out.push_back("--reuid=" + std::to_string(account.pw_uid));
    out.push_back("--regid=" + std::to_string(account.pw_gid));
    out.emplace_back("--clear-groups");
  }
  out.insert(out.end(), std::make_move_iterator(words.begin()), std::make_move_iterator(words.end()));
  return out;
}

void Server::prepare(const std::vector<std::string>& words) const {
  const auto ended = mizan::test::run(as_account(words));
  if (!ended.ok()) throw std::runtime_error(words.front() + ": " + ended.story());
}

void Server::start() {
  process_ = std::make_unique<Program>(as_account(command()));
  if (!process_->err_line_with(ready_line()).empty()) return;
  process_->signal(SIGKILL);
  const auto story = process_->wait().story();
  process_.reset();
  throw std::runtime_error(command().front() + " does not come up: " + story);
}

void Server::kill() {
  process_->signal(kill_signal());
  process_->wait();
  process_.reset();
}

void Server::run(const std::string& sql) const {
  static std::atomic<int> number{0};
  const auto file = folder_ / ("statements-" + std::to_string(++number) + ".sql");
  std::ofstream(file, std::ios::binary) << sql;
  const auto ended = mizan::test::run(client(file));
  fs::remove(file);
  if (!ended.ok()) throw std::runtime_error("the client fails: " + ended.story());
}

}  // namespace mizan::test
