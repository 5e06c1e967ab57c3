using Workbench.Engine.Model;
using Workbench.Specs.Figures;

namespace Workbench.Specs;

/// <summary>One of several specs of a call.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="Place">The place of a key; the start of the spec for a key that it lacks.</param>
internal sealed record SpecPart(ExperimentSpec Spec, Func<string, SourceMark> Place);

/// <summary>
/// Joins several specs into one experiment with all their tables in one plan. The folder of a spec's only table is the file's name. The
/// limit of a spec applies to its tables. The specs must share subject, seed and dtype.
/// </summary>
internal static class JoinedSpecs
{
    public static ExperimentSpec Join(IReadOnlyList<SpecPart> parts, ProblemList problems)
    {
        var first = parts[0].Spec;
        foreach (var part in parts.Where(part => part.Spec.Subjects.Count > 0))
            problems.Add(part.Place("subject"), "A spec of several subjects runs alone: choose one subject with --subject.");
        foreach (var part in parts.Skip(1))
        {
            // A subject that could not be read is already reported.
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
            foreach (var table in part.Spec.Tables.Select(table => AsListedTable(table, part.Spec)))
            {
                var earlier = tables.Find(other => IsSame(other.Table.Folder, table.Folder)).Part;
                if (earlier is null) tables.Add((table, part));
                else
                    problems.Add(
                        part.Place("tables"),
                        $"The table name '{table.Folder}' is already used in {(earlier == part ? "the same spec" : earlier.Spec.File)}. "
                            + "Each table has a folder of its name: rename one file or table.");
            }
        var figures = new List<MapFigureSpec>();
        foreach (var part in parts)
            foreach (var figure in part.Spec.Figures.Select(figure => figure with { Folder = figure.Name }))
            {
                if (figures.Exists(other => IsSame(other.Name, figure.Name))
                    || tables.Exists(table => IsSame(table.Table.Folder, figure.Name)))
                    problems.Add(
                        part.Place("figures"),
                        $"The name '{figure.Name}' is already used by a table or figure above. Each has a folder of its name.");
                else figures.Add(figure);
            }
        var limits = tables.Select(table => table.Table.Limit).ToList();
        var names = parts.Select(part => Path.GetFileNameWithoutExtension(part.Spec.File)).ToList();
        return first with
        {
            File = string.Join('+', names) + ".yaml",   // names the folder of the results
            Title = string.Join(" + ", names),
            Tables = [.. tables.Select(table => table.Table)],
            Figures = figures,
            Limit = limits.Contains(null) ? null : limits.Max(),
        };

        void Differ(SpecPart part, string key, string its, string others)
        {
            var option = key is "subject" or "dtype" ? $"--{key}" : $"--set {key}=…";
            problems.Add(
                part.Place(key),
                $"This spec has {its}, but {parts[0].Place(key)} has {others}. Specs of one call must share it: "
                    + $"pass {option}, or run the specs separately.");
        }
    }

    // Folders of file systems that ignore case must differ too.
    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static TableSpec AsListedTable(TableSpec table, ExperimentSpec spec) => table with
    {
        Folder = table.Folder.Length > 0 ? table.Folder : Path.GetFileNameWithoutExtension(spec.File),
        Limit = (table.Limit, spec.Limit) is ({ } own, { } outer) ? Math.Min(own, outer) : table.Limit ?? spec.Limit,
    };
}
