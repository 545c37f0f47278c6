#pragma once
#include <string>

namespace mizan::test {

/// A self-signed certificate for one host name, made for this run.
struct Certificate {
  std::string pem;
  std::string key_pem;
};

Certificate make_certificate(const std::string& host);

}  // namespace mizan::test
