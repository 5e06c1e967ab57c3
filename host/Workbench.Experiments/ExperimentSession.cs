using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Reporting;
using Workbench.Specs;
using static TorchSharp.torch;

namespace Workbench.Experiments;

/// <summary>How a session is opened.</summary>
public sealed record SessionOptions
{
    /// <summary><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>…, or null for CUDA where there is a device.</summary>
    public string? Device { get; init; }

    /// <summary>CPU threads of libtorch, or null to leave them as they are.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether numbers are computed here: then a caution about the precision on this device is said. Default: true.</summary>
    public bool Computes { get; init; } = true;

    /// <summary>Takes what a user has to know: cautions about model and data, and cells that failed to plan.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>Shows the rendering of scenes.</summary>
    public ProgressBar Progress { get; init; } = ProgressBars.None;

    /// <summary>Stops loading.</summary>
    public CancellationToken Cancel { get; init; }
}

/// <summary>The one way in: libtorch with its threads, the subject at hand, and runs planned on it, with all that a user has to be told.</summary>
/// <remarks>It holds one subject, or one model. Experiments on the same one share it; another one takes its place. Not for several threads at a time.</remarks>
public sealed class ExperimentSession : IDisposable
{
    private readonly SessionOptions _options;
    private (string Identity, Subject Subject)? _held;
    private ModelService? _alone;

    /// <summary>Loads libtorch.</summary>
    /// <param name="options">How.</param>
    /// <exception cref="TorchRuntimeException">It cannot be loaded.</exception>
    public ExperimentSession(SessionOptions options)
    {
        _options = options;
        TorchRuntime.Load();
        if (options.Threads is { } threads) set_num_threads(threads);
    }

    /// <summary>Whether a subject was loaded.</summary>
    public bool HasSubject => _held is not null;

    /// <summary>An experiment's subject, ready: loaded where the one at hand is another, or its weights were written since.</summary>
    /// <param name="spec">The experiment.</param>
    /// <exception cref="WeightsException">The weights cannot be used.</exception>
    /// <exception cref="DataException">The data cannot be used, or does not fit the model.</exception>
    /// <exception cref="DeviceException">There is no such device.</exception>
    public Subject Subject(ExperimentSpec spec) => Subject(spec.Subject, spec.Dtype);

    /// <inheritdoc cref="Subject(ExperimentSpec)"/>
    /// <param name="spec">The subject.</param>
    /// <param name="dtype">Float32, bfloat16 or float64.</param>
    public Subject Subject(SubjectSpec spec, ScalarType dtype)
    {
        var identity = $"{spec.Identity} {dtype} {File.GetLastWriteTimeUtc(spec.Model.Weights.Value).Ticks}";
        if (_held is { } held && held.Identity == identity) return held.Subject;
        Dispose();
        var subject = SubjectLoader.Load(spec, _options.Device, dtype, _options.Progress, _options.Cancel);
        _held = (identity, subject);
        if (_options.Computes && subject.Model.Caution is { } caution) _options.Say(caution);
        foreach (var note in subject.Data.Notes) _options.Say(note);
        return subject;
    }

    /// <summary>A model without data, for inputs that are given. It takes the place of the subject at hand.</summary>
    /// <param name="weights">The weights' file.</param>
    /// <param name="dtype">Float32, bfloat16 or float64.</param>
    /// <param name="input">How pictures become its input.</param>
    /// <param name="form">What the weights do not say of the network; null for VGG's.</param>
    /// <exception cref="WeightsException">The weights cannot be used.</exception>
    /// <exception cref="DeviceException">There is no such device.</exception>
    public ModelService Model(string weights, ScalarType dtype, InputConvention input, ModelForm? form)
    {
        Dispose();
        _alone = ModelService.Load(weights, _options.Device, dtype, input, form: form);
        if (_options.Computes && _alone.Caution is { } caution) _options.Say(caution);
        return _alone;
    }

    /// <summary>Plans a run of an experiment on its subject, and says which cells failed to plan.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="settings">How it is run; null for the defaults.</param>
    /// <param name="checksExpected">As <see cref="ExperimentRun.ChecksExpected"/>; null for the spec's own.</param>
    /// <exception cref="PlanException">All that cannot be planned, in one message.</exception>
    /// <exception cref="PaperTableException">A table of the paper's numbers cannot be read.</exception>
    public ExperimentRun Plan(Experiment experiment, RunSettings? settings = null, bool? checksExpected = null)
    {
        var subject = Subject(experiment.Spec);
        var checks = checksExpected ?? experiment.Spec.Overrides.Count == 0;
        var run = new ExperimentRun(experiment, subject, settings) { ChecksExpected = checks };
        foreach (var failure in run.Failures) _options.Say(failure);
        return run;
    }

    /// <summary>Lets go of the subject, or the model.</summary>
    public void Dispose()
    {
        _alone?.Dispose();
        _alone = null;
        _held?.Subject.Model.Dispose();
        _held = null;
    }
}
