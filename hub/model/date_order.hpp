#pragma once
#include <span>
#include <string_view>

#include "model/field.hpp"

namespace mizan::model {

/// Of one record, `later` should not lie before `earlier`.
struct DateOrder {
  FieldId earlier;
  FieldId later;
  std::string_view finding;  ///< what is found where it does
};

/// The orders that the dates of a record of this kind should have.
std::span<const DateOrder> date_orders(Kind kind);

}  // namespace mizan::model
