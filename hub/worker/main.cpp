// mizan-worker: one adapter in a sandbox, at the hub's call. Nobody else starts it.
#include <cstdio>

#include "adapter/messages.hpp"
#include "worker/options.hpp"
#include "worker/sandbox.hpp"
#include "worker/serve.hpp"

int main(int count, char** words) {
  using namespace mizan;
  const auto options = worker::parse_options(count, words);
  if (!options) {
    std::fputs("mizan-worker is started by mizan, which tells it what to load\n", stderr);
    return 2;
  }
  auto layers = worker::enter_sandbox(*options);
  worker::HubLink link{adapter::FileDescriptor(adapter::kWorkerSocket)};
  if (options->plugin.empty()) {
    link.send(adapter::FrameType::kHello, adapter::encode_hello({{}, std::move(layers)}));
    link.flush();
    worker::leave(0);
  }
  link.watch();
  worker::serve(link, *options, std::move(layers));
}
