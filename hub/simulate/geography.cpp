#include "simulate/geography.hpp"

#include <fmt/format.h>

#include <array>

namespace mizan::simulate {
namespace {

constexpr std::array<std::string_view, 12> kPunjab = {
    "Lahore",   "Faisalabad", "Rawalpindi", "Multan",      "Gujranwala", "Sialkot",
    "Sargodha", "Bahawalpur", "Kasur",      "Sheikhupura", "Sahiwal",    "Dera Ghazi Khan"};
constexpr std::array<std::string_view, 8> kKp = {"Peshawar", "Mardan", "Swat",   "Abbottabad",
                                                 "Kohat",    "Khyber", "Bajaur", "North Waziristan"};
constexpr std::array<std::string_view, 6> kSindh = {"Karachi East", "Karachi South", "Hyderabad",
                                                    "Sukkur",       "Larkana",       "Mirpur Khas"};
constexpr std::array<std::string_view, 5> kBalochistan = {"Quetta", "Khuzdar", "Kech", "Sibi", "Loralai"};

const std::array<ProvinceInfo, 4> kProvinces = {{
    {"PB", "Punjab", "punjab", Family::kA, kPunjab},
    {"KP", "Khyber Pakhtunkhwa", "kp", Family::kB, kKp},
    {"SD", "Sindh", "sindh", Family::kB, kSindh},
    {"BA", "Balochistan", "balochistan", Family::kA, kBalochistan},
}};

constexpr std::array<std::string_view, Geography::kStationsPerDistrict> kStations = {
    "City", "Saddar", "Cantt", "Civil Lines", "Factory Area", "Model Town"};
constexpr std::array<std::string_view, 4> kRoman = {"I", "II", "III", "IV"};

}  // namespace

std::span<const ProvinceInfo> provinces() {
  return kProvinces;
}

int volume_percent(int index, int count) {
  static constexpr int kShares[4][4] = {{100, 0, 0, 0}, {80, 20, 0, 0}, {80, 11, 9, 0}, {80, 8, 9, 3}};
  return kShares[count - 1][index];
}

Geography::Geography(const ProvinceInfo& province) : province_(&province) {
  for (std::size_t d = 0; d < province.districts.size(); ++d) {
    const auto district = static_cast<std::uint16_t>(d);
    const auto name = province.districts[d];
    for (const auto station : kStations) stations_.push_back({fmt::format("{} {}", name, station), district});
    courts_.push_back({fmt::format("Sessions Court {}", name), district});
    for (const auto number : kRoman)
      courts_.push_back({fmt::format("Magistrate Court {} {}", number, name), district});
    for (int i = 0; i < kProsecutorsPerDistrict; ++i)
      prosecutors_.push_back(fmt::format("{}-P-{:04}", province.code, prosecutors_.size() + 1));
    for (int i = 0; i < kCourtsPerDistrict; ++i)
      judges_.push_back(fmt::format("{}-J-{:04}", province.code, judges_.size() + 1));
  }
}

}  // namespace mizan::simulate
