# What `cmake --install` puts where: the program, both libraries, the one public header, a CMake package and a .pc file.
# The program is an export set of its own: the package leaves it out where another machine is built for.
# A static libdepickle needs its libraries again; the package finds them, and only for those who link it statically.
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/depickle)
install(TARGETS depickle_static depickle_shared EXPORT depickle_targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library NAMELINK_COMPONENT development
  PUBLIC_HEADER DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
if(DEPICKLE_CLI)
  install(TARGETS depickle_program EXPORT depickle_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
  install(EXPORT depickle_program NAMESPACE depickle:: DESTINATION ${package_dir} COMPONENT development)
endif()
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT licence) # in no .deb: copyright says where Debian has it
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(DIRECTORY schemas/ DESTINATION ${CMAKE_INSTALL_DATADIR}/depickle COMPONENT program FILES_MATCHING PATTERN "*.schema.json")

# Private libraries, as pkg-config modules.
set(modules zlib libcrypto libprotobuf-c libcjson)
set(private_libs -lm)
depickle_library_parts(used)
foreach(name IN LISTS used)
  if(DEPICKLE_${name}_MODULE STREQUAL "-")
    list(APPEND private_libs -lbz2) # Debian's bzip2 has no .pc file
  else()
    list(APPEND modules ${DEPICKLE_${name}_MODULE})
  endif()
endforeach()
list(JOIN modules " " DEPICKLE_PC_MODULES)
list(JOIN private_libs " " DEPICKLE_PC_LIBS)

file(RELATIVE_PATH DEPICKLE_PC_UP /${CMAKE_INSTALL_LIBDIR}/pkgconfig /) # from the .pc file to the prefix: it may be moved

configure_package_config_file(schemas/depickleConfig.cmake.in depickleConfig.cmake
  INSTALL_DESTINATION ${package_dir} NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(depickleConfigVersion.cmake COMPATIBILITY SameMinorVersion)
configure_file(schemas/depickle.pc.in depickle.pc @ONLY)
install(EXPORT depickle_targets NAMESPACE depickle:: DESTINATION ${package_dir} COMPONENT development)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/depickleConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/depickleConfigVersion.cmake
  cmake/depickle_export.cmake cmake/depickle_identity.cmake cmake/embed.c cmake/embed.h.in DESTINATION ${package_dir} COMPONENT development)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/depickle.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
