#include "kill_exports.hpp"

#include <fstream>
#include <stdexcept>
#include <vector>

#include "support/forked.hpp"

namespace mizan::test {
namespace fs = std::filesystem;
namespace {

constexpr const char* kBase = "base";

std::vector<std::string> lines_of(const fs::path& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// What was of 2024 is of the year before: other dates, and other FIRs with other links.
std::string changed(std::string line) {
  for (auto at = line.find("2024"); at != std::string::npos; at = line.find("2024", at)) line[at + 3] = '3';
  return line;
}

// A line that cannot be read, and keeps nobody from reading the next.
std::string torn(const std::string& line, bool csv) {
  return csv ? line.substr(0, line.size() / 2) : "{ torn: " + line.substr(11, 11) + "}";
}

}  // namespace

Exports::Exports(Mode mode)
    : mode_(mode), folder_(mode == Mode::kSnapshot ? "kill_snapshots" : "kill_increments") {
  const auto made = run_forked(folder_.config(), "simulate " + path(kBase).string() + " --cases 90 --seed 7");
  if (made.exit_code != 0) throw std::runtime_error(made.said);
  write("first", Which::kFirst);
  write("second", Which::kSecond);
}

void Exports::write(const std::string& name, Which which) const {
  for (const auto& entry : fs::recursive_directory_iterator(path(kBase))) {
    if (!entry.is_regular_file() || entry.path().filename() == "truth.json") continue;
    const auto to = path(name) / fs::relative(entry.path(), path(kBase));
    fs::create_directories(to.parent_path());
    std::ofstream(to) << edited(entry.path(), which);
  }
}

// The first export lacks some lines that come late; of the second others are gone or changed.
std::string Exports::edited(const fs::path& file, Which which) const {
  const auto lines = lines_of(file);
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool csv = file.extension() == ".csv";
    const bool heading = i == 0 && csv;
    if (!heading && i % 13 == 1) text += torn(lines[i], csv) + "\n";
    if (!heading && i % 17 == 6 && which == Which::kSecond && mode_ == Mode::kIncremental)
      text += torn(lines[i], csv) + "\n";
    if (!heading && i % 11 == 3 && which == Which::kFirst) continue;
    if (!heading && i % 29 == 5 && which == Which::kSecond) continue;
    const bool other = !heading && i % 7 == 2 && which == Which::kSecond;
    text += (other ? changed(lines[i]) : lines[i]) + "\n";
  }
  return text;
}

}  // namespace mizan::test
