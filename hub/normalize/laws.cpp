#include <utility>

#include "base/text.hpp"
#include "normalize/csv.hpp"
#include "normalize/digits.hpp"
#include "normalize/sections.hpp"

namespace mizan::normalize {
namespace {

// Spellings of the laws that criminal courts meet most; a source's own go into its law table.
constexpr std::pair<std::string_view, std::string_view> kBuiltIn[] = {
    {"PPC", "PPC"},
    {"Pakistan Penal Code", "PPC"},
    {"Penal Code", "PPC"},
    {"تپ", "PPC"},
    {"تعزیرات پاکستان", "PPC"},
    {"IPC", "IPC"},
    {"Indian Penal Code", "IPC"},
    {"CrPC", "CrPC"},
    {"Code of Criminal Procedure", "CrPC"},
    {"Criminal Procedure Code", "CrPC"},
    {"ضف", "CrPC"},
    {"CNSA", "CNSA"},
    {"CNS Act", "CNSA"},
    {"Control of Narcotic Substances Act", "CNSA"},
    {"Control of Narcotics Substances Act", "CNSA"},
    {"KPCNSA", "KPCNSA"},
    {"KP CNSA", "KPCNSA"},
    {"Khyber Pakhtunkhwa Control of Narcotic Substances Act", "KPCNSA"},
    {"ATA", "ATA"},
    {"Anti Terrorism Act", "ATA"},
    {"Anti Terrorist Act", "ATA"},
    {"AO", "AO"},
    {"PAO", "AO"},
    {"Arms Ordinance", "AO"},
    {"Arms Ord", "AO"},
    {"Pakistan Arms Ordinance", "AO"},
    {"West Pakistan Arms Ordinance", "AO"},
    {"AA", "AA"},
    {"Arms Act", "AA"},
    {"KP Arms Act", "AA"},
    {"Sindh Arms Act", "SAA"},
    {"SAA", "SAA"},
    {"ESA", "ESA"},
    {"Explosive Substances Act", "ESA"},
    {"Explosive Act", "ESA"},
    {"PO", "EHO"},
    {"EHO", "EHO"},
    {"PEHO", "EHO"},
    {"Prohibition Order", "EHO"},
    {"Prohibition Enforcement of Hadd Order", "EHO"},
    {"Enforcement of Hadd Ordinance", "EHO"},
    {"OAPHO", "OAP"},
    {"Offences Against Property Enforcement of Hudood Ordinance", "OAP"},
    {"Zina Ordinance", "ZO"},
    {"Offence of Zina Enforcement of Hudood Ordinance", "ZO"},
    {"ARA", "ARA"},
    {"Anti Rape Act", "ARA"},
    {"Anti Rape Investigation and Trial Act", "ARA"},
    {"PECA", "PECA"},
    {"Prevention of Electronic Crimes Act", "PECA"},
    {"PACA", "PCA"},
    {"PCA", "PCA"},
    {"Prevention of Corruption Act", "PCA"},
    {"NAO", "NAO"},
    {"National Accountability Ordinance", "NAO"},
    {"AMLA", "AMLA"},
    {"Anti Money Laundering Act", "AMLA"},
    {"PTPA", "PTPA"},
    {"Prevention of Trafficking in Persons Act", "PTPA"},
    {"CMRA", "CMRA"},
    {"Child Marriage Restraint Act", "CMRA"},
    {"MVO", "MVO"},
    {"Motor Vehicles Ordinance", "MVO"},
    {"Provincial Motor Vehicles Ordinance", "MVO"},
    {"Gambling Ordinance", "GO"},
    {"Gambling Act", "GO"},
    {"Prevention of Gambling Ordinance", "GO"},
    {"Prevention of Gambling Act", "GO"},
    {"Telegraph Act", "TA"},
    {"Telegraphs Act", "TA"},
    {"Electricity Act", "EA"},
    {"Foreigners Act", "FA"},
    {"MPO", "MPO"},
    {"Maintenance of Public Order Ordinance", "MPO"},
    {"Police Order", "POL"},
    {"JJSA", "JJSA"},
    {"Juvenile Justice System Act", "JJSA"},
    {"Illegal Dispossession Act", "IDA"},
};

// Letters, digits and all beyond ASCII count.
std::string fold_law(std::string_view spelling) {
  std::string out;
  for (const char c : spelling) {
    if (is_alnum(c) || static_cast<unsigned char>(c) >= 0x80) out += c;
  }
  return base::to_lower(out);
}

}  // namespace

LawTable::LawTable(std::string_view default_law) : default_law_(default_law) {
  for (const auto& [spelling, law] : kBuiltIn) add(spelling, law);
  add(default_law, default_law);
}

void LawTable::add(std::string_view spelling, std::string_view law) {
  laws_.insert_or_assign(fold_law(spelling), std::string(law));
}

base::Result<LawTable> LawTable::parse_csv(std::string_view text, std::string_view file,
                                           std::string_view default_law) {
  MIZAN_ASSIGN(const auto table, read_csv(text, file, {"alias", "law"}));
  LawTable laws(default_law);
  ViewMap seen;
  for (const auto& row : table.rows) {
    const auto alias = table.cell(row, table.column("alias"));
    const auto law = table.cell(row, table.column("law"));
    if (fold_law(alias).empty() || law.empty()) {
      return base::Error{base::Code::kConfig, table.where(row) + ": alias and law must not be empty"};
    }
    if (!seen.emplace(fold_law(alias), law).second) {
      return base::Error{base::Code::kConfig,
                         table.where(row) + ": alias '" + std::string(alias) + "' is already in the table"};
    }
    laws.add(alias, law);
  }
  return laws;
}

const std::string* LawTable::find(std::string_view spelling) const {
  const auto found = laws_.find(fold_law(spelling));
  return found != laws_.end() ? &found->second : nullptr;
}

}  // namespace mizan::normalize
