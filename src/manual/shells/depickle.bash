# Completions of depickle for bash. Made of its tables of options: do not edit.

{tables}
# The command line as depickle reads it: sets command, option (the one whose argument is being written; "": none), given (how many
# words that are no options come before), and cur.
_depickle_read()
{
    local i word last= ended=
    command= option= given=0
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == = && $last == --* ]]; then
            option=$last
        elif [[ -n $option ]]; then
            option=
        elif [[ -n $ended || $word != -* ]]; then
            if [[ -z $command ]]; then command=$word; else ((given++)); fi
        elif [[ $word == -- ]]; then
            ended=1
        elif [[ $word != *=* ]]; then
            case $(_depickle_argument "$command" "$word") in
            '' | may*) ;;
            *) option=$word ;;
            esac
        fi
        last=$word
    done
    cur=${COMP_WORDS[COMP_CWORD]}
    if [[ $cur == = && $last == --* ]]; then
        option=$last cur=
    fi
    [[ -z $ended ]] || option=--
}

# The last of several words with commas between them.
_depickle_several()
{
    local before=
    [[ $cur != *,* ]] || before=${cur%,*},
    mapfile -t COMPREPLY < <(compgen -P "$before" -W "$*" -- "${cur##*,}")
    compopt -o nospace 2> /dev/null
}

_depickle_files()
{
    compopt -o filenames 2> /dev/null
    mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
}

_depickle()
{
    local cur command option given how words= name=
    COMPREPLY=()
    _depickle_read
    if [[ -z $option && $cur == --*=* ]]; then # = breaks no words here
        option=${cur%%=*} name=$option= cur=${cur#*=}
    fi
    if [[ -n $option && $option != -- ]]; then
        read -r how words <<< "$(_depickle_argument "$command" "$option")"
        case $how in
        one | may) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur") ;;
        some) _depickle_several "$words" ;;
        file) _depickle_files -f ;;
        folder) _depickle_files -d ;;
        esac
        [[ -z $name ]] || COMPREPLY=("${COMPREPLY[@]/#/$name}")
    elif [[ $option != -- && $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_depickle_options "$command")" -- "$cur")
    elif [[ -z $command ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$_depickle_commands" -- "$cur")
    else
        read -r how words <<< "$(_depickle_first "$command")"
        if [[ -n $words && $given -eq 0 ]]; then
            mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
        elif [[ $how == file ]]; then
            _depickle_files -f
        elif [[ $how == folder ]]; then
            _depickle_files -d
        fi
    fi
}

complete -F _depickle depickle
