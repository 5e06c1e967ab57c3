using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Workbench.Cli.Authoring;
using Workbench.Conformance;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench plugin check PATH</c>: runs the conformance suite on one assembly.</summary>
internal sealed class PluginCheckCommand(CommandContext context)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public Command Create()
    {
        var path = new Argument<string>("PATH")
        {
            Description = "A plugin's project or the project's folder, which is built first; or a built plugin: its folder or its assembly",
        };
        var quick = new Option<bool>("--quick") { Description = "Only one pass of each method and metric with its defaults" };
        var limit = new Option<double>("--limit")
        {
            Description = "Seconds that one call may take",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 10,
        };
        var json = new Option<bool>("--json") { Description = "Prints [{plugin, check, passed, message}, …] for programs" };
        var serve = new Option<bool>("--serve")
        {
            Description = "Checks PATH quickly, then a folder per line of the input, and prints a line of JSON for each",
            Hidden = true,
        };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, out var seconds) && !(seconds > 0))
                result.AddError("--limit must be above 0.");
        });
        var command = new Command("check",
            """
            Checks that the methods and metrics of a plugin keep the contract, on a small model with random weights.
            docs/plugins.md explains each check.

            Example:
              workbench plugin check plugins/MyMethod

            Exit codes: 0 all pass · 3 some fail, or the project does not build · 2 no plugin at PATH
            """) { path, quick, limit, json, serve };
        command.SetAction(parsed =>
            parsed.GetValue(serve)
                ? Serve(parsed.GetValue(path)!, TimeSpan.FromSeconds(parsed.GetValue(limit)))
                : Run(
                    parsed.GetValue(path)!,
                    new ConformanceOptions { Quick = parsed.GetValue(quick), Limit = TimeSpan.FromSeconds(parsed.GetValue(limit)) },
                    parsed.GetValue(json)));
        return command;
    }

    private int Run(string path, ConformanceOptions options, bool json)
    {
        using var target = CheckTarget.Find(path, context.Errors.WriteLine);
        if (target.Plugin is null) return ExitCode.CellsFailed;
        IReadOnlyList<PluginFinding> findings;
        try
        {
            findings = PluginConformance.Check(target.Plugin, options);
        }
        catch (FileNotFoundException error)
        {
            throw new PluginPathException(error.Message);
        }
        if (json) context.Writer.WriteLine(JsonSerializer.Serialize(findings, s_json));
        else Print(findings);
        return findings.All(finding => finding.Passed) ? ExitCode.Done : ExitCode.CellsFailed;
    }

    // For 'run --watch': warms up on a plugin that is known to be good, and ends at the end of its input.
    private static int Serve(string first, TimeSpan limit)
    {
        var answers = Console.Out;
        Console.SetOut(Console.Error);   // keeps the output of plugins out of the answers
        var options = new ConformanceOptions { Quick = true, Limit = limit };
        if (Directory.Exists(first)) PluginConformance.Check(first, options);
        while (Console.In.ReadLine() is { } folder)
        {
            answers.WriteLine(JsonSerializer.Serialize(PluginConformance.Check(folder, options), s_json));
            answers.Flush();
        }
        return ExitCode.Done;
    }

    private void Print(IReadOnlyList<PluginFinding> findings)
    {
        var console = context.Output;
        foreach (var plugin in findings.GroupBy(finding => finding.Plugin))
        {
            console.MarkupLineInterpolated($"[bold]{plugin.Key}[/]");
            foreach (var finding in plugin)
            {
                var mark = finding.Passed ? "[green]✓[/]" : "[red]✗[/]";
                var message = finding.Passed ? "" : $" {finding.Message.EscapeMarkup()}";
                console.MarkupLine($"  {mark} {finding.Check.EscapeMarkup(), -12}{message}".TrimEnd());
            }
        }
        var failed = findings.Count(finding => !finding.Passed);
        console.WriteLine(failed == 0 ? $"All {findings.Count} checks pass." : $"{failed} of {findings.Count} checks fail.");
    }
}
