#pragma once
#include <span>
#include <string>
#include <string_view>

#include "conformance/subject.hpp"

namespace mizan::conformance {

enum class Verdict : std::uint8_t { kPassed, kWarned, kSkipped, kFailed, kCrashed };

/// "passed", "warned", "skipped", "failed", "crashed".
std::string_view verdict_name(Verdict verdict);

/// What one check found. The reason is one sentence; a check that passed may say how far it looked.
struct Outcome {
  Verdict verdict = Verdict::kPassed;
  std::string reason = {};
};

inline Outcome passed(std::string note = {}) {
  return {Verdict::kPassed, std::move(note)};
}
inline Outcome warned(std::string reason) {
  return {Verdict::kWarned, std::move(reason)};
}
inline Outcome skipped(std::string reason) {
  return {Verdict::kSkipped, std::move(reason)};
}
inline Outcome failed(std::string reason) {
  return {Verdict::kFailed, std::move(reason)};
}

/// One thing that is asked of an adapter.
struct Check {
  std::string_view name;  ///< "resume.every-checkpoint"
  std::string_view asks;  ///< the rule, as a sentence
  Outcome (*run)(const Subject& subject);
};

/// Every check, in the order in which they are run: those that need the least first.
std::span<const Check> all_checks();

// Of each file, its checks (all_checks() joins them).
std::span<const Check> file_checks();
std::span<const Check> descriptor_checks();
std::span<const Check> instance_checks();
std::span<const Check> read_checks();
std::span<const Check> resume_checks();
std::span<const Check> stop_checks();
std::span<const Check> discretion_checks();
std::span<const Check> fault_checks();
std::span<const Check> justice_checks();
std::span<const Check> worker_checks();

}  // namespace mizan::conformance
