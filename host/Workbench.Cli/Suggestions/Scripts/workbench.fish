# Completion of workbench in fish.
# In this shell:       workbench completion fish | source
# In every new shell:  workbench completion fish > ~/.config/fish/completions/workbench.fish
# A path of the program, such as ./workbench, is completed too.

function __workbench_suggest
    set -l line (commandline -cp | string join ' ')
    set -l program (string replace -r '^~/' "$HOME/" -- (commandline -opc)[1])
    type -q -- $program; or set program workbench
    set -l suggestions ($program "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
    if set -q suggestions[1]
        printf '%s\n' $suggestions
    else
        __fish_complete_path (commandline -ct) # where the program has no suggestion
    end
end

complete -c workbench -f -a '(__workbench_suggest)'
