// An adapter that keeps every rule, and breaks the one that mizan_flaw names: each is a plugin of its own.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mizan/sdk/adapter.hpp>
#include <mizan/sdk/clock.hpp>
#include <mizan/sdk/http.hpp>
#include <mizan/sdk/secret.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "flaws.h"

extern "C" const int mizan_flaw;  // flaw.c

#ifdef WITH_SECOND_SYMBOL
extern "C" __attribute__((visibility("default"))) const int second_symbol;
const int second_symbol = 2;
#endif

namespace {
using namespace mizan::sdk;

bool has(flaw one) {
  return one == mizan_flaw;
}

// The description is constant data, so that a flaw of it must be known when it is compiled.
constexpr bool described_with([[maybe_unused]] flaw one) {
#ifdef FLAW
  return one == FLAW;
#else
  return false;
#endif
}

constexpr const char* kSchema =
    described_with(kBadSchema) ? "{" : R"({"type": "object", "additionalProperties": false,
  "properties": {"cases": {"type": "integer"}, "secret": {"type": "string"}, "url": {"type": "string"}}})";

#ifdef WITH_CONSTRUCTOR
struct Noisy {
  Noisy() { count = std::rand(); }
  int count;
};
Noisy noisy;
#endif

int alive = 0;
void* volatile kept = nullptr;  // what is leaked is not optimised away

