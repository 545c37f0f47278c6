#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace mizan::test {

/// All that a store says, as sorted lines under the name of the table or question: what two hubs that were
/// given the same must agree on. Left out is what tells how they got there: sequences, run numbers, places of
/// raw bytes, times.
using Picture = std::map<std::string, std::vector<std::string>>;

Picture picture_of(const std::filesystem::path& store);

/// The lines that only one of them has, a few of each table; "" if they agree.
std::string difference(const Picture& expected, const Picture& actual);

/// Each published value by the subject of its events, as JSON, by the hub's own engine.
using Values = std::map<std::string, std::string>;

Values values_of(const std::filesystem::path& config);

/// What is wrong with the feed of a hub at rest, a line each; "" if nothing. A subscriber who took `snapshot`
/// when the hub told of its first load, once and before anything else, learns from each event since the value
/// that it knew before, and in the end every value there is.
std::string feed_faults(const std::filesystem::path& store, const Values& snapshot, const Values& now);

/// Runs whose books do not balance or that are left open, a line each.
std::string run_faults(const std::filesystem::path& store);

}  // namespace mizan::test
