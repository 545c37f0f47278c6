#include "progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <mizan/sdk/error.hpp>
#include <nlohmann/json.hpp>

namespace mizan::peer {
namespace {

using nlohmann::json;

constexpr int kVersion = 1;
constexpr std::size_t kLongestCursor = 256;

[[noreturn]] void refuse(const char* why) {
  throw sdk::Error(MIZAN_E_CHECKPOINT, why);
}

std::uint64_t digest_of(const std::string& hex) {
  std::uint64_t digest = 0;
  const auto read = std::from_chars(hex.data(), hex.data() + hex.size(), digest, 16);
  if (read.ec != std::errc() || read.ptr != hex.data() + hex.size()) refuse("the checkpoint cannot be read");
  return digest;
}

}  // namespace

bool is_cursor(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~';
  };
  return !text.empty() && text.size() <= kLongestCursor && std::all_of(text.begin(), text.end(), fits);
}

Progress read_token(std::string_view token, std::string_view source) {
  if (token.empty()) return {};
  try {
    const auto from = json::parse(token);
    if (from.at("v") != kVersion) refuse("the checkpoint is of another version");
    if (from.at("source") != source) refuse("the checkpoint is of another source of the peer");
    Progress progress{from.at("cursor").get<std::string>(),
                      digest_of(from.at("declaration").get<std::string>())};
    if (!is_cursor(progress.cursor)) refuse("the checkpoint holds no cursor");
    return progress;
  } catch (const json::exception&) {
    refuse("the checkpoint cannot be read");
  }
}

std::string write_token(const Progress& progress, std::string_view source) {
  return json{{"v", kVersion},
              {"source", source},
              {"cursor", progress.cursor},
              {"declaration", fmt::format("{:016x}", progress.declaration)}}
      .dump();
}

}  // namespace mizan::peer
