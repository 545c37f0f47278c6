#pragma once
#include <mizan/sdk/extension.hpp>

namespace mizan::sdk {

/// The secret that the source file calls `name`. Neither log it nor put it into an Error; hold it no longer
/// than it takes. An unknown name is an Error of MIZAN_E_CONFIG.
inline std::string read_secret(const Host& host, std::string_view name) {
  std::string value;
  mizan_error error{sizeof(mizan_error), 0, 0, {}};
  const auto take = [](void* to, mizan_str text) noexcept {
    static_cast<std::string*>(to)->assign(text.data, text.size);
  };
  pass(
      required_extension<mizan_secret>(host, MIZAN_SECRET_1).read(host.c(), view(name), &value, take, &error),
      error);
  return value;
}

}  // namespace mizan::sdk
