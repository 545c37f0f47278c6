#include "servers/mariadb_server.hpp"

#include <signal.h>

namespace mizan::test {
namespace {

std::string literal(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += (c == '\'' || c == '\\' ? "\\" : "") + std::string(1, c);
  return out + "'";
}

}  // namespace

MariaDbServer::MariaDbServer() : Server("mariadb", "mysql") {
  const auto install = find_program({"/usr/bin/mariadb-install-db"}, "mariadb-server");
  prepare({install, "--no-defaults", "--datadir=" + (folder() / "data").string(), "--skip-test-db",
           "--skip-name-resolve", "--auth-root-authentication-method=normal",
           "--innodb-flush-log-at-trx-commit=0"});
  start();
  std::string statements = std::string("CREATE DATABASE ") + kDatabase + " CHARACTER SET utf8mb4;\n";
  for (const auto* user : {kOwner, kReader}) {
    statements += std::string("CREATE USER '") + user + "'@'%' IDENTIFIED BY " + literal(kPassword) + ";\n";
    statements += std::string("GRANT ") + (user == kOwner ? "ALL" : "SELECT") + " ON " + kDatabase +
                  ".* TO '" + user + "'@'%';\n";
  }
  const auto made = mizan::test::run({"/usr/bin/mariadb", "--no-defaults", "-S",
                                      (folder() / "socket").string(), "-u", "root", "-e", statements});
  if (!made.ok()) throw std::runtime_error("no database can be made: " + made.story());
}

std::vector<std::string> MariaDbServer::command() const {
  return {find_program({"/usr/sbin/mariadbd"}, "mariadb-server"),
          "--no-defaults",
          "--datadir=" + (folder() / "data").string(),
          "--socket=" + (folder() / "socket").string(),
          "--port=" + std::to_string(port()),
          "--bind-address=127.0.0.1",
          "--pid-file=" + (folder() / "pid").string(),
          "--innodb-flush-log-at-trx-commit=2",
          "--skip-name-resolve",
          "--character-set-server=utf8mb4",
          "--log-warnings=0"};
}

std::vector<std::string> MariaDbServer::client(const std::filesystem::path& file) const {
  return {"/usr/bin/env",
          std::string("MYSQL_PWD=") + kPassword,
          "/usr/bin/mariadb",
          "--no-defaults",
          "--default-character-set=utf8mb4",
          "-h",
          "127.0.0.1",
          "-P",
          std::to_string(port()),
          "-u",
          kOwner,
          kDatabase,
          "-e",
          "source " + file.string()};
}

int MariaDbServer::kill_signal() const {
  return SIGKILL;
}

}  // namespace mizan::test
