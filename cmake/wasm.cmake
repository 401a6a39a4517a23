# The libraries for WebAssembly (preset wasm), compiled from the sources of Debian's packages under their usual target names: nobody
# packages them for it. Only what depickle calls: of OpenSSL the two files that SHA-256 is made of, of xz the decoders.
set(DEPICKLE_LIBRARY_SOURCES "" CACHE PATH "what packaging/wasm.sh has laid out")
set(from ${DEPICKLE_LIBRARY_SOURCES})
if(NOT EXISTS ${from}/zlib)
  message(FATAL_ERROR "no libraries' sources in ${from}: bash packaging/wasm.sh build/sources")
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")
add_compile_definitions(_WASI_EMULATED_SIGNAL) # for its header; nothing raises one

# depickle_wasm_library(NAME TARGET FOLDER SOURCE...): a static library under the name that find_package gives it
function(depickle_wasm_library name target include)
  list(TRANSFORM ARGN PREPEND ${from}/)
  add_library(${name} STATIC ${ARGN})
  add_library(${target} ALIAS ${name})
  target_include_directories(${name} SYSTEM PUBLIC ${from}/${include})
  target_compile_options(${name} PRIVATE -w)
  target_compile_definitions(${name} PRIVATE _GNU_SOURCE)
endfunction()

depickle_wasm_library(wasm_zlib ZLIB::ZLIB zlib zlib/adler32.c zlib/crc32.c zlib/deflate.c zlib/inffast.c zlib/inflate.c
  zlib/inftrees.c zlib/trees.c zlib/zutil.c)
depickle_wasm_library(wasm_minizip PkgConfig::MINIZIP zlib/contrib/minizip zlib/contrib/minizip/zip.c zlib/contrib/minizip/ioapi.c)
target_link_libraries(wasm_minizip PUBLIC wasm_zlib)
target_compile_definitions(wasm_minizip PRIVATE NOCRYPT USE_FILE32API)
set_property(SOURCE ${from}/zlib/contrib/minizip/zip.c APPEND PROPERTY COMPILE_DEFINITIONS fill_fopen64_filefunc=depickle_no_files)
depickle_wasm_library(wasm_bz2 BZip2::BZip2 bzip2 bzip2/blocksort.c bzip2/bzlib.c bzip2/compress.c bzip2/crctable.c
  bzip2/decompress.c bzip2/huffman.c bzip2/randtable.c)
target_compile_definitions(wasm_bz2 PRIVATE BZ_NO_STDIO)
depickle_wasm_library(wasm_lz4 PkgConfig::LZ4 lz4/lib lz4/lib/lz4.c lz4/lib/lz4frame.c lz4/lib/lz4hc.c lz4/lib/xxhash.c)
depickle_wasm_library(wasm_protobuf_c PkgConfig::PROTOBUF_C protobuf-c protobuf-c/protobuf-c/protobuf-c.c)
depickle_wasm_library(wasm_cjson PkgConfig::CJSON . cjson/cJSON.c)
depickle_wasm_library(wasm_sha256 OpenSSL::Crypto openssl/include openssl/crypto/sha/sha256.c openssl/crypto/mem_clr.c)
target_include_directories(wasm_sha256 SYSTEM PRIVATE ${from}/openssl)
target_compile_definitions(wasm_sha256 PRIVATE OPENSSL_NO_ASM)

set(lzma_parts check/check.c check/crc32_fast.c check/crc32_table.c check/crc64_fast.c check/crc64_table.c check/sha256.c
  common/alone_decoder.c common/block_decoder.c common/block_header_decoder.c common/block_util.c common/common.c
  common/filter_common.c common/filter_decoder.c common/filter_flags_decoder.c common/index_hash.c common/stream_decoder.c
  common/stream_flags_common.c common/stream_flags_decoder.c common/vli_decoder.c common/vli_size.c
  delta/delta_common.c delta/delta_decoder.c lz/lz_decoder.c lzma/lzma_decoder.c lzma/lzma2_decoder.c
  simple/arm.c simple/armthumb.c simple/arm64.c simple/ia64.c simple/powerpc.c simple/simple_coder.c simple/simple_decoder.c
  simple/sparc.c simple/x86.c)
