#pragma once
#include <mizan/mapping/request.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace mizan::rest {

/// The address of the API, "https://host/base": what every request begins with.
class BaseAddress {
 public:
  /// Throws sdk::Error (MIZAN_E_CONFIG) if it is no http or https address, or holds a query.
  explicit BaseAddress(std::string text);

  const std::string& text() const { return text_; }  ///< without a slash at its end
  std::string with(std::string_view path) const { return text_ + std::string(path); }
  /// What a reference in a reply to `from` means (RFC 3986 §5, without dot segments, which the hub resolves).
  /// Nothing if it leads to another scheme, host or port: a credential must not follow it.
  std::optional<std::string> follow(std::string_view from, std::string_view reference) const;

 private:
  std::string text_;
  std::string origin_;  ///< "https://host:port"
};

/// Percent-encodes every byte but RFC 3986's unreserved ones.
std::string encoded(std::string_view text);

/// Appends ?name=value or &name=value, encoded.
void add_parameter(std::string& address, std::string_view name, std::string_view value);

/// The target of the first link with rel="next" in a Link header (RFC 8288 §3); nothing if there is none.
std::optional<std::string> next_link(std::string_view header);

}  // namespace mizan::rest
