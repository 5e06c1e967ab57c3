using System.Globalization;
using Workbench.Data;

namespace Workbench.Cluster.Slurm;

/// <summary>
/// The scripts of a run, <c>task.sh</c> and <c>merge.sh</c>. They are readable, and can be passed to sbatch by hand in the run's folder.
/// </summary>
public static class SlurmScripts
{
    /// <summary>Writes the scripts and <c>slurm.json</c>.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="submission">The submitted run.</param>
    /// <param name="request">The sbatch options.</param>
    /// <param name="program">Command line that starts the workbench: file, then arguments.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunFolder folder, Submission submission, SlurmRequest request, IReadOnlyList<string> program)
    {
        Directory.CreateDirectory(folder.Logs);
        request.Write(folder);
        var about =
            $"{OneLine(submission.Title)}: {submission.Images.Count} images in "
            + $"{submission.Shards} shard{(submission.Shards == 1 ? "" : "s")}, {submission.Cells.Count} cells.";
        var start = string.Join(' ', program.Select(Quote));
        File.WriteAllText(folder.TaskScript, Task(folder, submission, about, request, start));
        File.WriteAllText(folder.MergeScript, Merge(folder, about, request, start));
    }

    private static string Task(RunFolder folder, Submission submission, string about, SlurmRequest request, string start) =>
        $$"""
        #!/bin/bash
        # {{about}}
        # Task I computes shard I into shards/I. It can be stopped and restarted at any time, and continues at its first missing image.
        {{Lines([
            $"--job-name={Name(folder)}",
            $"--array=1-{submission.Shards}{(request.AtOnce is { } most ? $"%{most}" : "")}",
            "--output=logs/shard-%a.log",
            "--open-mode=append",
            "--requeue",
            $"--signal=B:TERM@{request.Grace}",
            "--nodes=1",
            "--ntasks=1",
            Option("partition", request.Partition),
            Option("gpus-per-task", request.Gpus),
            Option("cpus-per-task", request.Cpus),
            Option("mem", request.Memory),
            Option("time", request.Time),
            Option("account", request.Account),
            Option("exclude", request.Exclude),
            .. request.More])}}

        {{Environment()}}

        {{start}} task {{Quote(folder.Root)}} --shard "$SLURM_ARRAY_TASK_ID" &
        task=$!
        # Slurm sends SIGTERM near the time limit and on preemption. The task finishes and keeps its current images.
        trap 'kill -TERM "$task" 2>/dev/null' TERM
        # A signal interrupts 'wait' before the task has ended, so wait in a loop.
        while kill -0 "$task" 2>/dev/null; do wait "$task"; done
        wait "$task"
        code=$?
        # Exit code 75: stopped with images left. A job that is not RUNNING was cancelled or is already being requeued.
        if [ "$code" -eq 75 ] && [ "$(squeue --noheader --jobs="$SLURM_JOB_ID" --format=%T)" = RUNNING ]; then
          scontrol requeue "$SLURM_JOB_ID"
        fi
        exit "$code"

        """;

    private static string Merge(RunFolder folder, string about, SlurmRequest request, string start) =>
        $$"""
        #!/bin/bash
        # {{about}}
        # Runs after all tasks: merges the shards, writes tables, figures and report, and lists missing shards.
        {{Lines([
            $"--job-name={Name(folder)}-merge",
            "--output=logs/merge.log",
            "--open-mode=append",
            "--requeue",
            "--nodes=1",
            "--ntasks=1",
            Option("partition", request.MergePartition ?? request.Partition),
            Option("cpus-per-task", request.Cpus),
            Option("mem", request.Memory),
            Option("time", request.Time),
            Option("account", request.Account),
            Option("exclude", request.Exclude),
            .. request.More])}}

        {{Environment()}}

        exec {{start}} merge {{Quote(folder.Root)}}

        """;

    // Jobs use the folders of the submission, not those that the environment of their node would give.
    private static string Environment()
    {
        var plugins = System.Environment.GetEnvironmentVariable("WORKBENCH_PLUGINS") is { Length: > 0 } own
            ? $"export WORKBENCH_PLUGINS={Quote(own)}\n"
            : "";
        return
            $$$"""
            {{{plugins}}}export WORKBENCH_CACHE={{{Quote(CacheFolders.Root)}}}
            # A local disk of the node, if it has one: weights are copied there once.
            export WORKBENCH_NODE_CACHE="${WORKBENCH_NODE_CACHE:-${SLURM_TMPDIR:-}}"
            """;
    }

    private static string Lines(IReadOnlyList<string?> options) =>
        string.Join('\n', options.OfType<string>().Select(option => $"#SBATCH {option}"));

    private static string? Option(string option, object? value) =>
        value is null ? null : string.Create(CultureInfo.InvariantCulture, $"--{option}={value}");

    private static string Name(RunFolder folder) =>
        string.Concat(folder.Name.Where(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.'));

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
