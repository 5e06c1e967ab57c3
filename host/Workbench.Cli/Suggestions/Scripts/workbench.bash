# Completion of workbench in bash.
# In this shell:       source <(workbench completion bash)
# In every new shell:  workbench completion bash > ~/.local/share/bash-completion/completions/workbench
# That folder is read by the package bash-completion. Without it, put the first line into ~/.bashrc.
# A path of the program, such as ./workbench, is completed too.

_workbench() {
    local line=${COMP_LINE:0:COMP_POINT} program=${1/#\~\//$HOME/} word before='' suggestion
    type -P -- "$program" >/dev/null || program=workbench
    # bash replaces only the end of a word, $2, which starts at the last '@' or after the last '=' or ':'.
    word=${line##*[[:blank:]]}
    if [[ $word == *"$2" ]]; then before=${word%"$2"}; fi
    COMPREPLY=()
    while IFS= read -r suggestion; do
        suggestion=${suggestion%%$'\t'*}
        suggestion=${suggestion#"$before"}
        if [[ $word != [\'\"]* && $suggestion == *[[:space:]\'\"\\\$\&\;\(\)\<\>\|\*\?\`]* ]]; then
            printf -v suggestion %q "$suggestion"
        fi
        COMPREPLY+=("$suggestion")
    done < <("$program" "[suggest:${#line}]" "$line" 2>/dev/null)
    # After a folder typing goes on without a blank.
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]]; then compopt -o nospace 2>/dev/null; fi
    return 0
}

# Where the program has no suggestion, bash completes files.
complete -o default -F _workbench workbench
