#include "reconcile/stages.hpp"

#include <algorithm>
#include <array>

namespace mizan::reconcile {
namespace {

namespace field = model::field;
using model::Kind;
using model::Population;

constexpr std::array<StageInfo, kStageCount> kStages = {{
    {Stage::kFirs, "firs", Kind::kCase, field::fir_on_id, std::nullopt, Population::kFirs, "FIRs registered"},
    {Stage::kSent, "sent", Kind::kReport, field::sent_on_id, std::nullopt, Population::kSubmissions,
     "reports sent by police"},
    {Stage::kReceived, "received", Kind::kReport, field::received_on_id, std::nullopt,
     Population::kSubmissions, "reports received by prosecution"},
    {Stage::kFiled, "filed", Kind::kReport, field::filed_on_id, std::nullopt, Population::kSubmissions,
     "reports filed in court"},
    {Stage::kInstituted, "instituted", Kind::kCase, field::instituted_on_id, std::nullopt, Population::kCases,
     "cases instituted"},
    {Stage::kDisposed, "disposed", Kind::kCase, field::disposed_on_id, field::disposal_id, Population::kCases,
     "cases disposed of"},
}};

constexpr std::array<model::Holder, kHolderCount> kHolders = {
    model::Holder::kPolice, model::Holder::kProsecution, model::Holder::kCourt, model::Holder::kPrison};

}  // namespace

std::span<const StageInfo> all_stages() {
  return kStages;
}

std::optional<Stage> find_stage(std::string_view name) {
  const auto found = std::ranges::find(kStages, name, &StageInfo::name);
  if (found == kStages.end()) return std::nullopt;
  return found->stage;
}

std::span<const model::Holder> all_holders() {
  return kHolders;
}

}  // namespace mizan::reconcile
