using Workbench.Engine.Passes.Post;
using Workbench.Engine.Plugins;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>
/// Reads the steps after a method: a list of <c>step</c> and <c>step{option=value}</c>, or one text <c>step | step</c>. An unknown step is
/// reported at its own place.
/// </summary>
internal sealed class PostReader(ProblemList problems)
{
    /// <summary>The steps of a value; empty if the value is null.</summary>
    public IReadOnlyList<PluginCall> ReadAll(string key, YamlNode? value)
    {
        switch (value)
        {
            case null:
                return [];
            case YamlList list:
                return [.. list.Items.SelectMany(item => ReadOne(key, item))];
            default:
                return ReadOne(key, value);
        }
    }

    private IReadOnlyList<PluginCall> ReadOne(string key, YamlNode item)
    {
        if (item is not YamlScalar { IsNull: false } text)
        {
            problems.Add(item.Mark, $"'{key}' takes 'step' or 'step{{option=value}}', not {item.Kind}.");
            return [];
        }
        try
        {
            var steps = PluginCall.ParseSteps(text.Text);
            foreach (var step in steps) PostSteps.Check(step);
            return steps;
        }
        catch (FormatException error)
        {
            problems.Add(text.Mark, error.Message);
        }
        catch (PluginCallException error)
        {
            foreach (var problem in error.Problems) problems.Add(text.Mark, problem);
        }
        return [];
    }
}
