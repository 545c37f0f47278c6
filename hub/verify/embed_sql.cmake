# Writes OUT: one function that returns the text of each of FILES by its name without the extension.
set(code "#include \"verify/sql_texts.hpp\"\n\nnamespace mizan::verify {\n\nstd::string_view sql_text(std::string_view name) {\n")
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME_WE)
  file(READ "${file}" text)
  string(APPEND code "  if (name == \"${name}\") return R\"sql(${text})sql\";\n")
endforeach()
string(APPEND code "  return {};\n}\n\n}  // namespace mizan::verify\n")
file(WRITE "${OUT}" "${code}")
