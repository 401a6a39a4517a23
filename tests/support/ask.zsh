# What the completion _depickle of a folder offers behind a line, as `zsh -f ask.zsh FOLDER LINE`: a zsh on a terminal of its own
# completes it, with a compadd that notes what it adds.
zmodload zsh/zpty
noted=$(mktemp)
zpty asked zsh -f -i
zpty -w asked "PROMPT= fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D
compadd() {
    local -a found
    builtin compadd -O found \"\$@\"
    print -r -- \$IPREFIX\${^found} >> $noted
    builtin compadd \"\$@\"
}
note_end() { print over >> $noted }
zle -N note_end
bindkey '^I' complete-word '^X' note_end
print REA''DY"
zpty -r -m asked seen '*READY*'
zpty -w -n asked "$2"$'\t'$'\x18'
for ((i = 0; i < 200; i++)); do
    grep -q '^over$' $noted && break
    sleep 0.1
done
zpty -d asked
sed '/^over$/d' $noted
rm -f $noted
