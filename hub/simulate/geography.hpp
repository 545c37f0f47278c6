#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "simulate/vocabulary.hpp"

namespace mizan::simulate {

/// One province and the system its exports come from.
struct ProvinceInfo {
  std::string_view code;    ///< "PB": the truth's name of the province
  std::string_view name;    ///< "Punjab"
  std::string_view folder;  ///< "punjab"
  Family family = Family::kA;
  std::span<const std::string_view> districts;  ///< the busiest first
};

/// All four, in the order in which Options::provinces counts them: Punjab, Khyber Pakhtunkhwa, Sindh,
/// Balochistan.
std::span<const ProvinceInfo> provinces();

/// Share of the records in percent of province `index` of `count` (2 to 4; 1: all to Punjab).
int volume_percent(int index, int count);

/// A province's courts, stations and staff, made once and read by position. Names are unique within the
/// province. Immutable; safe from any thread.
class Geography {
 public:
  explicit Geography(const ProvinceInfo& province);

  struct Place {
    std::string name;
    std::uint16_t district = 0;
  };

  static constexpr int kStationsPerDistrict = 6;
  static constexpr int kCourtsPerDistrict = 5;
  static constexpr int kProsecutorsPerDistrict = 8;

  const ProvinceInfo& province() const { return *province_; }
  std::string_view district(std::size_t index) const { return province_->districts[index]; }
  std::size_t district_count() const { return province_->districts.size(); }
  /// Those of one district lie together: index = district * k…PerDistrict + number. The first court of a
  /// district is its Sessions Court.
  const std::vector<Place>& stations() const { return stations_; }
  const std::vector<Place>& courts() const { return courts_; }
  const std::vector<std::string>& prosecutors() const { return prosecutors_; }
  const std::vector<std::string>& judges() const { return judges_; }  ///< one a court

 private:
  const ProvinceInfo* province_;
  std::vector<Place> stations_;
  std::vector<Place> courts_;
  std::vector<std::string> prosecutors_;
  std::vector<std::string> judges_;
};

}  // namespace mizan::simulate
