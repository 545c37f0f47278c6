#pragma once
#include "api/http.hpp"
#include "api/hub_view.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// A page holds at most this many records, and is ended behind the record with which it has so many bytes.
inline constexpr std::int64_t kMostRecords = 5'000;
inline constexpr std::size_t kFullPage = std::size_t{4} << 20U;

/// One page of the feed of records (docs/http-api.md): the records that this hub holds, in the order of its
/// change log, behind the cursor `after`. kData: a wrong parameter; kNotFound: no such source; kCheckpoint:
/// the cursor is not of this store or not of this version.
base::Result<Response> records_page(const Request& request, store::Store& store);

/// The file by which another hub takes this hub's `source` in: adapter "hub", with all that the source
/// declares. kTransient: it was last read by a program that did not note that yet.
base::Result<Response> source_file(const Request& request, store::Store& store);

/// Which of the two the path names. kNotFound: neither, or this hub does not give its records away.
base::Result<Response> records_answer(const Request& request, const HubView& hub, store::Store& store);

}  // namespace mizan::api
