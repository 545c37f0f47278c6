#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "services/services.hpp"
#include "support/http_server.hpp"

namespace mizan::test {

/// What was waited for, which took no time.
class KeptWaiter final : public services::Waiter {
 public:
  KeptWaiter(std::vector<std::int64_t>& kept, base::ManualClock& clock) : kept_(kept), clock_(clock) {}
  bool wait(std::int64_t milliseconds, const adapter::StopRequest& stop) override {
    if (milliseconds > 0) kept_.push_back(milliseconds);
    clock_.set(clock_.now() + milliseconds * 1000);
    return !stop.stopped();
  }

 private:
  std::vector<std::int64_t>& kept_;
  base::ManualClock& clock_;
};

/// Services of one source against a scripted server, in a folder of their own.
class ServicesTest : public ::testing::Test {
 protected:
  ServicesTest();
  ~ServicesTest() override;

  /// A secret of that name in a file that its owner alone may read.
  void keep_secret(const std::string& name, const std::string& value);
  /// A file of the folder with these contents.
  std::filesystem::path keep_file(const std::string& name, const std::string& text) const;
  /// Lets the source reach the server, and trust it where it has a certificate.
  void allow(const HttpServer& server, const Certificate* certificate = nullptr);

  /// With the configuration as it is now.
  std::unique_ptr<adapter::HostServices> opened();
  base::Result<adapter::HttpResponse> fetch(adapter::HostServices& services,
                                            const adapter::HttpRequest& request);
  base::Result<adapter::HttpResponse> get(adapter::HostServices& services, const std::string& url,
                                          const std::string& credential = {});
  base::Result<adapter::HttpResponse> get(const std::string& url, const std::string& credential = {});

  struct Stop final : adapter::StopRequest {
    std::function<bool()> asked = [] { return false; };
    bool stopped() const override { return asked(); }
  };

  std::filesystem::path folder;
  services::ServicesConfig config;
  base::ManualClock clock{1'760'000'000'000'000};
  std::vector<std::int64_t> waited;  ///< milliseconds, one by one
  Stop stop;
};

/// "config: …", so that policy and sentence are compared at once; "ok" for a response.
std::string outcome(const base::Result<adapter::HttpResponse>& result);
base::Code code_of(const base::Result<adapter::HttpResponse>& result);

}  // namespace mizan::test
