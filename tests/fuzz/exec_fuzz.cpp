// Any bytes that a program may write are records, rejections or an end: all that the boundary may be given.
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <mizan/sdk/error.hpp>
#include <string_view>

#include "program_output.hpp"

namespace {

mizan_status emit(const mizan_sink*, const mizan_record* records, std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    const auto& record = records[i];
    if (record.kind < MIZAN_KIND_CASE || record.kind > MIZAN_KIND_CHARGE || record.key.size == 0 ||
        record.key.size > 512)
      std::abort();
    for (std::uint32_t f = 0; f < record.field_count; ++f) {
      if (record.fields[f].id == 0 || record.fields[f].type > MIZAN_LOCAL) std::abort();
    }
  }
  return MIZAN_OK;
}
mizan_status checkpoint(const mizan_sink*, mizan_str token) noexcept {
  if (token.size == 0 || token.size > (64U << 10U)) std::abort();
  return MIZAN_OK;
}
mizan_status reject(const mizan_sink*, const mizan_reject* rejected) noexcept {
  if (rejected->where.size == 0 || rejected->reason.size == 0) std::abort();
  return MIZAN_OK;
}
mizan_status snapshot(const mizan_sink*, std::int32_t) noexcept {
  return MIZAN_OK;
}
void log(const mizan_host*, std::int32_t, mizan_str) noexcept {}
const void* extension(const mizan_host*, const char*) noexcept {
  return nullptr;
}
std::int32_t cancelled(const mizan_call*) noexcept {
  return 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const mizan_host host{sizeof(mizan_host), MIZAN_ABI_MINOR, nullptr, &log, &extension};
  const mizan_call asked{sizeof(mizan_call), -1, std::numeric_limits<std::int64_t>::max(), nullptr,
                         &cancelled};
  const mizan_sink given{sizeof(mizan_sink), 0, nullptr, &emit, &checkpoint, &reject, &snapshot};
  const mizan::sdk::Call call(&asked);
  mizan::sdk::Sink sink(&given);
  mizan::exec::ProgramOutput output(mizan::sdk::Host(&host), call, sink);
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    // In two pieces, as pipes give them.
    output.add(bytes.substr(0, size / 2));
    output.add(bytes.substr(size / 2));
    output.finish(size % 2 == 0);
  } catch (const mizan::sdk::Error&) {
  }
  return 0;
}
