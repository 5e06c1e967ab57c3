namespace Workbench.Cluster.Slurm;

/// <summary>Slurm: an array job for the shards, and a merge job that depends on its end.</summary>
public sealed class SlurmScheduler : IScheduler
{
    /// <inheritdoc/>
    public QueuedJobs Submit(RunFolder folder, IReadOnlyList<int> shards, IReadOnlyList<QueuedJobs> before)
    {
        var active = Active(before).ToLookup(state => state.Shard is not null, state => state.Job);
        var (running, waiting) = (active[true].Distinct(StringComparer.Ordinal).ToList(), active[false].ToList());
        var tasks = shards.Count == 0 ? null : Array(folder, shards);
        try
        {
            // After any end of the tasks, also a failure: the merge of the finished shards reports the missing ones.
            var after = running.Append(tasks).OfType<string>().ToList();
            var merge = Queue(
                folder,
                [
                    .. after.Count == 0 ? System.Array.Empty<string>() : [$"--dependency=afterany:{string.Join(':', after)}"],
                    Path.GetFileName(folder.MergeScript),
                ]);
            if (waiting.Count > 0) SlurmCommand.Run("scancel", waiting);
            return new QueuedJobs(tasks, merge, shards, DateTime.UtcNow);
        }
        catch (SchedulerException) when (tasks is not null)
        {
            // Queue both or neither: the caller would not record tasks without a merge.
            SlurmCommand.Run("scancel", [tasks]);
            throw;
        }
    }

    private IEnumerable<JobState> Active(IReadOnlyList<QueuedJobs> jobs) =>
        States(jobs).Where(state => state.Phase is JobPhase.Waiting or JobPhase.Running);

    private static string Array(RunFolder folder, IReadOnlyList<int> shards)
    {
        try
        {
            return Queue(folder, [$"--array={FormatArray(folder, shards)}", Path.GetFileName(folder.TaskScript)]);
        }
        catch (SchedulerException error) when (SlurmArray.IsTooLarge(error.Message))
        {
            var most = SlurmArray.ReadMaxTask();
            throw new TooManyTasksException(
                $"{error.Message.TrimEnd('.')}. The cluster does not accept an array with task {shards.Max()}"
                + $"{(most is { } number ? $": its MaxArraySize allows {number}" : "")}.",
                most);
        }
    }

    // '--parsable' prints the job's number, followed by ';cluster' on a federation.
    private static string Queue(RunFolder folder, IReadOnlyList<string> arguments) =>
        SlurmCommand.Run("sbatch", ["--parsable", .. arguments], folder.Root).Trim().Split(';')[0];

    // --array on the command line overrides the script's, so the script's limit on simultaneous tasks ('%N') is copied.
    private static string FormatArray(RunFolder folder, IReadOnlyList<int> shards)
    {
        var written = File.ReadLines(folder.TaskScript)
            .FirstOrDefault(line => line.StartsWith("#SBATCH --array=", StringComparison.Ordinal))
            ?? "";
        return string.Join(',', shards) + (written.IndexOf('%', StringComparison.Ordinal) is var at and >= 0 ? written[at..] : "");
    }

    /// <inheritdoc/>
    public IReadOnlyList<JobState> States(IReadOnlyList<QueuedJobs> jobs)
    {
        if (jobs.Count == 0) return [];
        var names = jobs.SelectMany(job => new[] { job.Tasks, job.Merge }).OfType<string>().ToList();
        var states = SlurmQueue.Read(names).ToDictionary(state => (state.Job, state.Task));
        // The accounts may have jobs that the controller has forgotten.
        foreach (var state in SlurmAccounts.Read(names)) states.TryAdd((state.Job, state.Task), state);
        var merges = jobs.Select(job => job.Merge).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. states.Values.Select(state => new JobState(
                state.Job,
                merges.Contains(state.Job) ? null : state.Task,
                state.Phase,
                state.Description,
                state.Node)),
        ];
    }

    /// <inheritdoc/>
    public void Cancel(IReadOnlyList<QueuedJobs> jobs)
    {
        var active = Active(jobs).Select(state => state.Job).Distinct(StringComparer.Ordinal).ToList();
        if (active.Count > 0) SlurmCommand.Run("scancel", active);
    }
}
