#include "worker_fixture.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "adapter/checks.hpp"

namespace mizan::test {
namespace {
using adapter::text_of;

std::string shown(const mizan_field& field) {
  if (field.type == MIZAN_NULL) return fmt::format(" {}:null", field.id);
  if (field.type == MIZAN_TEXT) return fmt::format(" {}:'{}'", field.id, text_of(field.value.text));
  return fmt::format(" {}:{}:{}", field.id, field.type, field.value.integer);
}

}  // namespace

Lines unread;
const StopAfter never(-1);

base::Result<> Transcript::emit(std::span<const mizan_record> all) {
  for (const auto& record : all) {
    if (records == limit) return base::Error{base::Code::kStore, "the sink wants no more"};
    ++records;
    auto line = fmt::format("{} {} '{}' {} {} '{}'", record.kind, record.op, text_of(record.key),
                            record.revision, record.changed_at, text_of(record.raw));
    for (std::uint32_t i = 0; i < record.field_count; ++i) line += shown(record.fields[i]);
    lines.push_back(std::move(line));
  }
  return {};
}

base::Result<> Transcript::checkpoint(std::string_view token) {
  tokens.emplace_back(token);
  lines.push_back("checkpoint " + tokens.back());
  return {};
}

base::Result<> Transcript::reject(const mizan_reject& reject) {
  ++rejects;
  lines.push_back(fmt::format("reject {} '{}' '{}' '{}' '{}'", reject.field, text_of(reject.where),
                              text_of(reject.reason), text_of(reject.detail), text_of(reject.raw)));
  return {};
}

base::Result<> Transcript::snapshot(adapter::SnapshotPhase phase) {
  lines.emplace_back(phase == adapter::SnapshotPhase::kBegin ? "begin" : "complete");
  return {};
}

void Lines::write(int level, std::string_view text) {
  lines.push_back(fmt::format("{} {}", level, text));
}

std::string plugin(const std::string& name) {
  return std::string(MIZAN_BINARY_DIR) + "/plugins/" + name + ".so";
}

std::string program(const std::string& name) {
  return std::string(MIZAN_BINARY_DIR) + "/bin/" + name;
}

adapter::WorkerOptions plain_worker(const std::string& plugin_file) {
  using std::chrono::milliseconds;
  return {program("mizan_plain_worker"),
          plugin_file,
          {},
          {milliseconds(30'000), milliseconds(30'000), milliseconds(30'000), milliseconds(30'000)}};
}

adapter::WorkerOptions sanitized_worker(const std::string& plugin_file) {
  auto options = plain_worker(plugin_file);
  options.program = program("mizan-worker");
  options.limits.readable = {std::filesystem::temp_directory_path()};
  return options;
}

std::string bad(const std::string& what, int at) {
  return fmt::format("{{\"do\": \"{}\", \"at\": {}}}", what, at);
}

base::Error failure(const adapter::WorkerOptions& options, const std::string& config) {
  const auto source = adapter::open_worker_source(options, config, unread);
  if (!source) return source.error();
  if (const auto checked = (*source)->check(never); !checked) return checked.error();
  Transcript transcript;
  const auto read = (*source)->read("", transcript, never);
  EXPECT_FALSE(read) << config;
  return read ? base::Error{} : read.error();
}

}  // namespace mizan::test
