// A list of items, some of which end the process that reads them. Settings: "items", how many there are;
// "bad", those that do; "do", how; "unnamed", true for one that does not say where it is; "at_once", true for
// one that ends without having begun an item.
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <mizan/sdk/adapter.hpp>
#include <mizan/sdk/guard.hpp>
#include <optional>

namespace {
using namespace mizan::sdk;

constexpr char kSchema[] = R"({"type": "object"})";
constexpr int kItemsACheckpoint = 5;

class Poisoned final : public Adapter {
 public:
  Poisoned(Host host, const Config& config)
      : guard_(host),
        items_(config.integer("items")),
        bad_(config.texts("bad")),
        do_(config.text("do", "abort")),
        unnamed_(config.boolean("unnamed", false)),
        at_once_(config.boolean("at_once", false)) {}

  void check(const Call&) override {}

  void read(const Call& call, std::string_view token, Sink& sink) override {
    std::int64_t number = 0;
    std::from_chars(token.data(), token.data() + token.size(), number);
    if (at_once_) std::abort();
    Batch batch;
    while (number < items_) {
      call.check();
      ++number;
      take(number, batch);
      if (number % kItemsACheckpoint != 0) continue;
      sink.emit(batch);
      sink.checkpoint(std::to_string(number));
    }
    sink.emit(batch);
    sink.checkpoint(std::to_string(number));
  }

 private:
  void take(std::int64_t number, Batch& batch) const {
    std::optional<Item> item;
    if (!unnamed_) item.emplace(guard_, "list:", number);
    if (item && !*item) return;
    if (std::find(bad_.begin(), bad_.end(), std::to_string(number)) != bad_.end()) end();
    batch.add(MIZAN_KIND_CASE, std::to_string(number)).set(field::district_, "Quetta");
  }

  void end() const {
    if (do_ == "spin") {
      for (volatile bool always = true; always;) continue;
    }
    if (do_ == "exit") std::_Exit(0);
    std::abort();
  }

  Guard guard_;
  std::int64_t items_;
  std::vector<std::string> bad_;
  std::string do_;
  bool unnamed_;
  bool at_once_;
};

}  // namespace

MIZAN_ADAPTER(Poisoned, {"poisoned", "1.0.0", kSchema, 1});
