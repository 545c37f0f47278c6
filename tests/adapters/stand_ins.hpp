#pragma once
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "support/program.hpp"
#include "support/test_certificate.hpp"

namespace mizan::test {

/// The two prosecutions as tests see them: a folder with what they hold (stand_in.py), and the API that gives
/// Punjab's away (tests/sim/api.py). The folder goes with the object. One thread.
class StandIns {
 public:
  static constexpr const char* kToken = "t0ken-canary-5531";

  StandIns(const std::string& name, int seed, int firs);
  ~StandIns();
  StandIns(const StandIns&) = delete;
  StandIns& operator=(const StandIns&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  std::string cmms_sql() const;
  /// What a hub must find, by the source's name.
  nlohmann::json truth(const std::string& source) const;

  /// Starts the API.
  void serve();
  std::string host() const { return "localhost:" + port_; }
  const std::string& certificate() const { return certificate_.pem; }
  nlohmann::json cfms() const;
  void put_cfms(const nlohmann::json& documents) const;
  /// "503", "torn", "hang" of every other request; "": none.
  void fault(const std::string& kind) const;
  void accept_token(bool accepted) const;

 private:
  void put(const std::string& file, const std::string& text) const;

  std::filesystem::path folder_;
  Certificate certificate_ = make_certificate("localhost");
  std::string port_;
  std::unique_ptr<Program> api_;
};

}  // namespace mizan::test
