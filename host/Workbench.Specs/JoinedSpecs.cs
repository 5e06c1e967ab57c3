using Workbench.Engine.Model;
using Workbench.Specs.Figures;

namespace Workbench.Specs;

/// <summary>One of several specs of a call.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="Place">Where a key of it stands; where the spec begins, if it has no such key.</param>
internal sealed record SpecPart(ExperimentSpec Spec, Func<string, Mark> Place);

/// <summary>
/// Several specs as one experiment: all their tables in one plan. A spec of one table has its file's name for a folder; a spec's limit becomes its tables'. They share one subject, seed and dtype.
/// </summary>
internal static class JoinedSpecs
{
    public static ExperimentSpec Of(IReadOnlyList<SpecPart> parts, ProblemList problems)
    {
        var first = parts[0].Spec;
        foreach (var part in parts.Skip(1))
        {
            // A subject that could not be read is reported already.
            if (first.Subject is { } subject && part.Spec.Subject is { } other && other.Identity != subject.Identity)
                Differ(
                    part,
                    "subject",
                    other.Name == subject.Name ? "another subject of the same name" : $"the subject '{other.Name}'",
                    $"'{subject.Name}'");
            if (part.Spec.Seed != first.Seed) Differ(part, "seed", $"the seed {part.Spec.Seed}", $"{first.Seed}");
            if (part.Spec.Dtype != first.Dtype)
                Differ(part, "dtype", $"the dtype {Precision.NameOf(part.Spec.Dtype)}", Precision.NameOf(first.Dtype));
        }
        var tables = new List<(TableSpec Table, SpecPart Part)>();
        foreach (var part in parts)
            foreach (var table in part.Spec.Tables.Select(table => InList(table, part.Spec)))
            {
                if (
                    tables.Find(other => string.Equals(other.Table.Folder, table.Folder, StringComparison.OrdinalIgnoreCase)) is
                    { Part: { } before })
                    problems.Add(
                        part.Place("tables"),
                        $"A table named '{table.Folder}' stands in {(before == part ? "the same spec" : before.Spec.File)} too, and each has a folder of its name: rename one file or table."
                    );
                else tables.Add((table, part));
            }
        var figures = new List<MapFigureSpec>();
        foreach (var part in parts)
            foreach (var figure in part.Spec.Figures.Select(figure => figure with { Folder = figure.Name }))
            {
                if (
                    figures.Exists(other => string.Equals(other.Name, figure.Name, StringComparison.OrdinalIgnoreCase))
                    || tables.Exists(table => string.Equals(table.Table.Folder, figure.Name, StringComparison.OrdinalIgnoreCase)))
                    problems.Add(
                        part.Place("figures"),
                        $"A table or figure named '{figure.Name}' stands above: each has a folder of its name.");
                else figures.Add(figure);
            }
        var limits = tables.Select(table => table.Table.Limit).ToList();
        return first with
        {
            File = string.Join('+', parts.Select(part => Path.GetFileNameWithoutExtension(part.Spec.File))) + ".yaml", // results lie in a folder of that name
            Title = string.Join(" + ", parts.Select(part => Path.GetFileNameWithoutExtension(part.Spec.File))),
            Tables = [.. tables.Select(table => table.Table)],
            Figures = figures,
            Limit = limits.Contains(null) ? null : limits.Max(),
        };

        void Differ(SpecPart part, string key, string its, string others) => problems.Add(
            part.Place(key),
            $"The spec has {its}, and {parts[0].Place(key)} has {others}: specs of one call share it. Say {(key == "subject" ? "--subject" : key == "dtype" ? "--dtype" : $"--set {key}=…")}, or run them one by one."
        );
    }

    private static TableSpec InList(TableSpec table, ExperimentSpec spec) => table with
    {
        Folder = table.Folder.Length > 0 ? table.Folder : Path.GetFileNameWithoutExtension(spec.File),
        Limit = (table.Limit, spec.Limit) is ({ } own, { } outer) ? Math.Min(own, outer) : table.Limit ?? spec.Limit,
    };
}
