#pragma once
// Private to this folder: reading a mapping's tables and noting everything that is wrong with them.
#include <mizan/toml/toml.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "mizan/mapping/mapping.hpp"

namespace mizan::mapping {

/// Reads values out of one file's tables. What is wrong is noted with its line, and reading goes on.
class TableChecks {
 public:
  explicit TableChecks(std::string file) : file_(std::move(file)) {}

  std::vector<Problem> problems;

  void fail(const toml::node* node, std::string path, std::string message);
  /// Fails for every key that is not one of these.
  void only(const toml::table& table, const std::string& path, const std::vector<std::string_view>& keys);
  /// Null if it is not there. `path` stands before the key in what is noted, as below.
  const toml::table* as_table(const toml::table& table, std::string_view key, bool required,
                              const std::string& path = "");
  /// Empty if it is not there.
  std::string text(const toml::table& table, std::string_view key, const std::string& path);
  /// One text or a list of them.
  std::vector<std::string> texts(const toml::table& table, std::string_view key, const std::string& path);

 private:
  std::string file_;
};

}  // namespace mizan::mapping
