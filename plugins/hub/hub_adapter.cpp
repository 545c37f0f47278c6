// Another Mizan as a source: its records as they are there, in the order of its change log. The hub makes the
// requests.
#include <fmt/format.h>

#include <algorithm>
#include <mizan/sdk/adapter.hpp>
#include <mizan/sdk/guard.hpp>
#include <mizan/sdk/http.hpp>
#include <set>

#include "page.hpp"
#include "progress.hpp"

namespace {
using namespace mizan;

constexpr char kSchema[] =
    R"({"type": "object", "required": ["url", "source"], "additionalProperties": false,
  "properties": {"url": {"type": "string"}, "source": {"type": "string"}, "credential": {"type": "string"},
    "page": {"type": "integer", "minimum": 1, "maximum": 5000}}})";

constexpr std::int64_t kUsualPage = 1'000;
constexpr std::int64_t kLargestPage = 5'000;
constexpr std::size_t kRecordsAnEmit = 512;
constexpr std::size_t kBytesAnEmit = std::size_t{2} << 20U;

std::string base_address(std::string url) {
  const auto scheme = url.starts_with("https://") ? 8U : url.starts_with("http://") ? 7U : 0U;
  while (url.ends_with('/')) url.pop_back();
  if (scheme == 0 || url.size() <= scheme || url.size() > 2048 ||
      url.find_first_of("?# \t\r\n\\") != std::string::npos)
    throw sdk::Error(MIZAN_E_CONFIG,
                     "setting \"url\": expected an address such as \"https://hub.example.pk\"");
  return url;
}

std::string source_name(std::string name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  if (name.empty() || name.size() > 64 || !std::all_of(name.begin(), name.end(), fits))
    throw sdk::Error(MIZAN_E_CONFIG, "setting \"source\": expected the name of a source of the other hub");
  return name;
}

std::int64_t page_size(std::int64_t size) {
  if (size < 1 || size > kLargestPage)
    throw sdk::Error(MIZAN_E_CONFIG, "setting \"page\": expected a number from 1 to 5000");
  return size;
}

class HubAdapter final : public sdk::Adapter {
 public:
  HubAdapter(sdk::Host host, const sdk::Config& config)
      : host_(host),
        guard_(host),
        http_(host),
        url_(base_address(config.text("url"))),
        source_(source_name(config.text("source"))),
        credential_(config.text("credential", "")),
        page_(page_size(config.integer("page", kUsualPage))),
        reader_(source_, page_) {
    config.allow_only({"url", "source", "credential", "page"});
  }

  void check(const sdk::Call& call) override { reader_.open(fetch(call, "", 1)); }

  void read(const sdk::Call& call, std::string_view token, sdk::Sink& sink) override {
    left_out_ = {};
    batch_.clear();
    try {
      if (token.empty() && anew_) {
        read_whole(call, sink);
      } else {
        auto progress = peer::read_token(token, source_);
        follow(call, progress, sink, /*resumable=*/true);
      }
    } catch (const sdk::Error& error) {
      anew_ = anew_ || error.code() == MIZAN_E_CHECKPOINT;
      throw;
    }
    if (const auto summary = left_out_.summary(); !summary.empty())
      host_.warn("the peer sends what this adapter does not take: " + summary);
  }

 private:
  // What was held before is of another store of the peer, so what it has no more is told by a snapshot alone.
  // Nothing is marked as read until it is whole: else a stop would leave that out.
  void read_whole(const sdk::Call& call, sdk::Sink& sink) {
    peer::Progress progress;
    sink.begin_snapshot();
    follow(call, progress, sink, /*resumable=*/false);
    sink.complete_snapshot();
    sink.checkpoint(peer::write_token(progress, source_));
    anew_ = false;
  }

  void follow(const sdk::Call& call, peer::Progress& progress, sdk::Sink& sink, bool resumable) {
    std::set<std::string> seen = {progress.cursor};
    for (bool end = false; !end;) {
      call.check();
      const auto body = fetch(call, progress.cursor, page_);
      const auto page = reader_.open(body);
      if (!page.end && !seen.insert(page.next).second)
        throw sdk::Error(MIZAN_E_DATA, "the peer leads to the same place twice: its list has no end");
      take(page, progress.cursor, sink);
      note_declaration(page.declaration, progress);
      const bool moved = page.next != progress.cursor;
      progress.cursor = page.next;
      if (resumable && moved) sink.checkpoint(peer::write_token(progress, source_));
      end = page.end;
    }
  }

  void take(const peer::Page& page, const std::string& after, sdk::Sink& sink) {
    std::size_t number = 0;
    for (const auto record : page.records) {
      const auto where = fmt::format("record {} after {}", ++number, after.empty() ? "the beginning" : after);
      const sdk::Item item(guard_, where);
      if (!item) continue;
      if (const auto refusal = reader_.read(record, batch_, left_out_))
        reject(*refusal, where, simdjson::minify(record), sink);
      if (batch_.size() >= kRecordsAnEmit || batch_.text_bytes() > kBytesAnEmit) sink.emit(batch_);
    }
    sink.emit(batch_);
  }

  void reject(const peer::Refusal& refusal, const std::string& where, const std::string& raw,
              sdk::Sink& sink) {
    sink.emit(batch_);
    sink.reject(where, refusal.reason, refusal.detail, std::string_view(raw).substr(0, kLongestRaw));
  }

  // The source file of this hub says what the peer's source sees; when that changes there, somebody must
  // look.
  void note_declaration(std::uint64_t declaration, peer::Progress& progress) const {
    if (declaration != 0 && progress.declaration != 0 && declaration != progress.declaration) {
      host_.warn(
          "the peer's source declares something else than before: compare this source file with "
          "/v1/records/source-file of the peer");
    }
    progress.declaration = declaration;
  }

  std::string fetch(const sdk::Call& call, const std::string& after, std::int64_t most) const {
    sdk::HttpRequest asked;
    asked.url = fmt::format("{}/v1/records?source={}&limit={}", url_, source_, most);
    if (!after.empty()) asked.url += "&after=" + after;
    asked.headers = {{"Accept", "application/json"}};
    asked.credential = credential_;
    auto response = http_.fetch(call, asked);
    if (response.status != 200) refuse(response, !after.empty());
    return std::move(response.body);
  }

  [[noreturn]] static void refuse(const sdk::HttpResponse& response, bool by_cursor) {
    // A cursor that the peer does not know, or cannot read, leads nowhere: what it has now is read anew.
    const bool anew = by_cursor && (response.status == 410 || response.status == 400);
    const auto detail = peer::detail_of(response.body);
    throw sdk::Error(anew ? MIZAN_E_CHECKPOINT : MIZAN_E_CONFIG,
                     fmt::format("the peer answered with status {}{}{}", response.status,
                                 detail.empty() ? "" : ": ", detail));
  }

  static constexpr std::size_t kLongestRaw = std::size_t{64} << 10U;

  sdk::Host host_;
  sdk::Guard guard_;
  sdk::Http http_;
  std::string url_;
  std::string source_;
  std::string credential_;
  std::int64_t page_;
  peer::PageReader reader_;
  peer::LeftOut left_out_;
  sdk::Batch batch_;
  bool anew_ = false;  ///< the checkpoint that was given last is of no use to the peer
};

}  // namespace

MIZAN_ADAPTER(HubAdapter, {"hub", "1.0.0", kSchema, /*checkpoint_version=*/1});
