#include "mizan/mapping/mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mizan/sdk/batch.hpp>
#include <mizan/sdk/error.hpp>

#include "mapping_compiler.hpp"
#include "request_rules.hpp"

namespace mizan::mapping {

struct Mapping::Impl : CompiledMapping {
  mutable RowMemory memory;
};

std::string Problem::text() const {
  return fmt::format("{}:{}: {}{}{}", file, line, path, path.empty() ? "" : ": ", message);
}

std::vector<Problem> Mapping::validate(std::string_view text, const std::string& file) {
  CompiledMapping unused;
  return compile_mapping(text, file, unused);
}

Mapping Mapping::compile(std::string_view text, const std::string& file) {
  auto impl = std::make_unique<Impl>();
  const auto problems = compile_mapping(text, file, *impl);
  if (!problems.empty()) throw sdk::Error(MIZAN_E_CONFIG, problems.front().text());
  return Mapping(std::move(impl));
}

Mapping::Mapping(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Mapping::Mapping(Mapping&&) noexcept = default;
Mapping& Mapping::operator=(Mapping&&) noexcept = default;
Mapping::~Mapping() = default;

const Input& Mapping::input() const {
  return impl_->input;
}

std::vector<std::string> Mapping::groups() const {
  std::vector<std::string> groups;
  for (const auto& [group, places] : impl_->places) groups.push_back(group);
  return groups;
}

std::vector<std::pair<std::string, std::string>> Mapping::groups_of_request(
    const std::string& request) const {
  std::vector<std::pair<std::string, std::string>> found;
  const auto prefix = group_of(request, {});
  for (const auto& [group, places] : impl_->places)
    if (group.starts_with(prefix)) found.emplace_back(group, group.substr(prefix.size()));
  return found;
}

const std::vector<Place>& Mapping::places(const std::string& group) const {
  return impl_->places.at(group);
}

const std::vector<JoinUse>& Mapping::joins(const std::string& group) const {
  static const std::vector<JoinUse> kNone;
  const auto found = impl_->joins.find(group);
  return found == impl_->joins.end() ? kNone : found->second;
}

int Mapping::apply(const std::string& group, const Row& row, sdk::Batch& out) const {
  int made = 0;
  for (const auto& record : impl_->records) {
    if (record.group != group) continue;
    const bool holds = std::all_of(record.when.begin(), record.when.end(), [&](const Condition& condition) {
      return condition.holds(row, impl_->memory.scratch);
    });
    if (!holds) {
      ++record.filtered;
      continue;
    }
    ++record.taken;
    ++made;
    make_record(record, row, impl_->memory, out);
  }
  return made;
}

std::string Mapping::filtered_summary() const {
  std::string text;
  for (const auto& record : impl_->records) {
    if (record.filtered == 0) continue;
    text += fmt::format("{}{}: {} rows taken, {} left out by its conditions", text.empty() ? "" : "; ",
                        record.name, record.taken, record.filtered);
  }
  return text;
}

MapRow::MapRow(const std::vector<Place>& places, const std::map<std::string, std::string>& values) {
  for (const auto& place : places) {
    const auto found = values.find(place.name);
    values_.push_back(found == values.end() ? std::nullopt : std::optional(found->second));
  }
}

std::optional<std::string_view> MapRow::value(std::size_t place) const {
  return values_[place];
}

}  // namespace mizan::mapping
