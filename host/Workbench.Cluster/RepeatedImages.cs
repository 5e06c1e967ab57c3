using Workbench.Data;

namespace Workbench.Cluster;

/// <summary>A data source of many image ids made from a few, to store and tabulate rows under. Its images cannot be read.</summary>
/// <param name="source">The real data.</param>
/// <param name="ids">Ids of some of its images.</param>
/// <param name="count">Number of ids to make.</param>
internal sealed class RepeatedImages(IDataSource source, IReadOnlyList<string> ids, int count) : IDataSource
{
    public IReadOnlyList<string> Classes => source.Classes;

    public IReadOnlyList<string> Ids { get; } = [.. Enumerable.Range(0, count).Select(i => $"{ids[i % ids.Count]}-{i / ids.Count}")];

    public Annotation Annotations => source.Annotations;

    public string Hash => source.Hash;

    public DataItem Read(string id) => throw new NotSupportedException("Repeated images have rows, but no picture.");
}
