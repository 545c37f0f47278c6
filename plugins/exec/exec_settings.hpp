#pragma once
#include <chrono>
#include <mizan/sdk/config.hpp>
#include <string>
#include <utility>
#include <vector>

namespace mizan::exec {

/// What the source file says of the program.
struct ExecSettings {
  std::string folder;                ///< absolute; where the program runs
  std::vector<std::string> command;  ///< the program's file, absolute, and its arguments
  std::string settings;              ///< handed to the program: one JSON object
  std::vector<std::string> secrets;  ///< handed to the program, by name
  std::vector<std::pair<std::string, std::string>> environment;  ///< all that it gets
  std::chrono::seconds silence{300};                             ///< without a line for so long it is ended
  std::chrono::seconds stop{5};                                  ///< from being asked to end to being killed
};

/// Throws sdk::Error (MIZAN_E_CONFIG) that names the key. The program is looked for: a name with a slash from
/// the folder, another in /usr/local/bin, /usr/bin and /bin.
ExecSettings read_settings(const sdk::Config& config);

/// Throws sdk::Error (MIZAN_E_CONFIG) if the file is not there or may not be executed.
void check_program(const ExecSettings& settings);

}  // namespace mizan::exec
