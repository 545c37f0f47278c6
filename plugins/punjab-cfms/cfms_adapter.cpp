// The Case Flow Management System of Punjab's prosecution: documents of an API, one a case. The hub makes the
// requests.
#include <fmt/format.h>

#include <mizan/mapping/stable_digest.hpp>
#include <mizan/mapping/time_format.hpp>
#include <mizan/sdk/adapter.hpp>
#include <mizan/sdk/clock.hpp>
#include <mizan/sdk/guard.hpp>
#include <mizan/sdk/http.hpp>
#include <set>

#include "document.hpp"
#include "page.hpp"
#include "progress.hpp"

namespace {
using namespace mizan;
using mapping::stable_digest;

constexpr char kSchema[] =
    R"({"type": "object", "required": ["url", "folder", "layout"], "additionalProperties": false, "properties": {
  "url": {"type": "string"}, "credential": {"type": "string"}, "folder": {"type": "string"},
  "layout": {"type": "string"}, "page": {"type": "integer", "minimum": 1, "maximum": 1000},
  "overlap_seconds": {"type": "integer", "minimum": 0, "maximum": 604800},
  "whole_every_hours": {"type": "integer", "minimum": 0, "maximum": 8760}}})";

constexpr std::int64_t kMostPages = 1'000'000;
constexpr std::size_t kRecordsAnEmit = 512;
constexpr std::size_t kBytesAnEmit = std::size_t{2} << 20U;

std::int64_t within(const sdk::Config& config, const char* key, std::int64_t otherwise, std::int64_t least,
                    std::int64_t most) {
  const auto value = config.integer(key, otherwise);
  if (value < least || value > most)
    throw sdk::Error(MIZAN_E_CONFIG,
                     fmt::format("setting \"{}\": expected a number from {} to {}", key, least, most));
  return value;
}

std::string base_address(std::string url) {
  const auto scheme = url.starts_with("https://") ? 8U : url.starts_with("http://") ? 7U : 0U;
  while (url.ends_with('/')) url.pop_back();
  if (scheme == 0 || url.size() <= scheme || url.size() > 2048 ||
      url.find_first_of("?#@ \t\r\n\\") != std::string::npos)
    throw sdk::Error(MIZAN_E_CONFIG,
                     "setting \"url\": expected an address such as \"https://cfms.example.pk/api\"");
  return url;
}

