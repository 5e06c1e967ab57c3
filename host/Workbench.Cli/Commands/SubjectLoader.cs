using Workbench.Engine;
using Workbench.Engine.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Runs;
using Workbench.Scenes;
using Workbench.Specs;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary>Makes a subject file's model and data ready.</summary>
internal static class SubjectLoader
{
    /// <summary>Loads the model and opens the data; renders scenes that are not in the cache yet.</summary>
    public static Subject Load(SubjectSpec spec, string? device, ScalarType dtype, CancellationToken cancel)
    {
        var input = InputConvention.Named(spec.Input.Value);
        var data = Open(spec.Data, cancel);
        var subject = new Subject(spec.Name, ModelService.Load(spec.Weights.Value, device, dtype, input, spec.Draws?.Value), input, data);
        return subject.Mismatch() is { } mismatch ? throw new DataException(mismatch) : subject;
    }

    private static IDataSource Open(DataSpec data, CancellationToken cancel) => data switch
    {
        VocData voc => new VocDataSource(voc.Root.Value, voc.Split, voc.Classes),
        FolderData folder => new FolderDataSource(folder.Root.Value),
        ScenesData scenes => new VocDataSource(Render(scenes, cancel), scenes.Split, SceneClasses.Names),
        _ => throw new NotSupportedException($"{data.GetType().Name} has no reader."),
    };

    private static string Render(ScenesData scenes, CancellationToken cancel)
    {
        var root = "";
        try
        {
            Progress.Bar("rendering scenes", scenes.Count, (report, token) =>
                root = SceneSet.Ensure(CacheFolders.Scenes, scenes.Seed, scenes.Split, scenes.Count, report, token), cancel);
        }
        catch (SceneSetException error)
        {
            throw new DataException(error.Message, error);
        }
        return root;
    }
}
