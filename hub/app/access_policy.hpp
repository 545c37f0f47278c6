#pragma once
#include <memory>
#include <mutex>

#include "access/policy.hpp"
#include "app/config.hpp"

namespace mizan::app {

/// What the files say of who may ask and what each is shown: [access] of the config, the sharing matrix, and
/// in which district a station or court lies on that day. `fetched_keys`: of the issuer of log-ins, where
/// they are not in a file; empty: they have not come. One error names file and line.
base::Result<std::shared_ptr<const access::Policy>> read_policy(const HubConfig& config, base::Day today,
                                                                const std::string& fetched_keys = {});

/// The newest policy, while the API reads it on other threads.
class PolicyShelf {
 public:
  void put(std::shared_ptr<const access::Policy> policy) {
    const std::lock_guard lock(mutex_);
    newest_ = std::move(policy);
  }
  std::shared_ptr<const access::Policy> newest() const {
    const std::lock_guard lock(mutex_);
    return newest_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const access::Policy> newest_;  // guarded
};

}  // namespace mizan::app
