using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Results;
using Workbench.Specs.Claims;

namespace Workbench.Specs;

/// <summary>Resolves the methods and metrics that a spec names.</summary>
internal static class SpecResolver
{
    /// <summary>Creates every method and metric of a spec.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="catalog">The available methods and metrics.</param>
    /// <exception cref="SpecException">A name, option or value is unknown, or a list has a duplicate; all are listed.</exception>
    public static Experiment Resolve(ExperimentSpec spec, IPluginCatalog catalog) =>
        ProblemList.Collect(problems => Resolve(spec, catalog, problems));

    internal static Experiment Resolve(ExperimentSpec spec, IPluginCatalog catalog, ProblemList problems)
    {
        // One instance per name, so that tables share their cells.
        var methods = new Instances<MethodInstance>(catalog.CreateMethod, method => method.Name, problems);
        var metrics = new Instances<MetricInstance>(catalog.CreateMetric, metric => metric.Name, problems);
        return new Experiment(spec, [.. spec.Tables.Select(table => Resolve(table, spec.Overrides, methods, metrics, problems))])
        {
            Figures =
            [
                .. spec.Figures.Select(figure => figure.Resolve(methods.CreateDistinct, call => methods.GetOrCreate(call)?.Name, problems)),
            ],
        };
    }

    private static ResolvedTable Resolve(
        TableSpec spec,
        IReadOnlyList<string> overrides,
        Instances<MethodInstance> methods,
        Instances<MetricInstance> metrics,
        ProblemList problems)
    {
        var (rows, columns) = (methods.CreateDistinct(spec.Methods), metrics.CreateDistinct(spec.Metrics));
        var rowNames = rows.Select(method => method.Name).ToList();
        var columnNames = columns.Select(metric => metric.Name).ToList();
        // An unknown name has a problem on the list, so the caller throws and never sees the empty string.
        string Method(Marked<PluginCall> call) => methods.GetOrCreate(call)?.Name ?? "";
        string Metric(Marked<PluginCall> call) => metrics.GetOrCreate(call)?.Name ?? "";
        var sense = new ClaimValidator(rows, columns, call => IsReplaced(call, spec.Methods) || IsReplaced(call, spec.Metrics), problems);
        var claims = spec
            .Claims.Select(claim => (Spec: claim, Claim: claim.Resolve(Method, Metric)))
            .Where(claim => sense.Check(claim.Spec, claim.Claim, Method, Metric))
            .Select(claim => claim.Claim)
            .ToList();
        var figure = spec.Figure is null ? null : new CurveFigureLayout(
            NameInTable(spec.Figure.Curves, Metric, columnNames, "metrics"),
            spec.Figure.Value,
            [
                .. spec.Figure.Panels.Select(panel => new CurvePanel(
                    panel.Title,
                    [.. panel.Methods.Select(call => NameInTable(call, Method, rowNames, "methods"))])),
            ]);
        // An override or an extending spec may replace methods or metrics. Expected values, claims and notes of replaced ones are dropped.
        var kept = spec
            .Expected.Where(value =>
                !IsDropped(value.Method, spec.Methods, Method, rowNames) && !IsDropped(value.Metric, spec.Metrics, Metric, columnNames))
            .ToList();
        var expected = kept.Select(value => new ExpectedValue(
                NameInTable(value.Method, Method, rowNames, "methods", "A value is expected of"),
                NameInTable(value.Metric, Metric, columnNames, "metrics", "A value is expected under"),
                value.Value,
                value.Within))
            .ToList();
        foreach (var (value, meant) in kept.Zip(expected)) sense.Check(value.Method.Mark, meant);
        for (var i = 0; i < expected.Count; i++)
        {
            var (method, metric) = (expected[i].Method, expected[i].Metric);
            var first = expected.FindIndex(other => (other.Method, other.Metric) == (method, metric));
            if (first == i || method.Length == 0) continue;
            var (here, there) = (kept[i].Method.Mark, kept[first].Method.Mark);
            problems.Add(here, $"'{method}' under '{metric}' has two expected values: here and at {DescribePlace(there, here)}.");
        }
        var notes = spec
            .Notes.Select(note =>
                (
                    Note: note,
                    Methods: note.Methods.Where(call => !IsDropped(call, spec.Methods, Method, rowNames))
                        .Select(call => NameInTable(call, Method, rowNames, "methods", "A note is about"))
                        .ToList()))
            .Where(note => note.Methods.Count > 0)
            .Select(note => new TableNote(note.Methods, note.Note.Text, note.Note.Subject))
            .ToList();
        return new ResolvedTable(spec, rows, columns, claims, figure) { Expected = expected, Notes = notes };

        bool IsDropped(
            Marked<PluginCall> call,
            IReadOnlyList<Marked<PluginCall>> list,
            Func<Marked<PluginCall>, string> name,
            IEnumerable<string> names) =>
            IsReplaced(call, list) && name(call) is { Length: > 0 } found && !names.Contains(found);

        bool IsReplaced(Marked<PluginCall> call, IReadOnlyList<Marked<PluginCall>> list) =>
            list.Count > 0
            && list[0].Mark.File != call.Mark.File
            && (Rank(list[0].Mark) > Rank(call.Mark) || Rank(list[0].Mark) == Rank(call.Mark) && Rank(call.Mark) == 0);

        // Overrides replace all files, and the spec that the user named replaces the files that it extends or lists. The order among those
        // is unknown.
        int Rank(SourceMark mark) => overrides.Any(text => mark.File == $"--set {text}") ? 2 : mark.File == spec.File ? 1 : 0;

        string NameInTable(
            Marked<PluginCall> call,
            Func<Marked<PluginCall>, string> name,
            IEnumerable<string> names,
            string list,
            string what = "The figure shows")
        {
            var found = name(call);
            if (found.Length > 0 && !names.Contains(found))
                problems.Add(call.Mark, $"{what} '{found}', which is not among the table's {list}{NearestName.Hint(found, names)}");
            return found;
        }
    }

