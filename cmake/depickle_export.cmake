# depickle_export(NAME name MODEL file [FORMAT onnx|json|c|...] [SHA256 hex] [EMBED] [OUTPUT file] [OPTIONS option...]
#                 [DEPENDS file...])
#
# Converts a model while a project is built, and again when the model, a file that was read with it, an option or the program
# is another one.
#
#   FORMAT    as in `depickle list formats` (default: onnx)
#   SHA256    the build fails where the model has another digest
#   OUTPUT    default: NAME.FORMAT (C: NAME.h) in the current binary folder
#   OPTIONS   of `depickle convert`; it runs in the current source folder
#   DEPENDS   files that the options name
#
# Target NAME then is
#   a custom target, part of `all`, which makes OUTPUT and OUTPUT.sha256;
#   with EMBED, a static library whose NAME.h declares the bytes, NAME_bytes, and their number, NAME_size;
#   with FORMAT c, an interface library of one header, NAME.h, whose functions are NAME_predict and so on.
# Its property DEPICKLE_OUTPUT is OUTPUT's absolute name.
#
# The program is depickle::program, or what DEPICKLE_PROGRAM names. When cross-compiling that is one for the machine that builds,
# looked for on PATH; this file may then be included without the package.
cmake_policy(PUSH)
cmake_policy(VERSION 3.16...3.25)
set_property(GLOBAL PROPERTY DEPICKLE_EXPORT_FOLDER ${CMAKE_CURRENT_LIST_DIR})

if(DEPICKLE_PROGRAM OR CMAKE_CROSSCOMPILING OR NOT TARGET depickle::program)
  find_program(DEPICKLE_PROGRAM depickle NO_PACKAGE_ROOT_PATH NO_CMAKE_PATH NO_CMAKE_ENVIRONMENT_PATH NO_CMAKE_SYSTEM_PATH
    NO_CMAKE_FIND_ROOT_PATH DOC "depickle, for the machine that builds")
  if(DEPICKLE_PROGRAM AND NOT TARGET depickle::program)
    add_executable(depickle::program IMPORTED)
    set_property(TARGET depickle::program PROPERTY IMPORTED_LOCATION ${DEPICKLE_PROGRAM})
  endif()
endif()

# The program as a command, and what a rule that runs it depends on.
function(_depickle_program command needs)
  set(program ${DEPICKLE_PROGRAM})
  if(NOT program AND TARGET depickle::program)
    get_target_property(imported depickle::program IMPORTED)
    if(NOT imported) # built by this very project
      set(${command} depickle::program PARENT_SCOPE)
      set(${needs} depickle::program PARENT_SCOPE)
      return()
    endif()
    get_target_property(program depickle::program LOCATION)
  endif()
  if(NOT program)
    message(FATAL_ERROR "depickle_export: there is no depickle on PATH: set DEPICKLE_PROGRAM")
  endif()
  _depickle_identity(${program} identity)
  set(${command} ${program} PARENT_SCOPE)
  set(${needs} ${identity} PARENT_SCOPE)
endfunction()

# A file that changes only when the program's bytes do. Packages and installs give a new program an old time, so its folder is
# watched too, where anything that is put in its place shows.
function(_depickle_identity program identity)
  get_property(folder GLOBAL PROPERTY DEPICKLE_EXPORT_FOLDER)
  set(kept ${CMAKE_BINARY_DIR}/CMakeFiles/depickle_identity.sha256)
  get_filename_component(beside ${program} DIRECTORY)
  if(NOT TARGET depickle_identity)
    add_custom_command(OUTPUT ${kept}.looked BYPRODUCTS ${kept}
      COMMAND ${CMAKE_COMMAND} -DPROGRAM=${program} -DKEPT=${kept} -P ${folder}/depickle_identity.cmake
      DEPENDS ${program} ${beside} ${folder}/depickle_identity.cmake COMMENT "Is depickle another one?" VERBATIM)
    add_custom_target(depickle_identity DEPENDS ${kept}.looked)
  endif()
  set(${identity} ${kept} PARENT_SCOPE)
endfunction()

# A program that does not run here, or lacks the format, fails now rather than while building.
function(_depickle_check program format)
  if(NOT TARGET ${program})
    execute_process(COMMAND ${program} list formats RESULT_VARIABLE code OUTPUT_VARIABLE formats ERROR_VARIABLE error)
    if(NOT code EQUAL 0)
      message(FATAL_ERROR "depickle_export: ${program} does not run here (${code} ${error}): "
        "set DEPICKLE_PROGRAM to one for the machine that builds")
    endif()
    string(REGEX MATCHALL "write +[a-z0-9]+" formats "${formats}")
    list(TRANSFORM formats REPLACE "write +" "")
    if(NOT format IN_LIST formats)
      list(JOIN formats ", " formats)
      message(FATAL_ERROR "depickle_export: FORMAT ${format} is unsupported in this version: ${program} writes ${formats}")
    endif()
  endif()
endfunction()

