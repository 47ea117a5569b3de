# shellcheck shell=bash
# bash completion for escapebench. Commands, options and scenarios come from the program
# itself, so they match the installed version.

_escapebench_words() { # COMMAND: its long options
    "$1" "$2" --help 2>/dev/null | sed -nE 's/^ +(-[^ ], +)?(--[a-z-]+)(=?).*/\2\3/p'
}

_escapebench_commands() {
    "$1" --help 2>/dev/null | sed -nE 's/^  ([a-z]+) +[a-z].*/\1/p' | grep -v '^escapebench$'
}

_escapebench_scenarios() {
    "$1" list --format csv 2>/dev/null | sed '1d; s/,.*//' | sort -u
}

_escapebench_values() { # PROGRAM COMMAND OPTION: what may follow; nothing: a file
    case $3 in
        -a | --allocator) echo 'glibc jemalloc mimalloc tcmalloc boehm go' ;;
        -e | --effort) echo 'quick normal rigorous' ;;
        -c | --cpu) [ "$2" = history ] || echo 'auto core: pu:' ;;
        --only) echo 'slower faster same unresolved no-verdict failed' ;;
        --sort) echo 'cost change name' ;;
        --scenario) _escapebench_scenarios "$1" ;;
        --counters) echo 'auto none callgrind' ;;
        -f | --format)
            case $2 in
                list) echo 'table csv json' ;;
                check) echo 'table json' ;;
                export) echo 'gobench gbench bmf otava gha openmetrics' ;;
                show | compare) echo 'table markdown csv json' ;;
            esac
            ;;
    esac
}

_escapebench() {
    local program=${COMP_WORDS[0]} command=${COMP_WORDS[1]-}
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local IFS=$' \t\n' words
    # bash splits "--effort=qu" into three words.
    if [ "$word" = '=' ]; then
        word=''
    elif [ "$before" = '=' ]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if [ "$COMP_CWORD" -eq 1 ]; then
        words="$(_escapebench_commands "$program") --help --version"
    elif words=$(_escapebench_values "$program" "$command" "$before") && [ -n "$words" ]; then
        :
    elif [[ $word == -* ]]; then
        words=$(_escapebench_words "$program" "$command")
    else
        case $command in
            run | detect | show) words=$(_escapebench_scenarios "$program") ;;
            history) words='add page blame key' ;;
        esac
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    [[ ${COMPREPLY[*]} != *[=:] ]] || compopt -o nospace 2>/dev/null
}
complete -o default -F _escapebench escapebench
