#include "join_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <mizan/mapping/read_value.hpp>
#include <mizan/sdk/error.hpp>

namespace mizan::csv {
namespace {

using mapping::Take;

constexpr char kBetweenKeys = '\x1f';
constexpr std::size_t kBlock = std::size_t{1} << 20U;
// What the hash map needs for one row besides its texts, about.
constexpr std::size_t kRowOverhead = 96;
constexpr auto kNoDay = std::numeric_limits<std::int64_t>::min();

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r\n\v\f");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n\v\f") - from + 1);
}

void pack(std::span<const std::string_view> columns, std::string& out) {
  out.clear();
  for (const auto text : columns) {
    const auto size = static_cast<std::uint32_t>(text.size());
    out.append(reinterpret_cast<const char*>(&size), sizeof size);
    out.append(text);
  }
}

}  // namespace

void make_join_key(std::span<const std::string_view> texts, std::string& out) {
  out.clear();
  bool any = false;
  for (const auto text : texts) {
    if (&text != texts.data()) out += kBetweenKeys;
    out += trimmed(text);
    any = any || !trimmed(text).empty();
  }
  if (!any) out.clear();
}

std::string_view JoinTable::column(const Kept& kept, std::size_t column) {
  std::string_view rest(kept.values.data(), kept.values.size());
  while (true) {
    std::uint32_t size = 0;
    std::memcpy(&size, rest.data(), sizeof size);
    if (column-- == 0) return rest.substr(sizeof size, size);
    rest.remove_prefix(sizeof size + size);
  }
}

const JoinTable::Kept* JoinTable::find(std::string_view key) const {
  const auto found = rows_.find(key);
  return found == rows_.end() ? nullptr : &found->second;
}

void JoinTable::add(std::string_view key, std::string_view by, std::span<const std::string_view> columns,
                    const Source& source) {
  if (key.empty()) return;
  const auto rank = day_of(by).value_or(kNoDay);
  const auto found = rows_.find(key);
  if (found != rows_.end() && join_.take == Take::kOnly) refuse_second(found->second, source);
  if (found != rows_.end() && !goes_before(rank, found->second)) return;
  pack(columns, packed_);
  found == rows_.end() ? insert(key, rank, source) : replace(found->second, rank);
}

std::optional<std::int64_t> JoinTable::day_of(std::string_view by) const {
  return join_.by.name.empty() ? std::nullopt : mapping::read_date(trimmed(by), join_.formats);
}

bool JoinTable::goes_before(std::int64_t rank, const Kept& kept) const {
  if (join_.take == Take::kLast) return true;
  if (rank == kNoDay) return false;
  if (join_.take == Take::kEarliest) return kept.rank == kNoDay || rank < kept.rank;
  return join_.take == Take::kLatest && rank > kept.rank;
}

void JoinTable::insert(std::string_view key, std::int64_t rank, const Source& source) {
  used_ += kRowOverhead;
  Kept kept{keep(packed_), rank, 0};
  if (join_.take == Take::kOnly) {
    if (files_.empty() || files_.back() != source.file) files_.push_back(source.file);
    kept.rank = static_cast<std::int64_t>(source.line);
    kept.file = static_cast<std::uint32_t>(files_.size() - 1);
  }
  const auto own = keep(key);
  rows_.emplace(std::string_view(own.data(), own.size()), kept);
}

void JoinTable::replace(Kept& kept, std::int64_t rank) {
  kept.rank = rank;
  if (packed_.size() > kept.values.size()) {
    kept.values = keep(packed_);
  } else {
    std::copy(packed_.begin(), packed_.end(), kept.values.begin());
  }
}

std::span<char> JoinTable::keep(std::string_view text) {
  used_ += text.size();
  if (used_ > limit_) {
    throw sdk::Error(
        MIZAN_E_DATA,
        fmt::format("input.join \"{}\" (line {} of the mapping) keeps more than {} MiB: read fewer "
                    "columns by it, or cut the export into folders that belong together",
                    join_.name, join_.line, limit_ >> 20U));
  }
  if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < text.size()) {
    blocks_.emplace_back();
    blocks_.back().reserve(std::max(kBlock, text.size()));
  }
  auto& block = blocks_.back();
  const auto at = block.size();
  block.append(text);
  return {block.data() + at, text.size()};
}

void JoinTable::refuse_second(const Kept& kept, const Source& source) const {
  throw sdk::Error(
      MIZAN_E_CONFIG,
      fmt::format(
          "{}:{}: this row has the same {} as {}:{}, and input.join \"{}\" (line {} of the mapping) does "
          "not say which is taken: add take = \"first\", \"last\", \"earliest\" or \"latest\"",
          source.file, source.line, join_.key.size() > 1 ? "key" : "\"" + join_.key.front().name + "\"",
          files_[kept.file], kept.rank, join_.name, join_.line));
}

}  // namespace mizan::csv
