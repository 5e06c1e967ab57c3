#compdef workbench
# Completion of workbench in zsh.
# In this shell, after compinit:  source <(workbench completion zsh)
# In every new shell:             workbench completion zsh > ~/.zfunc/_workbench
# ~/.zshrc needs these lines:     fpath+=~/.zfunc; autoload -Uz compinit; compinit
# A path of the program, such as ./workbench, is completed too.

_workbench() {
    local program=${words[1]/#\~\//$HOME/} line="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" suggestion
    local -a folders folder_texts words_found texts
    (( $+commands[$program] )) || [[ -x $program ]] || program=workbench
    for suggestion in "${(@f)$("$program" "[suggest:${#line}]" "$line" 2>/dev/null)}"; do
        if [[ $suggestion == */ ]]; then
            folders+=("$suggestion")
        elif [[ -n $suggestion ]]; then
            words_found+=("${suggestion%%$'\t'*}")
            texts+=("${suggestion/$'\t'/  -- }")
        fi
    done
    if (( $#folders + $#words_found == 0 )); then
        _files # where the program has no suggestion
        return
    fi
    # -U: the program has compared the words already. After a folder typing goes on without a blank.
    (( $#words_found )) && compadd -l -d texts -a words_found
    (( $#folders )) && compadd -S '' -a folders
    return 0
}

if [[ ${funcstack[1]} == _workbench ]]; then _workbench "$@"; else compdef _workbench workbench; fi
