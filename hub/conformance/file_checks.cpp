// The plugin's file, before anything of it is loaded.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "conformance/check.hpp"
#include "conformance/elf_image.hpp"

namespace mizan::conformance {
namespace {

// Those that every Linux with this C++ library has.
constexpr std::array<std::string_view, 9> kEverywhere = {
    "libc.so.6",  "libm.so.6",       "libstdc++.so.6",       "libgcc_s.so.1",        "libdl.so.2",
    "librt.so.1", "libpthread.so.0", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"};

template <class Look>
Outcome looked_at(const Subject& subject, Look&& look) {
  const auto image = read_elf_image(subject.plugin);
  return image ? look(*image) : failed(image.error().message);
}

Outcome one_symbol(const Subject& subject) {
  return looked_at(subject, [](const ElfImage& image) {
    if (image.exported == std::vector<std::string>{MIZAN_PLUGIN_SYMBOL}) return passed();
    return failed(fmt::format(
        "it exports {} symbols ({}{}); link it with plugin-sdk's adapter.map, as "
        "add_mizan_adapter() does",
        image.exported.size(),
        fmt::join(image.exported.begin(),
                  image.exported.begin() +
                      static_cast<std::ptrdiff_t>(std::min<std::size_t>(4, image.exported.size())),
                  ", "),
        image.exported.size() > 4 ? ", …" : ""));
  });
}

Outcome no_unique_symbols(const Subject& subject) {
  return looked_at(subject, [](const ElfImage& image) {
    return image.has_unique_symbols ? failed(
                                          "it has symbols that are unique in the process (STB_GNU_UNIQUE): "
                                          "build it with -fno-gnu-unique")
                                    : passed();
  });
}

Outcome hardened(const Subject& subject) {
  return looked_at(subject, [](const ElfImage& image) {
    std::vector<std::string_view> lacks;
    if (!image.binds_now) lacks.emplace_back("its symbols are bound late (link with -Wl,-z,now)");
    if (!image.has_relro) lacks.emplace_back("its tables stay writable (link with -Wl,-z,relro)");
    if (image.has_text_relocations) lacks.emplace_back("its code is relocated (compile with -fPIC)");
    if (image.has_executable_stack)
      lacks.emplace_back("it asks for a stack that can be executed (link with -Wl,-z,noexecstack)");
    if (!image.run_path.empty()) lacks.emplace_back("it names folders to look for libraries (drop -rpath)");
    return lacks.empty() ? passed() : failed(fmt::format("{}", fmt::join(lacks, "; ")));
  });
}

Outcome known_libraries(const Subject& subject) {
  return looked_at(subject, [](const ElfImage& image) {
    std::vector<std::string> others;
    std::copy_if(image.needed.begin(), image.needed.end(), std::back_inserter(others),
                 [](const std::string& name) {
                   return std::find(kEverywhere.begin(), kEverywhere.end(), name) == kEverywhere.end();
                 });
    return others.empty()
               ? passed()
               : warned(fmt::format("each machine that runs it must have {}", fmt::join(others, ", ")));
  });
}

bool is_sanitizer(const std::string& library) {
  return library.starts_with("libasan.") || library.starts_with("libubsan.") ||
         library.starts_with("libtsan.");
}

Outcome no_constructors(const Subject& subject) {
  return looked_at(subject, [](const ElfImage& image) {
    if (std::any_of(image.needed.begin(), image.needed.end(), is_sanitizer))
      return skipped("it is built with a sanitizer, which sets itself up in each file of it");
    return image.constructors == 0
               ? passed()
               : failed(fmt::format(
                     "{} functions run when it is loaded: make what they set up constinit, or make it in "
                     "create (including <iostream> adds one)",
                     image.constructors));
  });
}

constexpr std::array kChecks = {
    Check{"file.one-symbol", "The plugin exports mizan_adapter_v1 and nothing else.", &one_symbol},
    Check{"file.no-unique-symbols", "No symbol of it is shared with other plugins by name.",
          &no_unique_symbols},
    Check{"file.hardened", "It is linked so that its tables cannot be overwritten.", &hardened},
    Check{"file.libraries", "It needs no library that is not everywhere.", &known_libraries},
    Check{"file.no-constructors", "Nothing of it runs when it is loaded.", &no_constructors},
};

}  // namespace

std::span<const Check> file_checks() {
  return kChecks;
}

}  // namespace mizan::conformance
