using Workbench.Engine.Model;
using Workbench.Engine.Plugins;
using Workbench.Experiments;
using Workbench.Specs;

namespace Workbench.Cluster;

/// <summary>
/// A submitted run, or one of its shards, loaded on this machine. Its spec, program, plugins, weights and data equal the submission's.
/// </summary>
public sealed class SubmittedRun
{
    private SubmittedRun(Submission submission, Experiment experiment, Subject subject, ExperimentRun run) =>
        (Submission, Experiment, Subject, Run) = (submission, experiment, subject, run);

    public Submission Submission { get; }

    public Experiment Experiment { get; }

    /// <summary>Model and data.</summary>
    public Subject Subject { get; }

    /// <summary>The run, or the shard.</summary>
    public ExperimentRun Run { get; }

    /// <summary>Loads a run, and checks that it equals its submission.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="submission">The submitted run.</param>
    /// <param name="shard">The shard, from 1; null for the whole run.</param>
    /// <param name="plugins">The loaded plugins.</param>
    /// <param name="session">Owns model and data.</param>
    /// <param name="say">Receives the reason if the node cache cannot be used.</param>
    /// <exception cref="SubmissionException">
    /// The run has no such shard, or the program, plugins, weights, data or spec have changed since.
    /// </exception>
    /// <exception cref="SpecException">The spec names something that this machine does not have.</exception>
    /// <exception cref="WeightsException">The weights cannot be used.</exception>
    /// <exception cref="Data.DataException">The data cannot be used.</exception>
    /// <exception cref="DeviceException">The machine has no such device.</exception>
    public static SubmittedRun Open(
        RunFolder folder,
        Submission submission,
        int? shard,
        IPluginCatalog plugins,
        ExperimentSession session,
        Action<string> say)
    {
        if (shard is { } index && (index < 1 || index > submission.Shards))
            throw new SubmissionException($"The run has no shard {index}; its shards are 1 to {submission.Shards}.");
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
            RunIdentity.Compute(experiment, subject, run, File.ReadAllText(folder.Spec)));
        return differences.Count == 0 ? new SubmittedRun(submission, experiment, subject, run) : throw new SubmissionException(
            "The run differs from its submission, so its shards could not be merged. "
            + $"Different here: {string.Join(", ", differences)}. Restore the submitted version, or submit the spec to another folder.");
    }

    /// <summary>Writes the spec and the submission, which the tasks read, to the run's folder.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="subject">Model and data.</param>
    /// <param name="run">The whole run.</param>
    /// <param name="how">The submission; identity, cells, images and the check of expected values are filled in from the run.</param>
    /// <returns>The complete submission.</returns>
    /// <exception cref="SubmissionException">The folder already has a submitted run.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static Submission Create(RunFolder folder, Experiment experiment, Subject subject, ExperimentRun run, Submission how)
    {
        if (RunFolder.HasSubmission(folder.Root))
            throw new SubmissionException(
                $"'{folder.Root}' already has a submitted run. 'workbench submit --resume {folder.Name}' queues its missing shards; "
                + "for a new run, choose another --out.");
        var spec = SpecWriter.Write(experiment);
        var submission = how with
        {
            ChecksExpected = run.ChecksExpected,
            Identity = RunIdentity.Compute(experiment, subject, run, spec),
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
