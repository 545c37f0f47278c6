#pragma once
#include "api/due_list.hpp"
#include "api/http.hpp"
#include "api/hub_view.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// `/v1/due`: what is due, page by page (docs/due-list.md), in the cases that the grant shows. kData: a
/// parameter is wrong; kNotFound: it names nothing that is here.
base::Result<Response> due_page(const Request& request, const HubView& hub, const access::Grant& grant,
                                store::Store& store);

/// The query of words: `on` a day, `holder`, `kind` separated by commas, `ahead` and `limit` numbers. Those
/// that are empty were not given. kData says what is wrong. For the program too.
struct DueWords {
  std::string on = {};
  std::string province = {};
  std::string district = {};
  std::string station = {};
  std::string prosecutor = {};
  std::string holder = {};
  std::string kinds = {};
  std::string ahead = {};
  std::string after = {};
  bool overdue_only = false;
};
base::Result<DueQuery> due_query_of(const DueWords& words, base::Day today, std::size_t limit);

}  // namespace mizan::api
