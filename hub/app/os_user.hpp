#pragma once
#include <string>

namespace mizan::app {

/// Who runs this program, as the system knows them: the user's name, and who logged in if that is another.
std::string os_user();

}  // namespace mizan::app
