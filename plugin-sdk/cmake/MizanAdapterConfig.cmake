# find_package(MizanAdapter): the SDK (Mizan::sdk), the C boundary alone (Mizan::abi), and add_mizan_adapter().
include(CMakeFindDependencyMacro)
find_dependency(nlohmann_json)
include(${CMAKE_CURRENT_LIST_DIR}/MizanAdapterTargets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/add_mizan_adapter.cmake)
