#include "file_progress.hpp"

#include <fmt/format.h>
#include <mizan/abi/mizan_adapter.h>

#include <algorithm>
#include <charconv>
#include <mizan/sdk/error.hpp>
#include <nlohmann/json.hpp>

#include "mizan/mapping/stable_digest.hpp"

namespace mizan::mapping {
namespace {

constexpr int kVersion = 2;

std::uint64_t number_of(const FoundFile& file) {
  return stable_digest(fmt::format("{}\n{}\n{}", file.group, file.name, file.version()));
}

std::uint64_t read_hex(const nlohmann::json& json) {
  const auto text = json.get<std::string>();
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc{} || end != text.data() + text.size())
    throw sdk::Error(MIZAN_E_CHECKPOINT, "the checkpoint cannot be read");
  return value;
}

std::string hex(std::uint64_t value) {
  return fmt::format("{:016x}", value);
}

}  // namespace

FileProgress::FileProgress(std::string_view mapping) : mapping_(stable_digest(mapping)) {}

void FileProgress::resume(std::string_view token, const std::vector<FoundFile>& files) {
  files_ = files;
  if (token.empty()) return;
  try {
    const auto json = nlohmann::json::parse(token);
    if (json.at("v") != kVersion)
      throw sdk::Error(MIZAN_E_CHECKPOINT, "the checkpoint is of another version");
    lacks_some_ = read_hex(json.at("mapping")) != mapping_;
    if (lacks_some_) return;
    for (const auto& number : json.at("kept")) kept_.insert(read_hex(number));
    current_ = read_hex(json.at("current"));
    position_ = json.at("position").get<std::uint64_t>();
    for (const auto& [group, each] : json.at("folded").items()) {
      const Folded folded{each.at("last").get<std::string>(), each.at("count").get<std::uint64_t>(),
                          read_hex(each.at("digest"))};
      if (!take_folded(group, folded)) forget_group(group);
    }
  } catch (const nlohmann::json::exception&) {
    throw sdk::Error(MIZAN_E_CHECKPOINT, "the checkpoint cannot be read");
  }
  std::set<std::uint64_t> here;
  for (const auto& file : files_) here.insert(number_of(file));
  lacks_some_ =
      std::erase_if(kept_, [&](std::uint64_t number) { return !here.contains(number); }) > 0 || lacks_some_;
}

bool FileProgress::take_folded(const std::string& group, const Folded& folded) {
  Folded now{folded.last, 0, 0};
  std::vector<std::uint64_t> numbers;
  for (const auto& file : files_) {
    if (file.group != group || file.name > folded.last) continue;
    numbers.push_back(number_of(file));
    now.digest = stable_digest(hex(numbers.back()), now.digest);
  }
  if (numbers.size() != folded.count || now.digest != folded.digest) return false;
  in_folded_.insert(numbers.begin(), numbers.end());
  folded_[group] = folded;
  return true;
}

void FileProgress::forget_group(const std::string& group) {
  lacks_some_ = true;
  for (const auto& file : files_) {
    if (file.group == group) kept_.erase(number_of(file));
  }
}

bool FileProgress::done(const FoundFile& file) const {
  const auto number = number_of(file);
  return kept_.contains(number) || in_folded_.contains(number);
}

std::uint64_t FileProgress::position(const FoundFile& file) const {
  return number_of(file) == current_ ? position_ : 0;
}

void FileProgress::reach(const FoundFile& file, std::uint64_t position) {
  current_ = number_of(file);
  position_ = position;
}

void FileProgress::finish(const FoundFile& file) {
  kept_.insert(number_of(file));
  current_ = 0;
  position_ = 0;
  if (kept_.size() > kMostKept) fold();
}

// Of each group, all but the newest of those that are done without a gap go into its digest.
void FileProgress::fold() {
  std::map<std::string, std::vector<const FoundFile*>> runs;
  std::set<std::string> ended;
  for (const auto& file : files_) {
    if (ended.contains(file.group)) continue;
    if (done(file)) {
      runs[file.group].push_back(&file);
    } else {
      ended.insert(file.group);
    }
  }
  const auto newest = kMostKept / 2 / std::max<std::size_t>(runs.size(), 1);
  for (const auto& [group, run] : runs) {
    if (run.size() <= newest) continue;
    Folded folded{run[run.size() - newest - 1]->name, run.size() - newest, 0};
    for (std::size_t i = 0; i < folded.count; ++i) {
      const auto number = number_of(*run[i]);
      folded.digest = stable_digest(hex(number), folded.digest);
      in_folded_.insert(number);
      kept_.erase(number);
    }
    folded_[group] = folded;
  }
}

std::string FileProgress::token() const {
  auto kept = nlohmann::json::array();
  for (const auto number : kept_) kept.push_back(hex(number));
  auto folded = nlohmann::json::object();
  for (const auto& [group, each] : folded_) {
    folded[group] = {{"last", each.last}, {"count", each.count}, {"digest", hex(each.digest)}};
  }
  return nlohmann::json{{"v", kVersion},
                        {"mapping", hex(mapping_)},
                        {"kept", std::move(kept)},
                        {"folded", std::move(folded)},
                        {"current", hex(current_)},
                        {"position", position_}}
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace mizan::mapping
