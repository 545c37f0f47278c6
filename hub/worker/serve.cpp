#include "worker/serve.hpp"

#include <memory>
#include <string>

#include "adapter/inline_source.hpp"
#include "adapter/messages.hpp"
#include "worker/frame_sink.hpp"
#include "worker/item_watch.hpp"
#include "worker/last_words_page.hpp"
#include "worker/link_services.hpp"
#include "worker/needs.hpp"

namespace mizan::worker {
namespace {
using adapter::FrameType;

class LinkLog final : public adapter::SourceLog {
 public:
  explicit LinkLog(HubLink& link) : link_(link) {}
  void write(int level, std::string_view text) override {
    link_.send(FrameType::kLog, adapter::encode_log(level, text));
  }

 private:
  HubLink& link_;
};

class LinkStop final : public adapter::StopRequest {
 public:
  explicit LinkStop(HubLink& link) : link_(link) {}
  bool stopped() const override { return link_.cancelled(); }

 private:
  HubLink& link_;
};

void answer(HubLink& link, const base::Result<>& result) {
  link.send(FrameType::kDone, adapter::encode_done(result));
  link.flush();
}

class Server {
 public:
  Server(HubLink& link, adapter::Library library) : link_(link), library_(std::move(library)) {}

  void pass_over(std::string_view payload) {
    auto items = adapter::decode_pass_over(payload);
    if (!items) leave(kNotUnderstood);
    watch_.pass_over(std::move(*items));
  }

  base::Result<> answer_to(const adapter::Frame& question) {
    link_.begin_read();
    // The frame's bytes are the channel's, which goes on receiving.
    const std::string payload(question.payload);
    if (question.type == FrameType::kCreate) return create(payload);
    if (!source_) leave(kNotUnderstood);
    if (question.type == FrameType::kCheck) return source_->check(stop_);
    if (question.type != FrameType::kRead) leave(kNotUnderstood);
    FrameSink sink(link_);
    watch_.during(&sink);
    auto read = source_->read(payload, sink, stop_);
    watch_.during(nullptr);
    // What an adapter forgot to leave ends with its call.
    watch_.leave();
    return read;
  }

 private:
  base::Result<> create(const std::string& config) {
    auto made = adapter::open_inline_source(library_, config, log_, &services_, &watch_);
    if (!made) return made.error();
    source_ = std::move(*made);
    return {};
  }

  HubLink& link_;
  adapter::Library library_;
  LinkLog log_{link_};
  LinkStop stop_{link_};
  LinkServices services_{link_};
  ItemWatch watch_{last_words_page()};
  std::unique_ptr<adapter::Source> source_;
};

// The hub runs publishers itself: what one is called is all that is asked here.
[[noreturn]] void serve_publisher(HubLink& link, const mizan_publisher_plugin& about,
                                  std::vector<adapter::SandboxLayer> layers) {
  link.send(FrameType::kHello,
            adapter::encode_hello({{about.id, about.version, about.config_schema, 0}, std::move(layers)}));
  link.flush();
  for (;;) {
    link.next_question();
    answer(link, base::Error{base::Code::kConfig,
                             std::string(about.id) + " hands events to a broker and reads no source"});
  }
}

}  // namespace

void serve(HubLink& link, const Options& options, std::vector<adapter::SandboxLayer> layers) {
  auto library = adapter::Library::open(options.plugin);
  if (!library) {
    if (const auto publisher = adapter::PublisherLibrary::open(options.plugin))
      serve_publisher(link, publisher->plugin(), std::move(layers));
    answer(link, library.error());
    leave(0);
  }
  if (const auto granted = check_needs(library->plugin(), options.limits); !granted) {
    answer(link, granted);
    leave(0);
  }
  const auto& about = library->plugin();
  link.send(FrameType::kHello,
            adapter::encode_hello({{about.id, about.version, about.config_schema, about.checkpoint_version},
                                   std::move(layers)}));
  link.flush();
  Server server(link, std::move(*library));
  for (;;) {
    const auto question = link.next_question();
    if (question.type == FrameType::kPassOver) {
      server.pass_over(question.payload);
    } else {
      answer(link, server.answer_to(question));
    }
  }
}

}  // namespace mizan::worker
