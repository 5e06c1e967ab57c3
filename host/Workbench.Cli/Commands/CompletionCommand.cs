using System.CommandLine;
using Workbench.Cli.Suggestions;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench completion SHELL</c>: prints the script with which a shell completes command lines.</summary>
internal sealed class CompletionCommand(CommandContext context)
{
    public Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh", HelpName = "SHELL" };
        shell.AcceptOnlyFromAmong([.. CompletionScript.Shells]);
        var command = new Command("completion",
            """
            Prints a script with which a shell completes commands, options, methods, layers, subjects, specs, runs and files.
            The shell asks the program for the words, so that a new plugin or subject needs no new script.

            Examples:
              workbench completion bash
              workbench completion pwsh

            In the running shell:
              bash, zsh  source <(workbench completion bash), or zsh
              fish       workbench completion fish | source
              pwsh       workbench completion pwsh | Out-String | Invoke-Expression

            In every new shell, after one of these:
              bash       workbench completion bash > ~/.local/share/bash-completion/completions/workbench
              zsh        workbench completion zsh > ~/.zfunc/_workbench, and 'fpath+=~/.zfunc' before 'compinit' in ~/.zshrc
              fish       workbench completion fish > ~/.config/fish/completions/workbench.fish
              pwsh       workbench completion pwsh > workbench-completion.ps1, and '. PATH/workbench-completion.ps1' in $PROFILE

            Write ./workbench if workbench is not on the PATH. Both are completed.
            """)
        {
            shell,
        };
        command.SetAction(parsed => context.Writer.Write(CompletionScript.Read(parsed.GetValue(shell)!)));
        return command;
    }
}
