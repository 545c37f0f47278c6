#pragma once
#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace mizan::app {

/// Which of the projects that come with the program (plugin-sdk/templates).
enum class TemplateLanguage : std::uint8_t { kCpp, kPython };

struct NewAdapter {
  std::string name;  ///< 1 to 40 of a-z, 0-9 and '-', beginning with a letter
  TemplateLanguage language = TemplateLanguage::kCpp;
  std::filesystem::path into = ".";  ///< the folder that the project's folder is made in
};

/// The folder of the templates: where the program was installed, or in the repository of a build tree.
std::filesystem::path shipped_templates();

/// Writes the project INTO/NAME, whole or not at all, from the template of its language under `templates`.
/// Nothing that is there is touched: a folder of that name is an error. Gives the project's folder.
base::Result<std::filesystem::path> write_adapter_project(const std::filesystem::path& templates,
                                                          const NewAdapter& wanted);

}  // namespace mizan::app
