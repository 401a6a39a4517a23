# The libraries that a build can be without, a row each, and all that is said of them anywhere: the option DEPICKLE_NAME and its help, the
# module of pkg-config, Debian's package, and for the bill of materials name, licence (as SPDX has it) and website. A source asks
# `#if DEPICKLE_NAME`. One more needs a row here, its package in tests/support/packages.sh, and a line of docs/install.md.
find_package(PkgConfig REQUIRED)
pkg_check_modules(DEPICKLE_SEES_LIBDEFLATE QUIET libdeflate)
set(DEPICKLE_OPTIONAL "")

# depickle_optional(NAME DEFAULT HELP MODULE DEBIAN LIBRARY LICENCE WEBSITE)   MODULE -: it has none, and CMake finds it as BZip2
macro(depickle_optional name default help)
  list(APPEND DEPICKLE_OPTIONAL ${name})
  option(DEPICKLE_${name} ${help} ${default})
  set(DEPICKLE_${name}_MODULE ${ARGV3})
  set(DEPICKLE_${name}_DEBIAN ${ARGV4})
  set(DEPICKLE_${name}_LIBRARY ${ARGV5})
  set(DEPICKLE_${name}_LICENCE ${ARGV6})
  set(DEPICKLE_${name}_WEBSITE ${ARGV7})
endmacro()

depickle_optional(BZ2 ON "read bz2" - libbz2-dev bzip2 bzip2-1.0.6 https://sourceware.org/bzip2/)
depickle_optional(LZMA ON "read xz and lzma" liblzma liblzma-dev liblzma "public domain" https://tukaani.org/xz/)
depickle_optional(LZ4 ON "read lz4" liblz4 liblz4-dev lz4 BSD-2-Clause https://lz4.org)
depickle_optional(LIBDEFLATE ${DEPICKLE_SEES_LIBDEFLATE_FOUND} "read zlib and gzip by libdeflate, in half the time" libdeflate libdeflate-dev
  libdeflate MIT https://github.com/ebiggers/libdeflate)
depickle_optional(MINIZIP ON "write skops files" minizip libminizip-dev minizip Zlib https://zlib.net)
depickle_optional(SECCOMP ON "filter the child's system calls" libseccomp libseccomp-dev libseccomp LGPL-2.1-only
  https://github.com/seccomp/libseccomp)

# Those that this build has; depickle_library_parts: without SECCOMP, which is the program's.
macro(depickle_used_libraries out)
  set(${out} "")
  foreach(name IN LISTS DEPICKLE_OPTIONAL)
    if(DEPICKLE_${name})
      list(APPEND ${out} ${name})
    endif()
  endforeach()
endmacro()

macro(depickle_library_parts out)
  depickle_used_libraries(${out})
  list(REMOVE_ITEM ${out} SECCOMP)
endmacro()
