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
  std::string accept = {};                   ///< header: what forms the client takes; may be empty
  std::string accept_encoding = {};          ///< header: how the answer may be packed; may be empty
  access::Presented from = {};               ///< what it says of who sends it

  std::string get(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? std::string() : found->second;
  }
};

/// A list of an answer in JSON that can also be given as a table: the name of its schema, and of the list.
struct Table {
  std::string_view schema;
  std::string_view list;
};

/// `std::string_view` members are literals, or empty.
struct Response {
  unsigned status = 200;
  std::string type = "application/json";
  std::string body = {};
  std::string etag = {};                ///< without quotes: which version this is; empty: it has none
  std::string_view cache = "no-store";  ///< Cache-Control
  std::string_view challenge = {};      ///< WWW-Authenticate
  std::int64_t retry_after = 0;         ///< seconds; 0: nothing is said
  std::string style_source = {};        ///< of a page: the one style-src that a browser may use for it
  std::int64_t cases = 0;               ///< how many cases or records it shows: then it is in the audit trail
  bool versioned = false;               ///< its ETag is to be made from what is shown of it
  std::string moment = {};         ///< text in it that is another each time and is no part of the version
  bool same_bytes = true;          ///< false: the ETag is of what it says and not of its bytes (weak)
  std::string next = {};           ///< of a page of a list: `after` of the next one; empty: it is the last
  Table table = {};                ///< what `format=csv` gives of it; empty: nothing, or it is CSV already
  std::string_view encoding = {};  ///< Content-Encoding
  bool varies = false;             ///< it depends on Accept-Encoding
};

/// May be kept, but not shown again without asking whether it is still so.
inline constexpr std::string_view kAskAgain = "no-cache";
/// The same of what depends on who asks.
inline constexpr std::string_view kOwnAskAgain = "private, no-cache";
/// Never another under this address.
inline constexpr std::string_view kForever = "max-age=31536000, immutable";

/// True if the client said that it holds this version (RFC 9110, If-None-Match): it need not be made again.
bool holds(const Request& request, std::string_view etag);

/// What it is told then: 304, without a body.
Response unchanged(std::string etag, std::string_view cache);

/// The answer with the ETag of what is shown, where it is to have one; 304 to who holds that.
Response versioned(Response response, const Request& request);

/// The address of the same page of a list from `after` on: for a Link header.
std::string target_after(const Request& request, const std::string& after);

/// Reads the target of a request line. kData: not a path of the API, or a parameter twice.
base::Result<Request> parse_target(std::string_view target);

/// An error as RFC 9457 problem details.
Response problem(unsigned status, std::string_view title, std::string_view detail);

/// The problem that an error of the hub is to a client. Store and internal errors keep their text to
/// themselves.
Response problem_of(const base::Error& error);

}  // namespace mizan::api
