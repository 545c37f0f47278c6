#pragma once
#include <mizan/abi/mizan_extensions.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "adapter/host_face.hpp"
#include "conformance/subject.hpp"

namespace mizan::conformance {

/// How a probe behaves, within what a hub may do.
struct Manner {
  bool extensions = true;         ///< offers any
  std::uint32_t newer_bytes = 0;  ///< so many more bytes at the tail of each struct, as of a later minor
  int refuse_at = -1;             ///< the emit (from 0) that is answered with `refusal`
  mizan_status refusal = MIZAN_E_CANCELLED;
  int cancel_at = -1;  ///< from this emit on (0: from the start) the call is cancelled
  std::chrono::microseconds emit_takes{0};
  std::int64_t deadline_ns = std::numeric_limits<std::int64_t>::max();
  std::string every_secret = {};  ///< what each secret is; empty: as the subject's services say
  /// What a request is answered with; empty: as the subject's services say.
  std::function<base::Result<adapter::HttpResponse>(const adapter::HttpRequest&)> http = {};
  std::function<void(const mizan_record&)> on_record = {};
};

/// A checkpoint, and how many records came before it in that read.
struct Mark {
  std::string token;
  std::size_t records = 0;
};

/// What a plugin did in its last call.
struct Seen {
  std::vector<std::uint64_t> records;  ///< digest of all that each carries
  std::vector<Mark> marks;
  std::vector<int> phases;
  std::size_t emits = 0;
  std::size_t rejects = 0;
  std::chrono::steady_clock::time_point cancelled_at = {};
};

/// A hub that takes everything, writes down what a plugin does, and holds each call against the boundary's
/// rules. One instance of the plugin at a time.
class Probe {
 public:
  Probe(const mizan_adapter_plugin& plugin, const Subject& subject, Manner manner = {});
  ~Probe();
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  mizan_status create() { return create(subject_.settings); }
  mizan_status create(std::string_view settings);
  mizan_status check();
  mizan_status read(std::string_view token = {});
  void destroy();

  const Seen& seen() const { return seen_; }
  /// What broke a rule of the boundary, each in a sentence; since the probe was made.
  const std::vector<std::string>& violations() const { return violations_; }
  /// The last read came to the emit that is refused.
  bool refused() const { return refused_; }
  /// The sink was called again in the last read after it had refused.
  bool called_after_refusal() const { return called_after_refusal_; }
  const std::string& logged() const { return log_.text; }
  std::size_t requests() const { return services_.requests; }
  std::size_t secrets() const { return services_.secrets; }
  /// The sentence of the last call's error.
  std::string message() const;
  std::int64_t retry_after_ms() const { return error_.retry_after_ms; }
  bool made_something() const { return adapter_ != nullptr; }

 private:
  /// The first of it; a plugin may say a great deal.
  struct Log final : adapter::SourceLog {
    void write(int level, std::string_view line) override;
    std::string text;
  };
  struct Services final : adapter::HostServices {
    Services(const Subject& of, const Manner& as) : subject(of), manner(as) {}
    base::Result<base::Secret> secret(std::string_view name) override;
    base::Micros now() override;
    base::Result<adapter::HttpResponse> fetch(const adapter::HttpRequest& request,
                                              const adapter::StopRequest& stop) override;
    const Subject& subject;
    const Manner& manner;
    std::size_t requests = 0;
    std::size_t secrets = 0;
  };

  void violated(std::string sentence);
  bool may_call_sink(const char* what);
  mizan_status take(const mizan_record* records, std::size_t count);

  static Probe& self(const mizan_sink* sink) { return *static_cast<Probe*>(sink->ctx); }
  static mizan_status on_emit(const mizan_sink*, const mizan_record*, std::size_t) noexcept;
  static mizan_status on_checkpoint(const mizan_sink*, mizan_str) noexcept;
  static mizan_status on_reject(const mizan_sink*, const mizan_reject*) noexcept;
  static mizan_status on_snapshot(const mizan_sink*, std::int32_t) noexcept;
  static std::int32_t on_cancelled(const mizan_call*) noexcept;

  // Room behind each struct for the bytes of a later minor, which no plugin of today may look at.
  template <class T>
  struct Roomy {
    T value{};
    unsigned char beyond[64];
  };
  template <class T>
  void fill(Roomy<T>& roomy, const T& value);

  const mizan_adapter_plugin& plugin_;
  const Subject& subject_;
  Manner manner_;
  mizan_adapter* adapter_ = nullptr;
  Seen seen_;
  std::vector<std::string> violations_;
  Log log_;
  Services services_;
  adapter::HostFace face_;
  bool reading_ = false;
  bool refused_ = false;
  bool called_after_refusal_ = false;
  std::atomic<bool> cancelled_ = false;  // asked from any thread
  std::thread::id reader_;
  int cancel_fd_;
  mizan_error error_{};
  Roomy<mizan_host> host_{};
  Roomy<mizan_call> call_{};
  Roomy<mizan_sink> sink_{};
};

/// The digest of all that a record carries.
std::uint64_t digest_of(const mizan_record& record);

}  // namespace mizan::conformance
