#pragma once
#include <simdjson.h>

#include <cstdint>
#include <mizan/mapping/request.hpp>
#include <mizan/sdk/http.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "address.hpp"
#include "json_row.hpp"
#include "progress.hpp"

namespace mizan::rest {

/// Parses the documents of one API: 64 levels deep at most, no member twice. One document at a time.
class DocumentParser {
 public:
  DocumentParser();
  /// What is wrong with the text, or nothing: then root() is the document. `text` must outlive it.
  std::optional<std::string> parse(const std::string& text);
  simdjson::dom::element root() const { return root_; }

 private:
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
};

/// A place's value as text, if there is one that is neither null nor "".
std::optional<std::string> text_at(simdjson::dom::element from, const std::string& pointer);

/// What one request asks for, page by page. Thread: that of the adapter.
class Pages {
 public:
  Pages(const mapping::ApiRequest& request, const BaseAddress& base);

  /// The first page.
  Position first() const;
  /// `since`: the moment after which changes are asked for, seconds; nothing: all.
  sdk::HttpRequest ask(const Position& position, std::optional<std::int64_t> since) const;

  /// Where the next page is; nothing: this was the last. `items`: elements that this one had. Throws
  /// sdk::Error (MIZAN_E_DATA) if the list goes on for ever or leads elsewhere.
  std::optional<Position> next(const Position& position, const sdk::HttpResponse& response,
                               simdjson::dom::element root, std::size_t items) const;

 private:
  void follow(Position& position, const std::string& from, const std::string& reference) const;
  [[noreturn]] void fail(const std::string& why) const;

  const mapping::ApiRequest& request_;
  const BaseAddress& base_;
};

}  // namespace mizan::rest
