using System.CommandLine;

namespace Workbench.Cli.Front;

/// <summary>What a command that is only a beginning says when it stands alone: the program's first page, a group's list of commands.</summary>
internal static class StartPage
{
    private const string First =
        """
        Saliency methods and metrics as plugins over one shared VGG-16: tables, figures and maps, each method in as few passes as can be.

        The paper's Table 1 on the embedded network, in about a minute:
          workbench run experiments/table1.yaml
        Maps of a picture of yours ('workbench plugins list' has all methods):
          workbench attribute photo.jpg --method gradcam@b5
        What was run so far, and its numbers:
          workbench runs list
        A method of your own, one file, hot-swapped into a running table:
          workbench plugin new MyMethod
        What this machine offers, and what to do about problems:
          workbench doctor

        All commands: workbench --help. One of them, with examples: workbench run --help.
        """;

    /// <summary>Gives the program and each group of commands a page.</summary>
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
        "", $"One of them, with all its options: {CommandTree.NameOf(group)} {group.Subcommands[0].Name} --help.",
    ]);

    private static string FirstSentence(Command command)
    {
        var summary = CommandTree.Summary(command).Replace('\n', ' ');
        return summary.Split([". ", ": "], 2, StringSplitOptions.None)[0].TrimEnd('.') + ":";
    }
}
