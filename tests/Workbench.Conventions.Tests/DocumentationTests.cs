using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Workbench.Conventions.Tests;

/// <summary>What a plugin's author and user read is there, and true.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void Every_public_type_of_the_contract_is_documented()
    {
        var assembly = House.Host("Workbench.Abstractions");
        var documented = Summaries(assembly);
        assembly.GetExportedTypes().Where(type => !documented.ContainsKey($"T:{type.FullName!.Replace('+', '.')}")).ShouldBeEmpty();
    }

    [Fact]
    public void A_plugin_is_a_sealed_class_that_says_where_it_comes_from()
    {
        foreach (var type in House.PluginClasses)
        {
            type.IsSealed.ShouldBeTrue(type.Name);
            (
                type.GetCustomAttribute<AttributionAttribute>()?.Cite ?? type.GetCustomAttribute<MetricAttribute>()!.Cite
            ).ShouldNotBeNullOrWhiteSpace(type.Name);
            Summaries(type.Assembly)[$"T:{type.FullName}"].Length.ShouldBeGreaterThan(40, type.Name);
            var id = type.GetCustomAttribute<AttributionAttribute>()?.Id ?? type.GetCustomAttribute<MetricAttribute>()!.Id;
            id.ShouldMatch("^[a-z0-9]+([-+]+[a-z0-9]+)*\\+*$");
        }
    }

    [Fact]
    public void An_option_is_documented_and_its_default_is_the_one_it_has()
    {
        foreach (
            var options in House
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
                stated.Groups["value"].Value.ShouldBe(Written(property.GetValue(defaults)!), name);
            }
        }
    }

    [Fact]
    public void A_number_says_what_range_it_has()
    {
        var numbers = House
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

    // As specs write it: words in lower case, joined by hyphens.
    private static string Written(object value) =>
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
