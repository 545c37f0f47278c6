#pragma once
#include <mizan/abi/mizan_adapter.h>
#include <mizan/sdk/sink.hpp>

#include <string_view>

namespace mizan::sdk {

/// What the hub offers. Safe from any thread. An adapter writes to no stream of its own.
class Host {
 public:
  explicit Host(const mizan_host* host) : host_(host) {}

  void debug(std::string_view text) const { host_->log(host_, MIZAN_LOG_DEBUG, view(text)); }
  void info(std::string_view text) const { host_->log(host_, MIZAN_LOG_INFO, view(text)); }
  void warn(std::string_view text) const { host_->log(host_, MIZAN_LOG_WARN, view(text)); }
  void error(std::string_view text) const { host_->log(host_, MIZAN_LOG_ERROR, view(text)); }

  /// MIZAN_HTTP_1 …; null if the hub does not offer it. http.hpp, secret.hpp and clock.hpp wrap them.
  const void* extension(const char* id) const { return host_->extension(host_, id); }
  const mizan_host* c() const { return host_; }

 private:
  const mizan_host* host_;
};

}  // namespace mizan::sdk
