#include "api/case_story.hpp"

#include <algorithm>

#include "api/explain.hpp"
#include "model/case_id.hpp"

namespace mizan::api {
namespace {

void add_dates(const model::Record& record, const std::string& source, std::vector<CaseEvent>& timeline) {
  record.for_each([&](const model::FieldInfo& info, const model::Record& of) {
    if (info.type != model::FieldType::kDate) return;
    if (const auto day = of.date(info.id))
      timeline.push_back({*day, std::string(info.name), of.kind, source, of.key});
  });
}

std::string source_name(const std::vector<store::SourceRow>& sources, model::SourceId id) {
  const auto found =
      std::find_if(sources.begin(), sources.end(), [&](const auto& source) { return source.id == id; });
  return found == sources.end() ? "" : found->name;
}

}  // namespace

base::Result<CaseStory> story_of(model::LinkedCaseId id, store::Store& store) {
  MIZAN_ASSIGN(const auto head, store.head());
  MIZAN_ASSIGN(auto linked, store.load_case(id, head));
  if (!linked) return base::Error{base::Code::kNotFound, "there is no such case"};
  CaseStory story;
  story.case_id = case_id_of(*linked);
  MIZAN_ASSIGN(const auto sources, store.sources());
  for (const auto& each : linked->cases) {
    const auto name = source_name(sources, each.source);
    add_dates(each.record, name, story.timeline);
    for (const auto& child : each.children) add_dates(child, name, story.timeline);
  }
  std::stable_sort(story.timeline.begin(), story.timeline.end(),
                   [](const CaseEvent& a, const CaseEvent& b) { return a.day < b.day; });
  MIZAN_ASSIGN(story.records, store::provenance_of(store, id, head));
  MIZAN_ASSIGN(story.links, store::links_of_case(store, id));
  story.shared = shared_values(*linked, sources);
  story.linked = std::move(*linked);
  return story;
}

base::Result<CaseStory> story_of(std::string_view case_id, store::Store& store) {
  const auto parsed = model::parse_case_id(case_id);
  if (!parsed)
    return base::Error{
        base::Code::kData,
        "this is no case id: one looks like MZ-PB-0000123-45, and its last two digits check it"};
  MIZAN_ASSIGN(auto story, story_of(model::LinkedCaseId{parsed->number}, store));
  // The province is part of the id: the same number with another one was never minted here.
  if (model::parse_case_id(story.case_id)->province != parsed->province)
    return base::Error{base::Code::kNotFound, "there is no such case"};
  return story;
}

}  // namespace mizan::api