# A static library of OUTPUT's bytes and the header that declares them.
function(_depickle_embed name output)
  get_property(folder GLOBAL PROPERTY DEPICKLE_EXPORT_FOLDER)
  set(into ${CMAKE_CURRENT_BINARY_DIR}/${name}.embed)
  string(MAKE_C_IDENTIFIER ${name} symbol)
  string(TOUPPER ${symbol} guard)
  get_filename_component(file ${output} NAME)
  configure_file(${folder}/embed.c ${into}/${name}.c COPYONLY)
  configure_file(${folder}/embed.h.in ${into}/${name}.h @ONLY)
  set_source_files_properties(${into}/${name}.c PROPERTIES OBJECT_DEPENDS ${output})
  add_library(${name} STATIC ${into}/${name}.c ${into}/${name}.h ${output})
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${into}>)
  target_compile_definitions(${name} PRIVATE DEPICKLE_EMBED_NAME=${symbol} DEPICKLE_EMBED_FILE="${output}")
  target_compile_options(${name} PRIVATE -fno-lto)
endfunction()

function(depickle_export)
  cmake_parse_arguments(PARSE_ARGV 0 arg EMBED "NAME;MODEL;FORMAT;SHA256;OUTPUT" "OPTIONS;DEPENDS")
  if(arg_UNPARSED_ARGUMENTS OR arg_KEYWORDS_MISSING_VALUES OR NOT arg_NAME OR NOT arg_MODEL)
    message(FATAL_ERROR "depickle_export: NAME and MODEL are needed; without meaning or value: "
      "${arg_UNPARSED_ARGUMENTS} ${arg_KEYWORDS_MISSING_VALUES}")
  endif()
  if(CMAKE_VERSION VERSION_LESS 3.20)
    message(FATAL_ERROR "depickle_export needs CMake 3.20, for DEPFILE")
  endif()
  if(NOT arg_FORMAT)
    set(arg_FORMAT onnx)
  endif()
  if(arg_EMBED AND NOT arg_FORMAT STREQUAL c AND (MSVC OR NOT CMAKE_C_COMPILER_ID MATCHES "GNU|Clang|IntelLLVM"))
    message(FATAL_ERROR "depickle_export: EMBED needs language C, with gcc or clang")
  endif()
  if(NOT arg_OUTPUT)
    string(REGEX REPLACE "^c$" h suffix ${arg_FORMAT})
    set(arg_OUTPUT ${arg_NAME}.${suffix})
  endif()
  get_filename_component(model ${arg_MODEL} ABSOLUTE)
  get_filename_component(output ${arg_OUTPUT} ABSOLUTE BASE_DIR ${CMAKE_CURRENT_BINARY_DIR})
  get_filename_component(folder ${output} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  _depickle_program(program needs)
  _depickle_check(${program} ${arg_FORMAT})

  set(options --to ${arg_FORMAT} ${arg_OPTIONS})
  if(arg_FORMAT STREQUAL c AND NOT "${arg_OPTIONS}" MATCHES "--name")
    string(MAKE_C_IDENTIFIER ${arg_NAME} symbol)
    list(APPEND options --name ${symbol})
  endif()
  if(arg_SHA256)
    list(APPEND options --expect-sha256 ${arg_SHA256})
  endif()
  set(sidecar ${output}.sha256)
  if(arg_EMBED OR arg_FORMAT STREQUAL c OR "--no-sidecar" IN_LIST options)
    list(APPEND options --no-sidecar)
    set(sidecar)
  endif()
  # make does not look whether a command has become another one: its options are a file, written anew when they change.
  set(rule ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${arg_NAME}.depickle)
  list(JOIN options "\n" lines)
  file(GENERATE OUTPUT ${rule} CONTENT "${model}\n${lines}\n")
  add_custom_command(OUTPUT ${output} BYPRODUCTS ${sidecar}
    COMMAND ${program} convert -q -f ${model} -o ${output} --depfile ${output}.d ${options}
    DEPENDS ${model} ${arg_DEPENDS} ${needs} ${rule} DEPFILE ${output}.d
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} COMMENT "Converting ${arg_MODEL} to ${arg_OUTPUT}" VERBATIM)

  if(arg_FORMAT STREQUAL c)
    add_custom_target(${arg_NAME}_header DEPENDS ${output})
    if(TARGET depickle_identity)
      add_dependencies(${arg_NAME}_header depickle_identity)
    endif()
    add_library(${arg_NAME} INTERFACE)
    add_dependencies(${arg_NAME} ${arg_NAME}_header)
    target_include_directories(${arg_NAME} INTERFACE $<BUILD_INTERFACE:${folder}>)
    target_link_libraries(${arg_NAME} INTERFACE $<$<BOOL:${UNIX}>:-lm>)
  elseif(arg_EMBED)
    _depickle_embed(${arg_NAME} ${output})
  else()
    add_custom_target(${arg_NAME} ALL DEPENDS ${output})
  endif()
  set_property(TARGET ${arg_NAME} PROPERTY DEPICKLE_OUTPUT ${output})
  if(TARGET depickle_identity)
    add_dependencies(${arg_NAME} depickle_identity)
  endif()
endfunction()

cmake_policy(POP)
