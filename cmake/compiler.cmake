# Warnings are errors on both compilers; hardening is on in every build.
add_library(plimsoll_options INTERFACE)
target_compile_options(plimsoll_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wformat=2 -Werror
  -fstack-protector-strong -fstack-clash-protection -fno-omit-frame-pointer)
# scripts/check_hardening.py looks for all of this in the finished program.
target_link_options(plimsoll_options INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
target_compile_definitions(plimsoll_options INTERFACE _GLIBCXX_ASSERTIONS)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # gcc 12 collects its garbage from 128 MiB on, at an eighth of the time of a build. No file of ours needs much more
  # than 1 GiB without.
  target_compile_options(plimsoll_options INTERFACE --param=ggc-min-heapsize=524288)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT PLIMSOLL_SANITIZE)
  target_compile_definitions(plimsoll_options INTERFACE _FORTIFY_SOURCE=2)
endif()
if(PLIMSOLL_SANITIZE)
  string(REPLACE ";" "," sanitizers "${PLIMSOLL_SANITIZE}")
  target_compile_options(plimsoll_options INTERFACE -fsanitize=${sanitizers} -fno-sanitize-recover=all)
  target_link_options(plimsoll_options INTERFACE -fsanitize=${sanitizers})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # gcc 12 sees uninitialized members of variants in its own instrumentation.
    target_compile_options(plimsoll_options INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
