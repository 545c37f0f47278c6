#pragma once
// For tests: who may ask, and how a request says who sends it.
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "api/http.hpp"
#include "api/hub_view.hpp"

namespace mizan::api {

/// The sharing matrix that comes with the program.
inline access::Sharing shipped_sharing() {
  const std::string file = std::string(MIZAN_SOURCE_DIR) + "/config/access/sharing.toml";
  std::ifstream in(file);
  return *access::Sharing::parse(std::string(std::istreambuf_iterator<char>(in), {}), file);
}

/// Who connects from this machine is the operator.
inline PolicyReader operator_of_this_machine() {
  auto policy = std::make_shared<access::Policy>();
  policy->loopback_operator = true;
  policy->sharing = shipped_sharing();
  return [policy] { return policy; };
}

inline access::Presented from_this_machine() {
  access::Presented from;
  from.loopback = true;
  from.host = "localhost";
  return from;
}

}  // namespace mizan::api
