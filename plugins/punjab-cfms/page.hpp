#pragma once
#include <simdjson.h>

#include <string>
#include <vector>

#include "layout.hpp"

namespace mizan::cfms {

/// One reply of the list, parsed: 64 levels deep at most, no member twice in an object. One page at a time.
class Page {
 public:
  Page();

  /// Throws sdk::Error (MIZAN_E_DATA) if it is no such reply: what comes after it could not be found. `body`
  /// must outlive what is read of it.
  void open(const std::string& body, const ListQuery& query);

  const std::vector<simdjson::dom::element>& documents() const { return documents_; }
  /// Whether the reply says that there is another page.
  bool more() const { return more_; }

 private:
  simdjson::dom::parser parser_;
  std::vector<simdjson::dom::element> documents_;
  bool more_ = false;
};

/// What a page is asked for by: the path and its parameters, behind the source's address. `since`: "" asks
/// for everything.
std::string target_of(const ListQuery& query, std::int64_t page, std::int64_t size, const std::string& since);

}  // namespace mizan::cfms
