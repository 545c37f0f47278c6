#pragma once
#include <string>
#include <string_view>

namespace mizan::api {

/// What every answer says to a browser that comes upon it: show nothing of it, run nothing of it, tell nobody
/// of where it was. `style_source`: of a page that is to be seen, the one style sheet; empty: there is none.
inline std::string security_headers(std::string_view style_source = {}) {
  std::string text =
      "X-Content-Type-Options: nosniff\r\n"
      "Referrer-Policy: no-referrer\r\n"
      "Cross-Origin-Resource-Policy: same-origin\r\n"
      "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors "
      "'none'";
  if (!style_source.empty()) text.append("; style-src ").append(style_source);
  return text + "\r\n";
}
/// The same under TLS: never ask in plain again.
inline constexpr std::string_view kOnlyTls = "Strict-Transport-Security: max-age=31536000\r\n";

}  // namespace mizan::api
