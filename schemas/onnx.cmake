# The ONNX schema is a package, not a copy: finds the installed onnx.proto and generates message code in the build tree.
# AttributeProto's repeated `ints` and `floats` become `optional bytes` there: the wire form of a packed repeated field
# is that of bytes, so graph code encodes such arrays once, itself, and readers see packed fields.
find_file(ONNX_PROTO onnx/onnx.proto PATHS /usr/include /usr/local/include
          DOC "the ONNX protobuf schema (Debian: libonnx-dev)")
if(NOT ONNX_PROTO)
  message(FATAL_ERROR "onnx.proto not found: install libonnx-dev, or configure with -DONNX_PROTO=FILE")
endif()
find_program(PROTOC_C protoc-c DOC "protobuf-c's compiler (Debian: protobuf-c-compiler)")
if(NOT PROTOC_C)
  message(FATAL_ERROR "protoc-c not found: install protobuf-c-compiler")
endif()

set(onnx_dir ${CMAKE_CURRENT_BINARY_DIR}/onnx)
file(READ ${ONNX_PROTO} onnx_text)
string(REGEX REPLACE "repeated float floats = 7;" "optional bytes floats = 7;" onnx_text "${onnx_text}")
string(REGEX REPLACE "repeated int64 ints = 8;" "optional bytes ints = 8;" onnx_text "${onnx_text}")
if(NOT onnx_text MATCHES "optional bytes floats = 7" OR NOT onnx_text MATCHES "optional bytes ints = 8")
  message(FATAL_ERROR "${ONNX_PROTO}: AttributeProto does not look as expected")
endif()
file(CONFIGURE OUTPUT ${onnx_dir}/onnx.proto CONTENT "${onnx_text}" @ONLY)
add_custom_command(OUTPUT ${onnx_dir}/onnx.pb-c.c ${onnx_dir}/onnx.pb-c.h
  COMMAND ${PROTOC_C} --c_out=${onnx_dir} -I${onnx_dir} ${onnx_dir}/onnx.proto
  DEPENDS ${onnx_dir}/onnx.proto VERBATIM)
add_library(depickle_onnx OBJECT ${onnx_dir}/onnx.pb-c.c ${onnx_dir}/onnx.pb-c.h)
target_include_directories(depickle_onnx SYSTEM PUBLIC ${onnx_dir})
target_link_libraries(depickle_onnx PUBLIC PkgConfig::PROTOBUF_C PRIVATE $<BUILD_INTERFACE:depickle_hardening>)
