#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace mizan::api {

/// A request as routes see it: decoded, small, safe to hold.
struct Request {
  std::vector<std::string> path;             ///< segments, percent-decoded
  std::map<std::string, std::string> query;  ///< decoded; a parameter given twice is refused before this
  std::string last_event_id;                 ///< header of a feed's reconnection; may be empty

  std::string get(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? std::string() : found->second;
  }
};

struct Response {
  unsigned status = 200;
  std::string type = "application/json";
  std::string body;
};

/// Reads the target of a request line. kData: not a path of the API, or a parameter twice.
base::Result<Request> parse_target(std::string_view target);

/// An error as RFC 9457 problem details.
Response problem(unsigned status, std::string_view title, std::string_view detail);

/// The problem that an error of the hub is to a client. Store and internal errors keep their text to
/// themselves.
Response problem_of(const base::Error& error);

}  // namespace mizan::api
