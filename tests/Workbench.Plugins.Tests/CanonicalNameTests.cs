using System.Globalization;
using System.Text;
using Workbench.Engine.Plugins;

namespace Workbench.Plugins.Tests;

/// <summary>
/// Names are the keys of stored rows: options, their order, defaults and names must match CanonicalNames.txt, however the options records
/// inherit.
/// </summary>
public sealed class CanonicalNameTests
{
    private const string File = "CanonicalNames.txt";

    [Fact]
    public void Names_and_defaults_match_the_recorded_ones()
    {
        var (recorded, names) = (
            System.IO.File.ReadAllText(Path.Combine(Repository.Root, "tests", "Workbench.Plugins.Tests", File)),
            new StringBuilder());
        // A new plugin has no stored rows yet, so only the recorded plugins are compared.
        foreach (var plugin in ShippedPlugins.Plugins.Plugins)
            if (recorded.Contains($"{plugin.Kind} {plugin.Id}:", StringComparison.Ordinal)) names.Append(Names(plugin));
        if (names.ToString() == recorded) return;
        var written = Path.Combine(AppContext.BaseDirectory, File);
        System.IO.File.WriteAllText(written, string.Concat(ShippedPlugins.Plugins.Plugins.Select(Names)));
        names
            .ToString()
            .ShouldBe(
                recorded,
                $"Another name is another row of every store. If that is intended, copy {written} over the recorded file.");
    }

    private static string Names(PluginDescriptor plugin)
    {
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append('\n');
        Line($"{plugin.Kind} {plugin.Id}: {string.Join(' ', plugin.Options.Select(option => $"{option.Name}={option.Default}"))}");
        Line($"  {Name(plugin, [])}");
        foreach (var option in plugin.Options) Line($"  {Name(plugin, [option])}");
        if (plugin.Options.Count > 1)
            Line($"  {Name(plugin, [.. plugin.Options.Reverse()])}"); // written backwards: the order of a name is the record's
        return text.ToString();
    }

    private static string Name(PluginDescriptor plugin, IReadOnlyList<OptionDescriptor> changed)
    {
        var call =
            changed.Count == 0
                ? plugin.Id
                : $"{plugin.Id}{{{string.Join(',', changed.Select(option => $"{option.Name}={Another(option)}"))}}}";
        return plugin.Kind == PluginKind.Method ? ShippedPlugins.Method(call).Name : ShippedPlugins.Metric(call).Name;
    }

    private static string Another(OptionDescriptor option)
    {
        if (option.Type == typeof(LayerRef)) return "b2";
        if (option.Choices.Count > 0) return option.Choices.Last(choice => choice != option.Default);
        var value = double.Parse(option.Default, CultureInfo.InvariantCulture);
        return (value + 1 <= option.Max ? value + 1 : option.Min).ToString(CultureInfo.InvariantCulture);
    }
}
