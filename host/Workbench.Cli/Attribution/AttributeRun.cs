using Spectre.Console;
using TorchSharp;
using Workbench.Engine.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Cli.Attribution;

/// <summary>Takes inputs through the shared passes, batch by batch, and hands their maps on to be written.</summary>
/// <param name="model">The model.</param>
/// <param name="convention">How pictures become its input.</param>
/// <param name="run">The passes.</param>
/// <param name="targets">Targets per input.</param>
/// <param name="folder">Where maps go.</param>
/// <param name="manifest">What is told of them.</param>
internal sealed class AttributeRun(ModelService model, InputConvention convention, MapRun run, int targets, MapFolder folder, MapManifest manifest)
{
    private const long MemoryBudget = 3L << 29;
    private const int LargestBatch = 16;
    private const double ShareOfMemory = 0.8;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Goes through the inputs; returns early, between batches, when cancelled.</summary>
    public void Compute(IReadOnlyList<MapInput> inputs, IProgress<int> progress, CancellationToken cancel)
    {
        var waiting = new List<LoadedInput>();
        var done = 0;
        foreach (var input in inputs)
        {
            if (cancel.IsCancellationRequested) return;
            try
            {
                var loaded = input.Load(convention, model.Card);
                var batch = BatchFor(loaded);
                // Inputs of one size share a batch; the next of another size starts a new one.
                if (waiting.Count > 0 && (waiting[0].Width, waiting[0].Height) != (loaded.Width, loaded.Height)) Flush();
                waiting.Add(loaded);
                if (waiting.Count >= batch) Flush();
            }
            catch (DataException error)
            {
                manifest.Failures.Add(new ManifestFailure(input.Path, null, error.Message));
                Tell(error.Message);
                progress.Report(++done);
            }
        }
        if (!cancel.IsCancellationRequested) Flush();
        manifest.Complete = done == inputs.Count;

        void Flush()
        {
            if (waiting.Count == 0) return;
            foreach (var _ in Compute(waiting))
            {
                progress.Report(++done);
                if (cancel.IsCancellationRequested) break;
            }
            waiting.Clear();
        }
    }

    // Yields each input once its files are written.
    private IEnumerable<LoadedInput> Compute(IReadOnlyList<LoadedInput> batch)
    {
        var results = Maps(batch);
        try
        {
            foreach (var (loaded, maps) in batch.Zip(results))
            {
                foreach (var reason in folder.Write(loaded, maps)) Tell(reason);
                folder.WriteManifest(now: false);
                yield return loaded;
            }
        }
        finally
        {
            foreach (var maps in results) maps.Dispose();
        }
    }

    private IReadOnlyList<TargetMaps> Maps(IReadOnlyList<LoadedInput> batch)
    {
        using var scope = NewDisposeScope();
        var input = cat([.. batch.Select(loaded => loaded.Tensor.to(model.Dtype))]);
        foreach (var loaded in batch) loaded.Tensor.Dispose();
        return run.Run([.. batch.Select(loaded => loaded.Input.Name)], input);
    }

    private int BatchFor(LoadedInput input)
    {
        var cost = PlanCost.Estimate(run.Plan, input.Width, input.Height, targets, (int)model.Dtype.ElementSize());
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (model.Device.type == DeviceType.CPU && cost.KeptBytes > ShareOfMemory * memory)
            throw new DataException(
                $"'{input.Input.Path}' is {input.Width}×{input.Height} as the model's input: these methods and targets need about {cost.KeptBytes / 1e9:0} GB for it, of {memory / 1e9:0}. Make it smaller, or choose a convention that resizes (--input imagenet).");
        return cost.BatchFor(MemoryBudget, LargestBatch);
    }

    private void Tell(string reason)
    {
        if (_told.Add(reason)) Terminal.Errors.WriteLine(reason);
    }
}