class Flawed final : public Adapter {
 public:
  Flawed(Host host, const Config& config) : host_(host) {
    if (has(kExactHostOnly) && host.c()->struct_size != sizeof(mizan_host))
      throw Error(MIZAN_E_UNSUPPORTED, "this hub is too new");
    if (!has(kTakesAnything)) config.allow_only({"cases", "secret", "url"});
    try {
      cases_ = config.integer("cases", 50);
    } catch (const Error&) {
      if (has(kQuotesSettings)) throw Error(MIZAN_E_CONFIG, "cases: \"Zq7never\" is no number");
      throw;
    }
    secret_ = config.text("secret", "");
    url_ = config.text("url", "");
    if (has(kLeaksFiles)) open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (has(kLeaksMemory)) kept = std::memset(std::malloc(65'536), 1, 65'536);
    ++alive;
  }
  ~Flawed() override { --alive; }

  void check(const Call&) override {}

  void read(const Call& call, std::string_view token, Sink& sink) override {
    begin();
    if (!url_.empty()) return read_pages(call, token, sink);
    if (has(kSnapshotOpen)) sink.begin_snapshot();
    for (auto n = position(token); n < cases_; ++n) {
      look(call);
      if (has(kEarlyCheckpoint)) sink.checkpoint(token_at(n + 1));
      give(sink, n);
      if (!has(kUncovered) || n + 1 < cases_) sink_checkpoint(sink, n + 1);
    }
  }

 private:
  void begin() {
    if (has(kPrints)) std::puts("reading");
    if (has(kSetsLocale)) std::setlocale(LC_ALL, "C.UTF-8");
    if (has(kClosesStream)) close(2);
    if (has(kNeedsExtension)) host_.debug(std::to_string(now()));
    if (secret_.empty()) return;
    try {
      const auto secret = read_secret(host_, secret_);
      if (has(kLogsSecret)) host_.info("signing in with " + secret);
    } catch (const Error&) {
      host_.warn("there is no secret");
    }
  }

  std::int64_t now() const {
    const auto* clock = static_cast<const mizan_clock*>(host_.extension(MIZAN_CLOCK_1));
    return clock->now_us(host_.c());
  }

  void look(const Call& call) const {
    try {
      call.check();
    } catch (const Stop& stop) {
      if (has(kLateOnCancel) && stop.code() == MIZAN_E_CANCELLED)
        std::this_thread::sleep_for(std::chrono::milliseconds(1'500));
      if (has(kWrongOnDeadline) && stop.code() == MIZAN_E_DEADLINE) throw Stop(MIZAN_E_CANCELLED);
      throw;
    }
  }

  static std::string token_at(std::int64_t n) { return "v1:" + std::to_string(n); }

  std::int64_t position(std::string_view token) const {
    if (token.empty()) return 0;
    const bool own = token.starts_with("v1:");
    const auto digits = own ? token.substr(3) : std::string_view();
    const bool number = !digits.empty() && digits.size() < 10 &&
                        digits.find_first_not_of("0123456789") == std::string_view::npos;
    if (has(kForeignToken) && !own) return cases_;
    if (has(kDamagedToken) && own && !number) std::abort();
    const auto n = number ? std::stoll(std::string(digits)) : -1;
    if (n < 0 || n > cases_) throw Error(MIZAN_E_CHECKPOINT, "the checkpoint is not of this adapter");
    return n;
  }

  static void sink_checkpoint(Sink& sink, std::int64_t n) {
    try {
      sink.checkpoint(token_at(n));
    } catch (const Stop&) {
      if (!has(kIgnoresRefusal)) throw;
    }
  }

  void give(Sink& sink, std::int64_t n) {
    Batch batch;
    auto key = "C-" + std::to_string(n);
    if (has(kSharesState) && alive > 1) key += "-shared";
    if (has(kOtherInWorker) && std::getenv("PATH") == nullptr) key += "-worker";
    if (has(kEmptyKey) && n == 7) key.clear();
    auto& record = batch.add(MIZAN_KIND_CASE, key);
    record.set(field::district_, has(kBrokenText) ? "\xff\xfe" : "Quetta")
        .set(field::fir_no_, std::to_string(n + 1))
        .set(field::instituted_on_, Day{19'700 + static_cast<std::int32_t>(n)});
    if (has(kUndeclared)) record.set(field::judge_, "J-1");
    if (has(kGoesBack)) {
      record.revision(2);
      batch.add(MIZAN_KIND_CASE, key).revision(1);
    }
    auto& hearing = batch.add(MIZAN_KIND_HEARING, "C-" + std::to_string(n) + "/1");
    if (!has(kNoCase)) hearing.set(field::case_, key.empty() ? "C-0" : key);
    hearing.set(field::held_on_, Day{19'730 + static_cast<std::int32_t>(n)}).set(field::outcome_, "ADJ");
    emit(sink, batch);
  }

  void emit(Sink& sink, Batch& batch) {
    const auto begin = std::chrono::steady_clock::now();
    if (has(kOtherThread)) {
      std::optional<Stop> stopped;
      std::thread([&] {
        try {
          sink.emit(batch);
        } catch (const Stop& stop) {
          stopped = stop;
        }
      }).join();
      if (stopped) throw *stopped;
    } else {
      try {
        sink.emit(batch);
      } catch (const Stop&) {
        if (!has(kIgnoresRefusal)) throw;
      }
    }
    if (has(kReadsAhead) && std::chrono::steady_clock::now() - begin > std::chrono::milliseconds(1)) {
      ahead_.emplace_back(std::size_t{2} << 20U, 'x');
    }
  }

  // Each page: {"page": 3, "next": 4, "cases": ["…"]}; "next" is absent on the last.
  void read_pages(const Call& call, std::string_view token, Sink& sink) {
    for (auto page = position(token);;) {
      look(call);
      const auto next = read_page(call, page, sink);
      if (next <= page && !has(kEndless)) return;
      page = next;
      if (next < 0) return;
      sink.checkpoint(token_at(page));
    }
  }

  std::int64_t read_page(const Call& call, std::int64_t page, Sink& sink) {
    try {
      const auto response = Http(host_).fetch(call, {url_ + "?page=" + std::to_string(page)});
      const auto json = nlohmann::json::parse(response.body, nullptr, false);
      if (!json.is_object() || !json.contains("cases")) {
        if (has(kSkipsGarbage)) return page + 1 < 4 ? page + 1 : -1;
        throw Error(MIZAN_E_DATA, "a page is no JSON");
      }
      if (!has(kEndless) && json.value("page", std::int64_t{-1}) != page)
        throw Error(MIZAN_E_DATA, "the source gave another page than the one asked for");
      Batch batch;
      for (const auto& key : json["cases"]) batch.add(MIZAN_KIND_CASE, key.get<std::string>());
      sink.emit(batch);
      const auto next = json.value("next", std::int64_t{-1});
      if (next < 0) sink.checkpoint(token_at(page));
      return next;
    } catch (const Error& error) {
      if (has(kSwallowsThrottle) && error.code() == MIZAN_E_THROTTLED) return -1;
      throw;
    }
  }

  Host host_;
  std::int64_t cases_ = 0;
  std::string secret_;
  std::string url_;
  std::vector<std::string> ahead_;
};

const void* any_extension(const char*) noexcept {
  static constexpr mizan_needs kNothing{sizeof(mizan_needs), 0};
  return &kNothing;
}

constexpr mizan_adapter_plugin description() {
  auto plugin = detail::describe<Flawed>({described_with(kBadId) ? "Bad Id" : "flawed", "1.0.0", kSchema, 1});
  if (described_with(kAnyExtension)) plugin.extension = &any_extension;
  return plugin;
}

}  // namespace

extern "C" MIZAN_EXPORT constinit const mizan_adapter_plugin mizan_adapter_v1 = description();
