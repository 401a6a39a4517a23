# Completions of depickle for fish. Made of its tables of options: do not edit.

# Is this the command, and (with a number) are there that many words behind it that are no options? Without arguments: is there no
# command yet?
function __depickle_is
    set -l words
    for word in (commandline -opc)[2..-1]
        string match -q -- '-*' $word; or set -a words $word
    end
    if test (count $argv) -eq 0
        test (count $words) -eq 0
    else if test (count $argv) -eq 1
        test "$words[1]" = $argv[1]
    else
        test "$words[1]" = $argv[1] -a (count $words) -eq (math $argv[2] + 1)
    end
end

complete -c depickle -f
complete -c depickle -n __depickle_is -s h -l help -d 'List the commands'
complete -c depickle -n __depickle_is -l version -d 'Print the version'
{tables}
