using System.CommandLine;

namespace Workbench.Cli.Front;

/// <summary>The page of a command line that names no command: the program's start page, or a group's list of commands.</summary>
internal static class StartPage
{
    private const string First =
        """
        Saliency methods and metrics as plugins over one shared network: tables, figures and maps, in as few passes as possible.

        The paper's Table 1 on the embedded network, in about a minute:
          workbench run table1
        Maps of your own image ('workbench plugins list' shows all methods):
          workbench attribute photo.jpg --method gradcam@b5
        All runs so far, with their numbers:
          workbench runs list
        A new method in one file, hot-swapped into a running table:
          workbench plugin new MyMethod
        A check of this machine, with advice on each problem:
          workbench doctor

        All commands: workbench --help. One command, with examples: workbench run --help.
        Completion with the Tab key: workbench completion --help.
        """;

    /// <summary>Adds a page to the program and to each group of commands.</summary>
    public static void AddTo(RootCommand root)
    {
        root.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(First));
        foreach (var group in root.Subcommands.Where(command => command.Subcommands.Count > 0 && command.Action is null))
            group.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(Page(group)));
    }

    private static string Page(Command group) => string.Join(Environment.NewLine,
    [
        CommandTree.Summary(group), "",
        .. group.Subcommands.Where(command => !command.Hidden)
            .SelectMany(command =>
                (string[])[FirstSentence(command), $"  {CommandTree.FirstExample(command) ?? CommandTree.NameOf(command)}"]),
        "", $"One command with all its options: {CommandTree.NameOf(group)} {group.Subcommands[0].Name} --help.",
    ]);

    private static string FirstSentence(Command command)
    {
        var summary = CommandTree.Summary(command).Replace('\n', ' ');
        return summary.Split([". ", ": "], 2, StringSplitOptions.None)[0].TrimEnd('.') + ":";
    }
}
