// Going on from a checkpoint, and what a checkpoint is not.
#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "conformance/reading.hpp"

namespace mizan::conformance {
namespace {

constexpr std::size_t kMostResumes = 40;
constexpr int kHostileTokens = 60;

using Set = std::unordered_set<std::uint64_t>;

// Records of the whole that neither stand before the checkpoint nor came when reading went on.
std::size_t lost(const WholeRead& whole, const Mark& mark, const Set& rest) {
  Set have(whole.seen.records.begin(),
           whole.seen.records.begin() + static_cast<std::ptrdiff_t>(mark.records));
  return static_cast<std::size_t>(
      std::count_if(whole.set.begin(), whole.set.end(),
                    [&](std::uint64_t record) { return !have.contains(record) && !rest.contains(record); }));
}

Outcome resumes_from_every_checkpoint(const Subject& subject) {
  return with_whole_read(subject, [&](const mizan_adapter_plugin& plugin, const WholeRead& whole) {
    const auto& marks = whole.seen.marks;
    if (marks.empty()) return skipped("it gives no checkpoint");
    const auto chosen = some_of(marks.size(), kMostResumes);
    for (const auto k : chosen) {
      const auto rest = read_whole(plugin, subject, {}, marks[k].token);
      if (!rest.trouble.empty())
        return failed(fmt::format("from its checkpoint {}: {}", k + 1, rest.trouble));
      if (const auto missing = lost(whole, marks[k], rest.set); missing > 0)
        return failed(fmt::format("from its checkpoint {} it goes on without {} of {} records", k + 1,
                                  missing, whole.set.size()));
      if (!std::all_of(rest.set.begin(), rest.set.end(),
                       [&](auto record) { return whole.set.contains(record); }))
        return failed(
            fmt::format("from its checkpoint {} it gives records that a whole read does not", k + 1));
    }
    return passed(fmt::format("{} of {} checkpoints", chosen.size(), marks.size()));
  });
}

std::string noise(std::mt19937_64& random, std::size_t size) {
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

// Of somebody who never saw a checkpoint of this adapter.
std::vector<std::string> foreign_tokens(std::mt19937_64& random) {
  return {"x",
          "-1",
          std::string(1, '\0'),
          "{}",
          "[]",
          "2999-12-31",
          "99999999999999999999999999",
          "../../etc/passwd",
          "' OR 1=1",
          "\xff",
          noise(random, 16),
          noise(random, 4096),
          std::string(64U << 10U, 'a')};
}

// Of a good one: cut, longer, with bytes or bits changed.
std::string damaged(std::mt19937_64& random, std::string token) {
  switch (random() % 4) {
    case 0:
      return token.substr(0, token.size() / 2);
    case 1:
      return token + noise(random, 1 + random() % 8);
    case 2:
      if (!token.empty()) token[random() % token.size()] = static_cast<char>(random());
      return token;
    default:
      if (!token.empty()) token[random() % token.size()] ^= static_cast<char>(1U << random() % 8);
      return token;
  }
}

// What is wrong with how it took a token that it did not write; empty: nothing.
std::string mistake_with(const mizan_adapter_plugin& plugin, const Subject& subject, const std::string& token,
                         const WholeRead& whole, bool foreign) {
  Probe probe(plugin, subject);
  if (probe.create() != MIZAN_OK) return "create fails the second time";
  const auto status = probe.read(token);
  if (status == MIZAN_E_CHECKPOINT)
    return probe.seen().records.empty() ? "" : "it gives records and then refuses the token";
  if (status != MIZAN_OK)
    return fmt::format("it ends with status {} where MIZAN_E_CHECKPOINT (6) is meant", status);
  const Set set(probe.seen().records.begin(), probe.seen().records.end());
  if (foreign && set != whole.set)
    return fmt::format("it gives {} of {} records as if the token were its own", set.size(),
                       whole.set.size());
  return "";
}

Outcome takes_no_foreign_tokens(const Subject& subject) {
  return with_whole_read(subject, [&](const mizan_adapter_plugin& plugin, const WholeRead& whole) {
    std::mt19937_64 random(subject.seed);
    for (const auto& token : foreign_tokens(random)) {
      if (const auto mistake = mistake_with(plugin, subject, token, whole, true); !mistake.empty())
        return failed(
            fmt::format("given a token of {} bytes that is not its own, {}", token.size(), mistake));
    }
    return passed();
  });
}

Outcome survives_damaged_tokens(const Subject& subject) {
  return with_whole_read(subject, [&](const mizan_adapter_plugin& plugin, const WholeRead& whole) {
    if (whole.seen.marks.empty()) return skipped("it gives no checkpoint");
    std::mt19937_64 random(subject.seed);
    for (int i = 0; i < kHostileTokens; ++i) {
      const auto token = damaged(random, whole.seen.marks[random() % whole.seen.marks.size()].token);
      if (const auto mistake = mistake_with(plugin, subject, token, whole, false); !mistake.empty())
        return failed(
            fmt::format("given a damaged token (seed {}, the {}th), {}", subject.seed, i + 1, mistake));
    }
    return passed(fmt::format("{} tokens, seed {}", kHostileTokens, subject.seed));
  });
}

constexpr std::array kChecks = {
    Check{"resume.every-checkpoint", "Going on from any checkpoint gives what is missing, and nothing else.",
          &resumes_from_every_checkpoint},
    Check{"resume.foreign-tokens",
          "A token that it never wrote is MIZAN_E_CHECKPOINT or a whole read, never silently less.",
          &takes_no_foreign_tokens},
    Check{"resume.damaged-tokens", "A damaged token does no harm.", &survives_damaged_tokens},
};

}  // namespace

std::span<const Check> resume_checks() {
  return kChecks;
}

}  // namespace mizan::conformance
