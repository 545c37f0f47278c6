#pragma once
#include "servers/server.hpp"

namespace mizan::test {

/// PostgreSQL (Debian: postgresql), UTF-8, passwords by SCRAM. Its socket lies in folder() / "sockets".
class PostgreSqlServer final : public Server {
 public:
  PostgreSqlServer();

 private:
  std::vector<std::string> command() const override;
  std::string ready_line() const override { return "database system is ready to accept connections"; }
  std::vector<std::string> client(const std::filesystem::path& file) const override;
  int kill_signal() const override;

  std::string programs_;
};

}  // namespace mizan::test