    private sealed class Instances<T>(Func<PluginCall, T> create, Func<T, string> name, ProblemList problems) where T : class
    {
        private readonly Dictionary<string, T> _made = new(StringComparer.Ordinal);

        /// <summary>The instance of a call; null, with the problems reported, if it cannot be created.</summary>
        public T? GetOrCreate(Marked<PluginCall> call)
        {
            try
            {
                var made = create(call.Value);
                _made.TryAdd(name(made), made);
                return _made[name(made)];
            }
            catch (PluginCallException error)
            {
                // At an option's own place the message omits the call. A matrix then repeats the same message, which is listed once.
                foreach (var problem in error.Details)
                    if (problem.Option is { } option && call.Places?.TryGetValue(option, out var place) == true)
                        problems.Add(place, problem.Sentence);
                    else problems.Add(call.Mark, call.Places is null ? problem.ToString() : problem.Sentence);
                return null;
            }
        }

        /// <summary>The instances of a list; reports duplicates.</summary>
        public List<T> CreateDistinct(IReadOnlyList<Marked<PluginCall>> calls)
        {
            var (made, marks) = (new List<T>(), new Dictionary<string, SourceMark>(StringComparer.Ordinal));
            foreach (var call in calls)
            {
                if (GetOrCreate(call) is not { } instance) continue;
                var canonical = name(instance);
                if (marks.TryAdd(canonical, call.Mark)) made.Add(instance);
                else problems.Add(call.Mark, $"'{canonical}' is listed twice: here and at {DescribePlace(marks[canonical], call.Mark)}.");
            }
            return made;
        }
    }

    private static string DescribePlace(SourceMark first, SourceMark second) =>
        first.Line == second.Line ? $"line {first.Line}, column {first.Column}" : $"line {first.Line}";
}
