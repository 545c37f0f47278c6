#pragma once
#include <mutex>
#include <optional>
#include <string>

#include "access/rate.hpp"
#include "api/http.hpp"
#include "audit/entry.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// Writes the audit trail beside whoever writes the store. Any thread; they take turns.
class AuditWriter {
 public:
  explicit AuditWriter(std::string store_path) : store_path_(std::move(store_path)) {}

  /// kStore: it is not written, and what it tells of must not happen.
  base::Result<> write(const audit::Entry& entry);

  /// That a request was refused: at most sixty a minute, so that nobody fills the store by asking; how many
  /// were left out stands in the next. False: it could not be written.
  bool note_refusal(audit::Entry entry);

 private:
  base::Result<> append(const audit::Entry& entry);

  std::string store_path_;
  access::RateLimiter limiter_;
  std::mutex mutex_;
  std::optional<store::Store> store_;  // guarded; opened when it is needed first
  std::int64_t left_out_ = 0;          // guarded
};

/// "explain pending period=2025-12 province=KP: 100 cases": what of a request is in the trail. Only
/// parameters that a page has understood, and no name of a person.
std::string told_of(const Request& request, std::string_view endpoint);

}  // namespace mizan::api
