// Asks the hub what its settings say, and gives each answer as the key of a case.
#include <mizan/sdk/adapter.hpp>
#include <mizan/sdk/clock.hpp>
#include <mizan/sdk/http.hpp>
#include <mizan/sdk/secret.hpp>

namespace {
using namespace mizan::sdk;

constexpr char kSchema[] = R"({"type": "object"})";

class Asker final : public Adapter {
 public:
  Asker(Host host, const Config& config)
      : host_(host), ask_(config.text("ask")), what_(config.text("what", "")) {
    if (ask_ == "at-once") now_us(host_);
  }

  void check(const Call&) override {}

  void read(const Call& call, std::string_view, Sink& sink) override {
    Batch batch;
    batch.add(MIZAN_KIND_CASE, answer(call));
    sink.emit(batch);
    sink.checkpoint("done");
  }

 private:
  std::string answer(const Call& call) const {
    if (ask_ == "secret") return read_secret(host_, what_);
    if (ask_ == "http") return fetched(call, {what_, "POST", {{"accept", "text/plain"}}, "body", "token"});
    if (ask_ == "large") return fetched(call, {what_, "POST", {}, std::string(2U << 20U, 'x')});
    return std::to_string(now_us(host_));
  }

  std::string fetched(const Call& call, const HttpRequest& request) const {
    const auto response = Http(host_).fetch(call, request);
    return std::to_string(response.status) + " " + response.url + " " +
           std::string(response.header("x-page")) + " " + std::to_string(response.body.size());
  }

  Host host_;
  std::string ask_;
  std::string what_;
};

}  // namespace

MIZAN_ADAPTER(Asker, {"asker", "1.0.0", kSchema, 1});
