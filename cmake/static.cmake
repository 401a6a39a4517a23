# DEPICKLE_STATIC: one file that needs no other, for wheels, images and machines without packages. Every library is linked from
# its archive, the C library too; the program stays position independent. Only the program is built and installed.
#
# Debian has archives of all of them but cJSON, which is one file of C: CJSON_SOURCE is a folder with cjson/cJSON.c and
# cjson/cJSON.h, as packaging/cjson-source.sh lays it out. libseccomp is under the LGPL: who hands such a program on hands on
# this source with it, so that it can be linked again.
option(DEPICKLE_STATIC "link the program statically" OFF)
set(DEPICKLE_PIE -pie)
if(NOT DEPICKLE_STATIC)
  return()
endif()

set(DEPICKLE_PIE -static-pie)
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
set(DEPICKLE_TESTS OFF)
set(DEPICKLE_INSTALL OFF)
set(CJSON_SOURCE "" CACHE PATH "folder of cjson/cJSON.c, where there is no libcjson.a")
find_library(CJSON_ARCHIVE cjson DOC "cJSON's archive")

if(CJSON_SOURCE)
  add_library(depickle_cjson STATIC ${CJSON_SOURCE}/cjson/cJSON.c)
  target_include_directories(depickle_cjson SYSTEM PUBLIC ${CJSON_SOURCE} ${CJSON_SOURCE}/cjson)
  target_link_libraries(depickle_cjson PRIVATE depickle_hardening)
  add_library(PkgConfig::CJSON ALIAS depickle_cjson)
elseif(NOT CJSON_ARCHIVE)
  message(FATAL_ERROR "DEPICKLE_STATIC: there is no libcjson.a. On Debian and Ubuntu:\n"
    "  bash packaging/cjson-source.sh build/cjson\nthen configure with -DCJSON_SOURCE=build/cjson")
endif()
