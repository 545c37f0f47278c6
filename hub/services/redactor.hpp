#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace mizan::services {

/// Takes the secrets it knows out of texts, as they are and in the forms that requests give them:
/// percent-encoded, inside a JSON string, in base64. One thread.
class Redactor {
 public:
  void add(const base::Secret& secret);

  /// The text with "[secret]" wherever one of them stood.
  std::string clean(std::string text) const;
  base::Error clean(base::Error error) const;

 private:
  void add_form(std::string form);

  std::vector<base::Secret> forms_;  ///< the longest first
};

/// Percent-encodes every byte but RFC 3986's unreserved ones.
std::string percent_encoded(std::string_view text);

}  // namespace mizan::services
