#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mizan::mapping {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

/// How an API cuts its lists into pages.
struct Paging {
  enum class Kind : std::uint8_t {
    kNone,    ///< one reply holds everything
    kPage,    ///< a parameter counts pages
    kOffset,  ///< a parameter counts elements
    kCursor,  ///< the body holds what the next request must name
    kLink,    ///< a Link header holds the next address (RFC 8288)
  };
  Kind kind = Kind::kNone;
  std::string parameter;       ///< page, offset; cursor: empty where `next` is a whole address
  std::string size_parameter;  ///< empty: none is sent
  std::int64_t size = 0;       ///< elements a page, as asked for
  std::int64_t first = 1;      ///< page: the first one's number
  std::string next;            ///< cursor: the JSON Pointer of the next one; absent, null or "" ends the list
  std::string more;  ///< page, offset: the JSON Pointer of a value that is false at the end; empty: none
  std::int64_t most_pages = 100'000;  ///< more in one list are taken for a list without end
};

/// What an API gives of what changed after a moment.
struct Since {
  std::string parameter;
  std::string format;          ///< of the parameter and of `field`: see time_format.hpp
  std::string field;           ///< the JSON Pointer of an element's time of change; empty: the clock is taken
  std::string initial;         ///< sent when nothing was read before; empty: the parameter is left out
  std::int64_t overlap = 300;  ///< seconds that are asked for once more
  std::int64_t utc_offset_minutes = 0;  ///< of times that do not say their own
};

/// A part of an address: letters as they are, or the place in an element whose value stands there.
struct TemplatePart {
  std::string text;
  bool is_place = false;
};

/// [[input.request]]: one list of an API.
struct ApiRequest {
  std::string name;  ///< what records call it
  std::string path;  ///< behind the source's own address
  NamedTexts query;
  NamedTexts headers;
  std::string items;  ///< the JSON Pointer of the list's elements
  Paging paging;
  std::optional<Since> since;
  std::vector<TemplatePart> detail;  ///< path of each element's own document; empty: the list holds all of it
  std::uint32_t line = 0;            ///< of the mapping
};

}  // namespace mizan::mapping
