using System.Globalization;
using Spectre.Console;
using Workbench.Cluster;

namespace Workbench.Cli.Commands.Cluster;

/// <summary><c>workbench status RUN</c>: shows the shards of a submitted run.</summary>
internal static class SubmittedStatus
{
    /// <summary>Prints the state of the shards.</summary>
    /// <returns><see cref="ExitCode.CellsFailed"/> if a shard has failed or is missing.</returns>
    public static int Show(CommandContext context, RunFolder folder)
    {
        var submission = Submission.Read(folder);
        var status = ClusterCommands.Status(context, folder, submission);
        var table = new Table().Border(TableBorder.Simple);
        foreach (var header in (string[])["shard", "state", "images", "images/s", "node", "why"])
            table.AddColumn(new TableColumn(new Text(header)).NoWrap());
        foreach (var shard in status.Shards)
            table.AddRow(
                new Text(Number(shard.Shard)),
                new Text(Name(shard.Phase), new Style(PhaseColor(shard.Phase))),
                new Text($"{shard.Done} of {shard.Total}"),
                new Text(shard.Progress?.Speed > 0 ? shard.Progress.Speed.ToString("0.00", CultureInfo.InvariantCulture) : ""),
                new Text(shard.Node),
                new Text(Why(shard)));
        context.Output.Write(table);
        var counts = Enum.GetValues<ShardPhase>()
            .Select(phase => (Name: Name(phase), Count: status.Shards.Count(shard => shard.Phase == phase)))
            .Where(count => count.Count > 0);
        var speed = status.Speed > 0 ? $"; {status.Speed.ToString("0.00", CultureInfo.InvariantCulture)} images/s" : "";
        context.Output.WriteLine(
            $"{status.Done} of {status.Total} images; shards: {string.Join(", ", counts.Select(count => $"{count.Count} {count.Name}"))}"
            + $"{speed}{(status.TimeLeft is { } left ? $", about {RemainingText(left)} left" : "")}"
            + $"{(status.Merge is { } merge ? $"; merge: {merge.Description}" : "")}.");
        if (status.ShardsToQueue.Count == 0) return ExitCode.Done;
        var shards = $"shard{(status.ShardsToQueue.Count == 1 ? "" : "s")} {string.Join(", ", status.ShardsToQueue)}";
        context.Errors.WriteLine($"'workbench submit --resume {folder.Root}' queues {shards} again.");
        return ExitCode.CellsFailed;
    }

    private static string Why(ShardStatus shard) => shard.Phase is ShardPhase.Done ? "" : string.Join("; ", new[]
    {
        shard.Detail,
        shard.Phase == ShardPhase.Failed && shard.Progress?.ExitCode is { } code and not 0 ? $"exit code {Number(code)}" : "",
        shard.LastLine?.Trim() is { } line && line != shard.Detail ? $"log: {line}" : "",
    }.Where(text => text.Length > 0));

    private static string RemainingText(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{Number((int)time.TotalHours)} h {time.Minutes} min"
        : time.TotalMinutes >= 1 ? $"{time.Minutes} min"
        : $"{Math.Max(1, time.Seconds)} s";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Name(ShardPhase phase) => phase.ToString().ToLowerInvariant();

    private static Color PhaseColor(ShardPhase phase) => phase switch
    {
        ShardPhase.Done => Color.Green,
        ShardPhase.Failed or ShardPhase.Missing => Color.Red,
        _ => Color.Yellow,
    };
}
