using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Results;
using Workbench.Specs.Claims;

namespace Workbench.Specs;

/// <summary>Looks up the methods and metrics that a spec names.</summary>
public static class SpecResolver
{
    /// <summary>Makes every method and metric of a spec.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="catalog">The methods and metrics at hand.</param>
    /// <exception cref="SpecException">All names, options and values that do not exist, and all that stand twice.</exception>
    public static Experiment Resolve(ExperimentSpec spec, IPluginCatalog catalog) =>
        ProblemList.Collect(problems => Resolve(spec, catalog, problems));

    internal static Experiment Resolve(ExperimentSpec spec, IPluginCatalog catalog, ProblemList problems)
    {
        // One instance per name, so that the tables' cells are the same cells.
        var methods = new Instances<MethodInstance>(catalog.CreateMethod, method => method.Name, problems);
        var metrics = new Instances<MetricInstance>(catalog.CreateMetric, metric => metric.Name, problems);
        return new Experiment(spec, [.. spec.Tables.Select(table => Resolve(table, spec.Overrides, methods, metrics, problems))])
        {
            Figures = [.. spec.Figures.Select(figure => figure.Resolve(methods.Distinct, call => methods.Of(call)?.Name, problems))],
        };
    }

    private static Table Resolve(
        TableSpec spec,
        IReadOnlyList<string> overrides,
        Instances<MethodInstance> methods,
        Instances<MetricInstance> metrics,
        ProblemList problems)
    {
        var (rows, columns) = (methods.Distinct(spec.Methods), metrics.Distinct(spec.Metrics));
        // Where a name is unknown its problem is on the list, and the caller never sees the rest.
        string Method(Marked<PluginCall> call) => methods.Of(call)?.Name ?? "";
        string Metric(Marked<PluginCall> call) => metrics.Of(call)?.Name ?? "";
        var sense = new ClaimSense(rows, columns, call => Replaced(call, spec.Methods) || Replaced(call, spec.Metrics), problems);
        var claims = spec
            .Claims.Select(claim => (Spec: claim, Claim: claim.Resolve(Method, Metric)))
            .Where(claim => sense.Check(claim.Spec, claim.Claim, Method, Metric))
            .Select(claim => claim.Claim)
            .ToList();
        var figure = spec.Figure is null ? null : new FigureLayout(
            Listed(spec.Figure.Curves, Metric, columns.Select(metric => metric.Name), "metrics"),
            spec.Figure.Value,
            [
                .. spec.Figure.Panels.Select(panel => new FigurePanel(
                    panel.Title,
                    [.. panel.Methods.Select(call => Listed(call, Method, rows.Select(method => method.Name), "methods"))])),
            ]);
        // Whoever replaces a spec's methods or metrics, by --set or by extending it, need not repeat its expected values and claims: of what is gone nothing is expected, claimed or noted.
        var kept = spec
            .Expected.Where(value =>
                !Gone(value.Method, spec.Methods, Method, rows.Select(method => method.Name))
                && !Gone(value.Metric, spec.Metrics, Metric, columns.Select(metric => metric.Name)))
            .ToList();
        var expected = kept.Select(value => new ExpectedValue(
            Listed(value.Method, Method, rows.Select(method => method.Name), "methods", "A value is expected of"),
            Listed(value.Metric, Metric, columns.Select(metric => metric.Name), "metrics", "A value is expected under"),
            value.Value,
            value.Within))
        .ToList();
        foreach (var (value, meant) in kept.Zip(expected)) sense.Check(value.Method.Mark, meant);
        for (var i = 0; i < expected.Count; i++)
            if (
                expected.FindIndex(other => (other.Method, other.Metric) == (expected[i].Method, expected[i].Metric)) is var first
                && first < i
                && expected[i].Method.Length > 0)
                problems.Add(
                    kept[i].Method.Mark,
                    $"A value of '{expected[i].Method}' under '{expected[i].Metric}' is expected here and at {Elsewhere(kept[first].Method.Mark, kept[i].Method.Mark)}."
                );
        var names = rows.Select(method => method.Name).ToList();
        var notes = spec
            .Notes.Select(note =>
                (
                    Note: note,
                    Methods: note.Methods.Where(call => !Gone(call, spec.Methods, Method, names))
                        .Select(call => Listed(call, Method, names, "methods", "A note is about"))
                        .ToList()))
            .Where(note => note.Methods.Count > 0).Select(note => new TableNote(note.Methods, note.Note.Text, note.Note.Subject)).ToList();
        return new Table(spec, rows, columns, claims, figure) { Expected = expected, Notes = notes };

        bool Gone(
            Marked<PluginCall> call,
            IReadOnlyList<Marked<PluginCall>> list,
            Func<Marked<PluginCall>, string> name,
            IEnumerable<string> names
        ) => Replaced(call, list) && name(call) is { Length: > 0 } found && !names.Contains(found);

        bool Replaced(Marked<PluginCall> call, IReadOnlyList<Marked<PluginCall>> list) =>
            list.Count > 0
            && list[0].Mark.File != call.Mark.File
            && (Rank(list[0].Mark) > Rank(call.Mark) || Rank(list[0].Mark) == Rank(call.Mark) && Rank(call.Mark) == 0);

        // Who replaces whom: an override all files, the spec that the user named those that it extends or lists. Of these the order is not known.
        int Rank(Mark mark) => overrides.Any(text => mark.File == $"--set {text}") ? 2 : mark.File == spec.File ? 1 : 0;

        string Listed(
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

        /// <summary>The instance of a call; null, with the problem reported, where there is none.</summary>
        public T? Of(Marked<PluginCall> call)
        {
            try
            {
                var made = create(call.Value);
                _made.TryAdd(name(made), made);
                return _made[name(made)];
            }
            catch (PluginCallException error)
            {
                // At the part's own place the call around it need not be told, and a matrix means the same mistake many times.
                foreach (var problem in error.Details)
                    if (problem.Option is { } option && call.Places?.TryGetValue(option, out var place) == true)
                        problems.Add(place, problem.Sentence);
                    else problems.Add(call.Mark, call.Places is null ? problem.ToString() : problem.Sentence);
                return null;
            }
        }

        /// <summary>The instances of a list, in which nothing may stand twice.</summary>
        public List<T> Distinct(IReadOnlyList<Marked<PluginCall>> calls)
        {
            var (made, marks) = (new List<T>(), new Dictionary<string, Mark>(StringComparer.Ordinal));
            foreach (var call in calls)
            {
                if (Of(call) is not { } instance) continue;
                if (marks.TryAdd(name(instance), call.Mark)) made.Add(instance);
                else
                    problems.Add(call.Mark, $"'{name(instance)}' stands twice: here and at {Elsewhere(marks[name(instance)], call.Mark)}.");
            }
            return made;
        }
    }

    private static string Elsewhere(Mark first, Mark second) =>
        first.Line == second.Line ? $"line {first.Line}, column {first.Column}" : $"line {first.Line}";
}