list(TRANSFORM lzma_parts PREPEND xz-utils/src/liblzma/)
depickle_wasm_library(wasm_lzma PkgConfig::LZMA xz-utils/src/liblzma/api ${lzma_parts})
foreach(folder check common delta lz lzma rangecoder simple ../common)
  target_include_directories(wasm_lzma SYSTEM PRIVATE ${from}/xz-utils/src/liblzma/${folder})
endforeach()
foreach(decoder LZMA1 LZMA2 DELTA ARM ARMTHUMB ARM64 IA64 POWERPC SPARC X86)
  target_compile_definitions(wasm_lzma PRIVATE HAVE_DECODER_${decoder})
endforeach()
target_compile_definitions(wasm_lzma PRIVATE HAVE_DECODERS HAVE_CHECK_CRC32 HAVE_CHECK_CRC64 HAVE_CHECK_SHA256 HAVE_INTTYPES_H
  HAVE_STDINT_H HAVE_STDBOOL_H HAVE_LIMITS_H HAVE_STRING_H HAVE_STRINGS_H HAVE_VISIBILITY=0)
target_compile_options(wasm_lzma PRIVATE -Dsigset_t=int "-Dsigprocmask(how,set,old)=0") # of its threads, of which there are none

set(DEPICKLE_LIBS ZLIB::ZLIB BZip2::BZip2 PkgConfig::LZMA PkgConfig::LZ4 PkgConfig::MINIZIP)

# depickle.wasm: the public functions and what JavaScript needs to hand bytes over. A stack that overflows runs into the end of the memory and
# stops the machine, instead of writing over data. Without long doubles' printf, wasi-libc's says on stderr that it is not there, and asks
# the machine's host for streams.
function(depickle_wasm_module)
  target_compile_options(depickle_flags INTERFACE -Wno-shorten-64-to-32) # counts of what is in memory, which dp_take has made room for
  add_executable(depickle_wasm src/bindings/wasm/host.c)
  set_target_properties(depickle_wasm PROPERTIES OUTPUT_NAME depickle SUFFIX .wasm)
  target_link_libraries(depickle_wasm PRIVATE depickle_flags depickle_static c-printscan-long-double)
  target_link_options(depickle_wasm PRIVATE -mexec-model=reactor -Wl,--gc-sections -Wl,--strip-all -Wl,--stack-first
    -Wl,-z,stack-size=4194304 -Wl,--max-memory=4294967296 -Wl,--export=malloc)
  foreach(name new open_bytes report inspect models model_path model_class convert_bytes error)
    target_link_options(depickle_wasm PRIVATE -Wl,--export=depickle_${name})
  endforeach()
endfunction()

# The page samples/browser/local as a server hands it out: build/wasm/site. module.js: the module and its worker in base64, for a page that
# may not fetch.
function(depickle_wasm_site)
  set(site ${PROJECT_BINARY_DIR}/site)
  set(worker ${PROJECT_SOURCE_DIR}/src/bindings/wasm/depickle.js)
  set(pages samples/browser/local/index.html samples/browser/local/local.js samples/browser/style.css samples/browser/icon.svg)
  list(TRANSFORM pages PREPEND ${PROJECT_SOURCE_DIR}/)
  add_custom_command(OUTPUT ${site}/module.js
    COMMAND ${CMAKE_COMMAND} -E make_directory ${site}
    COMMAND ${CMAKE_COMMAND} -E copy ${pages} ${site}
    COMMAND sh -c "printf 'export const wasm = \"%s\";\\nexport const source = \"%s\";\\n' $(base64 -w 0 \"$1\") $(base64 -w 0 \"$2\") > \"$3\""
      - $<TARGET_FILE:depickle_wasm> ${worker} ${site}/module.js
    DEPENDS depickle_wasm ${worker} ${pages} VERBATIM)
  add_custom_target(depickle_wasm_site ALL DEPENDS ${site}/module.js)
endfunction()
