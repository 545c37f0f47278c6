#pragma once
#include <mizan/toml/toml.hpp>

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace mizan::app {

/// Reads one TOML table key by key and keeps the first thing wrong as "file:line: key: what". Every key must
/// be asked for before finish(), which refuses those that were not.
class TomlReader {
 public:
  TomlReader(const toml::table& table, std::string file, std::string prefix = "");

  void read(std::string_view key, std::string& out);
  void read(std::string_view key, std::filesystem::path& out);
  void read(std::string_view key, bool& out);
  void read(std::string_view key, std::int64_t& out, std::int64_t low, std::int64_t high);
  void require(std::string_view key, std::string& out);
  void allow(std::initializer_list<std::string_view> keys);

  void fail(const toml::node* node, std::string_view key, std::string_view what);
  base::Result<> finish();

  /// Reads and parses a whole file.
  static base::Result<toml::table> parse(const std::filesystem::path& file);

 private:
  const toml::node* take(std::string_view key);

  const toml::table& table_;
  std::string file_;
  std::string prefix_;
  std::vector<std::string> known_;
  std::optional<base::Error> error_;
};

}  // namespace mizan::app
