#include "api/due_page.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "api/due_text.hpp"
#include "api/parameters.hpp"
#include "base/text.hpp"
#include "publish/kpi_json.hpp"

namespace mizan::api {
namespace {

constexpr std::int32_t kFarthest = 3'660;
constexpr std::int64_t kMostItems = 1'000;

base::Error wrong(std::string text) {
  return {base::Code::kData, std::move(text)};
}

base::Result<std::vector<due::Kind>> kinds_of(const std::string& text) {
  std::vector<due::Kind> kinds;
  if (text.empty()) return kinds;
  for (const auto word : base::split(text, ',')) {
    const auto kind = due::find_kind(base::trim(word));
    if (!kind) return wrong(fmt::format("there is no kind \"{}\": there are {}", word, due::kind_names()));
    kinds.push_back(*kind);
  }
  return kinds;
}

base::Result<std::optional<std::int32_t>> ahead_of(const std::string& text) {
  if (text.empty()) return std::optional<std::int32_t>();
  const auto days = base::parse_int(text).value_or(-1);
  if (days < 0 || days > kFarthest) return wrong("ahead is a number of days up to 3660");
  return std::optional(static_cast<std::int32_t>(days));
}

base::Result<bool> flag_of(const Request& request, const std::string& name) {
  const auto text = request.get(name);
  if (!text.empty() && text != "true" && text != "false") return wrong(name + " is true or false");
  return text == "true";
}

base::Result<DueList> list_of(const DueQuery& query, const HubView& hub, store::Store& store) {
  const auto today = base::karachi_day(hub.clock.now());
  if (query.on < today) {
    if (!hub.past_due) return base::Error{base::Code::kUnsupported, "on can only be today or later here"};
    return hub.past_due(query);
  }
  std::shared_lock lock(hub.engine_lock);
  const auto engine = hub.engine.without_cells();
  lock.unlock();  // reading the cases takes long, and the pipeline must not wait for it
  MIZAN_TRY(check_names(query, engine));
  return due_list(query, engine, hub.due_rules, store, today);
}

}  // namespace

base::Result<DueQuery> due_query_of(const DueWords& words, base::Day today, std::size_t limit) {
  DueQuery query;
  query.on = today;
  if (!words.on.empty()) {
    const auto on = base::parse_iso_day(words.on);
    if (!on) return wrong("on is a day, 2026-03-01");
    if (*on - today > kFarthest) return wrong("on is a day of the next ten years, or a past one");
    query.on = *on;
  }
  query.province = words.province;
  query.district = words.district;
  query.station = words.station;
  query.prosecutor = words.prosecutor;
  if (!words.holder.empty()) {
    query.holder = due::find_office(words.holder);
    if (!query.holder) return wrong("holder is one of police, prosecution and court");
  }
  MIZAN_ASSIGN(query.kinds, kinds_of(words.kinds));
  MIZAN_ASSIGN(query.ahead, ahead_of(words.ahead));
  query.overdue_only = words.overdue_only;
  query.limit = limit;
  if (!words.after.empty()) {
    query.after = parse_due_cursor(words.after);
    if (!query.after) return wrong("after is the \"next\" of the page before");
  }
  return query;
}

base::Result<Response> due_page(const Request& request, const HubView& hub, const access::Grant& grant,
                                store::Store& store) {
  MIZAN_TRY(only(request, {"on", "province", "district", "station", "prosecutor", "holder", "kind", "ahead",
                           "overdue", "limit", "after", "format"}));
  if (!hub.due_rules)
    return base::Error{base::Code::kNotFound, "this hub has no table of deadlines to count by"};
  MIZAN_TRY(json_or_csv(request));
  DueWords words{request.get("on"),      request.get("province"),   request.get("district"),
                 request.get("station"), request.get("prosecutor"), request.get("holder"),
                 request.get("kind"),    request.get("ahead"),      request.get("after")};
  MIZAN_ASSIGN(words.overdue_only, flag_of(request, "overdue"));
  MIZAN_ASSIGN(const auto limit, number_in(request, "limit", {1, kMostItems}, 100));
  MIZAN_ASSIGN(auto query,
               due_query_of(words, base::karachi_day(hub.clock.now()), static_cast<std::size_t>(limit)));
  query.shown = [&](std::string_view province, std::string_view district) {
    return grant.shows_case({{std::string(province), std::string(district)}});
  };
  MIZAN_ASSIGN(const auto list, list_of(query, hub, store));
  Response response;
  if (request.get("format") == "csv") {
    response = {200, "text/csv; charset=utf-8", csv_of(list)};
  } else {
    response = {200, "application/json", publish::dump(json_of(list))};
  }
  response.cases = std::ssize(list.items);
  if (list.next) response.next = due_cursor(*list.next);
  return response;
}

}  // namespace mizan::api
