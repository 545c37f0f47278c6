#pragma once
#include "adapter/source.hpp"

namespace mizan::adapter {

/// Of whoever waits to the end. From any thread.
class NeverStop final : public StopRequest {
 public:
  bool stopped() const override { return false; }
};

}  // namespace mizan::adapter
