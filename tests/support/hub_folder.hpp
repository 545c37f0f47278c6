#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "support/program.hpp"

namespace mizan::test {

/// A hub of its own in a folder of its own: the demonstration's config with the program, plugins and tables
/// of this build. The folder goes with the object.
class HubFolder {
 public:
  /// `name`: of the test; the folder also bears the process, so that test runs beside each other do not meet.
  explicit HubFolder(const std::string& name);
  ~HubFolder();
  HubFolder(const HubFolder&) = delete;
  HubFolder& operator=(const HubFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path config() const { return path_ / "mizan.toml"; }
  std::filesystem::path store() const { return path_ / "mizan.db"; }

  /// `mizan --config …` and these words.
  std::vector<std::string> command(const std::vector<std::string>& words) const;
  /// Runs it; anything but success fails the test and is told. Gives its output.
  std::string mizan(const std::vector<std::string>& words, int exit_code = 0) const;

  /// Has a source read as often as it can be: `file` is the name of its source file.
  void poll_at_once(const std::string& file) const;
  /// Who asks over HTTP shows a token; without it whoever is on this machine is the operator.
  void ask_for_tokens() const;
  /// Adds to mizan.toml.
  void configure(const std::string& toml) const;

 private:
  std::filesystem::path path_;
};

/// A port of the loopback interface that nobody listens on.
std::string port_of_a_hub();

/// The program of this build.
std::filesystem::path mizan_program();

}  // namespace mizan::test
