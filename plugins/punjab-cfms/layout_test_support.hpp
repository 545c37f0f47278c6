#pragma once
#include <fstream>
#include <iterator>
#include <mizan/sdk/adapter.hpp>
#include <string>

namespace mizan::cfms::test {

/// The folder and the text of the layout that is installed with the hub.
inline const std::string kLayoutFolder = std::string(MIZAN_SOURCE_DIR) + "/config/provinces/punjab-cfms";

inline std::string shipped_layout() {
  std::ifstream in(kLayoutFolder + "/layout.toml", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The same for documents whose bail applications name all accused.
inline std::string layout_with_accused() {
  auto text = shipped_layout();
  const std::string bail = "[bail]\n";
  text.replace(text.find(bail), bail.size(), bail + "accused = \"/accused\"\n");
  return text +
         "[accused.fields]\nperson_name = \"/name\"\nfather_name = \"/father_name\"\ncnic = \"/cnic\"\n";
}

}  // namespace mizan::cfms::test
