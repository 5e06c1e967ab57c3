using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;
using Workbench.Cli;

namespace Workbench.Docs;

/// <summary>The help of every command, as the program prints it.</summary>
internal static partial class CommandPage
{
    public static Page Create()
    {
        var page = new StringBuilder($"{Page.Mark}# Commands\n\nThe help of every command. `./workbench COMMAND --help` prints it, too.\n");
        Append(page, []);
        return new("docs/commands.md", page.ToString());
    }

    private static void Append(StringBuilder page, string[] command)
    {
        using var output = new StringWriter { NewLine = "\n" };
        WorkbenchApp.Run([.. command, "--help"], output, TextWriter.Null, Repository.Root);
        // The usage line names the running program, which is not the workbench here.
        var text = output.ToString().Replace("\r", "").Replace($"  {RootCommand.ExecutableName}", "  workbench");
        var help = string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())).Trim();
        page.Append($"\n## workbench {string.Join(' ', command)}".TrimEnd()).Append($"\n\n```text\n{help}\n```\n");
        foreach (var name in Commands(help).Where(name => !command.Contains(name, StringComparer.Ordinal)))
            Append(page, [.. command, name]);
    }

    // The commands that a help lists under its heading.
    private static IEnumerable<string> Commands(string help)
    {
        var lines = help.Split('\n').SkipWhile(line => !line.StartsWith("Commands:", StringComparison.Ordinal)).Skip(1);
        return lines
            .TakeWhile(line => line == "" || line.StartsWith("  ", StringComparison.Ordinal))
            .Select(line => Name().Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups["name"].Value);
    }

    [GeneratedRegex("^  (?<name>[a-z][a-z-]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
