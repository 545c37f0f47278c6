#include "app/adapter_sample.hpp"

#include <fmt/format.h>
#include <mizan/abi/mizan_extensions.h>

#include "adapter/checks.hpp"
#include "adapter/library.hpp"
#include "adapter/never_stop.hpp"
#include "base/civil.hpp"
#include "base/clock.hpp"
#include "model/field.hpp"

namespace mizan::app {
namespace {

using adapter::text_of;

constexpr std::size_t kMostLines = 20;

std::string value_text(const mizan_field& field) {
  switch (field.type) {
    case MIZAN_TEXT:
      return fmt::format("\"{}\"", text_of(field.value.text).substr(0, 200));
    case MIZAN_BOOL:
      return field.value.integer != 0 ? "true" : "false";
    case MIZAN_DATE:
      return base::to_iso(base::Day{static_cast<std::int32_t>(field.value.integer)});
    case MIZAN_TIME:
      return base::to_rfc3339(field.value.integer);
    case MIZAN_LOCAL: {
      auto text = base::to_rfc3339(field.value.integer);
      text.pop_back();  // its zone is the court's
      return text;
    }
    default:
      return fmt::format("{}", field.value.integer);
  }
}

std::string fields_text(const mizan_record& record) {
  std::string text;
  for (std::uint32_t i = 0; i < record.field_count; ++i) {
    const auto& field = record.fields[i];
    if (field.type == MIZAN_NULL) continue;
    const auto* info = model::find_field(static_cast<model::FieldId>(field.id));
    const bool identity = info != nullptr && info->type == model::FieldType::kIdentity;
    text += fmt::format("{}{}={}", text.empty() ? "" : " ",
                        info != nullptr ? std::string(info->name) : fmt::format("field_{}", field.id),
                        identity ? "(identity)" : value_text(field));
  }
  return text;
}

class SampleSink final : public adapter::SourceSink {
 public:
  SampleSink(AdapterSample& sample, std::int64_t most) : sample_(sample), most_(most) {}

  base::Result<> emit(std::span<const mizan_record> records) override {
    for (const auto& record : records) {
      had_enough_ = sample_.received == most_;
      if (had_enough_) return base::Error{base::Code::kCancelled, "enough"};
      ++sample_.received;
      sample_.records.add({std::string(model::kind_name(static_cast<model::Kind>(record.kind))),
                           record.op == MIZAN_DELETE ? "delete" : "upsert", std::string(text_of(record.key)),
                           fields_text(record)});
    }
    return {};
  }
  base::Result<> checkpoint(std::string_view) override {
    ++sample_.checkpoints;
    return {};
  }
  base::Result<> reject(const mizan_reject& reject) override {
    ++sample_.rejected;
    if (sample_.first_rejected.size() < kMostLines)
      sample_.first_rejected.push_back(
          fmt::format("{}: {}: {}", text_of(reject.where), text_of(reject.reason), text_of(reject.detail)));
    return {};
  }
  base::Result<> snapshot(adapter::SnapshotPhase) override { return {}; }
  bool had_enough() const { return had_enough_; }

 private:
  AdapterSample& sample_;
  std::int64_t most_;
  bool had_enough_ = false;
};

class KeptLog final : public adapter::SourceLog {
 public:
  explicit KeptLog(AdapterSample& sample) : sample_(sample) {}
  void write(int, std::string_view text) override {
    if (sample_.log.size() < kMostLines) sample_.log.emplace_back(text);
  }

 private:
  AdapterSample& sample_;
};

}  // namespace

base::Result<AdapterSample> sample_adapter(const AdapterTarget& target, const SampleOptions& options) {
  AdapterSample sample;
  KeptLog log(sample);
  const base::SystemClock clock;
  MIZAN_ASSIGN(const auto adapter, open_adapter(target, log, clock));
  sample.adapter = adapter.source->descriptor().id;
  sample.version = adapter.source->descriptor().version;
  SampleSink sink(sample, options.records);
  const auto read = adapter.source->read(options.token, sink, adapter::NeverStop());
  sample.whole = read.has_value();
  if (!read && !sink.had_enough()) sample.error = read.error();
  return sample;
}

base::Result<PluginAbout> describe_plugin(const std::filesystem::path& file) {
  MIZAN_ASSIGN(const auto library, adapter::Library::open(file));
  const auto& plugin = library.plugin();
  std::string needs;
  const auto* asked = plugin.extension == nullptr
                          ? nullptr
                          : static_cast<const mizan_needs*>(plugin.extension(MIZAN_NEEDS_1));
  if (asked != nullptr && (asked->needs & MIZAN_NEED_NETWORK) != 0) needs = "network";
  if (asked != nullptr && (asked->needs & MIZAN_NEED_PROGRAMS) != 0)
    needs += needs.empty() ? "programs" : " programs";
  return PluginAbout{plugin.id, plugin.version, fmt::format("{}.{}", MIZAN_ABI_MAJOR, plugin.abi_minor),
                     needs};
}

}  // namespace mizan::app
