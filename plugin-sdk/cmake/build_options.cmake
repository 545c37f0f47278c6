# Warnings, sanitizers, compiler cache and linker for every target of this repository.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

find_program(MOLD mold)
if(MOLD AND NOT MIZAN_FUZZ)
  add_link_options(-fuse-ld=mold)
endif()

add_library(mizan_options INTERFACE)
target_compile_options(
  mizan_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -fno-omit-frame-pointer
                          $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>)
# Whoever builds to use it shall not be stopped by what another compiler, or another level of optimisation, warns of.
if(MIZAN_WARNINGS_FAIL)
  target_compile_options(mizan_options INTERFACE -Werror)
endif()

if(MIZAN_SANITIZE)
  add_compile_options(-fsanitize=${MIZAN_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${MIZAN_SANITIZE})
  # Checks of every use of a pointer cost up to half the time of a build, and AddressSanitizer sees most of what they would.
  # The fuzz preset, where decoders meet hostile bytes, leaves out none.
  if(MIZAN_SANITIZE_NOT)
    add_compile_options(-fno-sanitize=${MIZAN_SANITIZE_NOT})
  endif()
  # g++ 12 reports false "maybe uninitialized" findings in sanitized builds.
  target_compile_options(mizan_options INTERFACE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-maybe-uninitialized>)
endif()
if(MIZAN_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(MIZAN_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()

# mizan_module(NAME SOURCES a.cpp … LINKS lib … TESTS a_test.cpp … TEST_LINKS lib …)
# One static library mizan_NAME from the current folder and, where tests are listed, one test program mizan_NAME_test.
function(mizan_module name)
  cmake_parse_arguments(M "" "" "SOURCES;LINKS;TESTS;TEST_LINKS" ${ARGN})
  if(M_SOURCES)
    add_library(mizan_${name} STATIC ${M_SOURCES})
    target_include_directories(mizan_${name} PUBLIC ${PROJECT_SOURCE_DIR}/hub)
    target_link_libraries(mizan_${name} PUBLIC ${M_LINKS} PRIVATE mizan_options)
  else()
    add_library(mizan_${name} INTERFACE)
    target_include_directories(mizan_${name} INTERFACE ${PROJECT_SOURCE_DIR}/hub)
    target_link_libraries(mizan_${name} INTERFACE ${M_LINKS})
  endif()
  if(M_TESTS)
    mizan_test(mizan_${name}_test SOURCES ${M_TESTS} LINKS mizan_${name} ${M_TEST_LINKS})
  endif()
endfunction()

add_library(mizan_places INTERFACE)
target_compile_definitions(
  mizan_places INTERFACE MIZAN_SOURCE_DIR="${PROJECT_SOURCE_DIR}" MIZAN_BINARY_DIR="${PROJECT_BINARY_DIR}"
                         MIZAN_SHARED_DATA="${PROJECT_SOURCE_DIR}/../shared/data")

# mizan_test_parts(NAME SOURCES … LINKS …): a library of what several test programs share.
function(mizan_test_parts name)
  cmake_parse_arguments(P "" "" "SOURCES;LINKS" ${ARGN})
  find_package(GTest REQUIRED)
  add_library(${name} STATIC ${P_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${P_LINKS} GTest::gtest PRIVATE mizan_options mizan_places)
endfunction()

# mizan_test(NAME SOURCES … LINKS … [LABELS …] [SECONDS n]): a GoogleTest program known to CTest. SECONDS, about, of one
# that takes long: the longest begin first, so that no core waits for them at the end.
# Tests find the repository by MIZAN_SOURCE_DIR and the real records, where present, by MIZAN_SHARED_DATA.
function(mizan_test name)
  cmake_parse_arguments(T "" "SECONDS" "SOURCES;LINKS;LABELS" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${T_SOURCES})
  target_link_libraries(${name} PRIVATE ${T_LINKS} GTest::gtest GTest::gmock GTest::gtest_main mizan_options mizan_places)
  # GoogleTest's macros end in an else of their own.
  target_compile_options(${name} PRIVATE -Wno-dangling-else)
  add_test(NAME ${name} COMMAND ${name} --gtest_brief=1)
  set_tests_properties(${name} PROPERTIES LABELS "${T_LABELS}" TIMEOUT 900)
  if(T_SECONDS)
    set_tests_properties(${name} PROPERTIES COST ${T_SECONDS})
  endif()
endfunction()
