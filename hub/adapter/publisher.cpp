#include "adapter/publisher.hpp"

#include <mizan/abi/mizan_publisher.h>

#include <algorithm>
#include <vector>

#include "adapter/call_face.hpp"
#include "adapter/library.hpp"

namespace mizan::adapter {
namespace {

mizan_str view(std::string_view text) {
  return {text.data(), text.size()};
}

class InlinePublisher final : public Publisher {
 public:
  InlinePublisher(PublisherLibrary library, SourceLog& log, HostServices* services)
      : library_(std::move(library)), host_(log, services, nullptr) {}
  ~InlinePublisher() override {
    if (publisher_ != nullptr) plugin().destroy(publisher_);
  }
  InlinePublisher(const InlinePublisher&) = delete;
  InlinePublisher& operator=(const InlinePublisher&) = delete;

  base::Result<> create(const std::string& settings) {
    auto error = fresh_error();
    const auto status = plugin().create(host_.c(), view(settings), &publisher_, &error);
    if (status == MIZAN_OK && publisher_ == nullptr)
      return base::Error{base::Code::kInternal, name() + ": it made nothing and called it success"};
    return outcome_of(status, error, plugin().id);
  }

  std::string name() const override { return std::string(plugin().id) + " " + plugin().version; }

  base::Result<> check(const StopRequest& stop) override {
    auto error = fresh_error();
    const CallFace call(stop);
    const During during(host_, stop);
    return outcome_of(plugin().check(publisher_, call.c(), &error), error, plugin().id);
  }

  Kept publish(std::span<const OutgoingEvent> events, const StopRequest& stop) override {
    std::vector<mizan_event> views;
    views.reserve(events.size());
    for (const auto& each : events)
      views.push_back({view(each.id), view(each.type), view(each.subject), view(each.body)});
    auto error = fresh_error();
    const CallFace call(stop);
    const During during(host_, stop);
    std::size_t kept = 0;
    const auto status = plugin().publish(publisher_, call.c(), views.data(), views.size(), &kept, &error);
    if (status == MIZAN_OK && kept == views.size()) return {kept};
    // Not all are kept, whatever it counted.
    kept = std::min(kept, views.size() - std::min<std::size_t>(views.size(), 1));
    if (status == MIZAN_OK)
      return {kept, base::Error{base::Code::kInternal, name() + ": it called success what it did not keep"}};
    return {kept, outcome_of(status, error, plugin().id).error()};
  }

 private:
  const mizan_publisher_plugin& plugin() const { return library_.plugin(); }

  PublisherLibrary library_;
  HostFace host_;
  mizan_publisher* publisher_ = nullptr;
};

}  // namespace

base::Result<std::unique_ptr<Publisher>> open_publisher(const std::filesystem::path& plugin,
                                                        const std::string& settings, SourceLog& log,
                                                        HostServices* services) {
  MIZAN_ASSIGN(auto library, PublisherLibrary::open(plugin));
  auto publisher = std::make_unique<InlinePublisher>(std::move(library), log, services);
  MIZAN_TRY(publisher->create(settings));
  return std::unique_ptr<Publisher>(std::move(publisher));
}

}  // namespace mizan::adapter
