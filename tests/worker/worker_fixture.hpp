#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapter/worker_source.hpp"

namespace mizan::test {

/// One line for everything that a source put into its sink, in order: records with all they carry, tokens,
/// rejections, phases. Batches leave no trace, for where they end is nobody's promise.
class Transcript : public adapter::SourceSink {
 public:
  base::Result<> emit(std::span<const mizan_record> records) override;
  base::Result<> checkpoint(std::string_view token) override;
  base::Result<> reject(const mizan_reject& reject) override;
  base::Result<> snapshot(adapter::SnapshotPhase phase) override;

  std::vector<std::string> lines;
  std::vector<std::string> tokens;
  std::size_t records = 0;
  std::size_t rejects = 0;
  std::size_t limit = SIZE_MAX;  ///< from this record on the sink refuses
};

class Lines final : public adapter::SourceLog {
 public:
  void write(int level, std::string_view text) override;
  std::vector<std::string> lines;
};

/// Stops from the n-th look on; never, if negative.
class StopAfter final : public adapter::StopRequest {
 public:
  explicit StopAfter(int looks) : left_(looks) {}
  bool stopped() const override { return left_ >= 0 && left_-- == 0 ? (left_ = 0, true) : false; }

 private:
  mutable int left_;
};

std::string plugin(const std::string& name);
std::string program(const std::string& name);

/// A worker as it is installed, patient for seconds rather than minutes.
adapter::WorkerOptions plain_worker(const std::string& plugin_file);

/// The worker of this build, with its sanitizers.
adapter::WorkerOptions sanitized_worker(const std::string& plugin_file);

/// The settings of tests/worker/plugins/bad.c. `at`: -2 in create, -1 in check, else before that record.
std::string bad(const std::string& what, int at);

extern Lines unread;
extern const StopAfter never;

/// The error of opening, checking and reading, whichever is first; fails the test if there is none.
base::Error failure(const adapter::WorkerOptions& options, const std::string& config);

}  // namespace mizan::test
