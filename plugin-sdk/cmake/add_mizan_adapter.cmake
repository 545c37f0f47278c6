# add_mizan_adapter(NAME SOURCES … LINKS …): builds one adapter plugin right, so that no author has to know how.
# Hidden visibility alone leaves template instances of the standard library exported; the version script leaves exactly
# one symbol, mizan_adapter_v1. The plugin is NAME.so in MIZAN_PLUGIN_OUTPUT_DIRECTORY, else in the build folder.
# add_mizan_publisher() builds a publisher likewise: its symbol is mizan_publisher_v1.
set(MIZAN_ADAPTER_MAP ${CMAKE_CURRENT_LIST_DIR}/adapter.map)
set(MIZAN_PUBLISHER_MAP ${CMAKE_CURRENT_LIST_DIR}/publisher.map)

function(add_mizan_adapter name)
  mizan_plugin(${name} ${MIZAN_ADAPTER_MAP} ${ARGN})
endfunction()

function(add_mizan_publisher name)
  mizan_plugin(${name} ${MIZAN_PUBLISHER_MAP} ${ARGN})
endfunction()

function(mizan_plugin name map)
  cmake_parse_arguments(A "" "" "SOURCES;LINKS" ${ARGN})
  if(NOT MIZAN_PLUGIN_OUTPUT_DIRECTORY)
    set(MIZAN_PLUGIN_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  endif()
  add_library(${name} MODULE ${A_SOURCES})
  set_target_properties(
    ${name}
    PROPERTIES PREFIX ""
               LIBRARY_OUTPUT_DIRECTORY ${MIZAN_PLUGIN_OUTPUT_DIRECTORY}
               CXX_VISIBILITY_PRESET hidden
               C_VISIBILITY_PRESET hidden
               VISIBILITY_INLINES_HIDDEN ON
               POSITION_INDEPENDENT_CODE ON
               LINK_DEPENDS ${map})
  target_link_libraries(${name} PRIVATE Mizan::sdk ${A_LINKS})
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
  target_link_options(${name} PRIVATE -Wl,-z,now -Wl,-z,relro -Wl,--exclude-libs,ALL
                      -Wl,--version-script=${map})
  # clang leaves the sanitizer's runtime to the program, so its symbols are undefined in a plugin.
  if(NOT MIZAN_SANITIZE AND NOT MIZAN_FUZZ)
    target_link_options(${name} PRIVATE -Wl,--no-undefined)
  endif()
endfunction()
