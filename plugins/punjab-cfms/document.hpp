#pragma once
#include <simdjson.h>

#include <map>
#include <mizan/parts/record_values.hpp>
#include <mizan/sdk/batch.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "layout.hpp"

namespace mizan::cfms {

/// Something of a document that is no record, for Sink::reject().
struct Refusal {
  std::string where;  ///< "case CFMS-000001, report 2"
  std::string reason;
  std::string detail;
  std::uint16_t field = 0;
};

/// Makes the records of one document: the case, its reports, bail applications with their accused, hearings
/// and appeals. What cannot be read is a refusal, and everything else is taken. No input or output; one
/// thread.
class DocumentReader {
 public:
  /// `layout` must outlive it.
  explicit DocumentReader(const Layout& layout) : layout_(layout) {}

  /// `changed`: the hub may hold an older state of the document. Then what its lists have no more is removed,
  /// as far as ids that count tell (NumberedIds).
  void read(simdjson::dom::element document, bool changed, sdk::Batch& batch, std::vector<Refusal>& refusals);

  /// Parts of objections, of all documents so far, that no phrase is known for.
  std::size_t unknown_objections() const { return unknown_objections_; }

  /// When the document was changed, seconds; nothing: it does not say so, or not in the layout's format.
  std::optional<std::int64_t> changed_at(simdjson::dom::element document) const;

 private:
  struct Element;

  void refuse(std::string where, std::string reason, std::string detail, std::uint16_t field = 0);
  void take_case(simdjson::dom::element document);
  void take_children(simdjson::dom::element document, const Children& children);
  void take_list(const simdjson::dom::array& list, const Children& children, std::set<std::size_t>& listed);
  void take_hearings(const simdjson::dom::array& list, std::set<std::size_t>& listed);
  void take_child(simdjson::dom::element element, const Children& children, const Element& of);
  void remove_unlisted(const Children& children, const std::set<std::size_t>& listed);
  void take_members(simdjson::dom::element element, const std::vector<Member>& members, const Element& of);
  void take_member(simdjson::dom::element value, const Member& member, const Element& of);
  void take_text(std::string_view text, const Member& member);
  std::string accused_of(simdjson::dom::element bail, const Element& of);
  std::optional<std::int64_t> day_of(simdjson::dom::element hearing) const;

  const Layout& layout_;
  std::size_t unknown_objections_ = 0;

  // Of the document at hand.
  sdk::Batch* batch_ = nullptr;
  std::vector<Refusal>* refusals_ = nullptr;
  bool changed_ = false;
  std::string case_;
  std::set<std::string> keys_;                 ///< of the list at hand
  std::map<std::string, std::string> people_;  ///< keys of accused, by what tells them apart
  parts::RawText raw_;
};

}  // namespace mizan::cfms
