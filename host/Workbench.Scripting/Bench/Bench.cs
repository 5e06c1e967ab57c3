using Workbench.Data;
using Workbench.Engine.Loading;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.Experiments;
using Workbench.Specs;
using static TorchSharp.torch;

namespace Workbench.Scripting;

/// <summary>
/// A model, its data and the plugins: the API of scripts, which use its members by bare names, and of programs. The model is loaded once,
/// on first use. Rebuilt plugins are reloaded before each run. Not thread-safe.
/// </summary>
public sealed partial class Bench : IDisposable
{
    private static Bench? s_current;

    private readonly BenchSettings _settings;
    private readonly CellStore _store = CellStore.InMemory();
    private SubjectSpec _spec;
    private ScalarType _dtype;
    private ExperimentSession? _session;
    private Subject? _subject;
    private Task _preloading = Task.CompletedTask;
    private PluginReloader? _plugins;

    /// <summary>Creates a bench.</summary>
    /// <param name="settings">Its settings; null for the defaults.</param>
    /// <exception cref="SubjectException">No shipped subject has this name.</exception>
    /// <exception cref="SpecException">The subject file is missing or has mistakes.</exception>
    /// <exception cref="TorchRuntimeException">libtorch cannot be loaded.</exception>
    public Bench(BenchSettings? settings = null)
    {
        _settings = settings ?? new();
        (_spec, _dtype, Cancel) = (ReadSubjectSpec(_settings.Subject), _settings.Dtype ?? Precision.Default, _settings.Cancel);
    }

    /// <summary>
    /// The plugins, loaded on first use. An instance created here keeps its plugin's version in memory, so do not hold on to it.
    /// </summary>
    public PluginHost Catalog
    {
        get
        {
            if (_plugins is not null) return _plugins.Host;
            _plugins = new PluginReloader(_settings.Plugins);
            foreach (var problem in _plugins.Host.Problems) _settings.Say($"warning: {problem}");
            return _plugins.Host;
        }
    }

    /// <summary>The plugins' methods, with options, ranges and citations.</summary>
    public IReadOnlyList<PluginDescriptor> Methods => [.. Catalog.Plugins.Where(plugin => plugin.Kind == PluginKind.Method)];

    /// <summary>The plugins' metrics, with options, ranges and citations.</summary>
    public IReadOnlyList<PluginDescriptor> Metrics => [.. Catalog.Plugins.Where(plugin => plugin.Kind == PluginKind.Metric)];

    /// <summary>The arguments after the script's name.</summary>
    public IReadOnlyList<string> Args => _settings.Args;

    /// <summary>Cancelled when the user interrupts. Runs stop between batches; a script's own long loops should check it.</summary>
    public CancellationToken Cancel { get; set; }

    /// <summary>
    /// The bench of the running script; in a program, a bench with default settings. The same source can thus be a script or a program.
    /// </summary>
    public static Bench Current
    {
        get => s_current ??= new Bench();
        set => s_current = value;
    }

    /// <summary>Seed of all random draws. Default: 0.</summary>
    public ulong Seed { get; set; }

    /// <summary>Number of images of a run that does not set its own limit; null for all. Default: null.</summary>
    public int? Limit { get; set; }

    /// <summary>The model and its data. Loads them on first use.</summary>
    /// <exception cref="WeightsException">The weights cannot be used.</exception>
    public Subject Subject
    {
        get
        {
            _preloading.Wait();
            _subject ??= Load();
            // OpenMP's thread count is per calling thread, and this thread may not have loaded the model.
            if (_settings.Threads is { } threads) set_num_threads(threads);
            return _subject;
        }
    }

    /// <summary>The model. Loads it on first use.</summary>
    public ModelService Model => Subject.Model;

    /// <summary>Names of the layers, from the input up. The last layers of the blocks are <c>b1</c>…<c>b5</c>.</summary>
    public IReadOnlyList<string> Layers => [.. Model.Architecture.Layers.Select(layer => layer.Alias ?? layer.Name)];

    /// <summary>Ids of the data's images, in order.</summary>
    public IReadOnlyList<string> Images => Subject.Data.Ids;

    /// <summary>Names of the classes, by class index.</summary>
    public IReadOnlyList<string> Classes => Subject.Data.Classes;

    /// <summary>Switches to another subject, and frees the previous model.</summary>
    /// <param name="subject">Name of a shipped subject, or the path of a subject file.</param>
    /// <exception cref="SubjectException">No shipped subject has this name.</exception>
    /// <exception cref="SpecException">The subject file is missing or has mistakes.</exception>
    public void Use(string subject) => Use(ReadSubjectSpec(subject), _dtype);

    private void Use(SubjectSpec spec, ScalarType dtype)
    {
        if (spec.Identity == _spec.Identity && dtype == _dtype) return;
        _preloading.Wait();
        (_spec, _dtype) = (spec, dtype);
        _session?.Dispose();
        _subject = null;
    }

    /// <summary>Starts to load the model on another thread. An error is thrown when the model is first used.</summary>
    public void Preload() => _preloading = Task.Run(() =>
    {
        try
        {
            _subject ??= Load();
        }
        catch (Exception error) when (error is WorkbenchException or OperationCanceledException)
        {
            // Thrown again when a script uses the model.
        }
    });

    private Subject Load()
    {
        _session = new ExperimentSession(new SessionOptions
        {
            Device = _settings.Device, Threads = _settings.Threads, Say = _settings.Say, Progress = _settings.Progress, Cancel = Cancel,
        });
        return _session.Subject(_spec, _dtype);
    }

    private static SubjectSpec ReadSubjectSpec(string subject)
    {
        if (!ShippedSubjects.IsName(subject)) return SubjectFile.Read(subject);
        var here = Environment.CurrentDirectory;
        return ShippedSubjects.Find(subject, here) is { } file
            ? SubjectFile.Read(file)
            : throw new SubjectException($"Unknown subject '{subject}'{NearestName.Hint(subject, ShippedSubjects.Names(here))}");
    }

    /// <summary>
    /// Reloads rebuilt plugins, and reports the changes and any old version that stays in memory. Runs call this themselves.
    /// </summary>
    /// <returns>The changes; empty before <see cref="Catalog"/> is first used.</returns>
    public IReadOnlyList<PluginChange> Refresh()
    {
        if (_plugins is null) return [];
        var (changes, warnings) = _plugins.Refresh(_settings.Validate);
        foreach (var said in changes.Select(change => change.ToString()).Concat(warnings)) _settings.Say(said);
        return changes;
    }

    /// <summary>Frees the model and the rows in memory, and unloads the plugins.</summary>
    public void Dispose()
    {
        _preloading.Wait();
        _session?.Dispose();
        _subject = null;
        _store.Dispose();
        _plugins?.Dispose();
        if (ReferenceEquals(s_current, this)) s_current = null;
    }
}

/// <summary>A subject does not exist. The message has the nearest name.</summary>
/// <param name="message">A sentence for the user.</param>
public sealed class SubjectException(string message) : WorkbenchException(FailureKind.Usage, message);
