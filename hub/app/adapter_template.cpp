#include "app/adapter_template.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "app/connection.hpp"
#include "app/text_file.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPlaceholder = "my-court";  // in the templates' texts and names of files
constexpr std::size_t kLongestName = 40;
// Targets that CMake has of its own.
constexpr std::array<std::string_view, 7> kReserved = {"all",  "clean",   "edit-cache", "help",
                                                       "test", "install", "package"};

base::Error wrong(std::string text) {
  return {base::Code::kConfig, std::move(text)};
}

base::Result<> require_name(const std::string& name) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const bool known = std::all_of(name.begin(), name.end(),
                                 [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; });
  if (name.empty() || name.size() > kLongestName || !known || !letter(name.front()) || name.back() == '-')
    return wrong(fmt::format(
        "\"{}\": name an adapter with 1 to {} lower-case letters, digits and hyphens, the first a letter, "
        "the last no hyphen",
        name, kLongestName));
  if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end())
    return wrong(fmt::format("\"{}\": is a word of CMake's own; choose another name", name));
  return {};
}

std::string named(std::string text, const std::string& name) {
  for (auto at = text.find(kPlaceholder); at != text.npos; at = text.find(kPlaceholder, at + name.size()))
    text.replace(at, kPlaceholder.size(), name);
  return text;
}

base::Result<> write_file(const fs::path& from, const fs::path& to, const std::string& name) {
  MIZAN_ASSIGN(const auto text, read_text(from));
  std::error_code failed;
  fs::create_directories(to.parent_path(), failed);
  std::ofstream out(to, std::ios::binary);
  out << named(text, name);
  out.close();
  if (!out) return wrong(fmt::format("{}: cannot be written", to.string()));
  fs::permissions(to, fs::status(from).permissions() | fs::perms::owner_write, failed);
  if (failed) return wrong(fmt::format("{}: {}", to.string(), failed.message()));
  return {};
}

base::Result<> write_files(const fs::path& from, const fs::path& to, const std::string& name) {
  std::error_code failed;
  for (const auto& entry : fs::recursive_directory_iterator(from, failed)) {
    if (!entry.is_regular_file(failed)) continue;
    const auto relative = named(fs::relative(entry.path(), from).string(), name);
    MIZAN_TRY(write_file(entry.path(), to / relative, name));
  }
  if (failed)
    return wrong(fmt::format("{}: the template cannot be read: {}", from.string(), failed.message()));
  return {};
}

}  // namespace

fs::path shipped_templates() {
  return found_beside_program({"../share/mizan/templates", "../../../plugin-sdk/templates"});
}

base::Result<fs::path> write_adapter_project(const fs::path& templates, const NewAdapter& wanted) {
  MIZAN_TRY(require_name(wanted.name));
  const auto project = wanted.into / wanted.name;
  std::error_code failed;
  if (fs::exists(fs::symlink_status(project, failed)))
    return wrong(fmt::format("{}: is there already, and nothing is overwritten", project.string()));
  if (!fs::is_directory(wanted.into, failed))
    return wrong(fmt::format("{}: there is no such folder", wanted.into.string()));
  const auto unfinished = wanted.into / fmt::format(".{}.new-{}", wanted.name, getpid());
  const auto from = templates / (wanted.language == TemplateLanguage::kCpp ? "cpp" : "python");
  auto written = write_files(from, unfinished, wanted.name);
  if (written) {
    fs::rename(unfinished, project, failed);
    if (failed) written = wrong(fmt::format("{}: cannot be made: {}", project.string(), failed.message()));
  }
  if (!written) {
    fs::remove_all(unfinished, failed);
    return written.error();
  }
  return project;
}

}  // namespace mizan::app
