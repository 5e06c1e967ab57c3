using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Results;
using Workbench.Specs;
using static TorchSharp.torch;

namespace Workbench.Experiments;

/// <summary>Options of an <see cref="ExperimentSession"/>.</summary>
public sealed record SessionOptions
{
    /// <summary><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>…, or null for CUDA if a CUDA device exists, else the CPU.</summary>
    public string? Device { get; init; }

    /// <summary>CPU threads of libtorch, or null to leave them unchanged.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether the session computes numbers. If so, it warns about a slow precision on this device. Default: true.</summary>
    public bool Computes { get; init; } = true;

    /// <summary>Takes messages for the user: warnings about model and data, and cells that the planner rejected.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>Shows the progress of rendering scenes.</summary>
    public ProgressBar Progress { get; init; } = ProgressBars.None;

    /// <summary>Stops loading.</summary>
    public CancellationToken Cancel { get; init; }
}

/// <summary>The entry point to experiments: loads libtorch and the subject, and plans runs. Reports warnings to the user.</summary>
/// <remarks>A session holds one subject or one model. Experiments on it share it; loading another one frees it. Not thread-safe.</remarks>
public sealed class ExperimentSession : IDisposable
{
    private readonly SessionOptions _options;
    private (string Identity, Subject Subject)? _subject;
    private ModelService? _model;

    /// <summary>Loads libtorch.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="TorchRuntimeException">libtorch cannot be loaded.</exception>
    public ExperimentSession(SessionOptions options)
    {
        _options = options;
        TorchRuntime.Load();
        if (options.Threads is { } threads) set_num_threads(threads);
    }

    /// <summary>Whether the session holds a subject.</summary>
    public bool HasSubject => _subject is not null;

    /// <summary>The subject of an experiment. Loads it unless the session holds it and its weights file is unchanged.</summary>
    /// <param name="spec">The experiment.</param>
    /// <exception cref="WeightsException">The weights cannot be used.</exception>
    /// <exception cref="DataException">The data cannot be used, or does not fit the model.</exception>
    /// <exception cref="DeviceException">The device does not exist.</exception>
    public Subject Subject(ExperimentSpec spec) => Subject(spec.Subject, spec.Dtype);

    /// <inheritdoc cref="Subject(ExperimentSpec)"/>
    /// <param name="spec">The subject.</param>
    /// <param name="dtype">Float32, bfloat16 or float64.</param>
    public Subject Subject(SubjectSpec spec, ScalarType dtype)
    {
        var written = File.GetLastWriteTimeUtc(spec.Model.Weights.Value).Ticks;
        var joined = spec.Model.Form.Classifier is { } head ? File.GetLastWriteTimeUtc(head).Ticks : 0;
        var identity = $"{spec.Identity} {dtype} {written} {joined}";
        if (_subject is { } held && held.Identity == identity) return held.Subject;
        Dispose();
        var subject = SubjectLoader.Load(spec, _options.Device, dtype, _options.Progress, _options.Cancel);
        _subject = (identity, subject);
        if (_options.Computes && subject.Model.PrecisionWarning is { } caution) _options.Say(caution);
        foreach (var note in subject.Data.Notes) _options.Say(note);
        return subject;
    }

    /// <summary>Loads a model without data, for inputs from files. It replaces the subject that the session holds.</summary>
    /// <param name="weights">The weights file.</param>
    /// <param name="dtype">Float32, bfloat16 or float64.</param>
    /// <param name="input">Converts pictures to the model's input.</param>
    /// <param name="form">Facts about the network that the weights do not contain; null for VGG.</param>
    /// <exception cref="WeightsException">The weights cannot be used.</exception>
    /// <exception cref="DeviceException">The device does not exist.</exception>
    public ModelService Model(string weights, ScalarType dtype, InputConvention input, ModelVariant? form)
    {
        Dispose();
        _model = ModelService.Load(weights, _options.Device, dtype, input, form: form);
        if (_options.Computes && _model.PrecisionWarning is { } caution) _options.Say(caution);
        return _model;
    }

    /// <summary>Opens data without a model; renders scenes that are not in the cache yet.</summary>
    /// <param name="spec">The data.</param>
    /// <exception cref="DataException">The data cannot be used.</exception>
    public IDataSource Data(DataSpec spec)
    {
        var data = DataLoader.Open(spec, _options.Progress, _options.Cancel);
        foreach (var note in data.Notes) _options.Say(note);
        return data;
    }

    /// <summary>Plans a run of an experiment on its subject, and reports cells that the planner rejected.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="settings">Settings that do not affect numbers; null for the defaults.</param>
    /// <param name="checksExpected">Value of <see cref="ExperimentRun.ChecksExpected"/>; null for its default.</param>
    /// <exception cref="PlanException">A layer, class or state does not exist; the message lists every problem.</exception>
    /// <exception cref="NumberTableException">A table of the paper's numbers cannot be read.</exception>
    public ExperimentRun Plan(Experiment experiment, RunSettings? settings = null, bool? checksExpected = null)
    {
        var subject = Subject(experiment.Spec);
        var checks = checksExpected ?? experiment.Spec.Overrides.Count == 0;
        var run = new ExperimentRun(experiment, subject, settings) { ChecksExpected = checks };
        foreach (var failure in run.Failures) _options.Say(failure);
        return run;
    }

    /// <summary>Frees the subject or the model. The session can load another one afterwards.</summary>
    public void Dispose()
    {
        _model?.Dispose();
        _model = null;
        _subject?.Subject.Model.Dispose();
        _subject = null;
    }
}
