#pragma once
#include <cstdint>
#include <deque>
#include <mizan/mapping/file_connector.hpp>
#include <mizan/mapping/join.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mizan::csv {

/// Largest size of what one join keeps, bytes: its keys, the columns that records read, and their index.
inline constexpr std::size_t kMaxJoinBytes = std::size_t{256} << 20U;

/// The key by which rows of two files find each other: the texts without blanks around them. Empty if every
/// text is.
void make_join_key(std::span<const std::string_view> texts, std::string& out);

/// The rows of one join in memory: of each key the one row that Join::take chooses, of that row the columns
/// that records read. One thread.
class JoinTable {
 public:
  explicit JoinTable(const mapping::Join& join, std::size_t limit = kMaxJoinBytes)
      : join_(join), limit_(limit) {}

  /// A row of the joined files, in the order of their names and rows. `by`: text of Join::by, else empty;
  /// `columns`: as in Join::columns. Throws mizan::sdk::Error: MIZAN_E_CONFIG if a key comes again and the
  /// mapping does not say which row is taken, MIZAN_E_DATA beyond the limit.
  struct Source {
    const std::string& file;  ///< name, for messages
    std::uint64_t line;
  };
  void add(std::string_view key, std::string_view by, std::span<const std::string_view> columns,
           const Source& source);

  /// The row of a key; null if there is none. Valid until the next add().
  struct Kept {
    std::span<char> values;  ///< of each column its length and its text
    std::int64_t rank = 0;   ///< the day of Join::by; kOnly: the line
    std::uint32_t file = 0;  ///< kOnly: counted in files_
  };
  const Kept* find(std::string_view key) const;
  static std::string_view column(const Kept& kept, std::size_t column);

  std::size_t size() const { return rows_.size(); }

 private:
  std::optional<std::int64_t> day_of(std::string_view by) const;
  void insert(std::string_view key, std::int64_t rank, const Source& source);
  void replace(Kept& kept, std::int64_t rank);
  bool goes_before(std::int64_t rank, const Kept& kept) const;
  std::span<char> keep(std::string_view text);
  [[noreturn]] void refuse_second(const Kept& kept, const Source& source) const;

  const mapping::Join& join_;
  std::size_t limit_;
  std::size_t used_ = 0;
  std::deque<std::string> blocks_;
  std::unordered_map<std::string_view, Kept> rows_;
  std::vector<std::string> files_;
  std::string packed_;
};

}  // namespace mizan::csv
