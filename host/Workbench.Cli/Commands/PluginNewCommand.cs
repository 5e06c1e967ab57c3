using System.CommandLine;
using Spectre.Console;
using Workbench.Cli.Authoring;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench plugin new NAME</c>: writes a plugin that builds and runs as it is.</summary>
internal sealed class PluginNewCommand(CommandContext context)
{
    public Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Name of the class, for example MyMethod, whose id is my-method" };
        var metric = new Option<bool>("--metric") { Description = "Writes a metric instead of a method" };
        var output = new Option<string?>("--out")
        {
            Description = "Folder to write into; default: the repository, else the current folder",
            HelpName = "DIR",
        };
        var packages = new Option<string?>("--packages")
        {
            Description = "Outside the repository: folder with the workbench's packages; default: the one of this program",
            HelpName = "DIR",
        };
        var command = new Command("new",
            """
            Writes a plugin with a working formula. In the repository it is a project in plugins/ with its test; elsewhere it is a solution
            of the plugin and its test, which builds against the workbench's packages.

            Examples:
              workbench plugin new MyMethod
              workbench plugin new MyMetric --metric
            """) { name, metric, output, packages };
        command.SetAction(parsed =>
            Run(parsed.GetValue(name)!, parsed.GetValue(metric), parsed.GetValue(output), parsed.GetValue(packages)));
        return command;
    }

    private int Run(string name, bool metric, string? output, string? packages)
    {
        var plugin = new PluginName(name);
        var folder = Path.GetFullPath(output ?? Environment.CurrentDirectory);
        var repository = RepositoryPlugin.RootAbove(folder);
        INewPlugin made =
            repository is not null && packages is null
                ? new RepositoryPlugin(repository, plugin, metric)
                : new StandalonePlugin(folder, plugin, metric, packages);
        var files = made.Files;
        if (files.Keys.FirstOrDefault(File.Exists) is { } taken)
            throw new PluginPathException(
                $"'{Relative(taken)}' already exists and is not overwritten: choose another name, or delete it.");
        foreach (var (path, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            context.Output.WriteLine($"wrote  {Relative(path)}");
        }
        foreach (var line in made.Finish()) context.Output.WriteLine(line);
        context.Output.WriteLine("next:");
        foreach (var line in made.Next) context.Output.WriteLine($"  {line}");
        return ExitCode.Done;
    }

    private static string Relative(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);
}
