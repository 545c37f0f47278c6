#pragma once
#include <map>
#include <string>

#include "services/transport.hpp"

namespace mizan::services {

/// Documents instead of the network, for the test of a mapping: a path is answered once with its document,
/// whatever else the address asks for, and from then on with an empty one, as a list that has ended. A path
/// without a document is empty from the beginning. One thread.
class DocumentTransport final : public Transport {
 public:
  /// By path, without the query.
  explicit DocumentTransport(std::map<std::string, std::string> documents)
      : documents_(std::move(documents)) {}
  Try send(const WireRequest& request, const adapter::StopRequest& stop) override;

 private:
  std::map<std::string, std::string> documents_;
};

}  // namespace mizan::services
