using Workbench.Engine.Model;
using Workbench.Engine.Plugins;
using Workbench.Experiments;
using Workbench.Specs;

namespace Workbench.Cluster;

/// <summary>A submitted run, or a shard of it, ready to be computed or merged here: spec, program, plugins, weights and data are those of the submission.</summary>
public sealed class SubmittedRun
{
    private SubmittedRun(Submission submission, Experiment experiment, Subject subject, ExperimentRun run) =>
        (Submission, Experiment, Subject, Run) = (submission, experiment, subject, run);

    /// <summary>What was submitted.</summary>
    public Submission Submission { get; }

    /// <summary>The spec.</summary>
    public Experiment Experiment { get; }

    /// <summary>Model and data.</summary>
    public Subject Subject { get; }

    /// <summary>The run or the shard.</summary>
    public ExperimentRun Run { get; }

    /// <summary>Loads a run, and refuses one that has become another.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="submission">What was submitted.</param>
    /// <param name="shard">The shard, from 1; null for the whole.</param>
    /// <param name="plugins">The plugins at hand.</param>
    /// <param name="session">Holds model and data.</param>
    /// <param name="say">Told where the node's cache is not used.</param>
    /// <exception cref="SubmissionException">It has no such shard, or program, plugins, weights, data or spec have changed since.</exception>
    /// <exception cref="SpecException">The spec names what is not here.</exception>
    /// <exception cref="WeightsException">The weights cannot be used.</exception>
    /// <exception cref="Data.DataException">The data cannot be used.</exception>
    /// <exception cref="DeviceException">There is no such device.</exception>
    public static SubmittedRun Open(
        RunFolder folder,
        Submission submission,
        int? shard,
        IPluginCatalog plugins,
        ExperimentSession session,
        Action<string> say)
    {
        if (shard is { } index && (index < 1 || index > submission.Shards))
            throw new SubmissionException($"There is no shard {index}: the run was submitted in {submission.Shards}.");
        var experiment = ExperimentFile.Load(folder.Spec, plugins);
        var spec = experiment.Spec with
        {
            Subject = NodeCache.Localise(experiment.Spec.Subject, submission.Identity[RunIdentity.Weights], say),
        };
        experiment = experiment with { Spec = spec };
        var run = session.Plan(experiment, submission.Settings(folder, shard), submission.ChecksExpected);
        var subject = session.Subject(spec);
        var differences = RunIdentity.Differences(
            submission.Identity,
            RunIdentity.Of(experiment, subject, run, File.ReadAllText(folder.Spec)));
        return differences.Count == 0 ? new SubmittedRun(submission, experiment, subject, run) : throw new SubmissionException(
            "This is not what was submitted, and its rows would not belong together. "
            + $"Different here: {string.Join(", ", differences)}. Put it back, or submit the spec anew into another folder.");
    }

    /// <summary>Writes what a run's tasks read, the spec and the submission, into its folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="subject">Model and data.</param>
    /// <param name="run">The whole run.</param>
    /// <param name="how">The submission, but for what is read off the run.</param>
    /// <returns>The submission.</returns>
    /// <exception cref="SubmissionException">The folder holds a run already.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static Submission Create(RunFolder folder, Experiment experiment, Subject subject, ExperimentRun run, Submission how)
    {
        if (RunFolder.Is(folder.Root))
            throw new SubmissionException(
                $"'{folder.Root}' holds a submitted run already: 'workbench submit --resume {folder.Name}' queues what it lacks; another --out makes another."
            );
        var spec = SpecWriter.Write(experiment);
        var submission = how with
        {
            ChecksExpected = run.ChecksExpected,
            Identity = RunIdentity.Of(experiment, subject, run, spec),
            Cells =
            [
                .. run
                    .Plan.Cells.Select(planned => planned.Cell)
                    .Select(cell => new SubmittedCell(run.Keys[cell].Id, cell.Metric.Name, cell.Method.Name, run.Samples(cell))),
            ],
            Images = run.Images,
        };
        Directory.CreateDirectory(folder.Logs);
        for (var shard = 1; shard <= submission.Shards; shard++) Directory.CreateDirectory(folder.Shard(shard));
        File.WriteAllText(folder.Spec, spec);
        submission.Write(folder);
        return submission;
    }
}
