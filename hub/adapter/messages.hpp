#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/item_guard.hpp"
#include "adapter/sandbox_layer.hpp"
#include "adapter/source.hpp"
#include "base/error.hpp"

namespace mizan::adapter {

/// The payloads of all frames but kRecords (record_codec.hpp) and those of services (service_messages.hpp).
/// Each decoder takes bytes that may be anybody's, checks every size before it allocates, and refuses what is
/// left over. Views are into the payload.

struct Hello {
  Descriptor descriptor;
  std::vector<SandboxLayer> layers;
};

struct Done {
  mizan_status status = MIZAN_OK;   ///< 0 to 10
  std::string message = {};         ///< one line, empty if all went well
  std::int64_t retry_after_ms = 0;  ///< as the source asked; 0: it did not
};

struct LogLine {
  int level = 0;  ///< 0 to 3
  std::string_view text;
};

std::string encode_hello(const Hello& hello);
base::Result<Hello> decode_hello(std::string_view payload);

std::string encode_done(const base::Result<>& result);
base::Result<Done> decode_done(std::string_view payload);

std::string encode_reject(const mizan_reject& reject);
base::Result<mizan_reject> decode_reject(std::string_view payload);

std::string encode_snapshot(SnapshotPhase phase);
base::Result<SnapshotPhase> decode_snapshot(std::string_view payload);

std::string encode_log(int level, std::string_view text);
base::Result<LogLine> decode_log(std::string_view payload);

std::string encode_credit(std::uint32_t bytes);
base::Result<std::uint32_t> decode_credit(std::string_view payload);

/// At most kMostPassedOver.
std::string encode_pass_over(const std::vector<PassedOver>& items);
base::Result<std::vector<PassedOver>> decode_pass_over(std::string_view payload);

}  // namespace mizan::adapter
