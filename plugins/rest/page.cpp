#include "page.hpp"

#include <fmt/format.h>

#include <mizan/mapping/time_format.hpp>
#include <mizan/sdk/adapter.hpp>
#include <new>

#include "duplicates.hpp"

namespace mizan::rest {

using Kind = mapping::Paging::Kind;

namespace {

constexpr std::size_t kMaxDepth = 64;

bool counts(Kind kind) {
  return kind == Kind::kPage || kind == Kind::kOffset;
}

// false, 0, "" and what is not there.
bool is_no(simdjson::dom::element root, const std::string& pointer) {
  const auto value = text_at(root, pointer);
  return !value || *value == "false" || *value == "0";
}

bool is_address(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://") || text.starts_with('/') ||
         text.starts_with('?');
}

}  // namespace

DocumentParser::DocumentParser() {
  if (parser_.allocate(std::size_t{1} << 20U, kMaxDepth) != simdjson::SUCCESS) throw std::bad_alloc();
}

std::optional<std::string> DocumentParser::parse(const std::string& text) {
  if (const auto error = parser_.parse(text).get(root_); error != simdjson::SUCCESS)
    return fmt::format("no JSON: {}", simdjson::error_message(error));
  if (const auto twice = json::duplicated_member(root_))
    return fmt::format("the member \"{}\" stands twice in one object", twice->substr(0, 100));
  return std::nullopt;
}

std::optional<std::string> text_at(simdjson::dom::element from, const std::string& pointer) {
  const std::vector<json::Pointer> places = {json::Pointer(pointer)};
  const json::JsonRow row(places, from, from);
  const auto value = row.value(0);
  if (!value || value->empty()) return std::nullopt;
  return std::string(*value);
}

Pages::Pages(const mapping::ApiRequest& request, const BaseAddress& base) : request_(request), base_(base) {}

void Pages::fail(const std::string& why) const {
  throw sdk::Error(MIZAN_E_DATA, fmt::format("request \"{}\": {}", request_.name, why));
}

Position Pages::first() const {
  Position position;
  if (request_.paging.kind == Kind::kPage) position.number = request_.paging.first;
  return position;
}

sdk::HttpRequest Pages::ask(const Position& position, std::optional<std::int64_t> since) const {
  const auto& paging = request_.paging;
  sdk::HttpRequest out;
  out.headers = {{"Accept", "application/json"}};
  for (const auto& header : request_.headers) out.headers.push_back(header);
  if (!position.address.empty()) {
    out.url = position.address;
    return out;
  }
  out.url = base_.with(request_.path);
  for (const auto& [name, value] : request_.query) add_parameter(out.url, name, value);
  if (request_.since) {
    const auto& asked = *request_.since;
    const auto moment =
        since ? mapping::write_time(*since - asked.overlap, asked.format, asked.utc_offset_minutes)
              : asked.initial;
    if (!moment.empty()) add_parameter(out.url, asked.parameter, moment);
  }
  if (!paging.size_parameter.empty())
    add_parameter(out.url, paging.size_parameter, fmt::format("{}", paging.size));
  if (counts(paging.kind)) add_parameter(out.url, paging.parameter, fmt::format("{}", position.number));
  if (!position.cursor.empty()) add_parameter(out.url, paging.parameter, position.cursor);
  return out;
}

void Pages::follow(Position& position, const std::string& from, const std::string& reference) const {
  const auto target = base_.follow(from, reference);
  if (!target) fail("the next page is at another host, which is not followed");
  if (target->size() > Progress::kLongest) fail("the address of the next page is longer than 4 KiB");
  if (*target == from) fail("the next page is this page again: the list has no end");
  position.address = *target;
}

std::optional<Position> Pages::next(const Position& position, const sdk::HttpResponse& response,
                                    simdjson::dom::element root, std::size_t items) const {
  const auto& paging = request_.paging;
  Position next = position;
  ++next.pages;
  if (paging.kind == Kind::kNone || (counts(paging.kind) && items == 0)) return std::nullopt;
  if (counts(paging.kind) && !paging.more.empty() && is_no(root, paging.more)) return std::nullopt;
  if (paging.kind == Kind::kPage) ++next.number;
  if (paging.kind == Kind::kOffset) next.number += static_cast<std::int64_t>(items);
  if (paging.kind == Kind::kLink) {
    const auto link = next_link(response.header("link"));
    if (!link) return std::nullopt;
    follow(next, response.url, *link);
  }
  if (paging.kind == Kind::kCursor) {
    const auto cursor = text_at(root, paging.next);
    if (!cursor) return std::nullopt;
    if (cursor->size() > Progress::kLongest) fail("the cursor of the next page is longer than 4 KiB");
    if (paging.parameter.empty()) {
      if (!is_address(*cursor))
        fail("input.request.paging.next holds no address: name the parameter that carries it");
      follow(next, response.url, *cursor);
    } else {
      if (*cursor == position.cursor) fail("the next page is this page again: the list has no end");
      next.cursor = *cursor;
    }
  }
  if (next.pages >= paging.most_pages)
    fail(fmt::format("more than {} pages: the list has no end, or paging.most_pages is too small",
                     paging.most_pages));
  return next;
}

}  // namespace mizan::rest
