#include "api/subscription.hpp"

#include <algorithm>

#include "api/feed_snapshot.hpp"
#include "api/parameters.hpp"
#include "base/text.hpp"
#include "publish/event_types.hpp"

namespace mizan::api {
namespace {

std::vector<std::string> list_of(const std::string& text) {
  std::vector<std::string> list;
  if (text.empty()) return list;
  for (const auto part : base::split(text, ',')) list.emplace_back(part);
  return list;
}

// Cases are told of to who asks for them alone.
base::Result<std::vector<std::string>> due_words_of(const std::string& text) {
  if (text.empty() || text == "false") return std::vector<std::string>();
  if (text == "true") return std::vector<std::string>(kDueWords.begin(), kDueWords.end());
  auto words = list_of(text);
  for (const auto& word : words) {
    if (std::find(kDueWords.begin(), kDueWords.end(), word) == kDueWords.end())
      return base::Error{base::Code::kData,
                         "due is true, false, or some of approaching, passed and missing, by commas"};
  }
  return words;
}

// A word that is misspelt would be waited for in vain.
base::Result<std::vector<std::string>> types_of(const std::string& text) {
  std::vector<std::string> types;
  for (const auto& name : list_of(text)) {
    const auto type = publish::find_event_type(name);
    if (type.empty())
      return base::Error{base::Code::kData, "there is no event type \"" + name +
                                                "\"; the documentation of the feed lists them, such as "
                                                "kpi.value.restated.v1"};
    types.emplace_back(type);
  }
  return types;
}

// None where none is asked for.
base::Result<std::shared_ptr<const access::Grant>> audience_of(const std::string& role,
                                                               const std::vector<std::string>& districts,
                                                               const HubView& hub) {
  if (role.empty()) return std::shared_ptr<const access::Grant>();
  const auto policy = hub.policy();
  MIZAN_ASSIGN(auto grant, access::grant_of_audience(policy->sharing, policy->district_of, role, districts));
  return std::make_shared<const access::Grant>(std::move(grant));
}

// Who asks for some values alone is told of releases if it asks for them too.
base::Result<FeedFilter> filter_of(const Request& request) {
  FeedFilter filter{list_of(request.get("kpi")), list_of(request.get("province"))};
  filter.releases = filter.kpis.empty() && filter.provinces.empty();
  filter.districts = list_of(request.get("district"));
  if (!filter.districts.empty()) filter.releases = false;
  MIZAN_ASSIGN(filter.due, due_words_of(request.get("due")));
  MIZAN_ASSIGN(filter.types, types_of(request.get("type")));
  const auto asked = request.get("releases");
  if (asked.empty()) return filter;
  if (asked != "true" && asked != "false") return base::Error{base::Code::kData, "releases is true or false"};
  filter.releases = asked == "true";
  return filter;
}

// A reconnection says where it was by a header of its own; a poll by the word of other pages.
base::Result<std::string> beginning_of(const Request& request) {
  const auto from = request.get("from");
  const auto after = request.get("after");
  if (!from.empty() && !after.empty())
    return base::Error{base::Code::kData, "from and after say the same: give one of them"};
  if (!request.last_event_id.empty()) return request.last_event_id;
  return from.empty() ? after : from;
}

// Of another store, or of a future that a restore took away: never silently from somewhere else.
void go_on_from(const publish::Cursor& cursor, const Feed& feed, const HubView& hub, Subscription& out) {
  const auto oldest = cursor.settled < 0 ? cursor.position : cursor.settled;
  if (!feed.knows(cursor)) {
    out.snapshot_reason = "unknown_cursor";
  } else if (!feed.has_all_after(oldest)) {
    out.snapshot_reason = "too_old";
  } else {
    out.position = cursor.position;
    out.settled = cursor.settled;
    if (!cursor.snapshot) return;
    if (cursor.snapshot->of == mark_of_definitions(hub)) {
      out.snapshot_part = cursor.snapshot->part;
    } else {
      out.snapshot_reason = "changed";
    }
  }
}

base::Result<> check_pace(const Subscription& subscription) {
  if (!subscription.pace.any() || subscription.filter.types.empty()) return {};
  return base::Error{
      base::Code::kData,
      "type cannot be given with min_change or quiet: what is told together is of no one type"};
}

}  // namespace

base::Result<Subscription> subscription_of(const Request& request, const access::Grant& grant,
                                           const Feed& feed, const HubView& hub,
                                           const std::set<std::string>& more) {
  std::set<std::string> known = {"from", "after",    "kpi",        "province", "district", "type",
                                 "due",  "releases", "min_change", "quiet",    "audience"};
  known.insert(more.begin(), more.end());
  MIZAN_TRY(only(request, known));
  Subscription subscription;
  MIZAN_ASSIGN(subscription.filter, filter_of(request));
  subscription.filter.grant = std::make_shared<access::Grant>(grant);
  MIZAN_ASSIGN(subscription.filter.audience,
               audience_of(request.get("audience"), subscription.filter.districts, hub));
  MIZAN_ASSIGN(subscription.pace, pace_of(request));
  MIZAN_TRY(check_pace(subscription));
  subscription.position = feed.head();
  MIZAN_ASSIGN(const auto from, beginning_of(request));
  if (from.empty() || from == "now") {
    subscription.from_now = true;
  } else if (from == "snapshot") {
    subscription.snapshot_reason = "requested";
  } else if (from == "start") {
    subscription.position = feed.start();
  } else {
    MIZAN_ASSIGN(const auto cursor, publish::decode_cursor(from));
    go_on_from(cursor, feed, hub, subscription);
  }
  return subscription;
}

}  // namespace mizan::api
