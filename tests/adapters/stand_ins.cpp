#include "stand_ins.hpp"
#include "base/json.hpp"

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace mizan::test {
namespace fs = std::filesystem;
namespace {

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

StandIns::StandIns(const std::string& name, int seed, int firs)
    : folder_(fs::temp_directory_path() / ("mizan-stand-ins-" + name + "-" + std::to_string(getpid()))) {
  fs::remove_all(folder_);
  fs::create_directories(folder_);
  const auto made = run({"/usr/bin/env", "python3", MIZAN_SOURCE_DIR "/tests/adapters/stand_in.py",
                         folder_.string(), std::to_string(seed), std::to_string(firs)});
  if (!made.ok()) throw std::runtime_error("stand_in.py: " + made.story());
}

StandIns::~StandIns() {
  api_ = nullptr;
  std::error_code failed;
  fs::remove_all(folder_, failed);
}

void StandIns::put(const std::string& file, const std::string& text) const {
  // By another name first, for it is read whenever it changes.
  std::ofstream(folder_ / (file + ".new"), std::ios::binary) << text;
  fs::rename(folder_ / (file + ".new"), folder_ / file);
}

std::string StandIns::cmms_sql() const {
  return text_of(folder_ / "cmms.sql");
}

nlohmann::json StandIns::truth(const std::string& source) const {
  return base::parse_json(text_of(folder_ / "truth.json"))[source];
}

void StandIns::serve() {
  put("courts.json", R"({"cases": []})");
  put("server.pem", certificate_.key_pem + certificate_.pem);
  accept_token(true);
  api_ = std::make_unique<Program>(std::vector<std::string>{
      "/usr/bin/env", "python3", MIZAN_SOURCE_DIR "/tests/sim/api.py", folder_.string(), "0"});
  // The server says its port by a file. Sixty seconds are far more than it takes.
  for (int i = 0; i < 1'200 && port_.empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    port_ = text_of(folder_ / "port");
  }
  if (port_.empty()) throw std::runtime_error("api.py does not come up");
}

nlohmann::json StandIns::cfms() const {
  return base::parse_json(text_of(folder_ / "cfms.json"));
}

void StandIns::put_cfms(const nlohmann::json& documents) const {
  put("cfms.json", documents.dump());
}

void StandIns::fault(const std::string& kind) const {
  kind.empty() ? static_cast<void>(fs::remove(folder_ / "fault")) : put("fault", kind);
}

void StandIns::accept_token(bool accepted) const {
  put("tokens", accepted ? kToken : "another");
}

}  // namespace mizan::test
