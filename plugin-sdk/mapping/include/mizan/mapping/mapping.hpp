#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mizan/mapping/join.hpp"
#include "mizan/mapping/query.hpp"
#include "mizan/mapping/request.hpp"
#include "mizan/mapping/sheet.hpp"

namespace mizan::sdk {
class Batch;
}

namespace mizan::mapping {

/// Something wrong with a mapping file: where, and in one sentence what.
struct Problem {
  std::string file;
  std::uint32_t line = 0;
  std::string path;  ///< "record[2].fields.disposed_on"
  std::string message;

  /// "file:line: path: message".
  std::string text() const;
};

/// One row of input as the mapping sees it: named values. Views are valid until the row changes.
class Row {
 public:
  virtual ~Row() = default;
  /// The value of a place (see Mapping::places); nothing if it is absent or null.
  virtual std::optional<std::string_view> value(std::size_t place) const = 0;
};

/// Files of one kind within the input: `name` is what records refer to, `pattern` a file name with '*'.
struct InputFiles {
  std::string name;
  std::string pattern;
};

/// How the bytes are laid out.
struct Input {
  std::string format;     ///< "csv", "json", "xlsx", "rest" or "sql"
  std::string delimiter;  ///< csv: one character, or empty: detect
  std::string quote = "\"";
  std::string encoding;  ///< csv: "utf-8", "utf-16", "windows-1252", "windows-1256", or empty: detect
  int header_row = 1;    ///< csv: the line that names the columns
  std::vector<InputFiles> files;
  std::vector<Join> joins;           ///< csv
  std::vector<InputSheet> sheets;    ///< xlsx: at least one for each of `files` that records are made from
  std::vector<ApiRequest> requests;  ///< rest
  std::vector<Query> queries;        ///< sql
  bool snapshot = false;             ///< each read gives everything that exists
};

/// The part of a mapping file that says where fields come from and how they are read
/// (docs/mapping-language.md). What the values mean is the hub's part of the same file. Immutable; one thread
/// at a time.
class Mapping {
 public:
  /// Everything that is wrong, in the order of the file. None: compile() succeeds.
  static std::vector<Problem> validate(std::string_view text, const std::string& file);

  /// Throws mizan::sdk::Error (MIZAN_E_CONFIG) with the first problem.
  static Mapping compile(std::string_view text, const std::string& file);

  Mapping(Mapping&&) noexcept;
  Mapping& operator=(Mapping&&) noexcept;
  ~Mapping();

  const Input& input() const;

  /// Names of the input files (csv), sheets (xlsx) or queries (sql) that records are made from, or the `each`
  /// pointers (json), without repeats.
  std::vector<std::string> groups() const;
  /// rest: of one request, each with its `each`.
  std::vector<std::pair<std::string, std::string>> groups_of_request(const std::string& request) const;
  /// The places that the records of a group read from; Row::value counts them from 0.
  const std::vector<Place>& places(const std::string& group) const;
  /// The joins that those places need, each once.
  const std::vector<JoinUse>& joins(const std::string& group) const;

  /// Makes the records of one row; returns how many. `where` names the row.
  int apply(const std::string& group, const Row& row, sdk::Batch& out) const;

  /// Rows that no record took because of its conditions, by record, for the log.
  std::string filtered_summary() const;

  /// Private to this folder, for all its name stands here.
  struct Impl;

 private:
  explicit Mapping(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A row of named texts, for tests of mappings.
class MapRow final : public Row {
 public:
  MapRow(const std::vector<Place>& places, const std::map<std::string, std::string>& values);
  std::optional<std::string_view> value(std::size_t place) const override;

 private:
  std::vector<std::optional<std::string>> values_;
};

}  // namespace mizan::mapping
