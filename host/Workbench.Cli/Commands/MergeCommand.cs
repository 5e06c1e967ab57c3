using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using Workbench.Engine.Native;
using Workbench.Engine.Runs;
using Workbench.Reporting;
using Workbench.Scripting.Experiments;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench merge SPEC --from DIR…</c>: joins shards into one run.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        var (options, how) = (new ExperimentOptions(), new RunOptions());
        var from = new Option<string[]>("--from") { Description = "Folders of the shards' stores", HelpName = "DIR", Required = true, AllowMultipleArgumentsPerToken = true, Arity = ArgumentArity.OneOrMore };
        var command = new Command("merge",
            """
            Joins shards that were computed apart: takes the rows of their stores into one, and writes the tables and the report of the whole, byte for byte as one run does.
            The spec and its options must be those of the shards. A shard that is missing is named.

            Example:
              workbench run experiments/table1.yaml --shard 1/2 --out shard1
              workbench run experiments/table1.yaml --shard 2/2 --out shard2
              workbench merge experiments/table1.yaml --from shard1 shard2 --out whole
            """);
        options.AddTo(command);
        how.AddTo(command, isMerge: true);
        command.Options.Add(from);
        command.SetAction((parsed, cancel) =>
        {
            TorchRuntime.Load();
            return Task.FromResult(Run(options, how, parsed, parsed.GetValue(from)!, cancel));
        });
        return command;
    }

    private static int Run(ExperimentOptions options, RunOptions how, ParseResult parsed, string[] from, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        using var plugins = ExperimentOptions.LoadPlugins();
        var experiment = options.Load(parsed, plugins);
        var subject = SubjectLoader.Load(experiment.Spec.Subject, parsed.GetValue(options.Device), experiment.Spec.Dtype, Progress.Bar, cancel);
        using var model = subject.Model;
        var run = new ExperimentRun(experiment, subject, how.Settings(parsed));
        using var store = CellStore.Open(how.Store(parsed));
        Progress.Bar("stores", from.Length, (report, token) =>
        {
            var done = 0;
            store.Merge(from, (folder, cells) =>
            {
                Terminal.Errors.WriteLine($"{folder}: {cells} cells of images taken in.");
                report.Report(++done);
            }, token);
        }, cancel);

        var (reports, command) = (run.Reports(store), Environment.GetCommandLineArgs()[1..]);
        foreach (var report in reports) ConsoleTable.Write(report, Terminal.Output);
        run.Write(store, reports, command, clock.Elapsed.TotalSeconds);
        Terminal.Errors.WriteLine($"{run.Done(reports)} of {run.Ids.Count} images; {run.Folder}/{run.WriteReport(store, reports, [], command, clock.Elapsed.TotalSeconds)}");
        var missing = run.Missing(store);
        if (missing.Count == 0) return reports.SelectMany(report => report.Result.Cells).Any(cell => cell.Failure is not null || cell.Faults > 0) ? ExitCode.CellsFailed : ExitCode.Done;
        Terminal.Errors.MarkupLineInterpolated($"[red]{Said(missing, from)}[/]");
        return ExitCode.CellsFailed;
    }

    // By the shards that the stores know of, the missing ones have names; where none is known, there are images.
    private static string Said(IReadOnlyList<int> missing, string[] from)
    {
        var shards = new HashSet<Shard>();
        foreach (var folder in from)
        {
            using var store = CellStore.Read(folder);
            shards.UnionWith((store.Runs?.All() ?? []).Select(run => run.Shard).OfType<string>().Select(Shard.Parse));
        }
        var images = $"{missing.Count} image{(missing.Count == 1 ? " is" : "s are")} missing";
        if (shards.Select(shard => shard.Count).Distinct().ToList() is not [var count]) return $"{images}: the shards do not make a whole.";
        var names = Enumerable.Range(1, count).Select(i => new Shard(i, count)).Select(shard => (Shard: shard, Missing: missing.Count(place => shard.Has(place)))).Where(shard => shard.Missing > 0)
            .Select(shard => shards.Contains(shard.Shard) ? $"shard {shard.Shard} lacks {shard.Missing} of its images" : $"shard {shard.Shard} is not among them").ToList();
        return $"{images}: {string.Join(", ", names)}.";
    }
}
