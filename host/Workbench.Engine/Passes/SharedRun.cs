using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes.Sharing;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>Runs the shared passes of some methods for one batch, and the methods on them.</summary>
/// <param name="runner">The caller, with the clock and the methods that must not be called.</param>
/// <param name="model">The model.</param>
/// <param name="wanted">The passes to run.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="samples">The images.</param>
/// <param name="smallest">Whether no smaller batch can be tried.</param>
/// <param name="apart">Whether each method runs alone, to find or isolate a fault. Tensors read by one method are then watched too.</param>
internal sealed class SharedRun(
    PassRunner runner,
    ModelService model,
    PassPlan wanted,
    ulong seed,
    IReadOnlyList<Sample> samples,
    bool smallest,
    bool apart)
{
    /// <summary>The name of the shared tensor that a method wrote into, or null. If set, the maps are empty.</summary>
    public string? OverwrittenTensor { get; private set; }

    /// <summary>Methods that failed in a batch of several images and have to be rerun image by image.</summary>
    public HashSet<MethodInstance> FailedMethods { get; } = [];

    /// <param name="input">[B,3,H,W] on the model's device, owned by this run.</param>
    /// <returns>The maps of each image.</returns>
    public ImageMaps[] Run(Tensor input)
    {
        var randomised = wanted.States.Where(state => state.From > 0).ToList();
        var trained = wanted.States.FirstOrDefault(state => state.State.RandomiseFrom is null);
        bool Keep(int layer) =>
            trained?.Keep.Contains(layer) == true
            || randomised.Any(state =>
                model.Architecture.IsReadFrom(layer, state.From) || layer < state.From && state.Keep.Contains(layer));

        using var shared = new SharedTensors();
        using var forward = ForwardPass.Run(model.Network, input, Keep);
        var maps = ReadLogits(forward.Logits)
            .Select((logits, i) => new ImageMaps(samples[i], logits, ((int)input.shape[3], (int)input.shape[2])))
            .ToArray();
        try
        {
            RunStates(forward, shared, maps);
        }
        catch (TensorOverwrittenException spoilt)
        {
            OverwrittenTensor = spoilt.TensorName;
            FailedMethods.Clear();   // the overwritten tensor may have caused these failures
            foreach (var image in maps) image.Clear();
        }
        catch
        {
            foreach (var image in maps) image.Dispose();
            throw;
        }
        return maps;
    }

    private void RunStates(ForwardPass forward, SharedTensors shared, ImageMaps[] maps)
    {
        foreach (var state in wanted.States)
        {
            if (state.State.RandomiseFrom is null)
            {
                foreach (var sweep in state.Sweeps) RunSweep(state.State, sweep, forward, shared, maps);
                continue;
            }
            using var own = ForwardPass.RunFrom(model.NetworkInState(state.State), forward, state.From, state.Keep.Contains);
            using var sharedOfOwn = new SharedTensors();
            foreach (var (image, logits) in maps.Zip(ReadLogits(own.Logits))) image.AddLogits(state.State, logits);
            foreach (var sweep in state.Sweeps) RunSweep(state.State, sweep, own, sharedOfOwn, maps);
            sharedOfOwn.Check();
        }
        shared.Check();
    }

    private void RunSweep(ModelState state, SweepPlan plan, ForwardPass forward, SharedTensors shared, ImageMaps[] maps)
    {
        var rows = maps.SelectMany((image, i) => image.Targets(plan.Targets, state).Select(target => (i, target))).ToList();
        if (rows.Count == 0) return;
        var (stopped, called) = (
            plan.Methods.Where(planned => runner.StoppedMethods.ContainsKey(planned.Method)).ToList(),
            plan.Methods.Where(planned => !runner.StoppedMethods.ContainsKey(planned.Method)).ToList());
        foreach (var planned in stopped)
            foreach (var image in maps) image.Fail(planned.Method, runner.StoppedMethods[planned.Method]);
        if (called.Count == 0) return;
        if (Sweep(state, plan, called, forward, new TargetPairs(maps.Length, rows), shared, maps) is not { } signals) return;
        using var sweep = new SharedSweep(signals, shared, called, all: apart);
        foreach (var planned in called)
        {
            using var scope = NewDisposeScope();
            using var pass = new MethodPass(planned, sweep, [.. maps.Select(image => image.Sample.Id)], seed, runner.Clock);
            try
            {
                var map = PluginGuard.Call(runner.Clock, planned.Method, () => Attribute(planned.Method.Method, pass));
                Store(state, planned.Method, map, rows, maps);
            }
            catch (Exception error) when (error is PluginFaultException || error is PluginOutOfMemoryException && smallest)
            {
                Fail(state, planned.Method, error.Message, error is PluginOutOfMemoryException, maps);
            }
            runner.OnStep?.Invoke();
        }
        sweep.SweepTensors.Check();
    }

    // Null if the rule failed. The failure is then recorded.
    private BackwardSweep? Sweep(
        ModelState state,
        SweepPlan plan,
        IReadOnlyList<PlannedMethod> called,
        ForwardPass forward,
        TargetPairs pairs,
        SharedTensors shared,
        ImageMaps[] maps)
    {
        var methods = called.Select(planned => planned.Method).ToList();
        var rule = new SharedRule(methods);
        // A rule gets the full time limit for each layer. Steps that the host computes do not count.
        BackwardSweep Run() =>
            BackwardSweep.Run(
                forward,
                pairs,
                plan.Rule,
                plan.Gradients,
                plan.InputGradient,
                shared,
                plan.Rule is null ? null : () => runner.Clock?.Restart(rule));
        if (plan.Rule is null && !smallest) return Run();
        try
        {
            return PluginGuard.Call(plan.Rule is null ? null : runner.Clock, rule, Run);
        }
        catch (Exception error)
            when (error is PluginFaultException && plan.Rule is not null || error is PluginOutOfMemoryException && smallest)
        {
            foreach (var method in methods) Fail(state, method, RuleReason(error.Message), error is PluginOutOfMemoryException, maps);
            return null;
        }
    }

    private static string RuleReason(string reason) =>
        reason.StartsWith("it ", StringComparison.Ordinal) ? $"its rule {reason["it ".Length..]}" : reason;

    // The method's changes to the thread's gradient mode end with the call.
    private static Tensor Attribute(IAttributionMethod method, MethodPass pass)
    {
        using var none = no_grad();
        var map = MethodMap.ToStored(MethodMap.Validate(method.Attribute(pass), pass.Rows.Count, (pass.Height, pass.Width)));
        pass.Check();
        return map;
    }

    // In a batch, one image's fault would fail all images, so the method is rerun image by image.
    private void Fail(ModelState state, MethodInstance method, string reason, bool forMemory, ImageMaps[] maps)
    {
        if (forMemory)
            maps[0]
                .FailForMemory(method, $"{method.Name} ({method.Plugin.Assembly}): out of memory with this image alone. {reason}", state);
        else if (maps.Length > 1) FailedMethods.Add(method);
        else maps[0].Fail(method, $"{method.Name} ({method.Plugin.Assembly}): {reason}", state);
    }

    private static void Store(
        ModelState state,
        MethodInstance method,
        Tensor map,
        IReadOnlyList<(int Image, int Target)> rows,
        ImageMaps[] maps)
    {
        var finite = map.isfinite().flatten(1).all(1).data<bool>().ToArray();
        for (var row = 0; row < rows.Count; row++)
        {
            var (image, target) = rows[row];
            if (finite[row]) maps[image].Add(state, method, target, map[row..(row + 1)].clone().DetachFromDisposeScope());
            else
                maps[image].Fail(
                    method,
                    $"{method.Name} ({method.Plugin.Assembly}): its map for class {target}{StateSuffix(state)} holds NaN or infinity.",
                    state,
                    target);
        }
    }

    private static string StateSuffix(ModelState state) => state.RandomiseFrom is null ? "" : $" in state '{state.Id}'";

    private static double[][] ReadLogits(Tensor logits)
    {
        var flat = logits.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        return [.. flat.Chunk((int)logits.shape[1])];
    }
}
