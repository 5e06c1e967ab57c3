using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Specs;
using static TorchSharp.torch;

namespace Workbench.Experiments;

/// <summary>Loads subjects.</summary>
internal static class SubjectLoader
{
    /// <summary>Loads the model and opens the data of a subject; renders scenes that are not in the cache yet.</summary>
    /// <param name="spec">The subject.</param>
    /// <param name="device"><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>…, or null for CUDA if a CUDA device exists, else the CPU.</param>
    /// <param name="dtype">Float32, bfloat16 or float64.</param>
    /// <param name="progress">Shows the progress of rendering.</param>
    /// <param name="cancel">Stops rendering.</param>
    /// <exception cref="WeightsException">The weights cannot be used.</exception>
    /// <exception cref="DataException">The data cannot be used, or does not fit the model.</exception>
    /// <exception cref="DeviceException">The device does not exist.</exception>
    public static Subject Load(SubjectSpec spec, string? device, ScalarType dtype, ProgressBar progress, CancellationToken cancel)
    {
        var input = InputConvention.FromName(spec.Input.Value);
        var data = DataLoader.Open(spec.Data, progress, cancel);
        var subject = new Subject(
            spec.Name, ModelService.Load(spec.Model.Weights.Value, device, dtype, input, spec.Model.Draws?.Value, spec.Model.Form), input,
            data);
        if (subject.Mismatch() is not { } mismatch) return subject;
        subject.Model.Dispose();
        throw new DataException(string.Join(' ', [mismatch, .. data.Notes]));
    }
}
