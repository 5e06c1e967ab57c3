using Workbench.Engine.Plugins;

namespace Workbench.Conformance.Methods;

/// <summary>
/// Checks that the plan names existing layers for every value of the layer option, is the same each time, and creates no tensor.
/// </summary>
internal sealed class PlanCheck : IPluginCheck
{
    private const string NoLayer = "no-such-layer";
    private static readonly string[] s_aliases = ["b1", "b2", "b3", "b4", "b5"];

    public string Name => "plan";

    public bool IsPrerequisite => true;

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        var takesLayer = plugin.Descriptor.Options.Any(IsLayer);
        (string, string)[][] ways = [[], .. takesLayer ? s_aliases.Select(alias => new[] { ("layer", alias) }) : []];
        foreach (var way in ways)
            if (FindProblem(plugin, way) is { } problem)
            {
                yield return problem;
                yield break;
            }
        if (takesLayer && AcceptsUnknown(plugin))
            yield return $"Plan accepted layer={NoLayer}, which the model does not have: pass the option unchanged to "
                + "PassRequest.Create(options.Layer, …), or look it up with model[options.Layer], which throws.";
    }

    private static bool IsLayer(OptionDescriptor option) => option.Name == "layer" && option.Type == typeof(LayerRef);

    private static string? FindProblem(PluginUnderTest plugin, (string Name, string Value)[] way)
    {
        var choice = way.Length == 0 ? "" : $" with layer={way[0].Value}";
        try
        {
            var method = plugin.Method(way);
            var (first, tensors) = plugin.Plan(method);
            if (first is null) return $"Plan returned null{choice}: return a PassRequest; new() reads nothing.";
            if (tensors > 0)
                return $"Plan created {tensors} tensors{choice}: a plan is data, requested before any pass. Create tensors in Attribute.";
            foreach (var (layer, tap) in first.Taps)
            {
                _ = plugin.Trial.Model.Architecture[layer];   // throws for an unknown layer
                if (!tap.HasFlag(Tap.Activation) && !tap.HasFlag(Tap.Gradient))
                    return $"Plan names {layer} but reads nothing of it{choice}: request Tap.Activation, Tap.Gradient or Tap.Both.";
            }
            if (first.Questions < 0)
                return $"Plan requests {first.Questions} Questions{choice}: "
                    + "set it to the number of other inputs per image that Attribute evaluates, 0 for none.";
            var (second, _) = plugin.Plan(method);
            return Same(first, second)
                ? null
                : $"Plan returned two different requests for the same options and model{choice}: "
                    + "use no counter, clock or random draw in it.";
        }
        catch (Exception error) when (error is not (UnsupportedModelException or OutOfMemoryException or PluginHungException))
        {
            return error is UnknownLayerException
                ? $"Plan names a layer that the model does not have{choice}: {error.Message} Take the layer from an option, or use b1…b5."
                : $"Plan threw{choice}: {PluginUnderTest.Describe(error)}. A plan only lists what Attribute reads.";
        }
    }

    private static bool AcceptsUnknown(PluginUnderTest plugin)
    {
        try
        {
            var (request, _) = plugin.Plan(plugin.Method(("layer", NoLayer)));
            foreach (var layer in request.Taps.Keys) _ = plugin.Trial.Model.Architecture[layer];
            return true;
        }
        catch (Exception error) when (error is not (OutOfMemoryException or PluginHungException))
        {
            return false;
        }
    }

    /// <summary>Whether two plans request the same, apart from the rules' values.</summary>
    public static bool Same(PassRequest a, PassRequest b) =>
        a.Questions == b.Questions
        && a.InputGradient == b.InputGradient
        && a.Taps.Count == b.Taps.Count
        && a.Taps.All(tap => b.Taps.TryGetValue(tap.Key, out var other) && other == tap.Value)
        && (a.Rule is null) == (b.Rule is null); // RuleCheck compares rules
}
