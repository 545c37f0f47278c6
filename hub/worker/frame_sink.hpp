#pragma once
#include <string>

#include "adapter/source.hpp"
#include "worker/hub_link.hpp"

namespace mizan::worker {

/// Puts what the plugin reads into frames. An error (kCancelled) once the hub has asked to stop.
class FrameSink final : public adapter::SourceSink {
 public:
  explicit FrameSink(HubLink& link) : link_(link) {}

  base::Result<> emit(std::span<const mizan_record> records) override;
  base::Result<> checkpoint(std::string_view token) override;
  base::Result<> reject(const mizan_reject& reject) override;
  base::Result<> snapshot(adapter::SnapshotPhase phase) override;

 private:
  base::Result<> put(adapter::FrameType type, std::string_view payload);

  HubLink& link_;
  std::string payload_;
};

}  // namespace mizan::worker
