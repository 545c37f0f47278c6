# The SDK as it is installed: headers, the CMake package MizanAdapter, the field dictionary and the projects that
# `mizan adapter new` writes. Nothing of it names this folder.
include(CMakePackageConfigHelpers)
set(package lib/cmake/MizanAdapter)
install(DIRECTORY include/mizan ${MIZAN_GENERATED}/mizan DESTINATION include COMPONENT sdk
        FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp" PATTERN model EXCLUDE)
install(TARGETS mizan_abi mizan_sdk EXPORT MizanAdapterTargets)
install(EXPORT MizanAdapterTargets NAMESPACE Mizan:: DESTINATION ${package} COMPONENT sdk)
# The version is the ABI's: a package of 1.4 serves who asks for 1, as the hub does.
file(STRINGS include/mizan/abi/mizan_adapter.h abi REGEX "#define MIZAN_ABI_M(AJ|IN)OR ")
string(REGEX MATCHALL "[0-9]+" abi "${abi}")
list(JOIN abi . abi)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/MizanAdapterConfigVersion.cmake VERSION ${abi}
                                 COMPATIBILITY SameMajorVersion)
install(FILES cmake/MizanAdapterConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/MizanAdapterConfigVersion.cmake
              cmake/add_mizan_adapter.cmake cmake/adapter.map cmake/publisher.map DESTINATION ${package} COMPONENT sdk)
install(FILES fields/fields.txt ${MIZAN_GENERATED}/fields.md DESTINATION share/mizan COMPONENT sdk)
install(DIRECTORY templates/cpp templates/python DESTINATION share/mizan/templates USE_SOURCE_PERMISSIONS COMPONENT sdk)
