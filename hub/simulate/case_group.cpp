#include "simulate/case_group.hpp"

#include <array>

namespace mizan::simulate {
namespace {

constexpr std::array<std::string_view, kDefectCount> kDefectNames = {"none",
                                                                     "unknown_disposal",
                                                                     "unknown_result",
                                                                     "impossible_date",
                                                                     "sentinel_date",
                                                                     "hearing_before_institution",
                                                                     "disposal_before_institution",
                                                                     "blank_fir_year",
                                                                     "duplicate_case_row",
                                                                     "duplicate_hearing_row",
                                                                     "second_listing",
                                                                     "orphan_hearing",
                                                                     "keyless_hearing",
                                                                     "torn_row",
                                                                     "keyless_row"};

constexpr std::array<std::string_view, 16> kSections = {"302/34 PPC",
                                                        "302, 324, 148, 149 PPC",
                                                        "324 PPC",
                                                        "9(c) CNSA",
                                                        "9(b) CNSA",
                                                        "13(2a) PAO",
                                                        "380 PPC",
                                                        "392 PPC",
                                                        "395 PPC",
                                                        "489-F PPC",
                                                        "420/468/471",
                                                        "365-B & 376 PPC",
                                                        "337-A(i)/337-F PPC",
                                                        "506-B PPC",
                                                        "377-B PPC",
                                                        "302 PPC r/w 7 ATA"};

}  // namespace

std::string_view defect_name(Defect defect) {
  return kDefectNames[static_cast<std::size_t>(defect)];
}

std::string_view section_text(std::uint8_t index) {
  return kSections[index];
}

std::uint8_t section_count() {
  return static_cast<std::uint8_t>(kSections.size());
}

}  // namespace mizan::simulate
