using System.Globalization;
using System.Reflection;
using System.Text;
using Workbench.Data;

namespace Workbench.Engine.Plugins;

/// <summary>A plugin's options record. Its properties are the only source of the options' names, defaults, ranges and help.</summary>
internal sealed class PluginOptions
{
    private const int MostProblems = 20;   // reported for one call

    private readonly Type? _record;
    private readonly IReadOnlyList<(PropertyInfo Property, OptionDescriptor Option)> _options;

    private PluginOptions(Type? record, IReadOnlyList<(PropertyInfo, OptionDescriptor)> options) => (_record, _options) = (record, options);

    public IReadOnlyList<OptionDescriptor> Descriptors => [.. _options.Select(option => option.Option)];

    /// <summary>Reads the options record that a plugin's constructor takes.</summary>
    /// <exception cref="InvalidOperationException">The constructor or a property has a form that specs cannot fill.</exception>
    public static PluginOptions FromPlugin(Type plugin)
    {
        var constructors = plugin.GetConstructors();
        if (constructors.Length != 1 || constructors[0].GetParameters().Length > 1)
            throw new InvalidOperationException($"{plugin.Name} needs one public constructor, with no parameter or its options record.");
        if (constructors[0].GetParameters() is not [var parameter]) return new PluginOptions(null, []);
        var defaults = Activator.CreateInstance(parameter.ParameterType)!;
        var options = new List<(PropertyInfo, OptionDescriptor)>();
        foreach (var (property, attribute) in Properties(parameter.ParameterType))
        {
            var type = property.PropertyType;
            if (type != typeof(bool) && type != typeof(int) && type != typeof(double) && type != typeof(LayerRef) && !type.IsEnum)
                throw new InvalidOperationException(
                    $"{parameter.ParameterType.Name}.{property.Name} is a {type.Name}; "
                    + "options are bool, int, double, an enum or LayerRef.");
            string[] choices = type == typeof(bool) ? ["true", "false"] : type.IsEnum ? [.. Enum.GetNames(type).Select(Kebab)] : [];
            options.Add(
                (
                    property,
                    new OptionDescriptor(
                        Kebab(property.Name),
                        attribute.Help ?? "",
                        type,
                        Write(property.GetValue(defaults)!),
                        attribute.Min,
                        attribute.Max,
                        choices)));
        }
        return new PluginOptions(parameter.ParameterType, options);
    }

