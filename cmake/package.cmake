# Debian packages, by `cpack -G DEB` in the build folder of preset "deb". Three, as Debian cuts them: the program, which has the
# library inside and needs no other package of ours; the shared library; and what one compiles and links with.
if(NOT DEPICKLE_INSTALL OR NOT DEPICKLE_CLI)
  return()
endif()
set(DEPICKLE_MAINTAINER "depickle maintainers <maintainers@depickle.invalid>" CACHE STRING "who is responsible for the .deb")
string(TIMESTAMP DEPICKLE_PACKAGE_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC) # SOURCE_DATE_EPOCH, where it is set

set(CPACK_PACKAGE_NAME depickle)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_VENDOR depickle)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL program library development)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/package_modes.cmake)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${DEPICKLE_MAINTAINER})
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON) # whatever the umask
set(library_package libdepickle${PROJECT_VERSION_MAJOR})

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME depickle)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "read scikit-learn models without executing them
Reads scikit-learn models out of pickle and joblib files without executing
them, and writes ONNX and JSON files, which need no code to load. Says what
loading a file would import and call, and verifies what it wrote.")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME ${library_package})
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
file(WRITE ${PROJECT_BINARY_DIR}/debian/triggers "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/debian/triggers)
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "read scikit-learn models without executing them (library)
Reads scikit-learn models out of pickle and joblib files without executing
them, and writes ONNX and JSON files. This is the shared library; it has no
sandbox: prefer the program for files from strangers.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libdepickle-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "${library_package} (= ${PROJECT_VERSION}), depickle (= ${PROJECT_VERSION})") # its CMake package has both
set(suggests depickle zlib1g-dev libssl-dev libprotobuf-c-dev libcjson-dev)
depickle_library_parts(used)
foreach(name IN LISTS used)
  list(APPEND suggests ${DEPICKLE_${name}_DEBIAN})
endforeach()
list(JOIN suggests ", " CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS)
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "read scikit-learn models without executing them (headers)
Reads scikit-learn models out of pickle and joblib files without executing
them, and writes ONNX and JSON files. These are the header, the static
library, and the packages for CMake and pkg-config.")

# What Debian wants in each package's own folder.
set(debian ${PROJECT_BINARY_DIR}/debian)
configure_file(packaging/copyright.in ${debian}/copyright @ONLY)
configure_file(packaging/changelog.in ${debian}/changelog @ONLY)
find_program(GZIP gzip)
if(GZIP)
  execute_process(COMMAND ${GZIP} -9nkf ${debian}/changelog COMMAND_ERROR_IS_FATAL ANY)
  foreach(pair program:depickle library:${library_package} development:libdepickle-dev)
    string(REPLACE ":" ";" pair ${pair})
    list(GET pair 0 component)
    list(GET pair 1 package)
    install(FILES ${debian}/copyright ${debian}/changelog.gz DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/${package}
      COMPONENT ${component} EXCLUDE_FROM_ALL)
  endforeach()
endif()
include(CPack)
