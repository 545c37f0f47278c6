#include "shared_strings.hpp"

#include <fmt/format.h>

#include "xml_node.hpp"
#include "xml_tags.hpp"

namespace mizan::xlsx {

SharedStrings::SharedStrings(std::string_view xml, const std::string& part, const Limits& limits) {
  XmlTags tags(xml, part, limits.depth);
  XmlDocument item;
  while (const auto tag = tags.next()) {
    if (tag->name != "si" || tag->depth != 1 || tag->kind == Tag::Kind::kClose) continue;
    const auto text = tags.element(*tag);
    const auto number = ends_.size();
    if (number >= limits.shared_strings)
      throw Flaw(kTooLarge,
                 fmt::format("the workbook has more than {} shared strings", limits.shared_strings));
    if (text.size() > limits.document_bytes)
      throw Flaw(kTooLarge, fmt::format("the shared string {} is larger than {} MiB", number,
                                        limits.document_bytes >> 20U));
    if (!item.parse(text)) throw Flaw(kUnreadable, fmt::format("the shared string {} is no XML", number));
    append_text(item.root(), all_);
    ends_.push_back(all_.size());
  }
}

std::optional<std::string_view> SharedStrings::text(std::uint64_t number) const {
  if (number >= ends_.size()) return std::nullopt;
  const auto begin = number == 0 ? 0 : ends_[number - 1];
  return std::string_view(all_).substr(begin, ends_[number] - begin);
}

}  // namespace mizan::xlsx
