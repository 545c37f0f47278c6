#include "servers/postgresql_server.hpp"

#include <signal.h>
#include <unistd.h>

#include <fstream>

namespace mizan::test {
namespace fs = std::filesystem;
namespace {

std::string programs() {
  std::vector<std::string> places;
  for (const auto* version : {"17", "16", "15", "14"})
    places.push_back(std::string("/usr/lib/postgresql/") + version + "/bin/postgres");
  return fs::path(find_program(places, "postgresql")).parent_path().string();
}

std::string literal(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
  return out + "'";
}

}  // namespace

PostgreSqlServer::PostgreSqlServer() : Server("postgresql", "postgres"), programs_(programs()) {
  const auto password = folder() / "password";
  std::ofstream(password) << kPassword << '\n';
  give_to_account(password);
  fs::create_directories(folder() / "sockets");
  give_to_account(folder() / "sockets");
  prepare({programs_ + "/initdb", "-D", (folder() / "data").string(), "-U", kOwner, "-A", "scram-sha-256",
           "--pwfile", password.string(), "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"});
  start();
  // The only database at first is "postgres", which the client is told by its environment alone.
  const auto made =
      mizan::test::run({"/usr/bin/psql", "-q", "-h", "127.0.0.1", "-p", std::to_string(port()), "-U", kOwner,
                        "-d", "postgres", "-c", std::string("CREATE DATABASE ") + kDatabase},
                       {{"PGPASSWORD", kPassword}});
  if (!made.ok()) throw std::runtime_error("no database can be made: " + made.story());
  run(std::string("CREATE ROLE ") + kReader + " LOGIN PASSWORD " + literal(kPassword) +
      "; GRANT pg_read_all_data TO " + kReader + ";");
}

std::vector<std::string> PostgreSqlServer::command() const {
  return {programs_ + "/postgres",
          "-D",
          (folder() / "data").string(),
          "-k",
          (folder() / "sockets").string(),
          "-p",
          std::to_string(port()),
          "-c",
          "listen_addresses=127.0.0.1",
          "-c",
          "fsync=off",
          "-c",
          "log_min_messages=log",
          "-c",
          "log_checkpoints=off",
          "-c",
          "jit=off"};
}

std::vector<std::string> PostgreSqlServer::client(const fs::path& file) const {
  return {"/usr/bin/env",
          std::string("PGPASSWORD=") + kPassword,
          "/usr/bin/psql",
          "-q",
          "-v",
          "ON_ERROR_STOP=1",
          "-h",
          "127.0.0.1",
          "-p",
          std::to_string(port()),
          "-U",
          kOwner,
          "-d",
          kDatabase,
          "-f",
          file.string()};
}

// "Immediate shutdown": no connection is ended in good order, and the next start recovers from the log.
int PostgreSqlServer::kill_signal() const {
  return SIGQUIT;
}

}  // namespace mizan::test
