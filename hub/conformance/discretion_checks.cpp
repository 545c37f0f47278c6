// What an adapter keeps to itself, and what it leaves as it was in a process that is not its own.
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <clocale>
#include <cstdio>
#include <filesystem>

#include "adapter/checks.hpp"
#include "conformance/reading.hpp"

namespace mizan::conformance {
namespace {

/// While it lives, what is written to the two streams goes here.
class CapturedStreams {
 public:
  CapturedStreams() : file_(memfd_create("streams", MFD_CLOEXEC)) {
    std::fflush(nullptr);
    for (const int stream : {1, 2}) {
      kept_[static_cast<std::size_t>(stream - 1)] = fcntl(stream, F_DUPFD_CLOEXEC, 10);
      dup2(file_, stream);
    }
  }
  ~CapturedStreams() {
    end();
    close(file_);
  }
  CapturedStreams(const CapturedStreams&) = delete;
  CapturedStreams& operator=(const CapturedStreams&) = delete;

  /// Bytes that were written; the streams are what they were.
  std::int64_t end() {
    std::fflush(nullptr);
    for (const int stream : {1, 2}) {
      auto& kept = kept_[static_cast<std::size_t>(stream - 1)];
      if (kept < 0) continue;
      dup2(kept, stream);
      close(kept);
      kept = -1;
    }
    return lseek(file_, 0, SEEK_END);
  }

 private:
  int file_;
  std::array<int, 2> kept_{};
};

Outcome writes_to_no_stream(const Subject& subject) {
  return with_plugin(subject, [&](const mizan_adapter_plugin& plugin) {
    CapturedStreams streams;
    std::string trouble;
    {
      Probe probe(plugin, subject);
      const auto status = probe.create();
      if (status == MIZAN_OK) {
        probe.check();
        probe.read();
      } else {
        trouble = why_not("create", status, probe);
      }
    }
    const auto bytes = streams.end();
    if (bytes > 0)
      return failed(fmt::format("it writes {} bytes to standard output or error: use Host's log", bytes));
    return trouble.empty() ? passed() : skipped(trouble);
  });
}

// Does any text of the record have it?
bool says(const mizan_record& record, std::string_view what) {
  const auto in = [&](mizan_str text) { return adapter::text_of(text).find(what) != std::string_view::npos; };
  return in(record.key) || in(record.raw) ||
         std::any_of(record.fields, record.fields + record.field_count, [&](const mizan_field& field) {
           return field.type == MIZAN_TEXT && in(field.value.text);
         });
}

Outcome keeps_secrets(const Subject& subject) {
  return with_plugin(subject, [&](const mizan_adapter_plugin& plugin) {
    const std::string canary = "Zq7CANARYxk";
    bool in_record = false;
    Manner manner;
    manner.every_secret = canary;
    manner.on_record = [&](const mizan_record& record) { in_record = in_record || says(record, canary); };
    Probe probe(plugin, subject, manner);
    const auto told = [&] {
      return probe.logged().find(canary) != std::string::npos ||
             probe.message().find(canary) != std::string::npos;
    };
    if (probe.create() == MIZAN_OK && !told()) {
      probe.check();
      if (!told()) probe.read();
    }
    if (probe.secrets() == 0) return skipped("it asks for no secret");
    if (told()) return failed("a secret that it was given stands in its log or in its error");
    return in_record ? failed("a secret that it was given stands in a record") : passed();
  });
}

/// What a process has one of.
struct Shared {
  std::string locale = std::setlocale(LC_ALL, nullptr);
  std::filesystem::path folder = std::filesystem::current_path();
  mode_t mask = [] {
    const auto now = umask(0);
    umask(now);
    return now;
  }();
  std::array<void (*)(int), 32> handlers = [] {
    std::array<void (*)(int), 32> all{};
    for (std::size_t number = 1; number < all.size(); ++number) {
      struct sigaction action {};
      sigaction(static_cast<int>(number), nullptr, &action);
      all[number] = action.sa_handler;
    }
    return all;
  }();
  std::array<bool, 3> streams = {fcntl(0, F_GETFD) >= 0, fcntl(1, F_GETFD) >= 0, fcntl(2, F_GETFD) >= 0};
};

Outcome leaves_the_process_alone(const Subject& subject) {
  return with_plugin(subject, [&](const mizan_adapter_plugin& plugin) {
    const Shared before;
    const auto read = read_whole(plugin, subject);
    const Shared after;
    if (after.locale != before.locale) return failed("it changes the locale of the process");
    if (after.folder != before.folder) return failed("it changes the working folder of the process");
    if (after.mask != before.mask) return failed("it changes the umask of the process");
    if (after.handlers != before.handlers) return failed("it changes what a signal does in the process");
    if (after.streams != before.streams) return failed("it closes a standard stream, which is not its own");
    return read.trouble.empty() ? passed() : skipped(read.trouble);
  });
}

constexpr std::array kChecks = {
    Check{"discretion.streams", "It writes to no stream of the process.", &writes_to_no_stream},
    Check{"discretion.secrets", "Secrets stand in no log line, error or record.", &keeps_secrets},
    Check{"discretion.process", "Locale, working folder, umask, signals and streams stay as they are.",
          &leaves_the_process_alone},
};

}  // namespace

std::span<const Check> discretion_checks() {
  return kChecks;
}

}  // namespace mizan::conformance
