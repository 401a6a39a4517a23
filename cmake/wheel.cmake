# What scikit-build-core puts into a wheel beside src/bindings/python: the program, and where it is linked statically the
# licences of what is in it.
if(NOT SKBUILD)
  return()
endif()
install(TARGETS depickle_program RUNTIME DESTINATION ${SKBUILD_SCRIPTS_DIR} COMPONENT wheel)
if(DEPICKLE_STATIC)
  install(FILES ${DEPICKLE_NOTICES} DESTINATION ${SKBUILD_METADATA_DIR}/licenses COMPONENT wheel)
endif()
