# What cmake --install puts where. Two components: the program, and what it takes to build with the
# library.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

if(TARGET urlfan)
  install(TARGETS urlfan RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
  # To copy from: see docs/serve.md.
  install(FILES ${PROJECT_SOURCE_DIR}/scripts/urlfan.service
          DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/urlfan/examples COMPONENT program)
endif()

# See src/CMakeLists.txt.
set(URLFAN_ZSH_DIR ${CMAKE_INSTALL_DATADIR}/zsh/site-functions
    CACHE STRING "Where zsh looks for completions; for packages of Debian share/zsh/vendor-completions")
if(TARGET urlfan AND NOT CMAKE_CROSSCOMPILING)
  # install_page(FILE DESTINATION): what the program has written.
  function(install_page file destination)
    install(FILES ${PROJECT_BINARY_DIR}/generated/${file} DESTINATION ${destination}
            COMPONENT program)
  endfunction()
  install_page(man/urlfan.1 ${CMAKE_INSTALL_MANDIR}/man1)
  install_page(bash/urlfan ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install_page(zsh/_urlfan ${URLFAN_ZSH_DIR})
  install_page(fish/urlfan.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/urlfan)
install(TARGETS urlfan_library EXPORT urlfan
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/urlfan DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT development FILES_MATCHING PATTERN "*.h")

# find_package(urlfan)
install(EXPORT urlfan NAMESPACE urlfan:: FILE urlfan-targets.cmake DESTINATION ${package_dir}
        COMPONENT development)
configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/urlfan-config.cmake.in
  ${PROJECT_BINARY_DIR}/generated/urlfan-config.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
# Before 1.0 a minor version may break what was promised (https://semver.org/#spec-item-4).
write_basic_package_version_file(${PROJECT_BINARY_DIR}/generated/urlfan-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/generated/urlfan-config.cmake
              ${PROJECT_BINARY_DIR}/generated/urlfan-config-version.cmake
        DESTINATION ${package_dir} COMPONENT development)

# pkg-config urlfan. Where it lies says where the rest is, for the prefix is chosen by who installs.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
           BASE_DIRECTORY ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig OUTPUT_VARIABLE URLFAN_UP)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_LIBDIR
           BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} OUTPUT_VARIABLE URLFAN_LIBDIR)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_INCLUDEDIR
           BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} OUTPUT_VARIABLE URLFAN_INCLUDEDIR)
pkg_check_modules(URLFAN_CURL QUIET libcurl)
if(NOT URLFAN_CURL_FOUND)  # CMake knows of one that pkg-config does not
  set(URLFAN_CURL_LDFLAGS -lcurl)
endif()
list(TRANSFORM CMAKE_CXX_IMPLICIT_LINK_DIRECTORIES PREPEND -L OUTPUT_VARIABLE usual)
list(REMOVE_ITEM URLFAN_CURL_LDFLAGS ${usual})
list(JOIN URLFAN_CURL_LDFLAGS " " URLFAN_CURL_LIBS)
configure_file(${CMAKE_CURRENT_LIST_DIR}/urlfan.pc.in ${PROJECT_BINARY_DIR}/generated/urlfan.pc
               @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/generated/urlfan.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
