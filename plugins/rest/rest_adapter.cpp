// The generic connector for HTTP APIs that answer in JSON, by a mapping and no code. The hub makes the
// requests.
#include <fmt/format.h>

#include <algorithm>
#include <mizan/mapping/file_connector.hpp>
#include <mizan/mapping/stable_digest.hpp>
#include <mizan/mapping/time_format.hpp>
#include <mizan/sdk/adapter.hpp>
#include <mizan/sdk/clock.hpp>
#include <mizan/sdk/http.hpp>
#include <set>
#include <utility>
#include <vector>

#include "page.hpp"
#include "progress.hpp"

namespace {
using namespace mizan;
using simdjson::dom::element;

constexpr char kSchema[] =
    R"({"type": "object", "required": ["url", "mapping"], "additionalProperties": false,
  "properties": {"url": {"type": "string"}, "credential": {"type": "string"}, "mapping": {"type": "object"}}})";

/// What one read of one list needs.
struct Reading {
  const mapping::ApiRequest& request;
  std::vector<std::pair<std::string, json::Group>> groups;  ///< by the mapping's name
  std::set<std::uint64_t> seen = {};  ///< digests of pages: one that comes twice means a list without end
};

class RestAdapter final : public sdk::Adapter {
 public:
  RestAdapter(sdk::Host host, const sdk::Config& config)
      : host_(host),
        guard_(host),
        http_(host),
        base_(config.text("url")),
        credential_(config.text("credential", "")),
        mapping_text_(config.object("mapping").text("text")),
        mapping_(mapping::compile_for(config, "rest")) {
    config.allow_only({"url", "credential", "mapping"});
  }

  /// The first page of the first list, looked at and left.
  void check(const sdk::Call& call) override {
    const auto& request = mapping_.input().requests[0];
    const rest::Pages pages(request, base_);
    const auto body = fetch(call, pages.ask(pages.first(), {}), request).body;
    parse_page(body, request);
  }

  void read(const sdk::Call& call, std::string_view token, sdk::Sink& sink) override {
    rest::Progress progress(mapping_.input().requests, base_, mapping_text_);
    progress.resume(token);
    mapping::RecordStream out(mapping_, call, sink, guard_);
    if (mapping_.input().snapshot) {
      read_snapshot(call, out, sink);
    } else {
      while (read_list(call, progress, out, /*resumable=*/true)) call.check();
    }
    if (const auto summary = mapping_.filtered_summary(); !summary.empty()) host_.info(summary);
  }

 private:
  // A snapshot proves what is gone only if it was read whole, so it begins anew each time.
  void read_snapshot(const sdk::Call& call, mapping::RecordStream& out, sdk::Sink& sink) {
    rest::Progress progress(mapping_.input().requests, base_, mapping_text_);
    sink.begin_snapshot();
    while (read_list(call, progress, out, /*resumable=*/false)) call.check();
    out.flush();
    sink.complete_snapshot();
    sink.checkpoint(progress.token());
  }

  // One list from where the round stands to its end. False: it was the last.
  bool read_list(const sdk::Call& call, rest::Progress& progress, mapping::RecordStream& out,
                 bool resumable) {
    auto& round = progress.round();
    auto reading = reading_of(mapping_.input().requests[round.request]);
    const rest::Pages pages(reading.request, base_);
    if (!round.begun) {
      round.position = pages.first();
      round.started = sdk::now_us(host_) / 1'000'000;
      round.begun = true;
    }
    while (true) {
      call.check();
      const auto response = fetch(call, pages.ask(round.position, progress.watermark()), reading.request);
      const auto root = parse_page(response.body, reading.request);
      const auto items = items_of(root, reading.request);
      refuse_twice(response.body, items.size(), reading);
      take_page(call, root, items, round, reading, out);
      const auto next = pages.next(round.position, response, root, items.size());
      if (!next) break;
      round.position = *next;
      resumable ? out.checkpoint(progress.token()) : out.flush();
    }
    const bool more = progress.finish(read_up_to(progress, reading.request));
    resumable ? out.checkpoint(progress.token()) : out.flush();
    return more;
  }

  // Never beyond the beginning of the reading: a date in the future would leave out all that changes before
  // it.
  std::optional<std::int64_t> read_up_to(rest::Progress& progress, const mapping::ApiRequest& request) const {
    const auto& round = progress.round();
    if (!request.since) return std::nullopt;
    if (request.since->field.empty()) return round.started;
    if (!round.newest) return progress.watermark();
    const auto bounded = std::min(*round.newest, round.started);
    return std::max(bounded, progress.watermark().value_or(bounded));
  }

  Reading reading_of(const mapping::ApiRequest& request) const {
    Reading reading{request, {}};
    for (const auto& [group, each] : mapping_.groups_of_request(request.name))
      reading.groups.emplace_back(group, json::Group(each, mapping_.places(group)));
    return reading;
  }

