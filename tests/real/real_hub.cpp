#include "real_hub.hpp"

#include <unistd.h>

#include <fstream>
#include <set>
#include <sstream>

namespace mizan::real {
namespace fs = std::filesystem;
namespace {

constexpr int kShown = 10;

fs::path shared_data(const std::string& data) {
  return fs::path(MIZAN_SHARED_DATA) / data;
}

// "2022", "2022-Q4" and "2022-11" begin on this day.
std::string begin_of(const std::string& period) {
  if (period.size() == 4) return period + "-01-01";
  if (period.size() == 7 && period[5] == 'Q') {
    const int month = 3 * (period[6] - '1') + 1;
    return period.substr(0, 5) + (month < 10 ? "0" : "") + std::to_string(month) + "-01";
  }
  return period + "-01";
}

bool nothing(const std::string& text) {
  return text.empty() || text == "0";
}

}  // namespace

std::vector<std::string> cells(const std::string& line, char separator) {
  std::vector<std::string> out;
  std::stringstream in(line);
  for (std::string cell; std::getline(in, cell, separator);) out.push_back(cell);
  if (!line.empty() && line.back() == separator) out.emplace_back();
  return out;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::stringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

std::string run(const std::string& command) {
  std::string out;
  auto* pipe = popen(command.c_str(), "r");
  char buffer[4096];
  while (const auto size = fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, size);
  EXPECT_EQ(pclose(pipe), 0) << command << "\n" << out;
  return out;
}

bool RealHub::present(const std::string& data) {
  return fs::exists(shared_data(data));
}

RealHub::RealHub(std::string name, const std::string& data)
    : name_(std::move(name)),
      data_(fs::canonical(shared_data(data))),
      folder_(fs::path(::testing::TempDir()) / ("mizan_real_" + name_ + "_" + std::to_string(getpid()))) {
  fs::remove_all(folder_);
  fs::copy(fs::path(MIZAN_SOURCE_DIR) / "tests" / "real" / name_, folder_, fs::copy_options::recursive);
  fs::create_directory_symlink(data_, folder_ / "data");
  // The shared scripts beside the system's own, so that one may read the other.
  for (const auto& entry : fs::directory_iterator(fs::path(MIZAN_SOURCE_DIR) / "tests" / "real")) {
    if (entry.path().extension() == ".sql") fs::copy_file(entry.path(), folder_ / entry.path().filename());
  }
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const auto hub = entry.path().filename().string();
    if (!hub.starts_with("sources")) continue;
    std::ofstream(folder_ / (hub + ".toml"))
        << "format = 1\nstore = \"" << hub << ".db\"\nsources = \"" << hub << "\"\ntables = \""
        << MIZAN_SOURCE_DIR << "/config\"\nplugins = \"" << MIZAN_BINARY_DIR
        << "/plugins\"\n[publish]\nperiods = [\"year\"]\n";
  }
}

RealHub::~RealHub() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

fs::path RealHub::own(const std::string& file) const {
  return folder_ / file;
}

std::string RealHub::mizan(const std::string& words, const std::string& hub, std::string* errors) const {
  const auto log = own("errors.txt");
  const auto out =
      run(std::string(MIZAN_BINARY_DIR) + "/bin/mizan --format csv --config " + own(hub + ".toml").string() +
          " " + words + (errors != nullptr ? " 2> " + log.string() : std::string()));
  if (errors != nullptr) {
    std::ifstream in(log);
    errors->assign(std::istreambuf_iterator<char>(in), {});
  }
  return out;
}

std::string RealHub::sqlite(const std::string& script, const std::string& words) const {
  const auto file = own("script.sql");
  std::ofstream(file) << ".bail on\n.mode list\n" << script;
  return run("cd " + folder_.string() + " && sqlite3 " + words + " < " + file.string());
}

void RealHub::read_files(const std::string& script, const std::string& name) const {
  sqlite("PRAGMA synchronous = off;\n.mode csv\nBEGIN;\n" + script + "COMMIT;\n", name + ".db");
}

std::string RealHub::over_files(const std::string& script, const std::string& name) const {
  return sqlite(script, name + ".db");
}

long RealHub::count_files(const std::string& query, const std::string& name) const {
  const auto out = over_files(query + ";\n", name);
  return out.empty() ? -1 : std::stol(out);
}

std::string RealHub::over_store(const std::string& query, const std::string& hub) const {
  return sqlite(query + ";\n", "-readonly " + hub + ".db");
}

long RealHub::count(const std::string& query, const std::string& hub) const {
  const auto out = over_store(query, hub);
  return out.empty() ? -1 : std::stol(out);
}

std::string RealHub::today() {
  auto day = run("TZ=Asia/Karachi date +%Y-%m-%d");
  day.resize(10);
  return day;
}

RealHub::Values RealHub::values(const std::vector<std::string>& kpis, const std::string& province) const {
  std::string words = "kpi values --every month --every quarter --every year --province " + province;
  for (const auto& kpi : kpis) words += " " + kpi;
  Values out;
  for (const auto& line : lines(mizan(words))) {
    const auto row = cells(line, ',');
    EXPECT_EQ(row.size(), 14U) << line;
    if (row[0] != "kpi") out[row[0] + "|" + row[1] + "|" + row[5]] = {row[6], row[7], row[8], row[13]};
  }
  return out;
}

void RealHub::hold(const std::string& printed, const std::string& province, const std::string& horizon,
                   const std::vector<std::string>& kpis) const {
  const auto hub = values(kpis, province);
  const std::set<std::string> wanted(kpis.begin(), kpis.end());
  std::set<std::string> seen;
  std::set<std::string> compared;
  int wrong = 0;
  const auto differs = [&](const std::string& key, const std::string& sql, const std::string& says) {
    if (++wrong <= kShown)
      ADD_FAILURE() << province << " " << key << ": SQL says " << sql << ", the hub " << says;
  };
  for (const auto& line : lines(printed)) {
    const auto row = cells(line, '|');
    ASSERT_EQ(row.size(), 6U) << line;
    if (!wanted.contains(row[0])) continue;
    const auto key = row[0] + "|" + row[1] + "|" + row[2];
    seen.insert(key);
    compared.insert(row[0]);
    const auto found = hub.find(key);
    // Before its first record the hub has no period; there the SQL counts nothing.
    if (found == hub.end() && nothing(row[3]) && nothing(row[4]) && nothing(row[5])) continue;
    bool same = found != hub.end();
    for (std::size_t i = 0; same && i < 3; ++i) same = row[i + 3].empty() || row[i + 3] == found->second[i];
    if (!same) {
      differs(key, line,
              found == hub.end() ? "nothing"
                                 : found->second[0] + " " + found->second[1] + "/" + found->second[2]);
    }
  }
  for (const auto& [key, value] : hub) {
    const auto begin = begin_of(cells(key, '|')[2]);
    if (begin > horizon) {
      if (value[3] != "not_available" || !value[0].empty())
        differs(key, "that its period begins after the horizon", value[0]);
    } else if (!seen.contains(key) && !nothing(value[0])) {
      differs(key, "nothing", value[0]);
    }
  }
  EXPECT_EQ(compared, wanted) << province << ": these were to be compared";
  EXPECT_GT(seen.size(), 100U) << province;
  EXPECT_EQ(wrong, 0) << province << ": of " << seen.size();
}

void RealHub::expect_not_available(const std::vector<std::string>& kpis, const std::string& province) const {
  const auto all = values(kpis, province);
  std::set<std::string> seen;
  for (const auto& [key, value] : all) {
    seen.insert(cells(key, '|')[0]);
    EXPECT_EQ(value[3], "not_available") << province << " " << key;
    EXPECT_TRUE(value[0].empty() && value[1].empty() && value[2].empty())
        << province << " " << key << " has a value";
  }
  EXPECT_EQ(seen, std::set<std::string>(kpis.begin(), kpis.end())) << province;
}

}  // namespace mizan::real
