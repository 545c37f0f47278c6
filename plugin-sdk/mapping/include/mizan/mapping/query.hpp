#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace mizan::mapping {

/// [[input.query]]: one SELECT whose rows records are made of.
struct Query {
  std::string name;              ///< what [[record]] query refers to
  std::string sql;               ///< one SELECT without comments and without ';' (select_text.hpp)
  std::vector<std::string> key;  ///< columns that tell its rows apart, in the order of paging
  std::string changed;           ///< incremental: the column that grows when a row is written or changed
  /// Incremental: how far behind the newest value of `changed` each read begins: seconds, or units of an
  /// integer.
  std::int64_t overlap = 600;
  int page = 1000;  ///< rows asked for at once, at most
  std::uint32_t line = 0;
};

}  // namespace mizan::mapping
