using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using Spectre.Console;
using Workbench.Cli.Commands.Cluster;
using Workbench.Cluster;
using Workbench.Data;
using Workbench.Engine.Native;
using Workbench.Engine.Store;
using Workbench.Experiments;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench merge SPEC --from DIR…</c>, <c>workbench merge RUN</c>: merges shards into one run.</summary>
internal sealed class MergeCommand(CommandContext context)
{
    public Command Create()
    {
        var (options, how) = (new ExperimentOptions(), new RunOptions());
        var from = new Option<string[]>("--from")
        {
            Description = "Folders of the shards' stores",
            HelpName = "DIR",
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("merge",
            """
            Merges shards into one run: joins the rows of their stores, and writes tables, figures and report, byte for byte as one run.
            The spec and its options must be those of the shards; the folder of a submitted run has both. Missing shards are named.

            Examples:
              workbench run experiments/table1.yaml --shard 1/2 --out shard1
              workbench run experiments/table1.yaml --shard 2/2 --out shard2
              workbench merge experiments/table1.yaml --from shard1 shard2 --out whole
              workbench merge runs/table1-scenes-8shards
            """);
        options.AddTo(command);
        how.AddTo(command, RunUse.Merge);
        command.Options.Add(from);
        command.Validators.Add(result =>
        {
            var submitted = ClusterCommands.IsSubmitted(result.GetValue(options.Spec) ?? []);
            if (!submitted && result.GetResult(from) is null)
                result.AddError("--from names the folders of the shards; without it, name the folder of a submitted run.");
            Option[] allowed = [options.Device, options.Threads, how.Wide];
            var given = result.Children.OfType<OptionResult>().Where(option => !option.Implicit);
            if (submitted && given.FirstOrDefault(option => !allowed.Contains(option.Option)) is { } other)
                result.AddError($"A submitted run is merged with the options of its submission: remove {other.Option.Name}.");
        });
        command.SetAction((parsed, cancel) =>
        {
            TorchRuntime.Load();
            if (parsed.GetValue(options.Threads) is { } threads) TorchSharp.torch.set_num_threads(threads);
            var specs = parsed.GetValue(options.Spec)!;
            return Task.FromResult(
                ClusterCommands.IsSubmitted(specs)
                    ? MergeSubmitted(new RunFolder(specs[0]), parsed.GetValue(options.Device), how.IsWide(parsed), cancel)
                    : Merge(options, how, parsed, parsed.GetValue(from)!, cancel));
        });
        return command;
    }

    private int Merge(ExperimentOptions options, RunOptions how, ParseResult parsed, string[] from, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        using var plugins = context.LoadPlugins();
        var experiment = options.Load(parsed, plugins);
        using var session = options.Open(context, parsed, cancel);
        var run = session.Plan(experiment, how.Settings(parsed));
        using var store = how.Open(parsed);
        MergeStores(store, from, cancel);
        return Finish(run, experiment, store, () => Shards(from), clock, how.IsWide(parsed), cancel);
    }

    // The merge may run on a node without a GPU. Its figures are then computed on the CPU; they are not rows.
    private int MergeSubmitted(RunFolder folder, string? device, bool wide, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        using var plugins = context.LoadPlugins();
        using var session = context.Open(device ?? "cpu", null, cancel, computes: false);
        var opened = SubmittedRun.Open(folder, Submission.Read(folder), null, plugins, session, context.Errors.WriteLine);
        using var store = CellStore.OpenShared(folder.Root);
        var shards = Enumerable.Range(1, opened.Submission.Shards).Where(shard => CellStore.Exists(folder.Shard(shard))).ToList();
        MergeReadableStores(store, [.. shards.Select(folder.Shard)], cancel);
        return Finish(
            opened.Run,
            opened.Experiment,
            store,
            () => [.. shards.Select(shard => new Shard(shard, opened.Submission.Shards))],
            clock,
            wide,
            cancel);
    }

    private void MergeStores(CellStore store, IReadOnlyList<string> folders, CancellationToken cancel) =>
        context.Progress.Bar(
            "stores",
            folders.Count,
            (report, token) =>
            {
                var done = 0;
                store.Merge(folders, (folder, cells) =>
                {
                    context.Errors.WriteLine($"{folder}: {cells} cells of images merged.");
                    report.Report(++done);
                }, token);
            },
            cancel);

    // A damaged shard of a submitted run is reported. Its images count as missing.
    private void MergeReadableStores(CellStore store, IReadOnlyList<string> folders, CancellationToken cancel)
    {
        try
        {
            MergeStores(store, folders, cancel);
        }
        catch (RunStoreException) when (folders.Count > 1)
        {
            foreach (var folder in folders) MergeReadableStores(store, [folder], cancel);
        }
        catch (RunStoreException error)
        {
            context.Errors.MarkupLineInterpolated($"[red]{error.Message}[/]");
        }
    }

    private int Finish(
        ExperimentRun run,
        Experiment experiment,
        CellStore store,
        Func<IReadOnlyCollection<Shard>> shards,
        Stopwatch clock,
        bool wide,
        CancellationToken cancel)
    {
        var output = RunOutput.Write(context, run, experiment, store, clock, wide, cancel);
        context.Errors.WriteLine($"{run.DoneImages(output.Reports)} of {run.Ids.Count} images; {run.Folder}/{output.Files[^1]}");
        var missing = run.MissingImages(store);
        if (missing.Count == 0) return output.HasFailures ? ExitCode.CellsFailed : ExitCode.Done;
        context.Errors.MarkupLineInterpolated($"[red]{MissingImagesText(missing, shards())}[/]");
        return ExitCode.CellsFailed;
    }

    private static HashSet<Shard> Shards(string[] folders)
    {
        var shards = new HashSet<Shard>();
        foreach (var folder in folders)
        {
            using var store = CellStore.Read(folder);
            shards.UnionWith((store.Runs?.All() ?? []).Select(run => run.Shard).OfType<string>().Select(Shard.FromText));
        }
        return shards;
    }

    // Names the missing shards, if the stores agree on the number of shards.
    private static string MissingImagesText(IReadOnlyList<int> missing, IReadOnlyCollection<Shard> shards)
    {
        var images = $"{missing.Count} image{(missing.Count == 1 ? " is" : "s are")} missing";
        if (shards.Select(shard => shard.Count).Distinct().ToList() is not [var count])
            return $"{images}: the stores are not the shards of one run.";
        var names = Enumerable
            .Range(1, count)
            .Select(i => new Shard(i, count))
            .Select(shard => (Shard: shard, Missing: missing.Count(place => shard.Contains(place))))
            .Where(shard => shard.Missing > 0)
            .Select(shard =>
                shards.Contains(shard.Shard)
                    ? $"shard {shard.Shard} lacks {shard.Missing} of its images"
                    : $"shard {shard.Shard} was not merged")
            .ToList();
        return $"{images}: {string.Join(", ", names)}.";
    }
}
