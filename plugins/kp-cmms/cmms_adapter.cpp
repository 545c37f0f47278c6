// The Case Management and Monitoring System of Khyber Pakhtunkhwa's prosecution: tables of a PostgreSQL.
#include <fmt/format.h>

#include <mizan/mapping/stable_digest.hpp>
#include <mizan/sdk/adapter.hpp>
#include <mizan/sdk/clock.hpp>
#include <mizan/sdk/secret.hpp>

#include "table_reader.hpp"

namespace {
using namespace mizan;
using mapping::stable_digest;

constexpr char kSchema[] =
    R"({"type": "object", "required": ["host", "database", "user", "folder", "layout"], "additionalProperties": false,
  "properties": {"host": {"type": "string"}, "port": {"type": "integer"}, "database": {"type": "string"},
    "user": {"type": "string"}, "password_secret": {"type": "string"}, "tls": {"enum": ["off", "encrypted", "verified"]},
    "tls_ca": {"type": "string"}, "time_zone": {"type": "string"}, "folder": {"type": "string"},
    "layout": {"type": "string"}, "page": {"type": "integer", "minimum": 1, "maximum": 10000},
    "overlap_seconds": {"type": "integer", "minimum": 0, "maximum": 604800},
    "whole_every_hours": {"type": "integer", "minimum": 0, "maximum": 8760},
    "connect_seconds": {"type": "integer"}, "statement_seconds": {"type": "integer"}}})";

class CmmsAdapter final : public sdk::Adapter {
 public:
  static constexpr std::uint32_t kNeeds = MIZAN_NEED_NETWORK;

  CmmsAdapter(sdk::Host host, const sdk::Config& config)
      : host_(host),
        guard_(host),
        settings_(cmms::read_settings(config)),
        layout_text_(parts::read_layout_text(settings_.folder, settings_.layout)),
        layout_(cmms::read_layout(layout_text_, settings_.layout)) {}

  void check(const sdk::Call& call) override {
    auto database = open();
    for (const auto& table : layout_.tables) {
      call.check();
      cmms::TableReader(database, layout_, table, settings_).check();
    }
  }

  void read(const sdk::Call& call, std::string_view token, sdk::Sink& sink) override {
    cmms::Progress progress(identity());
    progress.resume(token);
    call.check();
    batch_.clear();
    // One transaction, so that every table is seen at one moment.
    auto database = open();
    Readers readers;
    for (const auto& table : layout_.tables) readers.emplace_back(database, layout_, table, settings_);
    refuse_foreign(progress, readers);
    const auto now = sdk::now_us(host_) / 1'000'000;
    if (!progress.other_layout()) read_changes(call, std::string(token), progress, readers, now, sink);
    if (progress.whole_due(now, settings_.whole_every_hours)) read_whole(call, progress, readers, now, sink);
    report(readers);
  }

 private:
  using Readers = std::vector<cmms::TableReader>;

  std::uint64_t identity() const {
    return stable_digest(fmt::format("{}:{}/{}", settings_.host, settings_.port, settings_.database),
                         stable_digest(layout_text_));
  }

  cmms::Database open() const {
    const auto password = settings_.password_secret.empty()
                              ? std::string()
                              : sdk::read_secret(host_, settings_.password_secret);
    return {settings_, password};
  }

  // Before anything is given: half a read by a checkpoint that is then refused would be a read of nobody's.
  void refuse_foreign(cmms::Progress& progress, Readers& readers) const {
    for (std::size_t i = 0; i < readers.size(); ++i) {
      if (!readers[i].takes(progress.of(layout_.tables[i].name)))
        throw sdk::Error(MIZAN_E_CHECKPOINT, "the checkpoint is none of this adapter's");
    }
  }

  void read_changes(const sdk::Call& call, std::string token, cmms::Progress& progress, Readers& readers,
                    std::int64_t now, sdk::Sink& sink) {
    const auto reached = [&] {
      sink.emit(batch_);
      if (auto next = progress.token(); next != token) sink.checkpoint(token = std::move(next));
    };
    for (std::size_t i = 0; i < readers.size(); ++i)
      readers[i].read_changes(progress.of(layout_.tables[i].name), {call, sink, guard_, batch_, reached});
    // The first reading is whole as well, though nothing was there that could have vanished.
    if (progress.is_first()) progress.note_whole(now);
    reached();
  }

  // A whole reading proves what is gone only if it has no gap, so it leaves no checkpoint on its way.
  void read_whole(const sdk::Call& call, cmms::Progress& progress, Readers& readers, std::int64_t now,
                  sdk::Sink& sink) {
    sink.begin_snapshot();
    for (std::size_t i = 0; i < readers.size(); ++i) {
      readers[i].read_all(progress.of(layout_.tables[i].name),
                          {call, sink, guard_, batch_, [&] { sink.emit(batch_); }});
      // A row that cannot be asked for must not be taken for gone.
      if (readers[i].lacks_values()) refuse_lacking(layout_.tables[i]);
    }
    sink.complete_snapshot();
    progress.note_whole(now);
    sink.checkpoint(progress.token());
  }

  [[noreturn]] static void refuse_lacking(const cmms::Table& table) {
    throw sdk::Error(MIZAN_E_DATA,
                     fmt::format("table \"{}\": rows without a value in \"{}\" or \"{}\" cannot be read; "
                                 "all others were taken",
                                 table.name, table.id, table.changed));
  }

  void report(Readers& readers) const {
    for (std::size_t i = 0; i < readers.size(); ++i) {
      if (readers[i].without_case() > 0) {
        host_.info(fmt::format(
            "table \"{}\": {} rows are of cases that are not there; they are kept until these come",
            layout_.tables[i].name, readers[i].without_case()));
      }
    }
    for (std::size_t i = 0; i < readers.size(); ++i)
      if (readers[i].lacks_values()) refuse_lacking(layout_.tables[i]);
  }

  sdk::Host host_;
  sdk::Guard guard_;
  cmms::Settings settings_;
  std::string layout_text_;
  cmms::Layout layout_;
  sdk::Batch batch_;
};

}  // namespace

MIZAN_ADAPTER(CmmsAdapter, {"kp-cmms", "1.0.0", kSchema, /*checkpoint_version=*/1});
