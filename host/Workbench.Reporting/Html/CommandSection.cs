namespace Workbench.Reporting.Html;

/// <summary>The commands that reproduce the run and show it.</summary>
internal static class CommandSection
{
    // Characters that a POSIX shell does not interpret.
    private const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,@%+";

    public static PageSection Create(ReportModel report)
    {
        List<string> commands = [CommandLine(report.Command)];
        if (report.Name is { } name) commands.Add(CommandLine(["runs", "show", name]));
        var button = Fragment.Create($"<button type=\"button\" class=\"copy\" hidden>Copy</button>");
        return new("again", "Reproduce this run", Fragment.Create($"""
            <ul class="commands">
            {Fragment.Each(commands, command =>
                Fragment.Create($"<li><pre tabindex=\"0\"><code>{command}</code></pre>{button}</li>\n")
            )}</ul>

            """));
    }

    /// <summary>Arguments as a command line for a POSIX shell.</summary>
    public static string CommandLine(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quoted).Prepend("./workbench"));

    private static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(c => Plain.Contains(c, StringComparison.Ordinal))
            ? argument
            : $"'{argument.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
