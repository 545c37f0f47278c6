#pragma once
#include "servers/server.hpp"

namespace mizan::test {

/// MariaDB (Debian: mariadb-server), utf8mb4. Its socket is folder() / "socket".
class MariaDbServer final : public Server {
 public:
  MariaDbServer();

 private:
  std::vector<std::string> command() const override;
  std::string ready_line() const override { return "ready for connections"; }
  std::vector<std::string> client(const std::filesystem::path& file) const override;
  int kill_signal() const override;
};

}  // namespace mizan::test
