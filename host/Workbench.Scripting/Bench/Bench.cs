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
/// A model with its data and the plugins at hand, ready for questions: what a script's free names mean, and what a program or a test uses. The model is loaded when it is first
/// needed, and once; rebuilt plugins are taken in before each run. For one thread.
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
    private PluginRefresh? _plugins;

    /// <summary>Sets up a bench.</summary>
    /// <param name="settings">How; null for the defaults.</param>
    /// <exception cref="SpecException">There is no such subject, or its file is wrong.</exception>
    /// <exception cref="TorchRuntimeException">libtorch cannot be loaded.</exception>
    public Bench(BenchSettings? settings = null)
    {
        _settings = settings ?? new();
        (_spec, _dtype, Cancel) = (SubjectSpecOf(_settings.Subject), _settings.Dtype ?? Precision.Default, _settings.Cancel);
    }

    /// <summary>The plugins, loaded when first asked for. Instances made here keep their plugin's version in memory: let go of them.</summary>
    public PluginHost Catalog
    {
        get
        {
            if (_plugins is not null) return _plugins.Host;
            _plugins = new PluginRefresh(_settings.Plugins);
            foreach (var problem in _plugins.Host.Problems) _settings.Say($"warning: {problem}");
            return _plugins.Host;
        }
    }

    /// <summary>All methods of the plugins, with options, ranges and citations.</summary>
    public IReadOnlyList<PluginDescriptor> Methods => [.. Catalog.Plugins.Where(plugin => plugin.Kind == PluginKind.Method)];

    /// <summary>All metrics of the plugins.</summary>
    public IReadOnlyList<PluginDescriptor> Metrics => [.. Catalog.Plugins.Where(plugin => plugin.Kind == PluginKind.Metric)];

    /// <summary>The arguments after the script's name.</summary>
    public IReadOnlyList<string> Args => _settings.Args;

    /// <summary>Set when the user interrupts: runs stop between batches by themselves, long work of the script's own should look at it.</summary>
    public CancellationToken Cancel { get; set; }

    /// <summary>The bench of the script that runs; in a program, one of default settings. The same source then serves as a script and as a program.</summary>
    public static Bench Current
    {
        get => s_current ??= new Bench();
        set => s_current = value;
    }

    /// <summary>Seed of everything random. Default: 0.</summary>
    public ulong Seed { get; set; }

    /// <summary>Number of images of the data that a run takes where it names none; null for all. Default: null.</summary>
    public int? Limit { get; set; }

    /// <summary>The model with its data; loads it.</summary>
    /// <exception cref="WeightsException">The weights cannot be used.</exception>
    public Subject Subject
    {
        get
        {
            _preloading.Wait();
            _subject ??= Load();
            if (_settings.Threads is { } threads)
                set_num_threads(threads); // a thread of OpenMP has a number of its own, and this one did not load the model
            return _subject;
        }
    }

    /// <summary>The model; loads it.</summary>
    public ModelService Model => Subject.Model;

    /// <summary>The layers' names, from the input up; those of the blocks' ends are <c>b1</c>…<c>b5</c>.</summary>
    public IReadOnlyList<string> Layers => [.. Model.Card.Layers.Select(layer => layer.Alias ?? layer.Name)];

    /// <summary>Ids of the data's images, in order.</summary>
    public IReadOnlyList<string> Images => Subject.Data.Ids;

    /// <summary>Names of the classes; the index is the class.</summary>
    public IReadOnlyList<string> Classes => Subject.Data.Classes;

    /// <summary>Turns to another subject; the former model is freed.</summary>
    /// <param name="subject">A shipped subject's name, or the path of a subject file.</param>
    /// <exception cref="SpecException">There is no such subject, or its file is wrong.</exception>
    public void Use(string subject) => Use(SubjectSpecOf(subject), _dtype);

    private void Use(SubjectSpec spec, ScalarType dtype)
    {
        if (spec.Identity == _spec.Identity && dtype == _dtype) return;
        _preloading.Wait();
        (_spec, _dtype) = (spec, dtype);
        _session?.Dispose();
        _subject = null;
    }

    /// <summary>Begins to load the model on another thread, beside what comes before it is needed. A failure comes when it is needed.</summary>
    public void Preload() => _preloading = Task.Run(() =>
    {
        try
        {
            _subject ??= Load();
        }
        catch (Exception error) when (error is WorkbenchException or OperationCanceledException)
        {
            // Thrown again where a script asks for the model.
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

    private static SubjectSpec SubjectSpecOf(string subject)
    {
        if (!ShippedSubjects.IsName(subject)) return SubjectFile.Read(subject);
        var here = Environment.CurrentDirectory;
        return ShippedSubjects.Find(subject, here) is { } file
            ? SubjectFile.Read(file)
            : throw new SubjectException($"There is no subject '{subject}'{NearestName.Hint(subject, ShippedSubjects.Names(here))}");
    }

    /// <summary>Takes in plugins that were rebuilt, says what became of them, and whether an old version stays in memory. Runs do it themselves.</summary>
    /// <returns>What changed.</returns>
    public IReadOnlyList<PluginChange> Refresh()
    {
        if (_plugins is null) return [];
        var (changes, warnings) = _plugins.Take(_settings.Validate);
        foreach (var said in changes.Select(change => change.ToString()).Concat(warnings)) _settings.Say(said);
        return changes;
    }

    /// <summary>Frees the model and unloads the plugins.</summary>
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

/// <summary>There is no subject of that name; the message has the nearest one.</summary>
public sealed class SubjectException(string message) : WorkbenchException(FailureKind.Usage, message);
