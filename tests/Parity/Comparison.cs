using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Parity;

/// <summary>Result of a comparison.</summary>
/// <param name="Case">The peer's map.</param>
/// <param name="Call">Our method; empty if none corresponds to the map.</param>
/// <param name="Deviation">max |ours − theirs| / max |theirs|; NaN if the map was not compared.</param>
/// <param name="Tolerance">Largest deviation that counts as equal.</param>
/// <param name="Reason">Why the map was not compared, or null.</param>
/// <param name="Tie">Why the deviation is not conclusive, or null.</param>
public sealed record Outcome(PeerCase Case, string Call, double Deviation, double Tolerance, string? Reason, string? Tie = null)
{
    /// <summary>Whether our map equals theirs within the tolerance.</summary>
    public bool Passed => Deviation <= Tolerance;
}

/// <summary>
/// Compares every map of a reference kit with ours, with the real planner, runner and plugins: one shared pass per image.
/// </summary>
/// <param name="kit">Folder of the kit.</param>
/// <param name="plugins">The plugins.</param>
public sealed class Comparison(string kit, IPluginCatalog plugins)
{
    /// <summary>Compares all cases.</summary>
    /// <param name="dtype">Our precision: float64 or float32.</param>
    public IReadOnlyList<Outcome> Run(ScalarType dtype)
    {
        var outcomes = new List<Outcome>();
        foreach (
            var network in PeerCase
                .ReadAll(kit)
                .Where(Wanted)
                .GroupBy(reference => (reference.Model, Form: GraphCorrespondence.FormOf(reference))))
        {
            var file = network.Key.Model.Length == 0 ? "narrow-vgg16.safetensors" : $"models/{network.Key.Model}.safetensors";
            using var model = ModelService.Load(Path.Combine(kit, file), "cpu", dtype, form: network.Key.Form);
            foreach (var image in network.GroupBy(reference => reference.Input))
                outcomes.AddRange(CompareImage(model, image.Key, [.. image]));
        }
        return outcomes;
    }

    /// <summary>The cases to compare; all by default.</summary>
    public Func<PeerCase, bool> Wanted { get; init; } = _ => true;

    private List<Outcome> CompareImage(ModelService model, string input, IReadOnlyList<PeerCase> cases)
    {
        using var scope = NewDisposeScope();
        var pairs = cases
            .Select(reference =>
                (
                    Case: reference,
                    Match: reference.Model.Length == 0 ? Correspondence.FromCase(reference) : GraphCorrespondence.FromCase(reference)))
            .ToList();
        int[] classes = [.. cases.Select(reference => reference.Class).Distinct()];
        var everyClass = new MetricInstance(
            new PluginCall("every-class"),
            new PluginDescriptor("every-class", PluginKind.Metric, "", false, [], "", ""),
            new EveryClass());
        var cells = pairs.Where(pair => pair.Match.Reason is null).Select(pair => pair.Match.Call).Distinct()
            .ToDictionary(call => call, call => new Cell(Method(call), everyClass), StringComparer.Ordinal);
        var plan = Planner.Plan([.. cells.Values], model.Architecture, Annotation.Boxes);
        var x = Read(input);
        var sample = new Sample(
            input,
            (int)x.shape[3],
            (int)x.shape[2],
            [.. classes.Select(target => new ImageObject(target, 0, 0, 1, 1, false))]);
        using var maps = new PassRunner(model, plan, seed: 0).Run([sample], x)[0];
        return [.. pairs.Select(pair =>
        {
            var (reference, match) = pair;
            var tolerance = reference.Tolerance(model.Dtype == ScalarType.Float32);
            if (match.Reason is not null) return new Outcome(reference, "", double.NaN, tolerance, match.Reason);
            var cell = cells[match.Call];
            if (maps.FailureOf(cell.Method) is { } failure)
                return new Outcome(reference, $"{match.Call}: {failure}", double.PositiveInfinity, tolerance, null);
            var ours = Map.From(maps.MapsFor(cell.Method, plan.Cells[0].Request).Map(reference.Class));
            var theirs = Map.From(Npy.Read(Path.Combine(kit, reference.File)));
            return new Outcome(
                reference,
                match.Call,
                (match.Ours?.Invoke(ours) ?? ours).DeviationFrom(match.Theirs?.Invoke(theirs) ?? theirs),
                tolerance,
                null,
                model.Dtype == ScalarType.Float64 ? match.Tie : null);
        })];
    }

    private MethodInstance Method(string call) => call == SmoothGradWithPeerNoise.Call
        ? new MethodInstance(
            new PluginCall(call),
            new PluginDescriptor(call, PluginKind.Method, "", false, [], "", ""),
            new SmoothGradWithPeerNoise(Read("inputs/noise_smoothgrad_64.npy")))
        : plugins.CreateMethod(PluginCall.Parse(call));

    private Tensor Read(string file)
    {
        var npy = Npy.Read(Path.Combine(kit, file));
        return tensor(npy.Doubles(), [.. npy.Shape.Select(size => (long)size)]);
    }

    private sealed class EveryClass : IMetric
    {
        public MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.PresentClasses };
        public SampleScore Score(ISampleMaps maps) => new([], []);
        public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) =>
            new(double.NaN, new Dictionary<string, double>());
    }
}
