#include "world.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include "servers/mariadb_server.hpp"
#include "servers/postgresql_server.hpp"

extern "C" const mizan_adapter_plugin mizan_adapter_v1;

// PostgreSQL's ODBC driver keeps a few hundred bytes of each connection that was refused.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:psqlodbcw.so";
}

namespace mizan::test {
namespace fs = std::filesystem;
namespace {

constexpr const char* kSecret = "court-password";

PostgreSqlServer& postgresql() {
  static PostgreSqlServer server;
  return server;
}
MariaDbServer& mariadb() {
  static MariaDbServer server;
  return server;
}

std::string doubled(const std::string& text, const std::string& which) {
  std::string out = "'";
  for (const char c : text) out += (which.find(c) != std::string::npos ? std::string(1, c) : "") + c;
  return out + "'";
}

using Words = std::map<std::string, std::string>;

class PostgreSql : public World {
 public:
  std::string name() const override { return "postgresql"; }
  nlohmann::json settings() const override {
    return {{"backend", "postgresql"},       {"host", "127.0.0.1"},     {"port", postgresql().port()},
            {"database", Server::kDatabase}, {"user", Server::kReader}, {"password_secret", kSecret}};
  }
  std::string literal(const std::string& text) const override { return doubled(text, "'"); }
  Server* server() const override { return &postgresql(); }

 protected:
  void carry_out(const std::string& statements) override { postgresql().run(statements); }
  std::string type(const std::string& word) const override {
    static const Words kWords = {{"TEXT", "TEXT"},
                                 {"KEY", "VARCHAR(40)"},
                                 {"TIME", "TIMESTAMP(6)"},
                                 {"DECIMAL", "NUMERIC(30,10)"},
                                 {"BOOL", "BOOLEAN"}};
    return kWords.at(word);
  }
};

class MariaDb : public World {
 public:
  std::string name() const override { return "mariadb"; }
  nlohmann::json settings() const override {
    return {{"backend", "mariadb"},          {"host", "127.0.0.1"},     {"port", mariadb().port()},
            {"database", Server::kDatabase}, {"user", Server::kReader}, {"password_secret", kSecret}};
  }
  std::string literal(const std::string& text) const override { return doubled(text, "'\\"); }
  Server* server() const override { return &mariadb(); }

 protected:
  void carry_out(const std::string& statements) override { mariadb().run(statements); }
  std::string type(const std::string& word) const override {
    static const Words kWords = {{"TEXT", "LONGTEXT"},
                                 {"KEY", "VARCHAR(40) COLLATE utf8mb4_bin"},
                                 {"TIME", "DATETIME(6)"},
                                 {"DECIMAL", "DECIMAL(30,10)"},
                                 {"BOOL", "BIT(1)"}};
    return kWords.at(word);
  }
};

class Sqlite final : public World {
 public:
  Sqlite() : file_(fs::temp_directory_path() / ("mizan sql=" + std::to_string(getpid()) + ".db")) {
    fs::remove(file_);
  }
  ~Sqlite() override { fs::remove(file_); }
  std::string name() const override { return "sqlite"; }
  nlohmann::json settings() const override {
    return {{"backend", "sqlite"},
            {"folder", file_.parent_path().string()},
            {"database", file_.filename().string()}};
  }
  std::string literal(const std::string& text) const override { return doubled(text, "'"); }

 protected:
  void carry_out(const std::string& statements) override {
    const auto script = file_.string() + ".sql";
    std::ofstream(script, std::ios::binary) << statements;
    const auto ended = mizan::test::run(
        {find_program({"/usr/bin/sqlite3"}, "sqlite3"), "-bail", file_.string(), ".read '" + script + "'"});
    fs::remove(script);
    if (!ended.ok() || !ended.err.empty()) throw std::runtime_error("sqlite3: " + ended.story());
  }
  std::string type(const std::string& word) const override { return word == "BOOL" ? "INTEGER" : "TEXT"; }

 private:
  fs::path file_;
};

// By a data source that odbc.ini describes.
class OdbcPostgreSql final : public PostgreSql {
 public:
  OdbcPostgreSql() : file_(fs::temp_directory_path() / ("mizan-odbc-" + std::to_string(getpid()) + ".ini")) {
    std::ofstream(file_) << fmt::format(
        "[court]\nDriver = PostgreSQL Unicode\nServername = 127.0.0.1\nPort = {}\nDatabase = {}\n",
        postgresql().port(), Server::kDatabase);
    setenv("ODBCINI", file_.c_str(), 1);
  }
  ~OdbcPostgreSql() override { fs::remove(file_); }
  std::string name() const override { return "odbc-postgresql"; }
  nlohmann::json settings() const override {
    return {{"backend", "odbc"},
            {"dsn", "court"},
            {"user", Server::kReader},
            {"password_secret", kSecret},
            {"time_zone", "Asia/Karachi"}};
  }

 private:
  fs::path file_;
};

class OdbcMariaDb final : public MariaDb {
 public:
  std::string name() const override { return "odbc-mariadb"; }
  nlohmann::json settings() const override {
    return {{"backend", "odbc"},
            {"driver", "MariaDB Unicode"},
            {"options",
             {"SERVER=127.0.0.1", fmt::format("PORT={}", mariadb().port()),
              std::string("DATABASE=") + Server::kDatabase}},
            {"user", Server::kReader},
            {"password_secret", kSecret}};
  }
};

}  // namespace

void World::run(std::string statements) {
  for (const auto* word : {"TEXT", "KEY", "TIME", "DECIMAL", "BOOL"}) {
    const auto mark = fmt::format("{{{}}}", word);
    for (auto at = statements.find(mark); at != std::string::npos; at = statements.find(mark))
      statements.replace(at, mark.size(), type(word));
  }
  carry_out(statements);
}

World& world(const std::string& name) {
  if (name == "postgresql") {
    static PostgreSql one;
    return one;
  }
  if (name == "mariadb") {
    static MariaDb one;
    return one;
  }
  if (name == "odbc-postgresql") {
    static OdbcPostgreSql one;
    return one;
  }
  if (name == "odbc-mariadb") {
    static OdbcMariaDb one;
    return one;
  }
  static Sqlite one;
  return one;
}

std::vector<std::string> all_worlds() {
  return {"postgresql", "mariadb", "sqlite", "odbc-postgresql", "odbc-mariadb"};
}

std::vector<std::string> worlds_of_servers() {
  return {"postgresql", "mariadb", "odbc-postgresql", "odbc-mariadb"};
}

SqlHub::SqlHub() : FakeHub(mizan_adapter_v1) {
  secrets[kSecret] = Server::kPassword;
}

mizan_status SqlHub::open(const nlohmann::json& settings, const std::string& mapping) {
  auto all = settings;
  all["mapping"] = {{"name", "m.toml"}, {"text", mapping}};
  return create(all.dump());
}

std::vector<std::string> SqlHub::keys() const {
  std::vector<std::string> out;
  for (const auto& record : records) out.push_back(record.key);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace mizan::test
