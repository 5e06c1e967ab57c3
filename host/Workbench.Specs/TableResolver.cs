using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Results;
using Workbench.Specs.Claims;

namespace Workbench.Specs;

/// <summary>Resolves the methods and metrics of a table, and the claims, expected values, notes and figure that name them.</summary>
internal sealed class TableResolver
{
    private readonly TableSpec _spec;
    private readonly IReadOnlyList<string> _overrides;
    private readonly InstanceList<MethodInstance> _methods;
    private readonly InstanceList<MetricInstance> _metrics;
    private readonly ProblemList _problems;
    private readonly List<MethodInstance> _rows;
    private readonly List<MetricInstance> _columns;

    /// <param name="spec">The table.</param>
    /// <param name="overrides">The applied overrides.</param>
    /// <param name="methods">The methods of the experiment.</param>
    /// <param name="metrics">The metrics of the experiment.</param>
    /// <param name="problems">Collects the mistakes.</param>
    public TableResolver(
        TableSpec spec,
        IReadOnlyList<string> overrides,
        InstanceList<MethodInstance> methods,
        InstanceList<MetricInstance> metrics,
        ProblemList problems)
    {
        (_spec, _overrides, _methods, _metrics, _problems) = (spec, overrides, methods, metrics, problems);
        (_rows, _columns) = (methods.CreateDistinct(spec.Methods), metrics.CreateDistinct(spec.Metrics));
        (Rows, Columns) = ([.. _rows.Select(method => method.Name)], [.. _columns.Select(metric => metric.Name)]);
        Validator = new ClaimValidator(
            _rows,
            _columns,
            call => IsReplacedMethodList(call.Mark) || IsReplacedMetricList(call.Mark),
            problems);
    }

    /// <summary>Canonical names of the rows.</summary>
    public IReadOnlyList<string> Rows { get; }

    /// <summary>Canonical names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Reports claims and values that cannot hold.</summary>
    public ClaimValidator Validator { get; }

    public ResolvedTable Resolve()
    {
        // Typing errors in a group that no list names are found too.
        foreach (var call in _spec.Groups.SelectMany(group => group.Value)) MethodName(call);
        return new ResolvedTable(_spec, _rows, _columns, ResolveClaims(), ResolveFigure())
        {
            Expected = ExpectedResolver.Resolve(_spec.Expected, this, _problems),
            Notes = ResolveNotes(),
        };
    }

    /// <summary>Canonical name of a method. An unknown one is reported, so that the caller throws and never sees the empty
    /// string.</summary>
    public string MethodName(Marked<PluginCall> call) => _methods.GetOrCreate(call)?.Name ?? "";

    /// <summary>Canonical name of a metric, likewise.</summary>
    public string MetricName(Marked<PluginCall> call) => _metrics.GetOrCreate(call)?.Name ?? "";

    /// <summary>Whether a known method is not a row because an override or another file replaced the rows.</summary>
    /// <param name="method">The method.</param>
    /// <param name="written">Place in the spec that names it.</param>
    public bool IsReplacedMethod(Marked<PluginCall> method, SourceMark written) =>
        IsReplacedMethodList(written) && MethodName(method) is { Length: > 0 } name && !Rows.Contains(name);

    /// <summary>Whether a known metric is not a column because an override or another file replaced the columns.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="written">Place in the spec that names it.</param>
    public bool IsReplacedMetric(Marked<PluginCall> metric, SourceMark written) =>
        IsReplacedMetricList(written) && MetricName(metric) is { Length: > 0 } name && !Columns.Contains(name);

    /// <summary>Reports a known name that the table lacks.</summary>
    /// <param name="place">Place of the name.</param>
    /// <param name="name">The canonical name; empty if unknown.</param>
    /// <param name="names">The table's names.</param>
    /// <param name="list">The key of the table's names.</param>
    /// <param name="what">The beginning of the message.</param>
    public void Require(SourceMark place, string name, IReadOnlyList<string> names, string list, string what)
    {
        if (name.Length > 0 && !names.Contains(name))
            _problems.Add(place, $"{what} '{name}', which is not among the table's {list}{NearestName.Hint(name, names)}");
    }

    private List<Claim> ResolveClaims() =>
    [
        .. _spec.Claims.Select(claim => (Spec: claim, Claim: claim.Resolve(MethodName, MetricName)))
            .Where(claim => Validator.Check(claim.Spec, claim.Claim, MethodName, MetricName))
            .Select(claim => claim.Claim),
    ];

    private CurveFigureLayout? ResolveFigure() => _spec.Figure is not { } figure ? null : new CurveFigureLayout(
        NameInTable(figure.Curves, MetricName(figure.Curves), Columns, "metrics", "The figure shows"),
        figure.Value,
        [
            .. figure.Panels.Select(panel => new CurvePanel(
                panel.Title,
                [.. panel.Methods.Select(call => NameInTable(call, MethodName(call), Rows, "methods", "The figure shows"))])),
        ]);

    // An override or an extending spec may replace methods. Notes on replaced ones are dropped.
    private List<TableNote> ResolveNotes() =>
    [
        .. _spec.Notes.Select(note =>
            (
                Note: note,
                Methods: note.Methods.Where(call => !IsReplacedMethod(call, call.Mark))
                    .Select(call => NameInTable(call, MethodName(call), Rows, "methods", "A note is about"))
                    .ToList()))
            .Where(note => note.Methods.Count > 0)
            .Select(note => new TableNote(note.Methods, note.Note.Text, note.Note.Subject)),
    ];

    private string NameInTable(Marked<PluginCall> call, string name, IReadOnlyList<string> names, string list, string what)
    {
        Require(call.Mark, name, names, list, what);
        return name;
    }

    private bool IsReplacedMethodList(SourceMark written) => IsReplaced(written, _spec.MethodsMark, _spec.Methods);

    private bool IsReplacedMetricList(SourceMark written) => IsReplaced(written, _spec.MetricsMark, _spec.Metrics);

    // A list is replaced by another list, or by another group that it names.
    private bool IsReplaced(SourceMark written, SourceMark list, IReadOnlyList<Marked<PluginCall>> calls) =>
        calls.Count > 0
        && calls.Select(call => call.Mark.File).Append(list.File).Distinct().Any(file =>
            file != written.File
            && (Rank(file) > Rank(written.File) || Rank(file) == Rank(written.File) && Rank(written.File) == 0));

    // Overrides replace all files, and the spec that the user named replaces the files that it extends or lists. The order among those is
    // unknown.
    private int Rank(string file) => _overrides.Any(text => file == $"--set {text}") ? 2 : file == _spec.File ? 1 : 0;
}