struct Settings {
  explicit Settings(const sdk::Config& config)
      : url(base_address(config.text("url"))),
        credential(config.text("credential", "")),
        layout_name(config.text("layout")),
        layout_text(parts::read_layout_text(config.text("folder"), layout_name)),
        page(within(config, "page", 100, 1, 1000)),
        overlap_seconds(within(config, "overlap_seconds", 300, 0, 604'800)),
        whole_every_hours(within(config, "whole_every_hours", 24, 0, 8760)) {
    config.allow_only(
        {"url", "credential", "folder", "layout", "page", "overlap_seconds", "whole_every_hours"});
  }

  std::string url;
  std::string credential;
  std::string layout_name;
  std::string layout_text;
  std::int64_t page;
  std::int64_t overlap_seconds;
  std::int64_t whole_every_hours;
};

class CfmsAdapter final : public sdk::Adapter {
 public:
  CfmsAdapter(sdk::Host host, const sdk::Config& config)
      : host_(host),
        guard_(host),
        http_(host),
        settings_(config),
        layout_(cfms::read_layout(settings_.layout_text, settings_.layout_name)) {}

  void check(const sdk::Call& call) override {
    page_.open(fetch(call, layout_.query.first_page, settings_.page, ""), layout_.query);
  }

  void read(const sdk::Call& call, std::string_view token, sdk::Sink& sink) override {
    cfms::Progress progress(stable_digest(settings_.url, stable_digest(settings_.layout_text)));
    progress.resume(token);
    token_ = token;
    batch_.clear();
    undated_ = false;
    cfms::DocumentReader reader(layout_);
    if (!progress.other_layout()) {
      // A round that an earlier read began says nothing of what came since.
      const bool resumed = progress.round().begun;
      read_round({call, sink, progress, reader, Manner::kChanges});
      if (resumed) read_round({call, sink, progress, reader, Manner::kChanges});
    }
    if (progress.whole_due(now(), settings_.whole_every_hours)) {
      sink.begin_snapshot();
      read_round({call, sink, progress, reader, Manner::kWhole});
    }
    warn_of(reader);
  }

 private:
  enum class Manner { kChanges, kWhole };

  void warn_of(const cfms::DocumentReader& reader) const {
    if (undated_) host_.warn("a case does not say when it was changed in the layout's case.changed_format");
    if (reader.unknown_objections() > 0) {
      host_.warn(fmt::format(
          "{} parts of objections hold no phrase of the layout's [objections]: each counts as \"{}\"",
          reader.unknown_objections(), cfms::ObjectionPhrases::kOther));
    }
  }

  /// What one round works with.
  struct Reading {
    const sdk::Call& call;
    sdk::Sink& sink;
    cfms::Progress& progress;
    cfms::DocumentReader& reader;
    Manner manner;
    bool gave_something = false;
    std::set<std::uint64_t> pages = {};  ///< digests: one that comes twice means a list without end
  };

  std::int64_t now() const { return sdk::now_us(host_) / 1'000'000; }

  // A whole reading proves what is gone only if it has no gap, so it leaves no checkpoint on its way.
  void read_round(Reading reading) {
    auto& progress = reading.progress;
    const bool whole = reading.manner == Manner::kWhole;
    if (whole || !progress.round().begun) progress.begin(layout_.query.first_page, now());
    const auto since = whole ? std::string() : moment_asked(progress);
    while (read_page(reading, since)) {
      if (!whole && reading.gave_something) checkpoint(reading);
    }
    progress.finish(whole, reading.gave_something);
    if (whole) reading.sink.complete_snapshot();
    checkpoint(reading);
  }

  // A reading that found nothing moves nothing.
  void checkpoint(const Reading& reading) {
    auto token = reading.progress.token();
    if (token == token_) return;
    reading.sink.checkpoint(token);
    token_ = std::move(token);
  }

  std::string moment_asked(const cfms::Progress& progress) const {
    if (!progress.watermark()) return {};
    const auto from = std::max<std::int64_t>(*progress.watermark() - settings_.overlap_seconds, 0);
    return mapping::write_time(from, layout_.query.since_format, layout_.query.utc_offset_minutes);
  }

  // False: it was the last.
  bool read_page(Reading& reading, const std::string& since) {
    reading.call.check();
    auto& round = reading.progress.round();
    const auto body = fetch(reading.call, round.page, settings_.page, since);
    page_.open(body, layout_.query);
    refuse_twice(body, reading);
    std::int64_t number = 0;
    for (const auto document : page_.documents())
      take(document, fmt::format("page {}: document ", round.page), ++number, reading);
    reading.sink.emit(batch_);
    if (!page_.more() || page_.documents().empty()) return false;
    ++round.page;
    if (++round.pages >= kMostPages)
      throw sdk::Error(MIZAN_E_DATA, "more than 1000000 pages: the list has no end");
    return true;
  }

  void refuse_twice(const std::string& body, Reading& reading) const {
    if (!page_.documents().empty() && !reading.pages.insert(stable_digest(body)).second)
      throw sdk::Error(MIZAN_E_DATA, "the same page came twice: the list has no end");
  }

  void take(simdjson::dom::element document, const std::string& page, std::int64_t number, Reading& reading) {
    const sdk::Item item(guard_, page, number);
    if (!item) return;
    auto& progress = reading.progress;
    const auto digest = stable_digest(simdjson::minify(document));
    note_change(document, reading);
    progress.note(digest);
    if (reading.manner == Manner::kChanges && progress.knows(digest)) return;
    const bool changed = reading.manner == Manner::kChanges && progress.watermark().has_value();
    reading.gave_something = true;
    std::vector<cfms::Refusal> refusals;
    reading.reader.read(document, changed, batch_, refusals);
    for (const auto& refusal : refusals) {
      reading.sink.emit(batch_);
      reading.sink.reject(fmt::format("{}{}: {}", page, number, refusal.where), refusal.reason,
                          refusal.detail, {}, refusal.field);
    }
    if (batch_.size() >= kRecordsAnEmit || batch_.text_bytes() > kBytesAnEmit) reading.sink.emit(batch_);
  }

  void note_change(simdjson::dom::element document, Reading& reading) {
    const auto changed = reading.reader.changed_at(document);
    if (!changed) undated_ = true;
    auto& newest = reading.progress.round().newest;
    if (changed) newest = std::max(newest.value_or(*changed), *changed);
  }

  std::string fetch(const sdk::Call& call, std::int64_t page, std::int64_t size,
                    const std::string& since) const {
    sdk::HttpRequest asked;
    asked.url = settings_.url + cfms::target_of(layout_.query, page, size, since);
    asked.headers = {{"Accept", "application/json"}};
    asked.credential = settings_.credential;
    auto response = http_.fetch(call, asked);
    if (response.status != 200)
      throw sdk::Error(MIZAN_E_CONFIG, fmt::format("the system answered with status {}", response.status));
    return std::move(response.body);
  }

  sdk::Host host_;
  sdk::Guard guard_;
  sdk::Http http_;
  Settings settings_;
  cfms::Layout layout_;
  cfms::Page page_;
  sdk::Batch batch_;
  std::string token_;     ///< the last checkpoint
  bool undated_ = false;  ///< a document of this read does not say when it was changed
};

}  // namespace

MIZAN_ADAPTER(CfmsAdapter, {"punjab-cfms", "1.0.0", kSchema, /*checkpoint_version=*/1});
