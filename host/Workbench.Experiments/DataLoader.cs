using Workbench.Data;
using Workbench.Scenes;
using Workbench.Specs;

namespace Workbench.Experiments;

/// <summary>Opens a subject's data.</summary>
internal static class DataLoader
{
    /// <summary>Opens the data of a spec; renders scenes that are not in the cache yet.</summary>
    /// <param name="data">The data.</param>
    /// <param name="progress">Shows the progress of rendering.</param>
    /// <param name="cancel">Stops rendering.</param>
    /// <exception cref="DataException">The data cannot be used.</exception>
    public static IDataSource Open(DataSpec data, ProgressBar progress, CancellationToken cancel) => data switch
    {
        VocData voc => new VocDataSource(voc.Root.Value, voc.Split, voc.Classes, voc.Truth, voc.Difficult?.Value, voc.Reading),
        CocoData coco => new CocoDataSource(
            coco.Root.Value,
            coco.Annotations.Value,
            coco.Classes,
            coco.Truth,
            coco.Crowds,
            coco.Difficult?.Value,
            coco.Reading),
        FolderData folder => new FolderDataSource(
            folder.Root.Value,
            folder.ClassFile is { } file ? FolderDataSource.ReadClasses(file.Value) : folder.Classes,
            folder.Labels?.Value,
            folder.Reading),
        ImageNetData images => new ImageNetDataSource(
            images.Root.Value,
            images.Classes?.Value,
            images.Labels?.Value,
            images.Count,
            images.Seed,
            images.Reading),
        ScenesData scenes => new VocDataSource(Render(scenes, progress, cancel), scenes.Split, SceneClasses.Names),
        _ => throw new NotSupportedException($"{data.GetType().Name} has no reader."),
    };

    private static string Render(ScenesData scenes, ProgressBar progress, CancellationToken cancel)
    {
        var root = "";
        try
        {
            progress(
                "rendering scenes",
                scenes.Count,
                (report, token) => root = SceneSet.Ensure(CacheFolders.Scenes, scenes.Seed, scenes.Split, scenes.Count, report, token),
                cancel);
        }
        catch (SceneSetException error)
        {
            throw new DataException(error.Message, error);
        }
        return root;
    }
}
