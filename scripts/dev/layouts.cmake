# Writes COUNT linker scripts, FOLDER/1.ld ..., one for each layout of the scenarios. A
# layout has the object files, and the functions in each, in another order. Each function
# has 1 KiB of its own and starts after 0 to 7 empty cache lines. Order and padding come
# from a hash of the layout's number and the function's name. So in layout 7 of two builds a
# function lies at the same place even if another function has grown. OBJECTS: the
# scenarios' object files, built with -ffunction-sections. OBJDUMP: the path of objdump.
file(MAKE_DIRECTORY ${FOLDER})
execute_process(COMMAND ${OBJDUMP} -h ${OBJECTS} OUTPUT_VARIABLE listing COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]*\\.o:[ \t]|  \\.text\\.[A-Za-z0-9_]+ |[0-9]+ \\.text\\.[A-Za-z0-9_]+ " words
  "${listing}")
set(functions "")
foreach(word IN LISTS words)
  string(STRIP "${word}" word) # GNU's objdump and LLVM's differ in white space
  if(word MATCHES "\\.o:$")
    string(REGEX REPLACE "^.*/|:$" "" object "${word}")
  else()
    string(REGEX REPLACE "^[0-9]+ " "" section "${word}")
    list(APPEND functions "*/${object}(${section})")
  endif()
endforeach()
foreach(layout RANGE 1 ${COUNT})
  set(keyed "")
  foreach(function IN LISTS functions)
    string(REGEX REPLACE "\\(.*" "" object "${function}")
    string(MD5 first "${layout} ${object}")
    string(MD5 second "${layout} ${function}")
    list(APPEND keyed "${first}${second}${function}")
  endforeach()
  list(SORT keyed)
  set(text "SECTIONS\n{\n  .text.scenarios :\n  {\n")
  foreach(line IN LISTS keyed)
    string(SUBSTRING "${line}" 63 1 lines)
    string(SUBSTRING "${line}" 64 -1 function)
    string(APPEND text "    . = ALIGN(1024) + 0x${lines} % 8 * 64; ${function}\n")
  endforeach()
  # What lies behind, the harness among it, lies at the same place with a function more or less.
  string(APPEND text "    . = ALIGN(65536);\n")
  file(WRITE ${FOLDER}/${layout}.ld "${text}  }\n}\nINSERT BEFORE .text;\n")
endforeach()
