# Cross-build for 64-bit ARM against the packages that tests/pmu-lab/build fetched.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

cmake_path(SET SYSROOT NORMALIZE ${CMAKE_CURRENT_LIST_DIR}/../../build/pmu-lab/sysroot)
set(LIBRARIES ${SYSROOT}/usr/lib/aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH ${SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_C_FLAGS_INIT
  "-isystem ${SYSROOT}/usr/include -isystem ${SYSROOT}/usr/include/aarch64-linux-gnu")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-L${LIBRARIES} -Wl,-rpath-link,${LIBRARIES}")
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR} ${LIBRARIES}/pkgconfig:${SYSROOT}/usr/share/pkgconfig)
