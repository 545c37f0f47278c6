#pragma once
#include <simdjson.h>
#include <mizan/sdk/batch.hpp>

#include <optional>
#include <string>

namespace mizan::exec {

/// Why something a program wrote is no record: a short code, and one sentence that quotes no value.
struct Refusal {
  const char* reason;
  std::string detail;
};

/// Reads the object of {"record": …} into the batch. Nothing is put there if it is refused. A value that does
/// not fit its field goes as the text it is: the hub reports it.
std::optional<Refusal> read_record(simdjson::dom::object object, sdk::Batch& out);

}  // namespace mizan::exec
