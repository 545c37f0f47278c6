#pragma once
// For the tests of this folder: the server over real sockets, on a real store.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "api/access_test_support.hpp"
#include "api/server.hpp"
#include "api/wire_test_support.hpp"
#include "model/record.hpp"
#include "store/store.hpp"

namespace mizan::api {
namespace fs = std::filesystem;
using model::Record;
using nlohmann::json;

constexpr base::Micros kNow = 1'767'225'600'000'000;  // 1 January 2026

/// Three of the KPIs that come with the program.
std::vector<kpi::Definition> shipped();

class ApiTest : public ::testing::Test {
 protected:
  ApiTest();
  ~ApiTest() override;

  std::string path() const { return (folder_ / "store.db").string(); }

  void start();

  static Record court_case(const std::string& key, const std::string& from, const std::string& to);
  void take(Record record);
  /// What the pipeline does: facts into the store, cells into the engine.
  void recount();

  std::int64_t publish(const std::string& subject);
  std::int64_t publish(store::Event event);

  Answer get(const std::string& target);
  std::unique_ptr<Wire> follow(const std::string& target, const std::string& header = "");
  /// The same, past the place where it begins.
  std::unique_ptr<Wire> follow_from_now(const std::string& target);

  fs::path folder_;
  base::ManualClock clock_;
  std::shared_mutex lock_;
  kpi::Engine engine_;
  std::optional<store::Store> store_;
  model::SourceId source_;
  store::RunId run_;
  Watch watch_;
  int heartbeat_seconds_ = 15;
  int request_seconds_ = 30;
  std::vector<std::string> origins_;
  PolicyReader policy_ = operator_of_this_machine();
  std::unique_ptr<Server> server_;
};

}  // namespace mizan::api
