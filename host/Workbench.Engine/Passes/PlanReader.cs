using Workbench.Engine.Model;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Passes;

/// <summary>A method's plan, read.</summary>
/// <param name="Method">The tensors that it reads.</param>
/// <param name="Rule">The backward rule; null for the gradient.</param>
internal sealed record MethodPlan(PlannedMethod Method, ResolvedRule? Rule);

/// <summary>A plugin's plan, null if it has none, and its faults for this model, a sentence each.</summary>
internal sealed record PlanResult<T>(T? Plan, IReadOnlyList<string> Problems) where T : class
{
    /// <summary>Why the plugin is not defined on the model, as a clause; null if it is.</summary>
    public string? Unsupported { get; init; }
}

/// <summary>
/// Reads a plugin's plan in full, once: a list in it may be lazy, and a rule is asked about each layer. Both run the plugin's code, so call
/// this under the plugin's clock.
/// </summary>
internal static class PlanReader
{
    /// <param name="method">The method.</param>
    /// <param name="model">The model.</param>
    /// <param name="rules">The rules of earlier methods. An equal rule is replaced by the earlier one.</param>
    /// <exception cref="PluginFaultException">The plugin did not return a valid plan.</exception>
    public static PlanResult<MethodPlan> ReadMethod(MethodInstance method, Architecture model, IReadOnlyList<ResolvedRule> rules)
    {
        var problems = new List<string>();
        PassRequest? request;
        try
        {
            request = TryAsk(() => method.Method.Plan(model), problems);
        }
        catch (UnsupportedModelException error)
        {
            return new(null, []) { Unsupported = PluginText.Line(error.Message).TrimEnd('.') };
        }
        if (problems.Count > 0 && method.Call.Layer is { } read && read == DefaultLayer(method))
            problems.Add($"'{read}' is its default layer. Name one of the network's behind '@'.");
        if (request is null) return problems.Count > 0 ? new(null, problems) : throw new PluginFaultException("it returned null");
        if (request.Taps is null) throw new PluginFaultException("it returned a plan without Taps");
        HashSet<int> activations = [], gradients = [];
        var left = 2 * model.Layers.Count;   // a layer may have two names
        foreach (var (layer, tap) in request.Taps)
        {
            if (--left < 0) throw new PluginFaultException($"it names more layers than the model's {model.Layers.Count}");
            if (TryAsk(() => model[layer], problems)?.Index is not { } index) continue;
            if (tap.HasFlag(Tap.Activation)) activations.Add(index);
            if (tap.HasFlag(Tap.Gradient)) gradients.Add(index);
        }
        var rule = request.Rule is null ? null : ResolveRule(request.Rule, model, rules);
        if (rule is { Layers.Count: 0 }) problems.Add($"its rule {rule} applies to no layer of the model.");
        if (rule is not null && !KnowsSeveralInputs(rule.Rule) && model.Layers.FirstOrDefault(JoinsUnder(rule)) is { } join)
            problems.Add(
                $"its rule {rule} gives one signal, but applies to {join}, which has {join.Inputs.Count} inputs; it has to override "
                + $"{nameof(BackwardRule.PropagateToInputs)}.");
        return new(
            new MethodPlan(new PlannedMethod(method, activations, gradients, request.InputGradient, Math.Max(0, request.Questions)), rule),
            problems);
    }

    private static string? DefaultLayer(MethodInstance method) =>
        method.Plugin.Options.FirstOrDefault(option => option.Type == typeof(LayerRef))?.Default;

    private static Func<LayerInfo, bool> JoinsUnder(ResolvedRule rule) => layer => layer.Inputs.Count > 1 && rule.AppliesTo(layer);

    private static bool KnowsSeveralInputs(BackwardRule rule) =>
        rule.GetType().GetMethod(nameof(BackwardRule.PropagateToInputs))!.DeclaringType != typeof(BackwardRule);

    // Rules of different types are different even if the plugin compares them as equal.
    // Otherwise one plugin's sweep would be used for another's.
    private static ResolvedRule ResolveRule(BackwardRule rule, Architecture model, IReadOnlyList<ResolvedRule> rules) =>
        rules.FirstOrDefault(other => other.Rule.GetType() == rule.GetType() && rule.Equals(other.Rule))
        ?? new ResolvedRule(
            rule,
            model.Layers.Where(rule.AppliesTo).Select(layer => layer.Index).ToHashSet(),
            PluginText.Line(rule.ToString()));

    /// <param name="metric">The metric.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="PluginFaultException">The plugin did not return a valid plan.</exception>
    public static PlanResult<MetricRequest> ReadMetric(MetricInstance metric, Architecture model)
    {
        var problems = new List<string>();
        if (TryAsk(() => metric.Metric.Plan(model), problems) is not { } request)
            return problems.Count > 0 ? new(null, problems) : throw new PluginFaultException("it returned null");
        if (request.States is null) throw new PluginFaultException("it returned a plan without States");
        var states = new List<ModelState>();
        foreach (var state in request.States)
        {
            if (state?.Id is null) throw new PluginFaultException("it asks for a state that is null or has no Id");
            if (states.Count == PluginLimits.States)
                throw new PluginFaultException($"it asks for more than {PluginLimits.States} states of the model");
            states.Add(state);
            if (state.RandomiseFrom is { } from) TryAsk(() => model[from], problems);
        }
        return new(request with { States = [.. states] }, problems);
    }

    // Unknown layers are collected and reported with the faults of all other plans.
    private static T? TryAsk<T>(Func<T> ask, List<string> problems) where T : class
    {
        try
        {
            return ask();
        }
        catch (UnknownLayerException error)
        {
            problems.Add(PluginText.Line(error.Message));
            return null;
        }
    }
}
