using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes.Post;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>Runs a plan on batches of images: the only place where methods meet tensors.</summary>
/// <param name="model">The model.</param>
/// <param name="plan">What to run.</param>
/// <param name="seed">The run's seed.</param>
public sealed class PassRunner(ModelService model, PassPlan plan, ulong seed)
{
    /// <summary>Measures the plugins' calls; null where nobody waits for them.</summary>
    internal PluginClock? Clock { get; init; }

    /// <summary>Told after each method of each sweep.</summary>
    internal Action? Stepped { get; init; }

    /// <summary>Methods that are not to be called any more, and why.</summary>
    internal IReadOnlyDictionary<MethodInstance, string> Stopped { get; init; } = new Dictionary<MethodInstance, string>();

    /// <summary>
    /// Runs all passes for a batch and every method on them. Where memory runs out for several images the exception leaves, for a smaller batch to be tried (<see cref="OutOfMemory"/>); for one image it
    /// costs the methods whose sweep or map did not fit.
    /// </summary>
    /// <param name="samples">The images.</param>
    /// <param name="input">[B,3,H,W], normalised, any device and float type.</param>
    /// <returns>The maps of each image, in order.</returns>
    public IReadOnlyList<ImageMaps> Run(IReadOnlyList<Sample> samples, Tensor input) => Run(plan, samples, input, smallest: samples.Count == 1);

    private ImageMaps[] Run(PassPlan wanted, IReadOnlyList<Sample> samples, Tensor input, bool smallest)
    {
        using var pause = Clock is null ? CollectorPause.Begin() : null;   // who has a clock pauses the collector himself
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var onDevice = input.to(model.Dtype, model.Device);
        var randomised = wanted.States.Where(state => state.From > 0).ToList();
        var trained = wanted.States.FirstOrDefault(state => state.State.RandomiseFrom is null);
        bool Keep(int layer) => trained?.Keep.Contains(layer) == true || randomised.Any(state => state.From - 1 == layer || layer < state.From && state.Keep.Contains(layer));

        using var forward = ForwardPass.Run(model.Chain, onDevice, Keep);
        var maps = ReadLogits(forward.Logits).Select((logits, i) => new ImageMaps(samples[i], logits, ((int)input.shape[3], (int)input.shape[2]))).ToArray();
        try
        {
            var alone = new HashSet<MethodInstance>();
            foreach (var state in wanted.States)
            {
                using var own = state.State.RandomiseFrom is null ? null : ForwardPass.RunFrom(model.State(state.State), forward, state.From, state.Keep.Contains);
                if (own is not null)
                    foreach (var (image, logits) in maps.Zip(ReadLogits(own.Logits))) image.AddLogits(state.State, logits);
                foreach (var sweep in state.Sweeps) RunSweep(state.State, sweep, own ?? forward, maps, alone, smallest);
            }
            if (alone.Count > 0) RunAlone(wanted.Only(alone), samples, onDevice, maps);
            return maps;
        }
        catch
        {
            foreach (var image in maps) image.Dispose();
            throw;
        }
    }

    private void RunSweep(ModelState state, SweepPlan plan, ForwardPass forward, ImageMaps[] maps, HashSet<MethodInstance> alone, bool smallest)
    {
        var rows = maps.SelectMany((image, i) => image.Targets(plan.Targets, state).Select(target => (i, target))).ToList();
        if (rows.Count == 0) return;
        var (stopped, called) = (plan.Methods.Where(planned => Stopped.ContainsKey(planned.Method)).ToList(), plan.Methods.Where(planned => !Stopped.ContainsKey(planned.Method)).ToList());
        foreach (var planned in stopped)
            foreach (var image in maps) image.Fail(planned.Method, Stopped[planned.Method]);
        if (called.Count == 0) return;
        var pairs = new Pairs(maps.Length, rows);
        BackwardSweep sweep;
        try
        {
            BackwardSweep Sweep() => BackwardSweep.Run(forward, pairs, plan.Rule, plan.Gradients, plan.InputGradient);
            sweep = plan.Rule is null || Clock is null ? Sweep() : Clock.Call(called[0].Method, Sweep);
        }
        catch (Exception error) when (OutOfMemory.Is(error) ? smallest : plan.Rule is not null && error is not AbandonedException)
        {
            foreach (var method in called) Fail(method.Method, $"its rule threw {error.GetType().Name}: {FirstLine(error)}", error);
            return;
        }
        using var gathered = new PairActivations(forward, pairs);
        using (sweep)
            foreach (var planned in called)
            {
                using var scope = NewDisposeScope();
                try
                {
                    var pass = new MethodPass(planned, sweep, gathered, [.. maps.Select(image => image.Sample.Id)], seed, Clock);
                    Tensor Attribute() => planned.Method.Method.Attribute(pass);
                    Store(state, planned.Method, Clock is null ? Attribute() : Clock.Call(planned.Method, Attribute), rows, maps);
                }
                catch (Exception error) when (OutOfMemory.Is(error) ? smallest : error is not AbandonedException)
                {
                    Fail(planned.Method, error is MapException or PostStepException ? error.Message : $"it threw {error.GetType().Name}: {FirstLine(error)}", error);
                }
                Stepped?.Invoke();
            }

        // In a batch one image's fault would be laid at every image's door: such a method runs again image by image.
        void Fail(MethodInstance method, string reason, Exception error)
        {
            if (OutOfMemory.Is(error)) maps[0].FailForMemory(method, $"{method.Name} ({method.Plugin.Assembly}): out of memory with this image alone. {OutOfMemory.Reason(error)}");
            else if (maps.Length > 1) alone.Add(method);
            else maps[0].Fail(method, $"{method.Name} ({method.Plugin.Assembly}): {reason}");
        }
    }

    private static void Store(ModelState state, MethodInstance method, Tensor map, IReadOnlyList<(int Image, int Target)> rows, ImageMaps[] maps)
    {
        if (map is null) throw new MapException("it returned null.");
        if (map.dim() != 4 || map.shape[0] != rows.Count || map.shape[1] != 1)
            throw new MapException($"it returned [{string.Join(',', map.shape)}], expected [{rows.Count},1,h,w].");
        if (!map.is_floating_point()) throw new MapException($"it returned {map.dtype}, expected a floating-point map.");
        var byRow = map.cpu().contiguous();
        var finite = byRow.isfinite().flatten(1).all(1).data<bool>().ToArray();
        for (var row = 0; row < rows.Count; row++)
        {
            var (image, target) = rows[row];
            if (finite[row]) maps[image].Add(state, method, target, byRow[row..(row + 1)].clone().DetachFromDisposeScope());
            else maps[image].Fail(method, $"{method.Name} ({method.Plugin.Assembly}): its map for class {target} holds NaN or infinity.");
        }
    }

    private void RunAlone(PassPlan subset, IReadOnlyList<Sample> samples, Tensor input, ImageMaps[] maps)
    {
        for (var i = 0; i < samples.Count; i++)
            maps[i].Take(Run(subset, [samples[i]], input[i..(i + 1)], smallest: samples.Count == 1)[0]);   // of several, the others hold memory too
    }

    private static double[][] ReadLogits(Tensor logits)
    {
        var flat = logits.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        return [.. flat.Chunk((int)logits.shape[1])];
    }

    private static string FirstLine(Exception error) => error.Message.Split('\n')[0].Trim();   // libtorch appends its stack

    private sealed class MapException(string message) : Exception(message);
}
