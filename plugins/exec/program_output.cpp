#include "program_output.hpp"

#include <fmt/format.h>

#include <ctime>
#include <mizan/sdk/error.hpp>

namespace mizan::exec {
namespace {
using simdjson::dom::element;

constexpr std::size_t kMostBatchBytes = std::size_t{2} << 20U;
constexpr std::size_t kMostRecords = 512;
constexpr std::size_t kMostToken = 64U << 10U;
constexpr std::size_t kMostMessage = 1000;
constexpr std::size_t kMostRaw = 64U << 10U;

std::optional<Refusal> wrong(std::string detail) {
  return Refusal{"wrong_value", std::move(detail)};
}

// Text of a member, "" if it is not there or no text; cut at a character's end.
std::string text_of(element object, const char* name, std::size_t most) {
  std::string_view text;
  if (object[name].get(text) != simdjson::SUCCESS) return {};
  auto end = std::min(text.size(), most);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end));
}

}  // namespace

std::int64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

ProgramOutput::ProgramOutput(sdk::Host host, const sdk::Call& call, sdk::Sink& sink)
    : host_(host), guard_(host), call_(call), sink_(sink) {
  constexpr std::size_t kDepth = 64;
  if (parser_.allocate(std::size_t{64} << 10U, kDepth) != simdjson::SUCCESS) throw std::bad_alloc();
}

void ProgramOutput::add(std::string_view bytes) {
  lines_.add(bytes);
  while (const auto line = lines_.next()) {
    if (const sdk::Item item(guard_, "line ", static_cast<std::int64_t>(line->number)); item) take(*line);
  }
}

void ProgramOutput::flush() {
  call_.check();
  sink_.emit(batch_);
}

void ProgramOutput::finish(bool orderly) {
  if (orderly && lines_.rest() > 0 && !error_) {
    flush();
    sink_.reject(fmt::format("line {}", lines_.lines() + 1), "cut_line",
                 "the program ended within a line: every line ends with a line feed");
  }
  flush();
}

void ProgramOutput::take(const Line& line) {
  if (line.too_long) return refuse(line, {"too_large", "the line is longer than 16 MiB"});
  if (line.text.find_first_not_of(" \t") == std::string_view::npos) return;
  element root;
  simdjson::dom::object message;
  if (const auto failed = parser_.parse(line.text.data(), line.text.size(), true).get(root);
      failed != simdjson::SUCCESS)
    return refuse(line, {"unreadable_line", fmt::format("no JSON: {}", simdjson::error_message(failed))});
  if (root.get(message) != simdjson::SUCCESS || message.size() != 1)
    return refuse(line, {"unreadable_line", "expected an object with one member, such as {\"record\": …}"});
  const auto member = *message.begin();
  if (auto refusal = take_message(member.key, member.value)) return refuse(line, *refusal);
  garbage_ = 0;
  if (batch_.size() >= kMostRecords || batch_.text_bytes() > kMostBatchBytes) flush();
}

std::optional<Refusal> ProgramOutput::take_message(std::string_view name, element value) {
  if (name == "log") return take_log(value);
  if (error_) {
    if (!std::exchange(warned_, true))
      host_.warn("the program wrote more behind its error: that is not taken");
    return std::nullopt;
  }
  if (name == "record") return take_record(value);
  if (name == "checkpoint") return take_checkpoint(value);
  if (name == "reject") return take_reject(value);
  if (name == "snapshot") return take_snapshot(value);
  if (name == "error") return take_error(value);
  return Refusal{"unknown_message", "expected record, checkpoint, log, reject, snapshot or error"};
}

std::optional<Refusal> ProgramOutput::take_record(element value) {
  simdjson::dom::object record;
  if (value.get(record) != simdjson::SUCCESS) return wrong("record: an object is expected");
  return read_record(record, batch_);
}

std::optional<Refusal> ProgramOutput::take_checkpoint(element value) {
  std::string_view token;
  if (value.get(token) != simdjson::SUCCESS || token.empty() || token.size() > kMostToken)
    throw sdk::Error(MIZAN_E_DATA, fmt::format("line {}: checkpoint: a text of 1 byte to 64 KiB is expected",
                                               lines_.lines()));
  flush();
  sink_.checkpoint(token);
  return std::nullopt;
}

std::optional<Refusal> ProgramOutput::take_log(element value) {
  const auto message = text_of(value, "message", kMostMessage);
  if (message.empty()) return wrong("log: expected {\"level\": \"info\", \"message\": \"…\"}");
  if (!logs_.allows(monotonic_ns())) return std::nullopt;
  const auto level = text_of(value, "level", 10);
  if (level == "error") host_.error(message);
  if (level == "warn") host_.warn(message);
  if (level == "debug") host_.debug(message);
  if (level != "error" && level != "warn" && level != "debug") host_.info(message);
  return std::nullopt;
}

std::optional<Refusal> ProgramOutput::take_reject(element value) {
  const auto where = text_of(value, "where", kMostMessage);
  const auto reason = text_of(value, "reason", 60);
  if (where.empty() || reason.empty())
    return wrong(
        "reject: expected {\"where\": \"…\", \"reason\": \"a_short_code\", \"detail\": \"one sentence\"}");
  flush();
  sink_.reject(where, reason, text_of(value, "detail", kMostMessage), text_of(value, "raw", kMostRaw));
  return std::nullopt;
}

std::optional<Refusal> ProgramOutput::take_snapshot(element value) {
  std::string_view phase;
  if (value.get(phase) != simdjson::SUCCESS || (phase != "begin" && phase != "complete"))
    throw sdk::Error(MIZAN_E_DATA,
                     fmt::format("line {}: snapshot: expected \"begin\" or \"complete\"", lines_.lines()));
  flush();
  phase == "begin" ? sink_.begin_snapshot() : sink_.complete_snapshot();
  return std::nullopt;
}

std::optional<Refusal> ProgramOutput::take_error(element value) {
  const auto policy = find_policy(text_of(value, "policy", 20));
  if (!policy)
    return wrong(
        "error: expected a policy: config, auth, transient, throttled, data, checkpoint, unsupported or "
        "internal");
  Ending ending{*policy, text_of(value, "message", 300), 0};
  if (ending.message.empty()) ending.message = "the program says no more";
  if (std::int64_t wait = 0; value["retry_after_ms"].get(wait) == simdjson::SUCCESS && wait > 0)
    ending.retry_after_ms = wait;
  error_ = std::move(ending);
  return std::nullopt;
}

// What was written is not handed on: it may hold names.
void ProgramOutput::refuse(const Line& line, const Refusal& why) {
  if (error_) return;
  flush();
  sink_.reject(fmt::format("line {}", line.number), why.reason, why.detail);
  if (++garbage_ >= kMostGarbage)
    throw sdk::Error(
        MIZAN_E_DATA,
        fmt::format("line {}: {} lines in a row are none of the protocol: does the program print "
                    "something else to standard output?",
                    line.number, kMostGarbage));
}

}  // namespace mizan::exec
