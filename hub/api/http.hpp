#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "access/identify.hpp"
#include "base/error.hpp"

namespace mizan::api {

/// A request as routes see it: decoded, small, safe to hold.
struct Request {
  std::vector<std::string> path;             ///< segments, percent-decoded
  std::map<std::string, std::string> query;  ///< decoded; a parameter given twice is refused before this
  std::string last_event_id = {};            ///< header of a feed's reconnection; may be empty
  std::string if_none_match = {};            ///< header: the versions that the client holds; may be empty
  access::Presented from = {};               ///< what it says of who sends it

  std::string get(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? std::string() : found->second;
  }
};

struct Response {
  unsigned status = 200;
  std::string type = "application/json";
  std::string body = {};
  std::string etag = {};                ///< without quotes: which version this is; empty: it has none
  std::string_view cache = "no-store";  ///< Cache-Control; a literal
  std::string_view challenge = {};      ///< WWW-Authenticate; a literal, or empty
  std::int64_t retry_after = 0;         ///< seconds; 0: nothing is said
  std::int64_t cases = 0;               ///< how many cases or records it shows: then it is in the audit trail
};

/// May be kept, but not shown again without asking whether it is still so.
inline constexpr std::string_view kAskAgain = "no-cache";
/// Never another under this address.
inline constexpr std::string_view kForever = "max-age=31536000, immutable";

/// True if the client said that it holds this version (RFC 9110, If-None-Match): it need not be made again.
bool holds(const Request& request, std::string_view etag);

/// What it is told then: 304, without a body.
Response unchanged(std::string etag, std::string_view cache);

/// Reads the target of a request line. kData: not a path of the API, or a parameter twice.
base::Result<Request> parse_target(std::string_view target);

/// An error as RFC 9457 problem details.
Response problem(unsigned status, std::string_view title, std::string_view detail);

/// The problem that an error of the hub is to a client. Store and internal errors keep their text to
/// themselves.
Response problem_of(const base::Error& error);

}  // namespace mizan::api
