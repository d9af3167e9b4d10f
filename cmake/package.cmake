# Packages for Debian, by cpack: urlfan is the component program, liburlfan-dev the other one.
# scripts/package calls it. Their revision names the release that they are built in, for both have
# its libraries: 1+deb12.
cmake_host_system_information(RESULT distribution QUERY DISTRIB_INFO)
set(revision 1)
if(distribution_ID STREQUAL "debian" AND distribution_VERSION_ID)
  set(revision 1+deb${distribution_VERSION_ID})
elseif(distribution_VERSION_ID)
  set(revision 1+${distribution_ID}${distribution_VERSION_ID})
endif()

# Whoever builds them for others names themselves as for all tools of Debian.
set(maintainer "The urlfan authors <urlfan@packages.invalid>")
if(DEFINED ENV{DEBEMAIL})
  set(maintainer "The urlfan authors <$ENV{DEBEMAIL}>")
endif()
if(DEFINED ENV{DEBEMAIL} AND DEFINED ENV{DEBFULLNAME})
  set(maintainer "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()

# What Debian wants in share/doc. Code of these libraries' headers is in the packages.
set(documents ${PROJECT_BINARY_DIR}/generated/debian)
file(READ ${PROJECT_SOURCE_DIR}/LICENSE text)
string(APPEND text "\n\nBuilt in are parts of these libraries, whose licences follow:\n")
foreach(library IN ITEMS libcli11-dev libfmt-dev libspdlog-dev nlohmann-json3-dev)
  file(READ /usr/share/doc/${library}/copyright licence)
  string(APPEND text "\n-- ${library}\n\n${licence}")
endforeach()
file(WRITE ${documents}/copyright "${text}")
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)  # SOURCE_DATE_EPOCH
file(WRITE ${documents}/changelog.Debian
"urlfan (${PROJECT_VERSION}-${revision}) unstable; urgency=medium

  * Version ${PROJECT_VERSION}; changelog.gz tells what is new.

 -- ${maintainer}  ${date}
")
file(COPY_FILE ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${documents}/changelog)
execute_process(COMMAND gzip --force --no-name --best ${documents}/changelog
                        ${documents}/changelog.Debian COMMAND_ERROR_IS_FATAL ANY)
foreach(pair IN ITEMS program:urlfan development:liburlfan-dev)
  string(REPLACE ":" ";" pair ${pair})
  list(GET pair 0 component)
  list(GET pair 1 name)
  install(FILES ${documents}/copyright ${documents}/changelog.gz ${documents}/changelog.Debian.gz
          DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${name} COMPONENT ${component})
endforeach()

# cmake/install.cmake has put it there.
install(CODE "execute_process(COMMAND gzip --force --no-name --best
  \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_MANDIR}/man1/urlfan.1\"
  COMMAND_ERROR_IS_FATAL ANY)" COMPONENT program)

set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL program development)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each has its own, in the first line
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
    GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${maintainer})
set(CPACK_DEBIAN_PACKAGE_RELEASE ${revision})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME urlfan)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION
"fetches a list of URLs at once; one JSON result for every line
urlfan reads a list of URLs, fetches many of them at once over libcurl and
prints one JSON result for every line, with checks, limits, retries, reports
for CI, and an exit code. It also watches a list round after round, and
fetches lists for other programs over HTTP.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME liburlfan-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
string(CONCAT CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "libcurl4-openssl-dev (>= 7.88), libssl-dev, zlib1g-dev, libre2-dev, libbrotli-dev, libzstd-dev, "
  "pkgconf")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION
"library that fetches a list of URLs at once, to build with
Headers and static library of urlfan, with what find_package of CMake and
pkg-config ask for: a client for HTTP in C++20 that fetches many requests at
once over libcurl, with limits for each host, retries and checks.")
include(CPack)
