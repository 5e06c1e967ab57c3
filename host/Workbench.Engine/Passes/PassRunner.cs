using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes.Sharing;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>Runs a plan on batches of images. Isolates methods that overwrite shared tensors.</summary>
/// <param name="model">The model.</param>
/// <param name="plan">What to run.</param>
/// <param name="seed">The run's seed.</param>
public sealed class PassRunner(ModelService model, PassPlan plan, ulong seed)
{
    /// <summary>Measures the plugins' calls; null for no time limit.</summary>
    internal PluginClock? Clock { get; init; }

    /// <summary>Called after each method of each sweep. An exception from it ends the run.</summary>
    internal Action? OnStep { get; init; }

    /// <summary>Methods that must not be called any more, with the reason.</summary>
    internal IReadOnlyDictionary<object, string> StoppedMethods { get; init; } = new Dictionary<object, string>();

    /// <summary>The run's record of misbehaving plugins. A method that wrote into its inputs runs alone from then on.</summary>
    internal MisbehavingPlugins Conduct { get; init; } = new();

    /// <summary>
    /// Runs all passes for a batch and every method on them. If memory runs out with several images, the exception is thrown to the caller,
    /// who may try a smaller batch (<see cref="OutOfMemory"/>). With one image, only the methods whose sweep or map did not fit fail.
    /// </summary>
    /// <param name="samples">The images.</param>
    /// <param name="input">[B,3,H,W], normalised, any device and float type.</param>
    /// <returns>The maps of each image, in order.</returns>
    public IReadOnlyList<ImageMaps> Run(IReadOnlyList<Sample> samples, Tensor input)
    {
        if (model.Device.type == TorchSharp.DeviceType.CPU) MemoryLimit.Set();
        using var pause = Clock is null ? CollectorPause.Begin() : null;   // a caller with a clock has already paused the collector
        using var none = no_grad();
        using var states = model.BeginPass(plan.States.Select(state => state.State));
        var (writers, smallest) = (Conduct.Writers.ToHashSet(), samples.Count == 1);
        if (writers.Count == 0) return Run(plan, samples, input, smallest);
        var maps = Run(plan.WithMethods(method => !writers.Contains(method)), samples, input, smallest);
        return DisposeOnFailure(maps, () => RunByImage(plan.WithMethods(writers.Contains), samples, input, maps, apart: true));
    }

    private ImageMaps[] Run(PassPlan wanted, IReadOnlyList<Sample> samples, Tensor input, bool smallest, bool apart = false)
    {
        using var scope = NewDisposeScope();
        var shared = new SharedRun(this, model, wanted, seed, samples, smallest, apart);
        // A copy, as methods may write into it and a rerun needs the original.
        var maps = shared.Run(input.to(model.Dtype, model.Device, copy: true));
        return DisposeOnFailure(maps, () =>
        {
            if (shared.OverwrittenTensor is { } what) RunApart(wanted, samples, input, maps, what, smallest);
            else if (shared.FailedMethods.Count > 0)
                RunByImage(wanted.WithMethods(shared.FailedMethods.Contains), samples, input, maps, apart);
        });
    }

    private static ImageMaps[] DisposeOnFailure(ImageMaps[] maps, Action work)
    {
        try
        {
            work();
            return maps;
        }
        catch
        {
            foreach (var image in maps) image.Dispose();
            throw;
        }
    }

    // A method wrote into a shared tensor. Each method is rerun in passes of its own. The one that writes again is at fault.
    // The maps of the other methods equal those of a pass without the fault.
    private void RunApart(PassPlan wanted, IReadOnlyList<Sample> samples, Tensor input, ImageMaps[] maps, string what, bool smallest)
    {
        var methods = wanted.Methods;
        if (methods is [var one])
        {
            Conduct.AddWriter(one);
            if (samples.Count > 1) RunByImage(wanted, samples, input, maps, apart: true);
            else maps[0].Fail(one, $"{one.Name} ({one.Plugin.Assembly}): {LentTensors.WrotePrefix}{what}, {LentTensors.Remedy}");
            return;
        }
        foreach (var method in methods)
            foreach (var (image, own) in maps.Zip(Run(wanted.WithMethods(other => other == method), samples, input, smallest, apart: true)))
                image.MoveFrom(own);
    }

    // One image at a time, so that a fault in one image does not fail the whole batch.
    private void RunByImage(PassPlan wanted, IReadOnlyList<Sample> samples, Tensor input, ImageMaps[] maps, bool apart)
    {
        for (var i = 0; i < samples.Count; i++)
        {
            // With several images the other images' maps also hold memory, so one image is not yet the smallest case.
            maps[i].MoveFrom(Run(wanted, [samples[i]], input[i..(i + 1)], smallest: samples.Count == 1, apart)[0]);
        }
    }
}
