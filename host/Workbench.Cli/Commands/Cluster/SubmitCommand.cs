using System.CommandLine;
using Spectre.Console;
using Workbench.Cluster;
using Workbench.Cluster.Slurm;

namespace Workbench.Cli.Commands.Cluster;

/// <summary><c>workbench submit SPEC --shards N</c>: cuts a run into shards and queues them.</summary>
internal sealed class SubmitCommand(CommandContext context)
{
    public Command Create()
    {
        var (options, how, slurm) = (new ExperimentOptions(needsSpec: false), new RunOptions(), new SlurmOptions());
        var shards = new Option<int?>("--shards") { Description = "Number of shards, each a task", HelpName = "N" };
        var dry = new Option<bool>("--dry-run") { Description = "Writes the run's folder and its scripts, and queues nothing" };
        var resume = new Option<string?>("--resume")
        {
            Description = "Queues what a submitted run lacks, and nothing else",
            HelpName = "RUN",
        };
        var command = new Command("submit",
            """
            Cuts a run into shards and queues them with Slurm: an array job, and a job after it that merges the shards and draws the tables, figures and report.
            Spec, program, plugins, weights and data are resolved and hashed here, once; a task that finds another refuses.

            Examples:
              workbench submit experiments/table1.yaml --shards 8 --partition gpu --gpus-per-task 1 --cpus-per-task 8 --mem 16G --time 2:00:00
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
                result.AddError("--resume takes the run as it was submitted: no spec, no --shards, no --dry-run.");
            else if (!again && specs.Length == 0) result.AddError("Name a spec to submit, or a run with --resume.");
            else if (!again && result.GetValue(shards) is null) result.AddError("--shards says in how many tasks the run is cut.");
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
                "The spec has no tables, and figures of maps are not cut into shards: 'workbench run' draws them.");
        // Loaded here for its names and hashes alone: a login node has no GPU.
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
            Identity = new Dictionary<string, string>(), Cells = [], Images = [],   // read off the run
        });
        SlurmScripts.Write(folder, submission, request, ClusterCommands.Program);
        var sizes = Enumerable.Range(1, shards).Select(shard => submission.Wanted(shard).Count).ToList();
        context.Errors.WriteLine(
            $"{submission.Cells.Count} cells for {submission.Images.Count} images in {shards} shard{(shards == 1 ? "" : "s")} of {sizes.Max()} at most: {folder.Root}"
        );
        if (sizes.Contains(0))
            context.Errors.MarkupLineInterpolated($"[yellow]There are more shards than images: some have nothing to do.[/]");
        try
        {
            if (!dry) return Queue(folder, [.. Enumerable.Range(1, shards)], []);
        }
        catch (TooManyTasksException error)
        {
            throw new SchedulerException(
                $"{error.Message}{Environment.NewLine}Nothing is queued. The same command with fewer shards will do: --shards {(error.Most is { } most ? $"{most} or less" : "1000, say")}, into another folder, or into this one once '{folder.Root}' is deleted. 'submit --resume' keeps the number of shards.",
                error);
        }
        catch (SchedulerException error)
        {
            throw new SchedulerException(
                $"{error.Message}{Environment.NewLine}The run is written, and nothing is queued: 'workbench submit --resume {folder.Root}' tries again, with other options if need be.",
                error);
        }
        context.Errors.WriteLine(
            $"Nothing was queued. Read {folder.TaskScript} and {folder.MergeScript}; 'workbench submit --resume {folder.Root}' queues them."
        );
        return ExitCode.Done;
    }

    private int Resume(RunFolder folder, SlurmOptions slurm, ParseResult parsed)
    {
        var submission = Submission.Read(folder);
        if (slurm.Any(parsed))
            SlurmScripts.Write(folder, submission, slurm.Request(parsed, SlurmRequest.Read(folder)), ClusterCommands.Program);
        var before = JobLog.Read(folder);
        // Not from the stores alone: a task that waits would be queued twice.
        var status = RunStatus.Of(folder, submission, ClusterCommands.Scheduler.States(before));
        if (status.Idle.Count > 0) return Queue(folder, status.Idle, before);
        if (
            status.Shards.Any(shard => shard.Phase is ShardPhase.Running or ShardPhase.Waiting)
            || status.Merge?.Phase is JobPhase.Running or JobPhase.Waiting)
        {
            context.Errors.WriteLine($"Nothing is missing that is not queued already: 'workbench status {folder.Root}'.");
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
            ClusterCommands.Scheduler.Cancel([jobs]);   // nobody would know of them
            throw;
        }
        if (jobs.Tasks is { } tasks)
            context.Output.WriteLine($"tasks {tasks}: shard{(shards.Count == 1 ? "" : "s")} {string.Join(", ", shards)}");
        context.Output.WriteLine($"merge {jobs.Merge}: after them");
        context.Errors.WriteLine($"'workbench status {folder.Root}' says how far they are, 'workbench cancel {folder.Root}' ends them.");
        return ExitCode.Done;
    }
}
