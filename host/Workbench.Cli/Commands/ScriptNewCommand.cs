using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Workbench.Scripting;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench script new NAME</c>: writes a script that runs as it is, and the settings for completion in editors.</summary>
internal sealed class ScriptNewCommand(CommandContext context)
{
    private const string Responses = "workbench.rsp";
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    public Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "File of the script, with or without .csx; missing folders are made" };
        var command = new Command("new",
            """
            Writes a script that runs as it is, and the settings for editors to complete and check it (omnisharp.json, workbench.rsp).

            Examples:
              workbench script new try
              workbench script new scripts/mine.csx
            """) { name };
        command.SetAction(parsed => Write(parsed.GetValue(name)!));
        return command;
    }

    private int Write(string name)
    {
        var file = Path.ChangeExtension(name, ".csx");
        if (File.Exists(file))
        {
            context.Errors.MarkupLineInterpolated($"[red]'{file}' already exists and is not overwritten.[/]");
            return ExitCode.Usage;
        }
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        Directory.CreateDirectory(folder);
        File.WriteAllText(file, Text(file));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.UserExecute);
        string[] written = [file, .. Settings(folder)];
        context.Output.WriteLine($"written: {string.Join(", ", written)}");
        context.Output.WriteLine($"run it:  workbench script {file}");
        return ExitCode.Done;
    }

    private static string Text(string file) => $$"""
        #!/usr/bin/env -S workbench script
        // {{Path.GetFileNameWithoutExtension(file)}}: three methods in a table and on the first image. Argument: the number of images.
        // Editors complete the members of Bench.Current; the bare names ('Run', 'Grid', 'Print') mean the same.
        var bench = Bench.Current;

        var images = Args.Count > 0 ? int.Parse(Args[0]) : 20;
        var methods = bench.Methods
            .Where(method => method.Options.Any(option => option is { Name: "layer", Default: "b5" }))
            .Take(3)
            .Select(method => (Method)$"{method.Id}@b5")
            .ToList();
        var metric = bench.Metrics.First(metric => metric.Percent).Id;

        bench.Print(bench.Run(Bench.Grid(methods, [metric]), limit: images));

        var maps = bench.Maps(bench.Images[0], methods);
        maps.Save("{{Path.GetFileNameWithoutExtension(file)}}.png");

        """;

    // The settings of OmniSharp: assemblies and namespaces for every script in the folder. Existing files are not overwritten.
    private static IEnumerable<string> Settings(string folder)
    {
        var (json, responses) = (Path.Combine(folder, "omnisharp.json"), Path.Combine(folder, Responses));
        if (!File.Exists(json))
        {
            File.WriteAllText(
                json,
                JsonSerializer.Serialize(
                    new
                    {
                        script = new
                        {
                            enabled = true,
                            defaultTargetFramework = "net10.0",
                            enableScriptNuGetReferences = false,
                            rspFilePath = Responses,
                        },
                    },
                    s_json
                ) + "\n");
            yield return json;
        }
        if (File.Exists(responses)) yield break;
        var setup = BenchScripts.Setup;
        File.WriteAllLines(
            responses,
            setup
                .References.Append(setup.Globals.Assembly)
                .Select(assembly => $"/r:\"{assembly.Location}\"")
                .Concat(setup.Imports.Select(name => $"/u:{name}")));
        yield return responses;
    }
}
