#pragma once
#include <string_view>

namespace mizan::api {

/// What every answer says to a browser that comes upon it: show nothing of it, run nothing of it, tell nobody
/// of where it was.
inline constexpr std::string_view kSecurityHeaders =
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
/// The same under TLS: never ask in plain again.
inline constexpr std::string_view kOnlyTls = "Strict-Transport-Security: max-age=31536000\r\n";

}  // namespace mizan::api
