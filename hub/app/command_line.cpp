#include "app/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <type_traits>

namespace mizan::app {

Option& Option::required() {
  is_required = true;
  return *this;
}

Option& Option::show_default() {
  default_is_shown = true;
  return *this;
}

Option& Option::within(std::int64_t least, std::int64_t most) {
  limits = {least, most};
  return *this;
}

Option& Option::above_zero() {
  is_positive = true;
  return *this;
}

Option& Option::one_of(std::vector<std::string> words) {
  allowed = std::move(words);
  return *this;
}

Option& Option::one_at_a_time() {
  takes_one_at_a_time = true;
  return *this;
}

Option& Option::excludes(const Option& other) {
  excluded = &other;
  return *this;
}

Command& Command::add_command(std::string its_name, std::string its_purpose) {
  return commands.emplace_back(std::move(its_name), std::move(its_purpose));
}

Option& Command::add_option(std::string its_name, Option::Variable variable, std::string its_purpose) {
  return options.emplace_back(Option{std::move(its_name), variable, std::move(its_purpose)});
}

namespace {

CLI::Option* add_bound(const Option& option, CLI::App& app) {
  return std::visit(
      [&](auto* variable) {
        if constexpr (std::is_same_v<decltype(variable), bool*>)
          return app.add_flag(option.name, *variable, option.about);
        else
          return app.add_option(option.name, *variable, option.about);
      },
      option.variable);
}

CLI::Option* add(const Option& option, CLI::App& app) {
  auto* added = add_bound(option, app);
  if (option.is_required) added->required();
  if (option.default_is_shown) added->capture_default_str();
  if (option.takes_one_at_a_time) added->allow_extra_args(false);
  if (option.limits) added->check(CLI::Range(option.limits->first, option.limits->second));
  if (option.is_positive) added->check(CLI::PositiveNumber);
  if (!option.allowed.empty()) added->check(CLI::IsMember(option.allowed));
  return added;
}

// The library's commands take over what their group is at the time that they are added.
void describe(const Command& command, CLI::App& app) {
  std::map<const Option*, CLI::Option*> added;
  for (const auto& option : command.options) {
    added[&option] = add(option, app);
    if (option.excluded != nullptr) added[&option]->excludes(added.at(option.excluded));
  }
  if (command.commands.empty()) {
    app.callback(command.action);
  } else {
    app.require_subcommand(1);
    app.parse_complete_callback(command.action);
  }
  for (const auto& each : command.commands) describe(each, *app.add_subcommand(each.name, each.about));
  app.footer(command.footer);
}

}  // namespace

int run_program(const Command& program, const std::vector<std::string>& words) {
  CLI::App app(program.about, program.name);
  app.fallthrough();
  try {
    describe(program, app);
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", program.name, error.what());
    return 1;
  }
  return 0;
}

}  // namespace mizan::app
