using System.CommandLine;
using Spectre.Console;
using Workbench.Cluster;
using Workbench.Cluster.Slurm;

namespace Workbench.Cli.Commands.Cluster;

/// <summary><c>workbench submit SPEC --shards N</c>: splits a run into shards and queues them.</summary>
internal sealed class SubmitCommand(CommandContext context)
{
    public Command Create()
    {
        var (options, how, slurm) = (new ExperimentOptions(needsSpec: false), new RunOptions(), new SlurmOptions());
        var shards = new Option<int?>("--shards") { Description = "Number of shards; each is a task", HelpName = "N" };
        var dry = new Option<bool>("--dry-run") { Description = "Writes the run's folder and its scripts, but queues nothing" };
        var resume = new Option<string?>("--resume")
        {
            Description = "Queues the missing shards of a submitted run",
            HelpName = "RUN",
        };
        var command = new Command("submit",
            """
            Splits a run into shards and queues them with Slurm: an array job, then a job that merges the shards and writes the tables,
            figures and report. Spec, program, plugins, weights and data are resolved and hashed here. A task that finds different
            ones fails.

            Examples:
              workbench submit experiments/table1.yaml --shards 8 --partition gpu --gpus-per-task 1 --cpus-per-task 8 --time 2:00:00
              workbench submit experiments/table1.yaml --shards 8 --dry-run      task.sh and merge.sh, to read
              workbench status runs/table1-scenes-8shards
              workbench submit --resume runs/table1-scenes-8shards               only what is missing
              workbench submit --resume runs/table1-scenes-8shards --mem 32G     the same, with more memory
            """);
        options.AddTo(command);
        how.AddTo(command, RunUse.Submission);
        foreach (var option in new Option[] { shards, dry, resume }) command.Options.Add(option);
        slurm.AddTo(command);
        ExperimentOptions.AtLeastOne(shards);
        command.Validators.Add(result =>
        {
            var (specs, again) = (result.GetValue(options.Spec) ?? [], result.GetValue(resume) is not null);
            if (again && (specs.Length > 0 || result.GetValue(shards) is not null || result.GetValue(dry)))
                result.AddError("--resume keeps the run as it was submitted: remove the spec, --shards and --dry-run.");
            else if (!again && specs.Length == 0) result.AddError("Name a spec to submit, or a run with --resume.");
            else if (!again && result.GetValue(shards) is null) result.AddError("--shards is required: the number of tasks.");
        });
        command.SetAction((parsed, cancel) => Task.FromResult(parsed.GetValue(resume) is { } run
            ? Resume(new RunFolder(run), slurm, parsed)
            : Submit(options, how, slurm, parsed, parsed.GetValue(shards)!.Value, parsed.GetValue(dry), cancel)));
        return command;
    }