  sdk::HttpResponse fetch(const sdk::Call& call, sdk::HttpRequest asked,
                          const mapping::ApiRequest& request) const {
    auto response = fetch_any(call, std::move(asked));
    if (response.status >= 300) {
      throw sdk::Error(MIZAN_E_CONFIG, fmt::format("request \"{}\": the server answered with status {}",
                                                   request.name, response.status));
    }
    return response;
  }

  sdk::HttpResponse fetch_any(const sdk::Call& call, sdk::HttpRequest asked) const {
    asked.credential = credential_;
    return http_.fetch(call, asked);
  }

  // A page that cannot be read hides what comes after it, so the reading ends there.
  element parse_page(const std::string& body, const mapping::ApiRequest& request) {
    if (const auto wrong = page_.parse(body))
      throw sdk::Error(MIZAN_E_DATA, fmt::format("request \"{}\": the reply is {}", request.name, *wrong));
    return page_.root();
  }

  static std::vector<element> items_of(element root, const mapping::ApiRequest& request) {
    std::vector<element> items;
    if (request.items.empty()) return items;
    json::Pointer(request.items).for_each(root, [&](element item) { items.push_back(item); });
    return items;
  }

  static void refuse_twice(const std::string& body, std::size_t items, Reading& reading) {
    const bool empty = items == 0 && !reading.request.items.empty();
    if (!empty && !reading.seen.insert(mapping::stable_digest(body)).second) {
      throw sdk::Error(
          MIZAN_E_DATA,
          fmt::format("request \"{}\": the same page came twice: the list has no end", reading.request.name));
    }
  }

  void take_page(const sdk::Call& call, element root, const std::vector<element>& items, rest::Round& round,
                 const Reading& reading, mapping::RecordStream& out) {
    const auto& request = reading.request;
    const auto page = fmt::format("{}: page {}", request.name, round.position.pages + 1);
    if (request.detail.empty()) take_document(root, page, reading, out);
    for (const auto item : items) {
      if (!request.detail.empty()) take_detail(call, item, page, reading, out);
      if (request.since && !request.since->field.empty()) note_change(item, *request.since, round);
    }
  }

  void note_change(element item, const mapping::Since& since, rest::Round& round) const {
    const auto text = rest::text_at(item, since.field);
    const auto moment =
        text ? mapping::read_time(*text, since.format, since.utc_offset_minutes) : std::nullopt;
    if (moment) round.newest = std::max(round.newest.value_or(*moment), *moment);
    if (text && !moment) host_.warn("a time of change cannot be read by since.format, so it moves nothing");
  }

  void take_document(element root, const std::string& where, const Reading& reading,
                     mapping::RecordStream& out) {
    for (const auto& [name, group] : reading.groups) {
      const auto place = fmt::format("{}: {} ", where, name);
      std::int64_t number = 0;
      group.for_each(root, [&, &name = name](const json::JsonRow& row) {
        if (const auto item = out.item(place, ++number); item) out.row(name, row);
        if (out.full()) out.flush();
      });
    }
  }

  void take_detail(const sdk::Call& call, element item, const std::string& page, const Reading& reading,
                   mapping::RecordStream& out) {
    const auto path = detail_path(item, reading.request);
    const auto where = fmt::format("{}: {}", page, path.value_or("?"));
    if (!path) return out.reject(where, "no_detail", "the element lacks what its own address is made of", "");
    sdk::HttpRequest asked;
    asked.url = base_.with(*path);
    asked.headers = {{"Accept", "application/json"}};
    for (const auto& header : reading.request.headers) asked.headers.push_back(header);
    const auto response = fetch_any(call, std::move(asked));
    if (response.status >= 300)
      return out.reject(where, "no_detail",
                        fmt::format("the server answered with status {}", response.status), "");
    if (const auto wrong = detail_.parse(response.body))
      return out.reject(where, "unreadable_document", *wrong, "");
    take_document(detail_.root(), where, reading, out);
  }

  static std::optional<std::string> detail_path(element item, const mapping::ApiRequest& request) {
    std::string path;
    for (const auto& part : request.detail) {
      const auto value = part.is_place ? rest::text_at(item, part.text) : std::optional(part.text);
      // "." and ".." would lead to another place of the API, however they are written.
      if (!value || (part.is_place && (*value == "." || *value == ".."))) return std::nullopt;
      path += part.is_place ? rest::encoded(*value) : *value;
    }
    return path;
  }

  sdk::Host host_;
  sdk::Guard guard_;
  sdk::Http http_;
  rest::BaseAddress base_;
  std::string credential_;
  std::string mapping_text_;
  mapping::Mapping mapping_;
  rest::DocumentParser page_;
  rest::DocumentParser detail_;
};

}  // namespace

MIZAN_ADAPTER(RestAdapter, {"rest", "1.0.0", kSchema, /*checkpoint_version=*/1});
