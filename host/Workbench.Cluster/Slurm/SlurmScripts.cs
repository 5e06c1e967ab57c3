using System.Globalization;
using Workbench.Data;

namespace Workbench.Cluster.Slurm;

/// <summary>The two scripts of a run, <c>task.sh</c> and <c>merge.sh</c>: to be read, and to be given to sbatch by hand too, in the run's folder.</summary>
public static class SlurmScripts
{
    /// <summary>Writes them, and keeps what they ask for.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="submission">What is submitted.</param>
    /// <param name="request">What is asked of Slurm.</param>
    /// <param name="program">How the workbench is started: file, then arguments.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static void Write(RunFolder folder, Submission submission, SlurmRequest request, IReadOnlyList<string> program)
    {
        Directory.CreateDirectory(folder.Logs);
        request.Write(folder);
        var about =
            $"{OneLine(submission.Title)}: {submission.Images.Count} images in {submission.Shards} shard{(submission.Shards == 1 ? "" : "s")}, {submission.Cells.Count} cells.";
        var start = string.Join(' ', program.Select(Quoted));
        File.WriteAllText(folder.TaskScript, Task(folder, submission, about, request, start));
        File.WriteAllText(folder.MergeScript, Merge(folder, about, request, start));
    }

    private static string Task(RunFolder folder, Submission submission, string about, SlurmRequest request, string start) =>
        $$"""
        #!/bin/bash
        # {{about}}
        # One task computes one shard into shards/I. It may be stopped and started at any time, and goes on at its first missing image.
        {{Lines([
            $"--job-name={Name(folder)}", $"--array=1-{submission.Shards}{(request.AtOnce is { } most ? $"%{most}" : "")}", "--output=logs/shard-%a.log", "--open-mode=append", "--requeue", $"--signal=B:TERM@{request.Grace}",
            "--nodes=1", "--ntasks=1", Said("partition", request.Partition), Said("gpus-per-task", request.Gpus), Said("cpus-per-task", request.Cpus), Said("mem", request.Memory), Said("time", request.Time),
            Said("account", request.Account), Said("exclude", request.Exclude), .. request.More])}}

        {{Environment()}}

        {{start}} task {{Quoted(folder.Root)}} --shard "$SLURM_ARRAY_TASK_ID" &
        task=$!
        # Near the time limit, and when the task is preempted, Slurm sends SIGTERM: the images in hand are finished and kept.
        trap 'kill -TERM "$task" 2>/dev/null' TERM
        # A signal ends a wait before the task has ended.
        while kill -0 "$task" 2>/dev/null; do wait "$task"; done
        wait "$task"
        code=$?
        # 75 means: stopped with images left. A task that is not running any more was cancelled, or is being queued again already.
        if [ "$code" -eq 75 ] && [ "$(squeue --noheader --jobs="$SLURM_JOB_ID" --format=%T)" = RUNNING ]; then scontrol requeue "$SLURM_JOB_ID"; fi
        exit "$code"

        """;

    private static string Merge(RunFolder folder, string about, SlurmRequest request, string start) =>
        $$"""
        #!/bin/bash
        # {{about}}
        # After all tasks: joins what the shards have, draws tables, figures and report, and names a shard that is missing.
        {{Lines([
            $"--job-name={Name(folder)}-merge", "--output=logs/merge.log", "--open-mode=append", "--requeue", "--nodes=1", "--ntasks=1",
            Said("partition", request.MergePartition ?? request.Partition), Said("cpus-per-task", request.Cpus), Said("mem", request.Memory), Said("time", request.Time), Said("account", request.Account), Said("exclude", request.Exclude), .. request.More])}}

        {{Environment()}}

        exec {{start}} merge {{Quoted(folder.Root)}}

        """;

    // The folders are those of the submission, whatever the shell of the job's node would make of them.
    private static string Environment()
    {
        var plugins = System.Environment.GetEnvironmentVariable("WORKBENCH_PLUGINS") is { Length: > 0 } own
            ? $"export WORKBENCH_PLUGINS={Quoted(own)}\n"
            : "";
        return
            $$$"""
            {{{plugins}}}export WORKBENCH_CACHE={{{Quoted(CacheFolders.Root)}}}
            # A disk of the node's own, where there is one: weights are copied there once.
            export WORKBENCH_NODE_CACHE="${WORKBENCH_NODE_CACHE:-${SLURM_TMPDIR:-}}"
            """;
    }

    private static string Lines(IReadOnlyList<string?> options) =>
        string.Join('\n', options.OfType<string>().Select(option => $"#SBATCH {option}"));

    private static string? Said(string option, object? value) =>
        value is null ? null : string.Create(CultureInfo.InvariantCulture, $"--{option}={value}");

    private static string Name(RunFolder folder) =>
        string.Concat(folder.Name.Where(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.'));

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
