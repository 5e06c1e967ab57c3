using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Workbench.Conventions.Tests;

/// <summary>The documentation of the contract and of the shipped plugins is complete and agrees with the code.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void Every_public_type_of_the_contract_is_documented()
    {
        var assembly = RepositorySources.Host("Workbench.Abstractions");
        var documented = Summaries(assembly);
        assembly.GetExportedTypes().Where(type => !documented.ContainsKey($"T:{type.FullName!.Replace('+', '.')}")).ShouldBeEmpty();
    }

    [Fact]
    public void A_plugin_is_a_sealed_class_with_a_source_and_a_summary()
    {
        foreach (var type in RepositorySources.PluginClasses)
        {
            type.IsSealed.ShouldBeTrue(type.Name);
            var cite = type.GetCustomAttribute<AttributionAttribute>()?.Cite ?? type.GetCustomAttribute<MetricAttribute>()!.Cite;
            cite.ShouldNotBeNullOrWhiteSpace(type.Name);
            Summaries(type.Assembly)[$"T:{type.FullName}"].Length.ShouldBeGreaterThan(40, type.Name);
            var id = type.GetCustomAttribute<AttributionAttribute>()?.Id ?? type.GetCustomAttribute<MetricAttribute>()!.Id;
            id.ShouldMatch("^[a-z0-9]+([-+]+[a-z0-9]+)*\\+*$");
        }
    }

    [Fact]
    public void An_option_is_documented_with_its_default()
    {
        foreach (
            var options in RepositorySources
                .PluginClasses.Select(type => type.GetConstructors().Single().GetParameters().SingleOrDefault()?.ParameterType)
                .OfType<Type>())
        {
            options.IsSealed.ShouldBeTrue(options.Name);
            var defaults = Activator.CreateInstance(options);
            foreach (
                var property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
            {
                var name = $"{options.Name}.{property.Name}";
                property.GetCustomAttribute<OptionAttribute>().ShouldNotBeNull(name).Help.ShouldNotBeNullOrWhiteSpace(name);
                var stated = Regex.Match(
                    Summaries(options.Assembly)[$"P:{property.DeclaringType!.FullName}.{property.Name}"],
                    @"Default: (?<value>[^\s,]+?)[.,](\s|$)",
                    RegexOptions.ExplicitCapture);
                stated.Groups["value"].Value.ShouldBe(SpecText(property.GetValue(defaults)!), name);
            }
        }
    }

    [Fact]
    public void A_numeric_option_has_a_range()
    {
        var numbers = RepositorySources
            .PluginClasses.Select(type => type.GetConstructors().Single().GetParameters().SingleOrDefault()?.ParameterType)
            .OfType<Type>()
            .SelectMany(options => options.GetProperties())
            .Where(property => property.PropertyType == typeof(int) || property.PropertyType == typeof(double))
            .ToList();
        numbers.ShouldNotBeEmpty();
        numbers
            .Select(property =>
                (Name: $"{property.DeclaringType!.Name}.{property.Name}", Option: property.GetCustomAttribute<OptionAttribute>()!))
            .Where(number => !double.IsFinite(number.Option.Min) && !double.IsFinite(number.Option.Max)).ShouldBeEmpty();
    }

    // The spelling of specs: lower case words joined by hyphens.
    private static string SpecText(object value) =>
        Regex.Replace(FormattableString.Invariant($"{value}"), "(?<=[a-z])(?=[A-Z])", "-").ToLowerInvariant();

    private static Dictionary<string, string> Summaries(Assembly assembly) =>
        XDocument
            .Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(
                member => member.Attribute("name")!.Value,
                member => member.Element("summary")!.Value.Trim(),
                StringComparer.Ordinal);
}
