using System.CommandLine;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Spectre.Console;
using Workbench.Data;
using Workbench.Engine.Loading;
using Workbench.Engine.Store;
using Workbench.Experiments;
using Workbench.Reporting;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary>
/// <c>workbench run SPEC --watch</c>: computes a spec, and recomputes on the loaded model the cells that a rebuilt plugin or an edited
/// spec changes, until interrupted.
/// </summary>
internal sealed class WatchedRun(CommandContext context, ExperimentOptions options, RunOptions how, ParseResult parsed) : IDisposable
{
    private const int Poll = 50, QuietPolls = 3;

    private readonly PluginReloader _plugins = new(PluginHost.DefaultFolders);
    private readonly PluginInspection _inspection = new(
        PluginHost
            .DefaultFolders.Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault());
    private readonly Dictionary<(string Table, string Method, string Metric), string> _shown = [];
    private ExperimentSession? _session;
    private (string Folder, CellStore Store)? _store;
    private bool _interrupted;
    private string _lastMessage = "", _specSnapshot = "";   // the message of the last round, and the snapshot of its spec files
    private IReadOnlyList<string> _files = parsed.GetValue(options.Spec)!;

    /// <summary>Runs until interrupted.</summary>
    /// <returns>The exit code.</returns>
    public int Run(CancellationToken cancel)
    {
        foreach (var problem in _plugins.Host.Problems) context.Errors.WriteLine($"warning: {problem}");
        var seen = Snapshot();
        IReadOnlyList<PluginChange> changes = [];
        while (true)
        {
            // A refused plugin changes no number, so the last table stays on the screen.
            if (_interrupted || _specSnapshot != SpecFiles() || changes.Count == 0 || !changes.All(IsNotLoaded))
            {
                var code = Compute(seen, string.Join(" ", changes.Where(change => !IsNotLoaded(change))), cancel);
                if (code != ExitCode.Done) return code;
            }
            Wait([.. changes.Where(IsNotLoaded)]);
            _inspection.Begin();
            seen = WaitForChange(seen, cancel);
            if (cancel.IsCancellationRequested) return ExitCode.Interrupted;
            (changes, var warnings) = _plugins.Refresh(_inspection.Inspect);
            foreach (var warning in warnings) context.Errors.MarkupLineInterpolated($"[yellow]{warning}[/]");
        }
    }

    private static bool IsNotLoaded(PluginChange change) => change.Kind is PluginChangeKind.Refused or PluginChangeKind.Removed;

    // Prints the last lines of a round: the refused plugins, and that the run waits.
    private void Wait(IReadOnlyList<PluginChange> left)
    {
        const string waiting = "Waiting for a rebuilt plugin or an edited spec; Ctrl-C ends.";
        if (_lastMessage.Length > 0) context.Errors.WriteLine(left.Count == 0 ? $"{_lastMessage} {waiting}" : _lastMessage);
        foreach (var change in left) context.Errors.MarkupLineInterpolated($"[yellow]{DateTime.Now:HH:mm:ss} {change} {waiting}[/]");
        _lastMessage = "";
    }

    // Not inlined: after the return no stack slot refers to a method or metric of this round, so that its plugins can unload.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Compute(string seen, string news, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var experiment = options.Load(parsed, _plugins.Host);
            _files = experiment.Spec.Files;
            _specSnapshot = SpecFiles();
            var run = (_session ??= options.Open(context, parsed, cancel)).Plan(experiment, how.Settings(parsed));
            var store = Store(how.Store(parsed));
            using var changed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            context.Progress.Bar("images", run.Ids.Count, (report, token) => run.Compute(store, ProgressBars.Count(done =>
            {
                report.Report(done);
                if (Snapshot() != seen) changed.Cancel();   // the rest is computed with the new version
            }), token), changed.Token);
            if (cancel.IsCancellationRequested) return ExitCode.Interrupted;
            _interrupted = changed.IsCancellationRequested;
            if (!_interrupted) Show(run, store, news, clock);
        }
        catch (WorkbenchException error)
        {
            if (_shown.Count == 0 && _session?.HasSubject != true) throw;   // the first round never worked
            if (error is SpecException wrong)
                _files = [.. _files.Union(wrong.Files)];   // the mistake may be in a newly extended file
            _interrupted = false;
            _specSnapshot = SpecFiles();
            context.Errors.MarkupLineInterpolated($"[red]{error.Message}[/]");
        }
        return ExitCode.Done;
    }

    private void Show(ExperimentRun run, CellStore store, string news, Stopwatch clock)
    {
        var reports = run.Reports(store);
        var differences = Differences(reports);
        if (news.Length > 0) context.Errors.MarkupLineInterpolated($"[bold]{news}[/]");
        foreach (var report in reports) ConsoleTable.Write(report, context.Output, how.IsWide(parsed));
        foreach (var difference in differences) context.Output.WriteLine(difference);
        // The numbers are printed before the files are written.
        var end = run.Finish(reports, context.Arguments, clock.Elapsed.TotalSeconds);
        run.Write(store, end, [.. run.Draw(null, CancellationToken.None).Select(figure => figure.Figure.ToReportFigure())]);
        if (run.ComputedImages > 0 && run.Batches.Summary is { } summary) context.Errors.WriteLine(summary);
        _lastMessage = $"{DateTime.Now:HH:mm:ss} {run.ComputedImages} of {run.Ids.Count} images computed "
            + $"in {clock.Elapsed.TotalSeconds:0.0} s; {run.Folder}.";
    }

    private List<string> Differences(IReadOnlyList<TableReport> reports)
    {
        var (first, found) = (_shown.Count == 0, new List<string>());
        foreach (var report in reports)
            foreach (var cell in report.Result.Cells)
            {
                var value = report.CellText(cell);
                if (_shown.TryGetValue((report.Result.Title, cell.Method, cell.Metric), out var before) ? before != value : !first)
                    found.Add($"changed: {cell.Method} {cell.Metric}: {before ?? "new"} → {value}");
                _shown[(report.Result.Title, cell.Method, cell.Metric)] = value;
            }
        return found;
    }

    private CellStore Store(string folder)
    {
        if (_store?.Folder == folder) return _store.Value.Store;
        _store?.Store.Dispose();
        _store = null;
        _store = (folder, how.Open(parsed));
        return _store.Value.Store;
    }

    // A build writes several files: the next round starts when nothing has changed for a moment.
    private string WaitForChange(string seen, CancellationToken cancel)
    {
        var (now, quiet) = (seen, 0);
        while (!cancel.IsCancellationRequested && (now == seen || quiet < QuietPolls))
        {
            Thread.Sleep(Poll);
            var next = Snapshot();
            quiet = next == now ? quiet + 1 : 0;
            now = next;
        }
        return now;
    }

    private string Snapshot() => PluginHost.Snapshot(_plugins.Host.Folders) + SpecFiles();

    private string SpecFiles() =>
        string.Concat(_files.Select(file => $"\n{file} {(File.Exists(file) ? File.GetLastWriteTimeUtc(file).Ticks : 0)}"));

    public void Dispose()
    {
        _inspection.Dispose();
        _store?.Store.Dispose();
        _session?.Dispose();
        _plugins.Dispose();
    }
}
