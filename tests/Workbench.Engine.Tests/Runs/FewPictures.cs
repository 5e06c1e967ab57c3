using Workbench.Data;
using Workbench.Engine.Model;

namespace Workbench.Engine.Tests.Runs;

/// <summary>Different pictures of 64×64 pixels, named 0, 1, 2…, each with one object of class 2.</summary>
internal sealed class FewPictures(int count) : IDataSource
{
    /// <summary>A model with these pictures as data.</summary>
    public static Subject CreateSubject(ModelService model, int count) =>
        new("small", model, InputConvention.FromName("scenes"), new FewPictures(count));

    /// <summary>The annotations of a picture.</summary>
    public static Sample CreateSample(string id) => new(id, 64, 64, [new ImageObject(2, 0, 0, 9, 9, false)]);

    public IReadOnlyList<string> Classes => [];
    public IReadOnlyList<string> Ids { get; } = [.. Enumerable.Range(0, count).Select(i => $"{i}")];
    public Annotation Annotations => Annotation.Boxes;
    public string Hash => "pictures";
    public DataItem Read(string id) =>
        new(CreateSample(id), new Data.Image(64, 64, [.. Enumerable.Range(0, 3 * 64 * 64).Select(i => (byte)(i * (int.Parse(id) + 3)))]));
}
