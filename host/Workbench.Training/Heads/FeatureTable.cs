using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Training.Heads;

/// <summary>The pooled features of images, and the classes that they show.</summary>
/// <param name="Features">[n,features], float64, on the CPU.</param>
/// <param name="Present">[n,classes]: 1 where the image shows the class, else 0. Difficult objects count as shown.</param>
/// <param name="Failures">A sentence for each image that cannot be read; it has no row.</param>
public sealed record FeatureTable(Tensor Features, Tensor Present, IReadOnlyList<string> Failures) : IDisposable
{
    private const int Batch = 16;

    /// <summary>Number of images.</summary>
    public int Count => (int)Features.shape[0];

    /// <summary>Computes the features of all images of a data set.</summary>
    /// <param name="subject">Model and data.</param>
    /// <param name="features">The model's pooled features.</param>
    /// <param name="progress">Takes the number of images done.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="DataException">No image can be read.</exception>
    public static FeatureTable Compute(Subject subject, PooledFeatures features, IProgress<int> progress, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var (rows, present, failures, done) = (new List<Tensor>(), new List<Tensor>(), new List<string>(), 0);
        var waiting = new List<PreparedImage>();
        foreach (var image in new Prefetcher(subject.Data, subject.Input, 2 * Batch).Prepare(subject.Data.Ids, cancel))
        {
            if (image.Error is { } error) failures.Add(error.Message);
            else if (subject.Model.Architecture.SizeFault(image.Input!.Width, image.Input.Height) is { } fault)
                failures.Add($"The image '{image.Source ?? image.Id}' {fault}.");
            else
            {
                if (waiting.Count == Batch || waiting.Count > 0 && !SameSize(waiting[0], image)) Flush();
                waiting.Add(image);
            }
            progress.Report(++done);
        }
        Flush();
        if (rows.Count == 0)
            throw new DataException(failures.Count > 0 ? $"No image can be used: {failures[0]}" : "The data has no images.");
        return new(cat(rows).MoveToOuterDisposeScope(), cat(present).MoveToOuterDisposeScope(), failures);

        void Flush()
        {
            if (waiting.Count == 0) return;
            rows.Add(Run(subject.Model, features, waiting));
            present.Add(Shown(waiting, subject.Data.Classes.Count));
            waiting.Clear();
        }
    }

    /// <summary>Average precision of each class; NaN for one that no image shows.</summary>
    /// <param name="scores">[n,classes], float64.</param>
    public IReadOnlyList<double> Precisions(Tensor scores)
    {
        using var scope = NewDisposeScope();
        var precisions = new List<double>();
        for (var kind = 0; kind < Present.shape[1]; kind++)
            precisions.Add(
                Results.AveragePrecision.Compute(
                    scores.select(1, kind).contiguous().data<double>().ToArray(),
                    [.. Present.select(1, kind).contiguous().data<double>().Select(shown => shown > 0)]));
        return precisions;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Features.Dispose();
        Present.Dispose();
    }

    private static bool SameSize(PreparedImage one, PreparedImage other) =>
        (one.Input!.Width, one.Input.Height) == (other.Input!.Width, other.Input.Height);

    private static Tensor Run(ModelService model, PooledFeatures features, List<PreparedImage> images)
    {
        using var scope = NewDisposeScope();
        var (width, height) = (images[0].Input!.Width, images[0].Input!.Height);
        var input = stack(images.Select(image => tensor(image.Input!.Chw, [3, height, width]))).to(model.Dtype, model.Device);
        using var pass = ForwardPass.Run(model.Network, input, layer => layer == features.Layer);
        return pass.OutputOf(features.Layer).to(ScalarType.Float64, CPU, copy: true).MoveToOuterDisposeScope();
    }

    private static Tensor Shown(List<PreparedImage> images, int classes)
    {
        var shown = zeros([images.Count, classes], ScalarType.Float64);
        foreach (var (row, image) in images.Index())
            foreach (var kind in image.Sample!.PresentClasses) shown[row, kind] = 1;
        return shown;
    }
}
