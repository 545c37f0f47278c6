// Any bytes are a checkpoint, a reply and its Link header: what is followed stays at its host, and what a
// checkpoint says is read again as it was written.
#include <cstdint>
#include <cstdlib>
#include <mizan/mapping/mapping.hpp>
#include <mizan/mapping/time_format.hpp>
#include <mizan/sdk/adapter.hpp>
#include <string>
#include <string_view>

#include "page.hpp"
#include "progress.hpp"

namespace {
using namespace mizan;

void require(bool holds) {
  if (!holds) std::abort();
}

std::vector<mapping::ApiRequest> requests() {
  std::vector<mapping::ApiRequest> all(3);
  all[0].name = "a";
  all[0].paging = {mapping::Paging::Kind::kCursor, "c", "", 0, 1, "/n", "", 100};
  all[1].name = "b";
  all[1].paging.kind = mapping::Paging::Kind::kLink;
  all[2].name = "c";
  all[2].paging = {mapping::Paging::Kind::kCursor, "", "", 0, 1, "/n", "", 100};
  return all;
}

void resume(const std::string& text, const std::vector<mapping::ApiRequest>& all,
            const rest::BaseAddress& base) {
  try {
    rest::Progress progress(all, base, "m");
    progress.resume(text);
    rest::Progress again(all, base, "m");
    again.resume(progress.token());
    require(again.token() == progress.token());
  } catch (const sdk::Error& error) {
    require(error.code() == MIZAN_E_CHECKPOINT);
  }
}

void go_on(const std::string& text, const mapping::ApiRequest& request, const rest::BaseAddress& base) {
  static rest::DocumentParser parser;
  if (parser.parse(text)) return;
  const sdk::HttpResponse response{200, {{"link", text}}, text, "https://h.example/v1/x?y=1"};
  try {
    const auto next = rest::Pages(request, base).next({}, response, parser.root(), 1);
    require(!next || next->address.empty() || next->address.starts_with("https://h.example"));
  } catch (const sdk::Error& error) {
    require(error.code() == MIZAN_E_DATA);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto all = requests();
  static const rest::BaseAddress base("https://h.example/v1");
  const std::string text(reinterpret_cast<const char*>(data), size);
  resume(text, all, base);
  for (const auto& request : all) go_on(text, request, base);
  const auto link = rest::next_link(text);
  const auto target = base.follow("https://h.example/v1/x", link.value_or(text));
  if (target) require(target->size() < 18 || target->at(17) == '/' || target->at(17) == '?');
  mapping::read_time(text, "%Y-%m-%dT%H:%M:%S%z", 300);
  return 0;
}
