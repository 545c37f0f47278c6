#include "app/place_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/reviewed_file.hpp"
#include "app/text_file.hpp"
#include "base/digest.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

using base::Code;
using base::Error;

// Raised when the program reads the same tables in another way, so that what it read before is read again.
constexpr int kReading = 1;
constexpr std::string_view kHead =
    "# Spellings of places that somebody looked at: what they mean, who says so, since when and why.\n"
    "spelling,code,by,on,why\n";

base::Result<std::vector<fs::path>> own_tables(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failed;
  if (folder.empty() || !fs::exists(folder, failed)) return files;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    if (entry.path().extension() == ".csv" && entry.path().filename() != kReviewedSpellings)
      files.push_back(entry.path());
  }
  if (failed)
    return Error{Code::kConfig, folder.string() + ": cannot list the place tables: " + failed.message()};
  std::sort(files.begin(), files.end());
  return files;
}

base::Result<std::string> reviewed_text(const fs::path& own) {
  return own.empty() ? base::Result<std::string>(std::string()) : read_if_there(own / kReviewedSpellings);
}

base::Result<PlaceFiles> put_together(const fs::path& shared, const fs::path& own,
                                      const std::string& reviewed) {
  normalize::PlaceTableBuilder builder;
  auto digest = base::digest64(fmt::format("{}", kReading));
  const auto mix = [&](const std::string& text) {
    digest = base::digest64(fmt::format("{:016x}{}", digest, text));
  };
  MIZAN_ASSIGN(auto files, own_tables(own));
  files.insert(files.begin(), shared);
  for (const auto& file : files) {
    MIZAN_ASSIGN(const auto text, read_text(file));
    MIZAN_TRY(builder.add(text, file.string()));
    mix(text);
  }
  if (!reviewed.empty()) {
    MIZAN_TRY(builder.add_aliases(reviewed, (own / kReviewedSpellings).string()));
    mix(reviewed);
  }
  MIZAN_ASSIGN(auto table, builder.finish());
  return PlaceFiles{std::make_shared<const normalize::PlaceTable>(std::move(table)),
                    fmt::format("{:016x}", digest)};
}

}  // namespace

base::Result<PlaceFiles> read_places(const fs::path& shared, const fs::path& own) {
  MIZAN_ASSIGN(const auto reviewed, reviewed_text(own));
  return put_together(shared, own, reviewed);
}

base::Result<> accept_spelling(const fs::path& shared, const fs::path& own,
                               const ReviewedSpelling& reviewed) {
  MIZAN_ASSIGN(auto text, reviewed_text(own));
  if (text.empty()) text = kHead;
  if (text.back() != '\n') text += '\n';
  text += csv_line({reviewed.spelling, reviewed.code, reviewed.by, reviewed.on, reviewed.why});
  MIZAN_ASSIGN(const auto checked, put_together(shared, own, text));
  static_cast<void>(checked);
  return replace_file(own / kReviewedSpellings, text);
}

}  // namespace mizan::app
