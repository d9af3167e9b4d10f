# How a release is compiled, by the top level project alone: harder to attack, and of equal bytes in
# whatever folder it is built. Not with sanitizers, which look for the same by other means.
# Debian's compilers make position-independent programs by themselves, as do those of its kin.
if(CMAKE_CXX_COMPILER_ID MATCHES "^(GNU|Clang)$" AND NOT URLFAN_SANITIZE)
  set(options -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64)$")
    list(APPEND options -fcf-protection)
  endif()
  # Of two that fit the last one counts.
  list(APPEND options -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=
       -ffile-prefix-map=${PROJECT_BINARY_DIR}/=build/)
  add_compile_options("$<$<CONFIG:Release>:${options}>")
  add_link_options($<$<CONFIG:Release>:LINKER:-z,relro,-z,now>)
endif()
