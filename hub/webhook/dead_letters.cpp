#include "webhook/dead_letters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "webhook/place.hpp"

namespace mizan::webhook {
namespace fs = std::filesystem;

DeadLetters::DeadLetters(const fs::path& folder, const std::string& name)
    : file_(folder / (name + ".dead.jsonl")) {}

base::Result<std::vector<DeadLetter>> DeadLetters::all() const {
  std::vector<DeadLetter> letters;
  std::ifstream in(file_, std::ios::binary);
  std::string line;
  try {
    while (std::getline(in, line)) {
      const auto json = base::parse_json(line);
      letters.push_back({json.at("id").get<std::string>(), json.at("at").get<base::Micros>(),
                         json.at("why").get<std::string>(), json.at("body").get<std::string>()});
    }
  } catch (const nlohmann::json::exception&) {
    return base::Error{base::Code::kData,
                       fmt::format("{}:{}: the line is damaged", file_.string(), letters.size() + 1)};
  }
  return letters;
}

base::Result<> DeadLetters::add(const DeadLetter& letter) const {
  MIZAN_ASSIGN(auto letters, all());
  std::erase_if(letters, [&](const DeadLetter& each) { return each.id == letter.id; });
  if (letters.size() >= kMost)
    return base::Error{base::Code::kStore,
                       fmt::format("{} has {} events set aside and takes no more", file_.string(), kMost)};
  letters.push_back(letter);
  return write(letters);
}

base::Result<> DeadLetters::remove(const std::string& id) const {
  MIZAN_ASSIGN(auto letters, all());
  if (std::erase_if(letters, [&](const DeadLetter& each) { return each.id == id; }) == 0) return {};
  return write(letters);
}

base::Result<> DeadLetters::write(const std::vector<DeadLetter>& letters) const {
  std::string text;
  for (const auto& each : letters) {
    const nlohmann::ordered_json json = {
        {"id", each.id}, {"at", each.at}, {"why", each.why}, {"body", each.body}};
    text += base::json_text(json) + "\n";
  }
  return put_durably(file_, text);
}

}  // namespace mizan::webhook
