#pragma once
#include <string>

#include "small_hub.hpp"

namespace mizan::test {

/// A hub with the source "zhob", which asks for the adapter "counted", beside its source "court" of csv files
/// with one case; and the builds of that adapter (counted.cpp) in the folder builds/.
class RegistryHub {
 public:
  explicit RegistryHub(const std::string& name);

  const SmallHub& hub() const { return hub_; }
  std::string build(const std::string& version) const;
  /// Writes the source file of "zhob", with more keys.
  void source(const std::string& more = "", const std::string& adapter = "counted") const;
  /// Makes the key NAME, of the owner NAME, which the hub trusts.
  void trust(const std::string& name) const;
  void sign(const std::string& version, const std::string& key) const;
  Ran install(const std::string& version) const;
  void sign_and_install(const std::string& version, const std::string& key) const;

  /// A command that must go well, and its output.
  std::string good(const std::string& words) const;
  /// A command that must fail as the operator's affair, with exactly one message.
  std::string bad(const std::string& words) const;
  /// `ingest`, and what ran: the version of the last run's adapter for "zhob", or its message.
  std::string version_read() const;
  /// One column of `source list`, for "zhob".
  std::string listed(const std::string& column) const;
  std::string checkpoint() const;

 private:
  SmallHub hub_;
};

}  // namespace mizan::test
