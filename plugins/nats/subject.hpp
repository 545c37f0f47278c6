#pragma once
#include <string>
#include <string_view>

namespace mizan::nats {

/// The subject of an event: `beginning`, its type without "org.mizan.", then, of a value, KPI and province;
/// so that a consumer may want "mizan.kpi.value.*.v1.pending.PB". What is no letter, digit, '-' or '_' of
/// these two is '_'; one that is not there is too.
std::string subject_of(std::string_view beginning, std::string_view type, std::string_view subject);

}  // namespace mizan::nats
