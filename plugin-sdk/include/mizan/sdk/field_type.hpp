#pragma once
#include <cstdint>

namespace mizan::sdk {

/// A field number that knows what it takes: Batch::set(field::fir_on, "2024") does not compile, for fir_on is
/// a day.
template <int Tag>
struct TypedField {
  std::uint16_t id;
};

using TextField = TypedField<0>;
using CodeField = TypedField<1>;  ///< takes the native code as text; the hub maps it
using DateField = TypedField<2>;
using IntField = TypedField<3>;
using BoolField = TypedField<4>;
using IdentityField = TypedField<5>;  ///< personal data: pseudonymised by the hub, never stored as received

/// A civil day, as days since 1970-01-01.
struct Day {
  std::int64_t days = 0;
};

/// A moment in the wall clock of the court, as microseconds since 1970-01-01 there; the hub knows the zone.
struct Local {
  std::int64_t micros = 0;
};

}  // namespace mizan::sdk
