#include "small_hub.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "support/hub_folder.hpp"

namespace mizan::test {
namespace fs = std::filesystem;
namespace {

constexpr const char* kMapping = R"(format = 1
[source]
holder = "court"
province = "PB"
mode = "incremental"
populations = ["firs", "cases", "hearings"]
[input]
format = "csv"
files = { rows = "*.csv*" }
[[record]]
kind = "case"
file = "rows"
key = "no"
[record.fields]
district = "district"
instituted_on = "instituted"
fir_year = "fir_year"
)";

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

using Database = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;

Database open(const fs::path& file) {
  sqlite3* db = nullptr;
  sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
  return {db, &sqlite3_close};
}

}  // namespace

std::vector<std::string> Ran::messages() const {
  std::vector<std::string> lines;
  std::istringstream in(err);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("mizan: ")) lines.push_back(line);
  }
  return lines;
}

SmallHub::SmallHub(const std::string& name)
    : path_(fs::path(::testing::TempDir()) / ("mizan_e2e_" + name + "_" + std::to_string(getpid()))) {
  fs::remove_all(path_);
  fs::create_directories(path_ / "data");
  put("mizan.toml", std::string("format = 1\ntables = \"") + MIZAN_SOURCE_DIR "/config\"\nplugins = \"" +
                        MIZAN_BINARY_DIR "/plugins\"\n");
  put("sources/court.toml",
      "format = 1\nname = \"court\"\nadapter = \"csv\"\nmapping = "
      "\"../mappings/court.toml\"\n[settings]\nfolder = "
      "\"../data\"\n");
  put("mappings/court.toml", kMapping);
}

SmallHub::~SmallHub() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path SmallHub::put(const std::string& file, std::string_view bytes) const {
  fs::create_directories((path_ / file).parent_path());
  std::ofstream(path_ / file, std::ios::binary) << bytes;
  return path_ / file;
}

void SmallHub::remove(const std::string& file) const {
  fs::remove(path_ / file);
}

void SmallHub::change_mapping(const std::string& from, const std::string& to) const {
  auto text = read(path_ / "mappings/court.toml");
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  put("mappings/court.toml", text.replace(at, from.size(), to));
}

void SmallHub::let_unsigned_run() const {
  std::ofstream(path_ / "mizan.toml", std::ios::app) << "[adapters]\nunsigned = \"allow\"\n";
}

std::string SmallHub::config() const {
  return read(path_ / "mizan.toml");
}

void SmallHub::use_json() const {
  auto source = read(path_ / "sources/court.toml");
  put("sources/court.toml", source.replace(source.find("\"csv\""), 5, "\"json\""));
  change_mapping("\"csv\"", "\"json\"");
  change_mapping("{ rows = \"*.csv*\" }", "\"*.json*\"");
  change_mapping("file = \"rows\"\n", "");
  for (const std::string field : {"no", "district", "instituted", "fir_year"})
    change_mapping("= \"" + field + "\"", "= \"/" + field + "\"");
}

Ran SmallHub::run(const std::string& words, const std::string& before) const {
  const auto config = (path_ / "mizan.toml").string();
  const auto ended = test::run(
      {"/bin/sh", "-c", before + " \"$0\" --config \"$1\" " + words, mizan_program().string(), config});
  return {ended.signal != 0 ? 128 + ended.signal : ended.exit_code, ended.out, ended.err, ended.peak_kib};
}

std::string SmallHub::text(const std::string& sql) const {
  const auto db = open(path_ / "mizan.db");
  std::string all;
  const auto row = [](void* to, int count, char** cells, char**) {
    for (int i = 0; i < count; ++i)
      static_cast<std::string*>(to)
          ->append(cells[i] != nullptr ? cells[i] : "-")
          .append(i + 1 < count ? "|" : "\n");
    return 0;
  };
  return sqlite3_exec(db.get(), sql.c_str(), row, &all, nullptr) == SQLITE_OK ? all : "error\n";
}

std::int64_t SmallHub::number(const std::string& sql) const {
  const auto found = text(sql);
  return found == "error\n" || found.empty() ? -1 : std::stoll(found);
}

std::string SmallHub::records() const {
  return text("SELECT * FROM case_record ORDER BY source, key");
}

bool SmallHub::books_balance() const {
  return number(
             "SELECT count(*) FROM run WHERE status = 'running' OR received <> accepted + unchanged + "
             "quarantined") == 0 &&
         number("SELECT sum(received) - sum(accepted) - sum(unchanged) - sum(quarantined) FROM run") == 0 &&
         text("PRAGMA integrity_check") == "ok\n";
}

std::string gzip(std::string_view bytes) {
  std::string out(compressBound(bytes.size()) + 64, '\0');
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

std::string zstd(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
  return out;
}

}  // namespace mizan::test
