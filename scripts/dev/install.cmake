# Defines which files `make install` puts where, and the man pages, which help2man makes of
# --help.
set(DATA ${CMAKE_INSTALL_DATADIR}/escapebench)

install(TARGETS escapebench RUNTIME)
install(TARGETS escapebench-worker RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/escapebench)

# The scripts, and the files that they read: sources for slides and Go lanes, the catalogue,
# the atlas.
set(SCRIPTS compare-builds go-lanes go-toolchains plots quiet repeatability report slides)
install(DIRECTORY scenarios DESTINATION ${DATA}
  FILES_MATCHING PATTERN "*.c" PATTERN "*.h" PATTERN "*.go" PATTERN "index.def")
install(FILES harness/scenario.h DESTINATION ${DATA}/harness)
install(FILES harness/subject/go_lane.go DESTINATION ${DATA}/harness/subject)
install(FILES docs/scenarios.md DESTINATION ${DATA}/docs)
install(DIRECTORY results/reference/atlas DESTINATION ${DATA}/results/reference)
install(DIRECTORY scripts/escapeplots DESTINATION ${DATA}/scripts
  USE_SOURCE_PERMISSIONS PATTERN "__pycache__" EXCLUDE)
foreach(script IN LISTS SCRIPTS)
  install(PROGRAMS scripts/${script} DESTINATION ${DATA}/scripts)
  install(CODE "execute_process(COMMAND ${CMAKE_COMMAND} -E create_symlink
    ${DATA_FROM_PROGRAM}/scripts/${script}
    \"\$ENV{DESTDIR}${CMAKE_INSTALL_FULL_BINDIR}/escapebench-${script}\")")
endforeach()

install(FILES scripts/completion/escapebench.bash RENAME escapebench
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
set(ZSH_COMPLETIONS ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE STRING
  "Where zsh looks for completions; Debian's: share/zsh/vendor-completions")
install(FILES scripts/completion/escapebench.zsh RENAME _escapebench
  DESTINATION ${ZSH_COMPLETIONS})

install(FILES CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME changelog)
install(FILES README.md THIRD-PARTY.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES results/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR}/results)

# `cmake --build DIR --target man` makes the man pages before installing. Without help2man
# there are none.
find_program(HELP2MAN help2man)
set(NAMES list run show detect compare history atlas spreads export check ${SCRIPTS})
set(PAGES ${CMAKE_BINARY_DIR}/man/escapebench.1)
foreach(name IN LISTS NAMES)
  list(APPEND PAGES ${CMAKE_BINARY_DIR}/man/escapebench-${name}.1)
endforeach()
if(HELP2MAN)
  add_custom_command(OUTPUT ${PAGES} VERBATIM
    COMMAND ${CMAKE_SOURCE_DIR}/scripts/dev/man-pages $<TARGET_FILE:escapebench>
      ${CMAKE_BINARY_DIR}/man ${PROJECT_VERSION} ${SCRIPTS}
    DEPENDS escapebench scripts/dev/man-pages)
  add_custom_target(man DEPENDS ${PAGES})
else()
  add_custom_target(man COMMAND ${CMAKE_COMMAND} -E echo
    "no man pages: help2man is not installed" VERBATIM)
endif()
install(FILES ${PAGES} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 OPTIONAL)
