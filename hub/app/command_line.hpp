#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mizan::app {

/// What a command takes besides its name: an option ("--limit"), or by a name without hyphens an argument
/// ("source"), which is given by its place. A flag is an option without a value.
///
/// Its variable is set if the operator gives a value, holds the default until then, and outlives the command.
/// A vector takes several values; a flag's bool becomes true.
struct Option {
  using Variable = std::variant<bool*, std::string*, std::filesystem::path*, std::vector<std::string>*, int*,
                                std::int64_t*, std::uint64_t*, double*>;

  std::string name;
  Variable variable;
  std::string about;  ///< its line of the help

  bool is_required = false;
  bool default_is_shown = false;
  bool is_positive = false;
  bool takes_one_at_a_time = false;
  std::optional<std::pair<std::int64_t, std::int64_t>> limits = std::nullopt;
  std::vector<std::string> allowed = {};  ///< none: whatever its type takes
  const Option* excluded = nullptr;

  Option& required();
  /// The help says what the variable holds now.
  Option& show_default();
  /// A number from `least` to `most`, both allowed.
  Option& within(std::int64_t least, std::int64_t most);
  /// A number above zero.
  Option& above_zero();
  Option& one_of(std::vector<std::string> words);
  /// Of a vector: one value for each time the option is written, so that an argument may follow it.
  Option& one_at_a_time();
  /// Not both: `other` is an earlier option of the same command.
  Option& excludes(const Option& other);
};

/// A command, or a group of them, of which one must be chosen: the program itself is the outermost. Only a
/// description: command_line.cpp alone knows the library that reads a command line by it. What it gives out
/// stays where it is while it lives. One thread.
struct Command {
  Command(std::string its_name, std::string its_purpose)
      : name(std::move(its_name)), about(std::move(its_purpose)) {}
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  std::string name;
  std::string about;   ///< one line
  std::string footer;  ///< of the help: examples, what is to be known, exit codes
  /// What the command does once every word was understood. Of a group: what comes before the chosen command.
  std::function<void()> action;
  std::list<Option> options;
  std::list<Command> commands;

  Command& add_command(std::string its_name, std::string its_purpose);
  /// A flag, if the variable is a bool.
  Option& add_option(std::string its_name, Option::Variable variable, std::string its_purpose);
};

/// Does what `words` (without the program's own name) ask of `program`, whose options may stand anywhere, and
/// gives the exit code: 0; 2 words that it does not take, which stderr then says; 1 an action that threw,
/// named by one line. `--help` prints the help of the command before it.
int run_program(const Command& program, const std::vector<std::string>& words);

}  // namespace mizan::app
