# Writes linker scripts that lay the scenarios out in COUNT ways, FOLDER/1.ld ...: the
# object files in another order, in each the functions in another order, each function
# in 1 KiB of its own, of which it leaves 0 to 7 cache lines empty before it. Order and
# padding come from a hash of the layout's number and the function's name: in layout 7
# of two builds a function lies at the same place, even when another one has grown.
# OBJECTS: the scenarios' object files, built with -ffunction-sections. OBJDUMP: its path.
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
  file(WRITE ${FOLDER}/${layout}.ld "${text}  }\n}\nINSERT BEFORE .text;\n")
endforeach()
