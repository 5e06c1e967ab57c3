using System.Reflection;
using Workbench.Data;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Passes.Post;

/// <summary>A post step, for lists, help and the schema.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Help">One line: what it does.</param>
/// <param name="Options">Its options, in the order of the record's properties.</param>
public sealed record PostStepDescriptor(string Id, string Help, IReadOnlyList<OptionDescriptor> Options);

/// <summary>The post steps, and methods with steps after them.</summary>
public static class PostSteps
{
    private static readonly IReadOnlyList<(Type Type, PostStepAttribute Name, PluginOptions Options)> s_steps =
        [.. new[] { typeof(Abs), typeof(Relu), typeof(Resize), typeof(Smooth), typeof(Normalize), typeof(MaxNormalize) }
            .Select(type => (type, type.GetCustomAttribute<PostStepAttribute>()!, PluginOptions.FromPlugin(type)))];

    /// <summary>All steps.</summary>
    public static IReadOnlyList<PostStepDescriptor> All { get; } =
    [.. s_steps.Select(step => new PostStepDescriptor(step.Name.Id, step.Name.Help, step.Options.Descriptors))];

    /// <summary>A method followed by steps; the method itself for an empty list.</summary>
    /// <param name="method">The method.</param>
    /// <param name="steps">The steps, in order.</param>
    /// <exception cref="PluginCallException">
    /// A step, option or value does not exist. The message has all problems, with the nearest valid names.
    /// </exception>
    public static MethodInstance AddSteps(MethodInstance method, IReadOnlyList<PluginCall> steps)
    {
        if (steps.Count == 0) return method;
        var (made, problems) = (new List<(PluginCall Call, IPostStep Step)>(), new List<CallProblem>());
        foreach (var step in steps)
            try
            {
                made.Add(Create(step));
            }
            catch (PluginCallException error)
            {
                problems.AddRange(error.Details);
            }
        if (problems.Count > 0) throw new PluginCallException(problems);
        var call = method.Call with { Post = [.. method.Call.Post, .. made.Select(step => step.Call)] };
        return new MethodInstance(
            call,
            method.Plugin,
            new MethodWithSteps(method.Method, [.. made.Select(step => (step.Call.ToString(), step.Step))]));
    }

    /// <summary>Checks a step without making a method.</summary>
    /// <param name="step">The step.</param>
    /// <exception cref="PluginCallException">The step, an option or a value does not exist.</exception>
    public static void Check(PluginCall step) => Create(step);

    private static (PluginCall Call, IPostStep Step) Create(PluginCall call)
    {
        var found = s_steps.FirstOrDefault(step => step.Name.Id == call.Id);
        if (found.Type is null)
            throw new PluginCallException([
                $"Unknown post step '{call.Id}'{NearestName.Hint(call.Id, s_steps.Select(step => step.Name.Id))}",
            ]);
        var (made, canonical) = found.Options.Create(found.Type, call);
        return (canonical, (IPostStep)made);
    }
}
