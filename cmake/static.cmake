# DEPICKLE_STATIC: one file that needs no other, for wheels, images and machines without packages. Every library is linked from
# its archive, the C library too; the program stays position independent. Only the program is built and installed.
#
# Debian has archives of all of them but cJSON, which is one file of C: CJSON_SOURCE is a folder with cjson/cJSON.c and
# cjson/cJSON.h, as packaging/debian-source.sh lays it out.
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
    "  bash packaging/debian-source.sh build/cjson cjson\nthen configure with -DCJSON_SOURCE=build/cjson")
endif()

# The licences of what is in the program go with it. Two are the LGPL: who hands the program on hands on this source too, or says
# where it is, so that it can be linked again.
set(DEPICKLE_NOTICES ${PROJECT_BINARY_DIR}/LICENSES.libraries)
set(text "depickle is linked statically with the libraries below. The GNU C Library and libseccomp are under the LGPL 2.1: to use other\n"
  "versions of them, build depickle from its source (cmake --preset static) with those installed.\n")
set(documents zlib1g-dev libssl-dev libprotobuf-c-dev libc6-dev)
depickle_used_libraries(used)
foreach(name IN LISTS used)
  list(APPEND documents ${DEPICKLE_${name}_DEBIAN})
endforeach()
list(TRANSFORM documents REPLACE "(.+)" "/usr/share/doc/\\1/copyright")
if(CJSON_SOURCE)
  list(APPEND documents ${CJSON_SOURCE}/cjson/LICENSE)
endif()
foreach(document IN LISTS documents)
  if(EXISTS ${document})
    file(READ ${document} licence)
    string(APPEND text "\n==== ${document}\n\n${licence}")
  else()
    message(WARNING "${document} is not there: who hands the program on has to add that library's licence")
  endif()
endforeach()
file(WRITE ${DEPICKLE_NOTICES} "${text}")
