// A whole adapter: the smallest that does everything an adapter must.
#include <mizan/sdk/adapter.hpp>

#include <charconv>
#include <string>

namespace {
using namespace mizan::sdk;

/// [settings]
constexpr char kSchema[] = R"({"type": "object", "additionalProperties": false,
  "properties": {"cases": {"type": "integer", "minimum": 0, "maximum": 100000}}})";
/// [settings]

class HelloAdapter final : public Adapter {
 public:
  HelloAdapter(Host, const Config& config) : cases_(config.integer("cases", 3)) {
    config.allow_only({"cases"});
    if (cases_ < 0 || cases_ > 100'000)
      throw Error(MIZAN_E_CONFIG, "setting \"cases\": expected 0 to 100000");
  }

  void check(const Call&) override {}

  /// [read]
  void read(const Call& call, std::string_view token, Sink& sink) override {
    Batch batch;
    for (std::int64_t n = position(token); n < cases_; ++n) {
      call.check();  // leaves read() if the hub wants us to stop
      const auto key = "HELLO-" + std::to_string(n);
      batch.add(MIZAN_KIND_CASE, key)
          .set(field::district_, "Quetta")
          .set(field::fir_no_, std::to_string(n + 1))
          .set(field::instituted_on_, Day{19'700 + n});
      batch.add(MIZAN_KIND_HEARING, key + "/1")
          .set(field::case_, key)
          .set(field::held_on_, Day{19'730 + n})
          .set(field::outcome_, "ADJ");  // the native code: the hub maps it
      sink.emit(batch);
      sink.checkpoint(std::to_string(n + 1));  // the next read() goes on from here
    }
  }
  /// [read]

 private:
  static std::int64_t position(std::string_view token) {
    std::int64_t value = 0;
    const auto* end = token.data() + token.size();
    if (token.empty()) return 0;
    if (const auto read = std::from_chars(token.data(), end, value);
        read.ec != std::errc{} || read.ptr != end || value < 0) {
      throw Error(MIZAN_E_CHECKPOINT, "the checkpoint is not a count of cases");
    }
    return value;
  }

  std::int64_t cases_;
};

}  // namespace

MIZAN_ADAPTER(HelloAdapter, {"hello", "1.0.0", kSchema, /*checkpoint_version=*/1});
