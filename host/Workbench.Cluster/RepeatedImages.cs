using Workbench.Data;

namespace Workbench.Cluster;

/// <summary>Names for many images, made of few: rows can be kept and tabulated under them. No image can be read.</summary>
/// <param name="source">The data that they are names of.</param>
/// <param name="ids">Some of its images.</param>
/// <param name="count">How many names.</param>
internal sealed class RepeatedImages(IDataSource source, IReadOnlyList<string> ids, int count) : IDataSource
{
    public IReadOnlyList<string> Classes => source.Classes;

    public IReadOnlyList<string> Ids { get; } = [.. Enumerable.Range(0, count).Select(i => $"{ids[i % ids.Count]}-{i / ids.Count}")];

    public Annotation Has => source.Has;

    public string Hash => source.Hash;

    public DataItem Read(string id) => throw new NotSupportedException("Their rows are known already.");
}
