#compdef escapebench
# zsh completion for escapebench. Commands, options and scenarios come from the program
# itself, so they match the installed version.

local program=$words[1] command=$words[2] before=$words[CURRENT-1]
local -a found

if (( CURRENT == 2 )); then
    found=(${(f)"$($program --help 2>/dev/null | sed -nE 's/^  ([a-z]+) +([a-z].*)/\1:\2/p' | grep -v '^escapebench:')"})
    _describe 'command' found
    return
fi
case $before in
    -a | --allocator) found=(glibc jemalloc mimalloc tcmalloc boehm go) ;;
    -e | --effort) found=(quick normal rigorous) ;;
    --only) found=(slower faster same unresolved no-verdict failed) ;;
    --sort) found=(cost change name) ;;
    --scenario) found=(${(f)"$($program list --format csv 2>/dev/null | sed '1d; s/,.*//' | sort -u)"}) ;;
    --counters) found=(auto none callgrind) ;;
    -f | --format)
        case $command in
            list) found=(table csv json) ;;
            check) found=(table json) ;;
            export) found=(gobench gbench bmf otava gha openmetrics) ;;
            show | compare) found=(table markdown csv json) ;;
        esac
        ;;
esac
if (( $#found )); then
    compadd -- $found
elif [[ $PREFIX == -* ]]; then
    found=(${(f)"$($program $command --help 2>/dev/null | sed -nE 's/^ +(-[^ ], +)?(--[a-z-]+).*/\2/p')"})
    compadd -- $found
else
    case $command in
        run | detect | show)
            found=(${(f)"$($program list --format csv 2>/dev/null | sed '1d; s/,.*//' | sort -u)"})
            compadd -- $found
            ;;
        history) compadd -- add page blame key ;;
    esac
    _files
fi
