#include "webhook/place.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/open_file.hpp"

namespace mizan::webhook {
namespace fs = std::filesystem;
namespace {

base::Error cannot(std::string_view what, const fs::path& file) {
  return {base::Code::kStore, fmt::format("{} cannot be {}: {}", file.string(), what, std::strerror(errno))};
}

Place place_of(const nlohmann::json& json) {
  Place place;
  place.cursor = json.at("cursor").get<std::string>();
  place.failed = json.at("failed").get<int>();
  place.not_before = json.at("not_before").get<base::Micros>();
  place.refused_in_a_row = json.at("refused_in_a_row").get<int>();
  place.paused = json.at("paused").get<std::string>();
  place.paused_at = json.at("paused_at").get<base::Micros>();
  place.trouble = json.value("trouble", "");
  place.again = json.at("again").get<std::vector<std::string>>();
  return place;
}

}  // namespace

base::Result<> put_durably(const fs::path& file, const std::string& text) {
  std::error_code ignored;
  fs::create_directories(file.parent_path(), ignored);
  auto part = file;
  part += ".part";
  {
    const base::OpenFile out(part, O_WRONLY | O_CREAT | O_TRUNC);
    if (!out || !out.write(text) || !out.sync()) return cannot("written", part);
  }
  if (::rename(part.c_str(), file.c_str()) != 0) return cannot("put in place", file);
  const base::OpenFile folder(file.parent_path(), O_RDONLY | O_DIRECTORY);
  if (!folder || !folder.sync()) return cannot("synced", file.parent_path());
  return {};
}

PlaceFile::PlaceFile(const fs::path& folder, const std::string& name) : file_(folder / (name + ".json")) {}

base::Result<Place> PlaceFile::read() const {
  std::ifstream in(file_, std::ios::binary);
  if (!in) {
    if (!fs::exists(file_)) return Place();
    return cannot("read", file_);
  }
  const std::string text(std::istreambuf_iterator<char>(in), {});
  try {
    return place_of(base::parse_json(text));
  } catch (const nlohmann::json::exception&) {
    return base::Error{base::Code::kData,
                       fmt::format("{} is damaged: it says how far a receiver has been told; put it away and "
                                   "begin with `mizan webhook resume NAME --from now`",
                                   file_.string())};
  }
}

base::Result<> PlaceFile::write(const Place& place) const {
  const nlohmann::ordered_json json = {
      {"cursor", place.cursor},         {"failed", place.failed},
      {"not_before", place.not_before}, {"refused_in_a_row", place.refused_in_a_row},
      {"paused", place.paused},         {"paused_at", place.paused_at},
      {"trouble", place.trouble},       {"again", place.again}};
  return put_durably(file_, base::json_text(json) + "\n");
}

}  // namespace mizan::webhook
