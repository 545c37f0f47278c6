#include "worker/frame_sink.hpp"

#include "adapter/messages.hpp"
#include "adapter/record_codec.hpp"

namespace mizan::worker {
using adapter::FrameType;

base::Result<> FrameSink::put(FrameType type, std::string_view payload) {
  if (!link_.take_credit(payload.size())) return base::Error{base::Code::kCancelled, "stopped"};
  link_.send(type, payload);
  return {};
}

base::Result<> FrameSink::emit(std::span<const mizan_record> records) {
  while (!records.empty()) {
    payload_.clear();
    records = records.subspan(adapter::encode_records(payload_, records));
    MIZAN_TRY(put(FrameType::kRecords, payload_));
  }
  return {};
}

base::Result<> FrameSink::checkpoint(std::string_view token) {
  return put(FrameType::kCheckpoint, token);
}

base::Result<> FrameSink::reject(const mizan_reject& reject) {
  return put(FrameType::kReject, adapter::encode_reject(reject));
}

base::Result<> FrameSink::snapshot(adapter::SnapshotPhase phase) {
  return put(FrameType::kSnapshot, adapter::encode_snapshot(phase));
}

}  // namespace mizan::worker
