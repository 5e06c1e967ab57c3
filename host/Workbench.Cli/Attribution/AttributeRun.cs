using System.Diagnostics;
using Spectre.Console;
using TorchSharp;
using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
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
/// <param name="reading">How pictures' pixels are taken.</param>
/// <param name="say">Takes messages.</param>
internal sealed class AttributeRun(ModelService model, InputConvention convention, MapRun run, int targets, MapFolder folder, MapManifest manifest, PictureReading reading, Action<string> say)
{
    private const double ShareOfMemory = 0.8;

    private readonly BatchSizer _batches = BatchSizer.For(model);
    private readonly PictureChoices _choices = new(reading);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private Action _step = () => { };

    /// <summary>Goes through the inputs; returns early, between batches, when cancelled.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="progress">Takes the number of steps done: each input has those of <see cref="MapRun.Steps"/>.</param>
    /// <param name="cancel">Stops it.</param>
    public void Compute(IReadOnlyList<MapInput> inputs, IProgress<int> progress, CancellationToken cancel)
    {
        var waiting = new List<LoadedInput>();
        var done = 0;
        run.Stepped = () => _step();
        foreach (var input in inputs)
        {
            if (cancel.IsCancellationRequested) return;
            try
            {
                var loaded = input.Load(convention, model.Card, reading);
                _choices.Look(loaded);
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
                progress.Report(++done * run.Steps);
            }
        }
        if (!cancel.IsCancellationRequested) Flush();
        manifest.Halvings = _batches.Halvings.Count > 0 ? _batches.Halvings : null;
        if (_batches.Summary is { } summary) Tell(summary);
        foreach (var said in _choices.Said) Tell(said);
        manifest.Complete = done == inputs.Count;

        void Flush()
        {
            while (waiting.Count > 0 && !cancel.IsCancellationRequested)
            {
                var batch = waiting.Take(_batches.Propose(run.Plan, waiting[0].Width, waiting[0].Height, targets)).ToList();
                var steps = 0;
                _step = () => progress.Report(done * run.Steps + Math.Min(++steps, run.Steps) * batch.Count);
                if (Maps(batch) is not { } maps) continue;   // the same inputs, fewer at a time
                waiting.RemoveRange(0, batch.Count);
                if (maps.Count == 0) progress.Report(++done * run.Steps);
                foreach (var _ in Write(batch, maps))
                {
                    progress.Report(++done * run.Steps);
                    if (cancel.IsCancellationRequested) break;
                }
            }
        }
    }

    // Yields each input once its files are written.
    private IEnumerable<LoadedInput> Write(IReadOnlyList<LoadedInput> batch, IReadOnlyList<TargetMaps> results)
    {
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

    // Null where memory ran out and fewer inputs may do. An input that does not fit alone fails; its tensor is gone as theirs that did.
    private IReadOnlyList<TargetMaps>? Maps(IReadOnlyList<LoadedInput> batch)
    {
        var (width, height, start) = (batch[0].Width, batch[0].Height, Stopwatch.GetTimestamp());
        try
        {
            using var scope = NewDisposeScope();
            var maps = run.Run([.. batch.Select(loaded => loaded.Input.Name)], cat([.. batch.Select(loaded => loaded.Tensor.to(model.Dtype))]));
            _batches.Done(batch.Count, width, height, Stopwatch.GetElapsedTime(start));
            foreach (var loaded in batch) loaded.Tensor.Dispose();
            return maps;
        }
        catch (Exception error) when (OutOfMemory.Is(error))
        {
            if (_batches.Halve(batch.Count, width, height, OutOfMemory.Reason(error))) return null;
            batch[0].Tensor.Dispose();
            manifest.Failures.Add(new ManifestFailure(batch[0].Input.Path, null, $"'{batch[0].Input.Path}': out of memory with this input alone ({width}×{height}). {OutOfMemory.Reason(error)}"));
            Tell(manifest.Failures[^1].Reason);
            return [];
        }
    }

    private int BatchFor(LoadedInput input)
    {
        var cost = PlanCost.Estimate(run.Plan, input.Width, input.Height, targets, (int)model.Dtype.ElementSize());
        if (model.Device.type == DeviceType.CPU && cost.KeptBytes > ShareOfMemory * MemoryLimit.Memory)
            throw new DataException(
                $"'{input.Input.Path}' is {input.Width}×{input.Height} as the model's input: these methods and targets need about {cost.KeptBytes / 1e9:0} GB for it, of {MemoryLimit.Memory / 1e9:0}. Make it smaller, or choose a convention that resizes (--input imagenet).");
        return _batches.Propose(run.Plan, input.Width, input.Height, targets);
    }

    private void Tell(string reason)
    {
        if (_told.Add(reason)) say(reason);
    }
}
