using Workbench.Engine.Plugins;

namespace Workbench.Scripting;

/// <summary>A metric in a script: a plugin's metric, written as in specs, or one defined in the script.</summary>
public sealed class Metric
{
    private readonly IMetric? _own;
    private readonly bool _percent, _mean;
    private readonly string _code = "";

    private Metric(string text) => Text = text;

    private Metric(string text, IMetric own, bool percent, bool mean) : this(text) =>
        (_own, _percent, _mean, _code) = (own, percent, mean, $"{ScriptCode.NextId()}");

    /// <summary>The metric as written in the script.</summary>
    public string Text { get; }

    /// <summary>A plugin's metric, from its text. The text is checked when the metric runs.</summary>
    /// <param name="text">The metric, written as in specs.</param>
    public static implicit operator Metric(string text) => new(text);

    /// <summary>Defines a metric in the script: a value per image and class. Its score is the mean of the values.</summary>
    /// <param name="id">Its name in tables. Must differ from the ids of the plugins' metrics.</param>
    /// <param name="targets">The classes of an image to compute maps for.</param>
    /// <param name="score">The value of an image's map for a class; null to skip the pair. Called from several threads.</param>
    /// <param name="needs">Ground truth that the metric needs.</param>
    /// <param name="percent">Whether a value of 1 is shown as 100 %.</param>
    public static Metric Define(
        string id,
        TargetKinds targets,
        Func<ISampleMaps, int, double?> score,
        Annotation needs = Annotation.None,
        bool percent = false) =>
        new(id, new Lambda(targets, score, needs), percent, mean: true);

    /// <summary>Defines a metric in the script from an implementation of the plugin interface.</summary>
    /// <param name="id">Its name in tables. Must differ from the ids of the plugins' metrics.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="percent">Whether a value of 1 is shown as 100 %.</param>
    /// <param name="mean">Whether its score is the mean of its rows: <see cref="MetricAttribute.Mean"/>.</param>
    public static Metric Define(string id, IMetric metric, bool percent = false, bool mean = false) => new(id, metric, percent, mean);

    /// <exception cref="PluginCallException">The metric does not exist, or the script's metric has the id of a plugin.</exception>
    internal MetricInstance Resolve(IPluginCatalog catalog)
    {
        if (_own is null) return catalog.CreateMetric(ScriptCode.Parse(Text));
        ScriptCode.RequireFree(Text, PluginKind.Metric, catalog);
        var plugin = new PluginDescriptor(Text, PluginKind.Metric, "defined in a script", _percent, [], PluginDescriptor.InScript, "");
        return new MetricInstance(new PluginCall(Text), plugin with { Code = _code, IsMean = _mean }, _own);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private sealed class Lambda(TargetKinds targets, Func<ISampleMaps, int, double?> score, Annotation needs) : IMetric
    {
        public MetricRequest Plan(IArchitecture model) => new() { Targets = targets, Needs = needs };

        public SampleScore Score(ISampleMaps maps)
        {
            var (rows, skipped) = (new List<MetricRow>(), new List<SkippedRow>());
            foreach (var target in Classes(maps))
                if (score(maps, target) is { } value) rows.Add(new MetricRow(maps.Sample.Id, target, value));
                else skipped.Add(new SkippedRow(maps.Sample.Id, target, "the script left it out"));
            return new SampleScore(rows, skipped);
        }

        public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) =>
            new(rows.Count == 0 ? double.NaN : rows.Average(row => row.Value), new Dictionary<string, double>());

        private SortedSet<int> Classes(ISampleMaps maps)
        {
            var classes = new SortedSet<int>();
            if (targets.HasFlag(TargetKinds.PresentClasses)) classes.UnionWith(maps.Sample.PresentClasses);
            if (targets.HasFlag(TargetKinds.Top1)) classes.Add(maps.Top);
            if (targets.HasFlag(TargetKinds.Bottom1)) classes.Add(maps.Bottom);
            return classes;
        }
    }
}
