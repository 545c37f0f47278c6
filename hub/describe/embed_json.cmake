# Writes OUT: one function that returns the text of each of FILES by its name without the extension.
set(code "#include \"describe/texts.hpp\"\n\nnamespace mizan::describe {\n\nstd::string_view text_of(std::string_view name) {\n")
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME_WE)
  file(READ "${file}" text)
  string(APPEND code "  if (name == \"${name}\") return R\"json(${text})json\";\n")
endforeach()
string(APPEND code "  return {};\n}\n\n}  // namespace mizan::describe\n")
file(WRITE "${OUT}" "${code}")