    private int Submit(
        ExperimentOptions options,
        RunOptions how,
        SlurmOptions slurm,
        ParseResult parsed,
        int shards,
        bool dry,
        CancellationToken cancel)
    {
        using var plugins = context.LoadPlugins();
        var experiment = options.Load(parsed, plugins);
        if (experiment.Tables.Count == 0)
            throw new SubmissionException(
                "The spec has no tables, and figures of maps are not split into shards. Draw them with 'workbench run'.");
        // The model is loaded only for its names and hashes; a login node has no GPU.
        using var session = context.Open("cpu", null, cancel, computes: false);
        var (settings, request, run) = (how.Settings(parsed), slurm.Request(parsed), session.Plan(experiment));
        var folder = new RunFolder(settings.Folder ?? $"{run.Folder}-{shards}shard{(shards == 1 ? "" : "s")}");
        var submission = SubmittedRun.Create(folder, experiment, session.Subject(experiment.Spec), run, new Submission
        {
            Title = experiment.Spec.Title,
            Shards = shards,
            Command = context.Arguments,
            Device = parsed.GetValue(options.Device) ?? (request.Gpus > 0 ? "cuda" : "cpu"),
            Threads = parsed.GetValue(options.Threads) ?? request.Cpus,
            Batch = settings.Batch,
            PluginLimit = settings.PluginLimit.TotalSeconds,
            Gallery = settings.Gallery,
            KeepMaps = settings.KeepMaps,
            Identity = new Dictionary<string, string>(), Cells = [], Images = [],   // set from the run
        });
        SlurmScripts.Write(folder, submission, request, ClusterCommands.Program);
        var sizes = Enumerable.Range(1, shards).Select(shard => submission.CellsByImage(shard).Count).ToList();
        context.Errors.WriteLine(
            $"{submission.Cells.Count} cells for {submission.Images.Count} images in {shards} shard{(shards == 1 ? "" : "s")} "
            + $"of {sizes.Max()} at most: {folder.Root}");
        if (sizes.Contains(0))
            context.Errors.MarkupLineInterpolated($"[yellow]More shards than images: some shards are empty.[/]");
        try
        {
            if (!dry) return Queue(folder, [.. Enumerable.Range(1, shards)], []);
        }
        catch (TooManyTasksException error)
        {
            var fewer = error.MaxTasks is { } most ? $"{most} or less" : "1000, for example";
            throw new SchedulerException(
                $"{error.Message}{Environment.NewLine}Nothing was queued. Submit again with fewer shards (--shards {fewer}) into another "
                + $"folder, or delete '{folder.Root}' first. 'submit --resume' keeps the number of shards.",
                error);
        }
        catch (SchedulerException error)
        {
            throw new SchedulerException(
                $"{error.Message}{Environment.NewLine}The run was written, but nothing was queued: 'workbench submit --resume "
                + $"{folder.Root}' tries again, also with other options.",
                error);
        }
        context.Errors.WriteLine(
            $"Nothing was queued. Read {folder.TaskScript} and {folder.MergeScript}; "
            + $"'workbench submit --resume {folder.Root}' queues them.");
        return ExitCode.Done;
    }

    private int Resume(RunFolder folder, SlurmOptions slurm, ParseResult parsed)
    {
        var submission = Submission.Read(folder);
        if (slurm.Any(parsed))
            SlurmScripts.Write(folder, submission, slurm.Request(parsed, SlurmRequest.Read(folder)), ClusterCommands.Program);
        var before = JobLog.Read(folder);
        // The stores alone are not enough: a waiting task would be queued twice.
        var status = RunStatus.Read(folder, submission, ClusterCommands.Scheduler.States(before));
        if (status.ShardsToQueue.Count > 0) return Queue(folder, status.ShardsToQueue, before);
        if (
            status.Shards.Any(shard => shard.Phase is ShardPhase.Running or ShardPhase.Waiting)
            || status.Merge?.Phase is JobPhase.Running or JobPhase.Waiting)
        {
            context.Errors.WriteLine($"All missing shards are already queued: see 'workbench status {folder.Root}'.");
            return ExitCode.Done;
        }
        context.Errors.WriteLine("All shards are done.");
        return Queue(folder, [], before);
    }

    private int Queue(RunFolder folder, IReadOnlyList<int> shards, IReadOnlyList<QueuedJobs> before)
    {
        var jobs = ClusterCommands.Scheduler.Submit(folder, shards, before);
        try
        {
            JobLog.Add(folder, jobs);
        }
        catch (IOException)
        {
            ClusterCommands.Scheduler.Cancel([jobs]);   // without the log these jobs could not be found again
            throw;
        }
        if (jobs.Tasks is { } tasks)
            context.Output.WriteLine($"tasks {tasks}: shard{(shards.Count == 1 ? "" : "s")} {string.Join(", ", shards)}");
        context.Output.WriteLine($"merge {jobs.Merge}: after them");
        context.Errors.WriteLine($"'workbench status {folder.Root}' shows their progress, 'workbench cancel {folder.Root}' cancels them.");
        return ExitCode.Done;
    }
}
