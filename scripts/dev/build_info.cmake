# Writes build_info.h: the commit, compiler and flags of a program. Each build runs this
# script (cmake -P). The file is written only if something changed.
find_package(Git QUIET)
set(commit unknown)
set(dirty 0)
# In a tarball, git archive has filled in the commit. A git repository around the tarball's
# folder is not escapebench's.
file(STRINGS ${SOURCE}/scripts/dev/commit.txt packed LIMIT_COUNT 1)
if(packed MATCHES "^[0-9a-f]+$")
  string(SUBSTRING ${packed} 0 10 commit)
elseif(GIT_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} -C ${SOURCE} rev-parse --short=10 HEAD
    OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(commit ${head})
    execute_process(COMMAND ${GIT_EXECUTABLE} -C ${SOURCE} status --porcelain --untracked-files=no
      OUTPUT_VARIABLE changes ERROR_QUIET)
    if(changes)
      set(dirty 1)
    endif()
  endif()
endif()
set(text "#define BUILD_VERSION \"${VERSION}\"
#define BUILD_COMMIT \"${commit}\"
#define BUILD_DIRTY ${dirty}
#define BUILD_COMPILER \"${COMPILER}\"
#define BUILD_FLAGS \"${FLAGS}\"
#define BUILD_SCENARIO_FLAGS \"${SCENARIO_FLAGS}\"
#define BUILD_TYPE \"${TYPE}\"
")
set(old "")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} old)
endif()
if(NOT old STREQUAL text)
  file(WRITE ${OUTPUT} "${text}")
endif()
