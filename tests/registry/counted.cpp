// An adapter in several builds, which tell themselves apart by their version.
#include <mizan/sdk/adapter.hpp>

#include <string>

namespace {
using namespace mizan::sdk;

constexpr char kSchema[] = R"({"type": "object", "additionalProperties": false, "properties": {}})";

class CountedAdapter final : public Adapter {
 public:
  CountedAdapter(Host, const Config& config) { config.allow_only({}); }

  void check(const Call&) override {
#ifdef FAILS_ITS_CHECK
    throw Error(MIZAN_E_INTERNAL, "this build is broken");
#endif
  }

  // One case a read, so that the checkpoint says how often it was read.
  void read(const Call&, std::string_view token, Sink& sink) override {
    const auto count = token.empty() ? 1 : std::stoi(std::string(token)) + 1;
    Batch batch;
    batch.add(MIZAN_KIND_CASE, "C-" + std::to_string(count)).set(field::district_, "Quetta");
    sink.emit(batch);
    sink.checkpoint(std::to_string(count));
  }
};

}  // namespace

MIZAN_ADAPTER(CountedAdapter, {"counted", VERSION, kSchema, /*checkpoint_version=*/1});
