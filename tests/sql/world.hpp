#pragma once
#include <mizan/abi/mizan_fields.h>
#include <filesystem>
#include <mizan/sdk/test/fake_host.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace mizan::test {

/// One kind of database as the connector's tests see it: where it is, and its words for what all have.
class World {
 public:
  virtual ~World() = default;
  virtual std::string name() const = 0;
  /// [settings] of the source, without the mapping.
  virtual nlohmann::json settings() const = 0;
  /// Carries out statements as the owner. {TEXT} {KEY} {TIME} {DECIMAL} {BOOL} are types of columns; {KEY} is
  /// a short text that is compared by its bytes.
  void run(std::string statements);
  virtual std::string literal(const std::string& text) const = 0;
  /// Null where it cannot die.
  virtual class Server* server() const { return nullptr; }

 protected:
  virtual void carry_out(const std::string& statements) = 0;
  virtual std::string type(const std::string& word) const = 0;
};

/// "postgresql", "mariadb", "sqlite", "odbc-postgresql" (a data source of odbc.ini) and "odbc-mariadb" (by
/// driver). Servers are started at first use, once a program.
World& world(const std::string& name);
std::vector<std::string> all_worlds();
std::vector<std::string> worlds_of_servers();

/// The adapter under test, with the password as its secret.
class SqlHub : public sdk::test::FakeHub {
 public:
  SqlHub();
  /// MIZAN_OK, or what creating ended with.
  mizan_status open(const nlohmann::json& settings, const std::string& mapping);
  mizan_status open(const World& world, const std::string& mapping) {
    return open(world.settings(), mapping);
  }
  /// The message of the last error, for failures and assertions.
  std::string message() const { return error.message; }
  std::vector<std::string> keys() const;
};

}  // namespace mizan::test
