using System.Collections;
using System.Reflection;
using static TorchSharp.torch;

namespace Workbench.Conformance.Methods;

/// <summary>
/// Checks that a backward rule is a value: equal for equal options and without tensors. It applies to at least one layer, and its signal
/// has the shape of the layer's input.
/// </summary>
internal sealed class RuleCheck : IPluginCheck
{
    public string Name => "rule";

    public bool IsPrerequisite => true;

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        var method = plugin.Method();
        if (plugin.Plan(method).Request.Rule is not { } rule) yield break;
        var name = rule.GetType().Name;
        var (again, other) = (plugin.Plan(method).Request.Rule, plugin.Plan(plugin.Method()).Request.Rule);
        if (!rule.Equals(again) || !rule.Equals(other) || rule.GetHashCode() != other!.GetHashCode())
            yield return "Two plans with the same options gave rules that are not equal, so their methods would not share a sweep: "
                + $"keep {name}'s parameters in record properties that compare by value; no lists, arrays or delegates.";
        if (TensorFields(rule.GetType()).FirstOrDefault() is { } field)
            yield return $"{name}.{field} can hold tensors, but a rule outlives passes: compute them in Propagate, "
                + "or take them from the layer's step (PerImage, PositiveWeight).";
        var layers = plugin.Call(() => plugin.Trial.Model.Architecture.Layers.Where(rule.AppliesTo).ToList());
        if (layers.Count == 0)
        {
            yield return $"{name}.AppliesTo is false for every layer of the model: return true for the layers that it changes, "
                + "or leave the rule out of the plan.";
            yield break;
        }
        var failure = plugin.Trial.Run([method], [0, 1], Trial.PresentClasses).Failures.GetValueOrDefault(method);
        var at = failure?.IndexOf("its rule threw", StringComparison.Ordinal) ?? -1;
        if (at >= 0)
            yield return $"{failure![(at + "its rule ".Length)..]} "
                + "Propagate takes [B,…] at a layer's output to the shape of step.Input; Start returns [B,classes].";
    }

    private static IEnumerable<string> TensorFields(Type type)
    {
        for (var at = type; at is not null && at != typeof(BackwardRule); at = at.BaseType)
            foreach (
                var field in at.GetFields(
                    BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                if (HoldsTensors(field.FieldType)) yield return field.Name.TrimStart('<').Split('>')[0];
    }

    private static bool HoldsTensors(Type type) => typeof(Tensor).IsAssignableFrom(type)
        || type.HasElementType && HoldsTensors(type.GetElementType()!)
        || typeof(IEnumerable).IsAssignableFrom(type) && type.GetGenericArguments().Any(HoldsTensors);
}
