// `mizan adapter new`: a project to begin from.
#include <CLI/CLI.hpp>

#include "app/adapter_subcommands.hpp"
#include "app/adapter_template.hpp"
#include "app/command.hpp"
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

void add_adapter_new(CLI::App& adapter, Globals&) {
  static NewAdapter wanted;
  auto* command = adapter.add_subcommand("new", "Write a small whole project for an adapter to begin from");
  command->add_option("name", wanted.name, "its name: lower-case letters, digits and hyphens")->required();
  command
      ->add_option("--lang", wanted.language, "cpp: a plugin; python: a program that the exec connector runs")
      ->transform(CLI::CheckedTransformer(std::map<std::string, TemplateLanguage>{
          {"cpp", TemplateLanguage::kCpp}, {"python", TemplateLanguage::kPython}}))
      ->default_str("cpp");
  command->add_option("--into", wanted.into, "the folder that its folder is made in")->capture_default_str();
  command->footer(R"(Examples:
  mizan adapter new quetta-court
  mizan adapter new quetta-court --lang python --into ~/adapters

The project reads a small file of its own, so that it builds, runs and passes every check as it is. Nothing is overwritten.)");
  command->callback([] { make(wanted); });
}

}  // namespace mizan::app
