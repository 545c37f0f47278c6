// `mizan adapter new`: a project to begin from.

#include "app/adapter_subcommands.hpp"
#include "app/adapter_template.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/connection.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

// The hub finds an adapter by its id, so a second "csv" would stand in the place of the first.
void refuse_shipped(const std::string& name) {
  std::error_code failed;
  if (fs::exists(plugin_folder({}) / ("mizan_" + name + ".so"), failed))
    fail({base::Code::kConfig, fmt::format("\"{}\": an adapter of the hub's own is called so", name)});
}

void make(const NewAdapter& wanted) {
  refuse_shipped(wanted.name);
  const auto project = value_or_fail(write_adapter_project(shipped_templates(), wanted));
  fmt::print("{}/ is written. Next:\n\n  cd {}\n", project.lexically_normal().string(),
             project.lexically_normal().string());
  if (wanted.language == TemplateLanguage::kCpp) fmt::print("  cmake -B build && cmake --build build\n");
  fmt::print("  mizan adapter run --source {0}.toml\n  mizan adapter check --source {0}.toml\n", wanted.name);
}

}  // namespace

void add_adapter_new(Command& adapter, Globals&) {
  static NewAdapter wanted;
  static std::string language = "cpp";
  auto& command = adapter.add_command("new", "Write a small whole project for an adapter to begin from");
  command.add_option("name", &wanted.name, "its name: lower-case letters, digits and hyphens").required();
  command.add_option("--lang", &language, "cpp: a plugin; python: a program that the exec connector runs")
      .show_default()
      .one_of({"cpp", "python"});
  command.add_option("--into", &wanted.into, "the folder that its folder is made in").show_default();
  command.footer = R"(Examples:
  mizan adapter new quetta-court
  mizan adapter new quetta-court --lang python --into ~/adapters

The project reads a small file of its own, so that it builds, runs and passes every check as it is. Nothing is overwritten.)";
  command.action = [] {
    wanted.language = language == "cpp" ? TemplateLanguage::kCpp : TemplateLanguage::kPython;
    make(wanted);
  };
}

}  // namespace mizan::app