    // Names are keys of stored rows and list the options in this order: by Order, then base records before derived ones, then as declared.
    private static IEnumerable<(PropertyInfo Property, OptionAttribute Attribute)> Properties(Type record) => record
        .GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite)
        .Select(property => (property, attribute: property.GetCustomAttribute<OptionAttribute>()
            ?? throw new InvalidOperationException($"{record.Name}.{property.Name} has no [Option] with its help.")))
        .OrderBy(option => option.attribute.Order).ThenBy(option => Depth(option.property.DeclaringType));

    private static int Depth(Type? type) => type is null ? 0 : 1 + Depth(type.BaseType);

    /// <summary>
    /// Creates the plugin with the call's options, and its canonical call. Code of a plugin assembly runs under a time limit.
    /// </summary>
    /// <exception cref="PluginCallException">An option or value is invalid, or the plugin's code threw or did not return.</exception>
    public (object Plugin, PluginCall Canonical) Create(Type plugin, PluginCall call)
    {
        if (plugin.Assembly == typeof(PluginOptions).Assembly) return Make(plugin, call);
        try
        {
            // The record's initialisers and properties and the constructor are the plugin's code.
            return PluginClock.CallOnce(PluginClock.BriefLimit, plugin, () => MakeGuarded(plugin, call));
        }
        catch (PluginHungException error)
        {
            throw new PluginCallException([$"{plugin.Name} was not constructed within {error.Limit.TotalSeconds:0.###} s."]);
        }
    }

    private (object Plugin, PluginCall Canonical) MakeGuarded(Type plugin, PluginCall call)
    {
        try
        {
            return Make(plugin, call);
        }
        catch (Exception error) when (error is not (PluginCallException or AbandonedException))
        {
            throw new PluginCallException([$"{plugin.Name} threw while it was constructed: {PluginText.Describe(LoadFault.Cause(error))}"]);
        }
    }

    private (object Plugin, PluginCall Canonical) Make(Type plugin, PluginCall call)
    {
        var problems = new List<CallProblem>();
        var record = _record is null ? null : Activator.CreateInstance(_record);
        var given = call.Options.ToList();
        if (call.Layer is not null) given.Insert(0, new("layer", call.Layer));
        foreach (var duplicate in given.GroupBy(option => option.Key).Where(group => group.Count() > 1).Take(MostProblems))
            problems.Add(new(call, $"'{duplicate.Key}' is given twice.", duplicate.Key));
        foreach (var (i, (name, text)) in given.Index())
        {
            if (problems.Count >= MostProblems)
            {
                problems.Add(new(call, $"{given.Count - i} more options were not checked."));
                break;
            }
            var (property, option) = _options.FirstOrDefault(candidate => candidate.Option.Name == name);
            if (property is null)
            {
                problems.Add(
                    new(
                        call,
                        name == "layer"
                            ? $"'{call.Id}' takes no layer."
                            : $"'{call.Id}' has no option '{name}'{NearestName.Hint(name, _options.Select(o => o.Option.Name))}",
                        name));
                continue;
            }
            if (Read(option, text, out var value) is { } problem) problems.Add(new(call, problem, name));
            else property.SetValue(record, value);
        }
        if (problems.Count > 0) throw new PluginCallException(problems);
        var made = record is null ? Activator.CreateInstance(plugin)! : Activator.CreateInstance(plugin, record)!;
        return (made, Canonical(call.Id, record));
    }

    // The layer always, then the options that differ from their defaults, in the record's order, so that equal methods have equal names.
    private PluginCall Canonical(string id, object? record)
    {
        string? layer = null;
        var others = new List<KeyValuePair<string, string>>();
        foreach (var (property, option) in _options)
        {
            var value = Write(property.GetValue(record)!);
            if (option.Name == "layer") layer = value;
            else if (value != option.Default) others.Add(new(option.Name, value));
        }
        return new PluginCall(id, layer, others);
    }

    private static string? Read(OptionDescriptor option, string text, out object? value)
    {
        value = null;
        if (option.Type == typeof(LayerRef)) value = new LayerRef(text);
        else if (option.Type == typeof(bool)) value = text is "true" or "false" ? text == "true" : null;
        else if (option.Type.IsEnum)
            value = Enum.GetNames(option.Type).FirstOrDefault(name => Kebab(name) == text) is { } match
                ? Enum.Parse(option.Type, match)
                : null;
        else if (option.Type == typeof(int))
            value = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;
        else value = Number(text);

        if (value is null)
        {
            return option.Choices.Count > 0
                ? $"'{text}' is not a value of '{option.Name}'{NearestName.Hint(text, option.Choices)}"
                : $"'{text}' is not a {(option.Type == typeof(int) ? "whole number" : "number")} for '{option.Name}'.";
        }
        if (value is int or double && Convert.ToDouble(value) is var number && !(number >= option.Min && number <= option.Max))
            return $"'{option.Name}' is {text}, outside {Range(option)}.";
        return null;
    }

    // YAML spells infinity '.inf'.
    private static object? Number(string text) => text switch
    {
        ".inf" or "+.inf" => double.PositiveInfinity,
        "-.inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null,
    };

    internal static string Range(OptionDescriptor option) =>
        (double.IsNegativeInfinity(option.Min), double.IsPositiveInfinity(option.Max)) switch
    {
        (true, true) => "",
        (false, true) => $"≥ {Write(option.Min)}",
        (true, false) => $"≤ {Write(option.Max)}",
        _ => $"{Write(option.Min)}–{Write(option.Max)}",
    };

    private static string Write(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        double.PositiveInfinity => ".inf",
        double.NegativeInfinity => "-.inf",
        Enum choice => Kebab(choice.ToString()),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Kebab(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
