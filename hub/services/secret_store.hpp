#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "services/config.hpp"
#include "services/redactor.hpp"

namespace mizan::services {

/// Reads a secret from its place, without the line break at its end. kConfig: it is not there, empty, longer
/// than 64 KiB, or in a file that others than its owner may read. No message holds any of it.
base::Result<base::Secret> read_secret(std::string_view name, const SecretPlace& place);

/// The secrets of one source. They are read again whenever they are asked for, so that one that is exchanged
/// needs no restart. What was read is known to the redactor. One thread.
class SecretStore {
 public:
  /// `stand_in`: nothing is read, and every secret is "[secret]", as recorded exchanges have it.
  SecretStore(std::map<std::string, SecretPlace, std::less<>> places, Redactor& redactor, bool stand_in);

  /// kConfig: there is no secret of that name, or it cannot be read.
  base::Result<base::Secret> read(std::string_view name) const;

  /// Every secret can be read; else the first that cannot.
  base::Result<> check() const;

 private:
  std::map<std::string, SecretPlace, std::less<>> places_;
  Redactor& redactor_;
  bool stand_in_;
};

}  // namespace mizan::services
