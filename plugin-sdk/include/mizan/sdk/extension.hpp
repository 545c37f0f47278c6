#pragma once
#include <mizan/abi/mizan_extensions.h>
#include <mizan/sdk/error.hpp>
#include <mizan/sdk/host.hpp>

#include <string>
#include <string_view>

namespace mizan::sdk {

/// A table that the hub must offer; Error of MIZAN_E_UNSUPPORTED where it does not.
template <class Table>
const Table& required_extension(const Host& host, const char* id) {
  const auto* table = static_cast<const Table*>(host.extension(id));
  if (table == nullptr) throw Error(MIZAN_E_UNSUPPORTED, "this hub does not offer " + std::string(id));
  return *table;
}

/// Ends the call with what an extension answered, unless it is MIZAN_OK.
inline void pass(mizan_status status, const mizan_error& error) {
  if (status == MIZAN_OK) return;
  if (status == MIZAN_E_CANCELLED || status == MIZAN_E_DEADLINE) throw Stop(status);
  throw Error(status, error.message, error.retry_after_ms);
}

}  // namespace mizan::sdk
