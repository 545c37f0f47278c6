#pragma once
#include <simdjson.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <mizan/mapping/mapping.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mizan::json {

/// Cuts a text into its documents without parsing them: one document, the elements of a top-level array, or
/// documents one after the other (NDJSON). Broken documents end with their line, so that the next is found
/// again.
class DocumentScanner {
 public:
  explicit DocumentScanner(std::string_view text) : text_(text) {}

  void seek(std::uint64_t position);
  std::optional<std::string_view> next();
  std::uint64_t begin() const { return begin_; }
  std::uint64_t position() const { return at_; }
  /// After the last document: what is wrong with the text as a whole, or nothing.
  std::string_view problem() const { return problem_; }

 private:
  void skip_between();
  void close();
  std::size_t end_of_value() const;

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  bool in_array_ = false;
  bool started_ = false;
  bool closed_ = false;
  std::string_view problem_;
};

/// A JSON Pointer (RFC 6901), cut into its tokens once; "-1" is the last element of an array, "*" every
/// element.
class Pointer {
 public:
  explicit Pointer(std::string_view text);
  bool from_root() const { return from_root_; }
  /// Nothing if the path leads nowhere.
  std::optional<simdjson::dom::element> find(simdjson::dom::element at) const;
  void for_each(simdjson::dom::element at, const std::function<void(simdjson::dom::element)>& visit) const;

 private:
  void walk(simdjson::dom::element at, std::size_t token,
            const std::function<void(simdjson::dom::element)>& visit) const;

  std::vector<std::string> tokens_;
  bool from_root_ = false;
};

/// One element of a document as the mapping's row.
class JsonRow final : public mapping::Row {
 public:
  JsonRow(const std::vector<Pointer>& places, simdjson::dom::element root, simdjson::dom::element element)
      : places_(places), root_(root), element_(element) {}
  std::optional<std::string_view> value(std::size_t place) const override;

 private:
  const std::vector<Pointer>& places_;
  simdjson::dom::element root_;
  simdjson::dom::element element_;
  mutable std::deque<std::string> numbers_;
};

/// The records that are made from one `each`: the document itself (""), or the elements a pointer leads to.
class Group {
 public:
  Group(std::string each, const std::vector<mapping::Place>& places);
  const std::string& name() const { return each_; }
  void for_each(simdjson::dom::element root, const std::function<void(const JsonRow&)>& visit) const;

 private:
  std::string each_;
  Pointer elements_;
  std::vector<Pointer> places_;
};

}  // namespace mizan::json
