using Workbench.Engine;
using Workbench.Engine.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Runs;
using Workbench.Scenes;
using Workbench.Specs;
using static TorchSharp.torch;

namespace Workbench.Scripting.Experiments;

/// <summary>Makes a subject file's model and data ready.</summary>
public static class SubjectLoader
{
    /// <summary>Loads the model and opens the data; renders scenes that are not in the cache yet.</summary>
    /// <param name="spec">The subject.</param>
    /// <param name="device"><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>…, or null for CUDA where there is a device.</param>
    /// <param name="dtype">Float32 or float64.</param>
    /// <param name="progress">Shows the rendering.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="WeightsException">The weights cannot be used.</exception>
    /// <exception cref="DataException">The data cannot be used, or does not fit the model.</exception>
    /// <exception cref="DeviceException">There is no such device.</exception>
    public static Subject Load(SubjectSpec spec, string? device, ScalarType dtype, ProgressBar progress, CancellationToken cancel)
    {
        var input = InputConvention.Named(spec.Input.Value);
        var data = Open(spec.Data, progress, cancel);
        var subject = new Subject(spec.Name, ModelService.Load(spec.Model.Weights.Value, device, dtype, input, spec.Model.Draws?.Value, spec.Model.Form), input, data);
        if (subject.Mismatch() is not { } mismatch) return subject;
        subject.Model.Dispose();
        throw new DataException(mismatch);
    }

    private static IDataSource Open(DataSpec data, ProgressBar progress, CancellationToken cancel) => data switch
    {
        VocData voc => new VocDataSource(voc.Root.Value, voc.Split, voc.Classes),
        FolderData folder => new FolderDataSource(folder.Root.Value),
        ScenesData scenes => new VocDataSource(Render(scenes, progress, cancel), scenes.Split, SceneClasses.Names),
        _ => throw new NotSupportedException($"{data.GetType().Name} has no reader."),
    };

    private static string Render(ScenesData scenes, ProgressBar progress, CancellationToken cancel)
    {
        var root = "";
        try
        {
            progress("rendering scenes", scenes.Count, (report, token) => root = SceneSet.Ensure(CacheFolders.Scenes, scenes.Seed, scenes.Split, scenes.Count, report, token), cancel);
        }
        catch (SceneSetException error)
        {
            throw new DataException(error.Message, error);
        }
        return root;
    }
}
