#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "release/archive.hpp"

namespace mizan::release {

/// A release is published.
inline constexpr std::string_view kPublishedType = "org.mizan.release.published.v1";
/// Of a release that was published before, a later one of its period has other values.
inline constexpr std::string_view kRevisedType = "org.mizan.release.revised.v1";
/// So many changed values stand in the event itself; all of them in the later release.
inline constexpr std::size_t kMostRevisionsTold = 1'000;

/// An event of the feed: CloudEvents 1.0 JSON without `id`, as publish::event_body() makes them.
struct News {
  std::string type;
  std::string subject;  ///< "release/2025-Q4.1": the release that it is about
  std::string body;
};

/// What a published release is worth telling: that it is there, and if it revises another one, of that one
/// which values are others now. `document` is the release, `place` the one it has in the log, from 0. kData:
/// it is no release. Pure; any thread.
base::Result<std::vector<News>> news_of(std::string_view document, const Archive::Entry& entry,
                                        std::size_t place);

}  // namespace mizan::release
