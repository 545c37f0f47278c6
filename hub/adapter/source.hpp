#pragma once
#include <mizan/abi/mizan_adapter.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/item_guard.hpp"
#include "base/error.hpp"

namespace mizan::adapter {

/// What a plugin says of itself.
struct Descriptor {
  std::string id;
  std::string version;
  std::string config_schema;
  std::uint32_t checkpoint_version = 0;
};

enum class SnapshotPhase { kBegin, kComplete };

/// Where a source puts what it reads. Every record has been checked (checks.hpp) before it gets here. Views
/// are valid during the call. An error ends the read and is returned from it. Called on the thread of read()
/// alone.
class SourceSink {
 public:
  virtual ~SourceSink() = default;
  virtual base::Result<> emit(std::span<const mizan_record> records) = 0;
  virtual base::Result<> checkpoint(std::string_view token) = 0;
  virtual base::Result<> reject(const mizan_reject& reject) = 0;
  virtual base::Result<> snapshot(SnapshotPhase phase) = 0;
};

/// Asked by a source whether it is to stop. Safe from any thread.
class StopRequest {
 public:
  virtual ~StopRequest() = default;
  virtual bool stopped() const = 0;
};

/// Takes an adapter's log lines. Safe from any thread.
class SourceLog {
 public:
  virtual ~SourceLog() = default;
  virtual void write(int level, std::string_view text) = 0;
};

/// One connection to one source system, wherever its adapter runs: in this process, or in a worker of its
/// own. Calls block; never two at once for one source.
class Source {
 public:
  virtual ~Source() = default;
  virtual const Descriptor& descriptor() const = 0;

  /// Can the source be reached?
  virtual base::Result<> check(const StopRequest& stop) = 0;

  /// Reads on from `token` (empty: from the beginning) until caught up or stopped. The code of an error is
  /// the policy.
  virtual base::Result<> read(std::string_view token, SourceSink& sink, const StopRequest& stop) = 0;

  /// The last call ended because the adapter's process did: it crashed, hung or broke the protocol. Never of
  /// an adapter in this process, which would have taken the hub along.
  virtual bool lost() const { return false; }

  /// After a read that was lost(): the item that the adapter was busy with, if it said so.
  virtual std::optional<std::string> lost_in() const { return std::nullopt; }
  /// Every later read leaves these items out and rejects them instead; at most kMostPassedOver. Nothing to do
  /// for an adapter in this process.
  virtual void pass_over(std::vector<PassedOver> items) { static_cast<void>(items); }
};

}  // namespace mizan::adapter
