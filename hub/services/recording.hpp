#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "services/redactor.hpp"
#include "services/transport.hpp"

namespace mizan::services {

/// Writes each exchange into a folder of its own making, one file each, 000001.json and so on: method,
/// address, headers and body of the request and of the reply, or how it failed. What a credential added, the
/// exchanges with token endpoints, cookies and every known secret stay out. The files are readable by their
/// owner alone, for the replies may hold personal data. One thread.
class RecordingTransport final : public Transport {
 public:
  /// kConfig: the folder cannot be made or written. Goes on behind the files that are there.
  static base::Result<std::unique_ptr<Transport>> open(std::filesystem::path folder,
                                                       std::unique_ptr<Transport> inner,
                                                       const Redactor& redactor);
  Try send(const WireRequest& request, const adapter::StopRequest& stop) override;

 private:
  RecordingTransport(std::filesystem::path folder, std::unique_ptr<Transport> inner, const Redactor& redactor,
                     int next)
      : folder_(std::move(folder)), inner_(std::move(inner)), redactor_(redactor), next_(next) {}
  base::Result<> write(const WireRequest& request, const Try& tried);

  std::filesystem::path folder_;
  std::unique_ptr<Transport> inner_;
  const Redactor& redactor_;
  int next_;
};

/// Answers from such a folder and never touches the network: a request gets the recorded replies to the same
/// method, address and body in their order, and the last of them again and again. kConfig: there is none.
class ReplayTransport final : public Transport {
 public:
  static base::Result<std::unique_ptr<Transport>> open(const std::filesystem::path& folder);
  Try send(const WireRequest& request, const adapter::StopRequest& stop) override;

 private:
  struct Replies {
    std::vector<Try> tries;
    std::size_t next = 0;
  };
  std::map<std::string, Replies> replies_;
};

}  // namespace mizan::services
