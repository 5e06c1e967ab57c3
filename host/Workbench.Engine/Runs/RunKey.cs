using Workbench.Engine.Passes;

namespace Workbench.Engine.Runs;

/// <summary>
/// Everything that a row depends on, by name. Two runs with equal keys may share rows; the limit, the batch size, the device and
/// the order of the cells are not part of it.
/// </summary>
/// <param name="Parts">What the rows depend on, by name.</param>
/// <param name="Cells">Metric and method of each cell, in ordinal order: a journal refers to them by index.</param>
public sealed record RunKey(IReadOnlyDictionary<string, string> Parts, IReadOnlyList<string> Cells)
{
    /// <summary>The key of a grid on a subject.</summary>
    public static RunKey Of(Subject subject, IEnumerable<Cell> cells, ulong seed)
    {
        var list = cells.ToList();
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["weights"] = subject.Model.Hash,
            ["data"] = subject.Data.Hash,
            ["input"] = subject.Input.Name,
            ["dtype"] = subject.Model.Dtype.ToString().ToLowerInvariant(),
            ["seed"] = seed.ToString(),
        };
        if (subject.Model.DrawsHash is { } draws) parts["draws"] = draws;
        foreach (var plugin in list.SelectMany(cell => new[] { cell.Method.Plugin, cell.Metric.Plugin }).DistinctBy(plugin => plugin.Assembly))
            parts[$"plugin {plugin.Assembly}"] = plugin.Hash;
        return new RunKey(parts, [.. list.Select(CellName).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The number by which a journal refers to a cell.</summary>
    public int IndexOf(Cell cell) => Cells.Index().First(pair => pair.Item == CellName(cell)).Index;

    private static string CellName(Cell cell) => $"{cell.Metric.Name} {cell.Method.Name}";

    /// <summary>Eight hexadecimal digits that differ where the keys differ.</summary>
    public string Short => Seeds.Of(0, [.. Parts.Select(part => $"{part.Key}={part.Value}"), .. Cells]).ToString("x16")[..8];

    /// <summary>Names of the parts in which another key differs; empty where they are equal.</summary>
    public IReadOnlyList<string> Differences(RunKey other)
    {
        var names = Parts.Keys.Union(other.Parts.Keys).Where(name => Parts.GetValueOrDefault(name) != other.Parts.GetValueOrDefault(name)).ToList();
        if (!Cells.SequenceEqual(other.Cells)) names.Add("methods or metrics");
        return names;
    }
}
