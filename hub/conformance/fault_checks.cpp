// Requests that go wrong, for adapters that make them through mizan.http/1.
#include <fmt/format.h>

#include <algorithm>

#include "conformance/reading.hpp"

namespace mizan::conformance {
namespace {

using adapter::HttpRequest;
using adapter::HttpResponse;
using Answer = base::Result<HttpResponse>;

class NoStop final : public adapter::StopRequest {
 public:
  bool stopped() const override { return false; }
};

/// The replies of a read in which nothing goes wrong, and what it gave.
struct Replies {
  std::vector<HttpResponse> all;
  WholeRead whole;
};

template <class Look>
Outcome with_replies(const Subject& subject, Look&& look) {
  return with_plugin(subject, [&](const mizan_adapter_plugin& plugin) {
    Replies replies;
    bool asked = false;
    Manner manner;
    manner.http = [&](const HttpRequest& request) -> Answer {
      asked = true;
      if (subject.services == nullptr) return base::Error{base::Code::kTransient, "there is nobody to ask"};
      MIZAN_ASSIGN(auto response, subject.services->fetch(request, NoStop()));
      replies.all.push_back(response);
      return response;
    };
    replies.whole = read_whole(plugin, subject, manner);
    if (!asked) return skipped("it makes no request through the hub");
    if (!replies.whole.trouble.empty()) return skipped(replies.whole.trouble);
    return look(plugin, replies);
  });
}

/// Answers as the good read was answered, but for the n-th request.
auto but_for(const Replies& replies, std::size_t n, const Answer& fault) {
  return [&replies, n, fault, count = std::size_t{0}](const HttpRequest&) mutable -> Answer {
    const auto at = count++;
    if (at == n) return fault;
    if (at < replies.all.size()) return replies.all[at];
    return base::Error{base::Code::kTransient, "there are no more replies"};
  };
}

struct Fault {
  std::string_view name;
  base::Error error;
  mizan_status status;
};

std::vector<Fault> refusals() {
  return {
      {"credentials are refused", {base::Code::kAuth, "refused"}, MIZAN_E_AUTH},
      {"it is asked to wait 7 s", {base::Code::kThrottled, "too many requests", 7'000}, MIZAN_E_THROTTLED},
      {"the connection is lost", {base::Code::kTransient, "connection reset"}, MIZAN_E_TRANSIENT}};
}

std::string mistake_with(const mizan_adapter_plugin& plugin, const Subject& subject, const Replies& replies,
                         std::size_t n, const Fault& fault) {
  Manner manner;
  manner.http = but_for(replies, n, fault.error);
  Probe probe(plugin, subject, manner);
  auto status = probe.create();
  if (status == MIZAN_OK) status = probe.read();
  if (status != fault.status)
    return fmt::format("it ends with status {} where the hub's own, {}, is meant", status, fault.status);
  if (probe.retry_after_ms() != fault.error.retry_after_ms) return "it does not pass on how long to wait";
  const auto& phases = probe.seen().phases;
  if (std::count(phases.begin(), phases.end(), static_cast<int>(MIZAN_SNAPSHOT_COMPLETE)) > 0)
    return "it completes its snapshot all the same: everything not read would be taken for deleted";
  return "";
}

Outcome passes_refusals_on(const Subject& subject) {
  return with_replies(subject, [&](const mizan_adapter_plugin& plugin, const Replies& replies) {
    for (const auto n : some_of(replies.all.size(), 10)) {
      for (const auto& fault : refusals()) {
        if (const auto mistake = mistake_with(plugin, subject, replies, n, fault); !mistake.empty())
          return failed(fmt::format("where {} at request {}: {}", fault.name, n + 1, mistake));
      }
    }
    return passed(fmt::format("{} requests", replies.all.size()));
  });
}

// A reply that cannot be understood is an error or a rejection, and loses nothing in silence.
Outcome sees_garbage(const Subject& subject) {
  return with_replies(subject, [&](const mizan_adapter_plugin& plugin, const Replies& replies) {
    for (const auto n : some_of(replies.all.size(), 10)) {
      const auto& good = replies.all[n];
      for (auto body : {std::string("<html>Bad gateway</html>"), good.body.substr(0, good.body.size() / 2),
                        std::string("\xff\xfe\x00\x01", 4), std::string()}) {
        auto garbage = good;
        garbage.body = std::move(body);
        Manner manner;
        manner.http = but_for(replies, n, garbage);
        const auto read = read_whole(plugin, subject, manner);
        if (read.status == MIZAN_OK && read.seen.rejects <= replies.whole.seen.rejects &&
            read.set.size() < replies.whole.set.size())
          return failed(
              fmt::format("a reply of {} bytes that is nonsense, to request {}, loses records and ends well",
                          garbage.body.size(), n + 1));
        if (read.status != MIZAN_OK && read.status != MIZAN_E_DATA && read.status != MIZAN_E_TRANSIENT)
          return failed(fmt::format(
              "a reply that is nonsense, to request {}, ends with status {} where MIZAN_E_DATA (5) "
              "is meant",
              n + 1, read.status));
      }
    }
    return passed();
  });
}

Outcome ends_an_endless_source(const Subject& subject) {
  return with_replies(subject, [&](const mizan_adapter_plugin& plugin, const Replies& replies) {
    constexpr std::size_t kMost = 1'000;
    if (replies.all.size() > kMost / 2) return skipped("it makes too many requests to tell");
    std::size_t asked = 0;
    Manner manner;
    manner.http = [&](const HttpRequest&) -> Answer {
      if (++asked > kMost) return base::Error{base::Code::kCancelled, "enough"};
      return replies.all.front();
    };
    static_cast<void>(read_whole(plugin, subject, manner));
    return asked > kMost
               ? failed(fmt::format("a source that gives the same page again and again is asked {} times "
                                    "without an end",
                                    kMost))
               : passed();
  });
}

constexpr std::array kChecks = {
    Check{"fault.refusals",
          "What the hub answers for a failed request is passed on as it is, and nothing is completed.",
          &passes_refusals_on},
    Check{"fault.garbage",
          "A reply that cannot be understood is an error or rejected, never less data in silence.",
          &sees_garbage},
    Check{"fault.endless", "A source that repeats a page for ever is given up.", &ends_an_endless_source},
};

}  // namespace

std::span<const Check> fault_checks() {
  return kChecks;
}

}  // namespace mizan::conformance
