#include "simulate/vocabulary.hpp"

#include <array>

namespace mizan::simulate {
namespace {

constexpr std::array kDisposals = {
    Code{"convicted", "CONV", "Convicted"},
    Code{"acquitted", "ACQ-M", "Acquitted on merit"},
    Code{"acquitted", "ACQ-BD", "Acquitted (benefit of doubt)"},
    Code{"acquitted_summary", "ACQ-249A", "Acquitted u/s 249-A"},
    Code{"acquitted_summary", "ACQ-265K", "Acquitted u/s 265-K"},
    Code{"acquitted_hostile", "ACQ-HOST", "Acquitted (witnesses resiled)"},
    Code{"compromised", "COMP", "Compromised u/s 345"},
    Code{"withdrawn", "WDN", "Withdrawn u/s 494"},
    Code{"discharged", "DISCH", "Discharged"},
    Code{"cancelled", "CANC", "Cancelled"},
    Code{"untraced", "UNTR", "Untraced"},
    Code{"quashed", "QUASH", "Quashed"},
    Code{"abated", "ABATED", "Abated"},
    Code{"other", "OTHER", "Otherwise disposed of"},
    Code{"stopped_249", "STOP-249", "Proceedings stopped u/s 249"},
    Code{"consigned", "CONSIGNED", "Consigned to record room"},
    Code{"transferred", "TRANSFER", "Transferred to another court"},
    Code{"unclassified", "DISP-99", "Decided otherwise (see file)", false},
};

constexpr std::array kOutcomes = {
    Code{"effective", "EVD", "Evidence recorded"},
    Code{"effective", "ARG", "Arguments heard"},
    Code{"effective", "PROC", "Proceedings held"},
    Code{"effective", "ORD", "Order announced"},
    Code{"adjourned", "ADJ", "Adjourned"},
    Code{"adjourned", "LEAVE", "Presiding officer on leave"},
    Code{"adjourned", "NR", "Not reached"},
    Code{"vacated", "DELIST", "Removed from list"},
    Code{"unclassified", "RES-77", "Misc. proceedings", false},
};

constexpr std::array kPurposes = {
    Code{"appearance", "APPR", "Appearance"},
    Code{"charge", "CHG", "Framing of charge"},
    Code{"prosecution_evidence", "PWEV", "Prosecution evidence"},
    Code{"statement_of_accused", "S342", "Statement of accused"},
    Code{"defence_evidence", "DEFEV", "Defence evidence"},
    Code{"arguments", "ARGS", "Final arguments"},
    Code{"judgment", "JUDG", "Judgment"},
};

constexpr std::array kReasons = {
    Code{"witness_absent", "WIT-ABS", "Witness absent"},
    Code{"counsel_absent", "COUNSEL-ABS", "Counsel absent"},
    Code{"accused_not_produced", "ACC-NP", "Accused not produced"},
    Code{"record_not_produced", "RECORD", "Record not produced"},
    Code{"lawyers_strike", "STRIKE", "Strike of lawyers"},
    Code{"judge_on_leave", "PO-LEAVE", "Judge on leave"},
    Code{"not_reached", "TIME", "Shortage of time"},
};

constexpr std::array kSides = {
    Code{"prosecution", "P", "Prosecution side"},
    Code{"defence", "D", "Defence side"},
    Code{"court", "C", "Court"},
    Code{"other", "O", "Other side"},
};

static_assert(kDisposals[kDisposalTransfer].common == "transferred");
static_assert(!kDisposals[kDisposalUnknown].mapped);
static_assert(kDisposals[kDisposalCancelled].common == "cancelled");
static_assert(kDisposals[kDisposalUntraced].common == "untraced");
static_assert(kOutcomes[kOutcomeOrder].family_a == "ORD");
static_assert(kOutcomes[kOutcomeAdjourned].family_a == "ADJ");
static_assert(kOutcomes[kOutcomeVacated].common == "vacated");
static_assert(!kOutcomes[kOutcomeUnknown].mapped);

}  // namespace

std::span<const Code> disposals() {
  return kDisposals;
}
std::span<const Code> outcomes() {
  return kOutcomes;
}
std::span<const Code> purposes() {
  return kPurposes;
}
std::span<const Code> adjourn_reasons() {
  return kReasons;
}
std::span<const Code> adjourn_sides() {
  return kSides;
}

std::span<const Code> codes_of(std::string_view field) {
  if (field == "disposal") return disposals();
  if (field == "outcome") return outcomes();
  if (field == "purpose") return purposes();
  if (field == "adjourn_reason") return adjourn_reasons();
  if (field == "adjourn_side") return adjourn_sides();
  return {};
}

}  // namespace mizan::simulate
