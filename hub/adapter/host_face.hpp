#pragma once
#include <mizan/abi/mizan_extensions.h>

#include "adapter/host_services.hpp"
#include "adapter/item_guard.hpp"
#include "adapter/source.hpp"

namespace mizan::adapter {

/// The hub as a plugin in this process sees it: its log, and the extensions that there is something for.
/// Errors of services cross as the boundary's statuses.
class HostFace {
 public:
  /// Of what is null no extension is offered.
  HostFace(SourceLog& log, HostServices* services, ItemGuard* guard)
      : log_(log), services_(services), guard_(guard) {}
  HostFace(const HostFace&) = delete;
  HostFace& operator=(const HostFace&) = delete;

  const mizan_host* c() const { return &face_; }

  /// Whose stop ends what services do; null between calls.
  void during(const StopRequest* stop) { stop_ = stop; }

 private:
  static HostFace& self(const mizan_host* host) { return *static_cast<HostFace*>(host->ctx); }
  static void on_log(const mizan_host* host, int32_t level, mizan_str message) noexcept;
  static const void* on_extension(const mizan_host* host, const char* id) noexcept;
  static mizan_status on_secret(const mizan_host* host, mizan_str name, void* to,
                                void (*take)(void*, mizan_str) noexcept, mizan_error* error) noexcept;
  static std::int64_t on_now(const mizan_host* host) noexcept;
  static mizan_status on_fetch(const mizan_host* host, const mizan_call* call,
                               const mizan_http_request* request, void* to,
                               void (*take)(void*, const mizan_http_response*) noexcept,
                               mizan_error* error) noexcept;
  static std::int32_t on_enter(const mizan_host* host, mizan_str where, std::int64_t number) noexcept;
  static void on_leave(const mizan_host* host) noexcept;

  SourceLog& log_;
  HostServices* services_;
  ItemGuard* guard_;
  const StopRequest* stop_ = nullptr;
  mizan_host face_{sizeof(mizan_host), MIZAN_ABI_MINOR, this, &on_log, &on_extension};
};

}  // namespace mizan::adapter
