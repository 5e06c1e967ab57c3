using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Graphs;

/// <summary>
/// The attributes of an operator, written or read by the same calls: each takes an attribute's name and the property that has it, so that
/// one line describes an operator in both directions.
/// </summary>
internal abstract class OperatorAttributes<T>
    where T : Operator
{
    /// <summary>A whole number.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="property">The operator's property.</param>
    /// <param name="least">The smallest.</param>
    /// <param name="most">The largest.</param>
    public long Whole(string name, Func<T, long> property, long least = 1, long most = int.MaxValue) =>
        Wholes(name, one => [property(one)], least, most, isList: false)[0];

    /// <summary>A list of whole numbers.</summary>
    /// <inheritdoc cref="Whole"/>
    public long[] Wholes(string name, Func<T, IEnumerable<long>> property, long least = 1, long most = int.MaxValue) =>
        Wholes(name, property, least, most, isList: true);

    /// <summary>Two whole numbers: rows, then columns.</summary>
    /// <inheritdoc cref="Whole"/>
    public (long Rows, long Columns) Pair(
        string name, Func<T, (long Rows, long Columns)> property, long least = 1, long most = Onnx.Borders.Largest) =>
        Wholes(name, one => [property(one).Rows, property(one).Columns], least, most) is [var rows, var columns]
            ? (rows, columns)
            : throw new FormatException($"has '{name}' of another length than 2");

    /// <summary>The windows of a convolution or pool.</summary>
    /// <param name="property">The operator's windows.</param>
    public Window Window(Func<T, Window> property) => new(
        Pair("kernel", one => property(one).Kernel),
        Pair("stride", one => property(one).Stride),
        Pair("padding", one => property(one).Padding, least: 0),
        Pair("dilation", one => property(one).Dilation),
        Flag("ceil", one => property(one).Ceil));

    /// <summary>A number that is finite.</summary>
    public double Real(string name, Func<T, double> property) =>
        Number(name, property) is var number && double.IsFinite(number)
            ? number
            : throw new FormatException($"has '{name}' of {number}, where a finite number is expected");

    /// <summary>A number, or infinity for no bound.</summary>
    public double Bound(string name, Func<T, double> property) =>
        Number(name, property) is var number && !double.IsNaN(number)
            ? number
            : throw new FormatException($"has '{name}' of NaN, where a number is expected");

    /// <summary>Yes or no.</summary>
    public abstract bool Flag(string name, Func<T, bool> property);

    /// <summary>One of the names of an enumeration.</summary>
    public abstract TEnum Choice<TEnum>(string name, Func<T, TEnum> property)
        where TEnum : struct, Enum;

    protected abstract long[] Wholes(string name, Func<T, IEnumerable<long>> property, long least, long most, bool isList);

    protected abstract double Number(string name, Func<T, double> property);
}

/// <summary>Writes the attributes of an operator.</summary>
/// <param name="given">The operator.</param>
/// <param name="written">The attributes so far.</param>
internal sealed class WrittenAttributes<T>(T given, JsonObject written) : OperatorAttributes<T>
    where T : Operator
{
    public override bool Flag(string name, Func<T, bool> property)
    {
        written[name] = property(given);
        return property(given);
    }

    public override TEnum Choice<TEnum>(string name, Func<T, TEnum> property)
    {
        written[name] = property(given).ToString().ToLowerInvariant();
        return property(given);
    }

    protected override long[] Wholes(string name, Func<T, IEnumerable<long>> property, long least, long most, bool isList)
    {
        long[] numbers = [.. property(given)];
        written[name] = isList ? new JsonArray([.. numbers.Select(number => (JsonNode)number)]) : numbers[0];
        return numbers;
    }

    protected override double Number(string name, Func<T, double> property)
    {
        var number = property(given);
        written[name] = double.IsFinite(number) ? number : number > 0 ? "infinity" : "-infinity";
        return number;
    }
}

/// <summary>Reads the attributes of an operator.</summary>
/// <param name="attributes">The attributes, an object.</param>
internal sealed class ReadAttributes<T>(JsonElement attributes) : OperatorAttributes<T>
    where T : Operator
{
    private const int MostNumbers = 16;

    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Checks that the operator has all attributes of the file.</summary>
    /// <exception cref="FormatException">It lacks one.</exception>
    public void CheckAllRead()
    {
        foreach (var attribute in attributes.EnumerateObject())
            if (!_read.Contains(attribute.Name))
                throw new FormatException($"has the unknown attribute '{UnreadableFileException.Printable(attribute.Name)}'");
    }

    public override bool Flag(string name, Func<T, bool> property) => Find(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Mistyped(name, "true or false"),
    };

    public override TEnum Choice<TEnum>(string name, Func<T, TEnum> property) =>
        Find(name) is { ValueKind: JsonValueKind.String } text
        && Enum.GetValues<TEnum>().Where(value => value.ToString().Equals(text.GetString(), StringComparison.OrdinalIgnoreCase)).ToList()
            is [var value]
            ? value
            : throw Mistyped(name, $"one of {string.Join(", ", Enum.GetNames<TEnum>()).ToLowerInvariant()}");

    protected override long[] Wholes(string name, Func<T, IEnumerable<long>> property, long least, long most, bool isList)
    {
        var found = Find(name);
        var isWrong = isList && (found.ValueKind != JsonValueKind.Array || found.GetArrayLength() > MostNumbers);
        if (isWrong) throw Mistyped(name, $"a list of up to {MostNumbers} numbers");
        List<JsonElement> entries = isList ? [.. found.EnumerateArray()] : [found];
        return
            [
                .. entries.Select(entry =>
                    entry.ValueKind == JsonValueKind.Number && entry.TryGetInt64(out var number) && number >= least && number <= most
                        ? number
                        : throw Mistyped(name, $"whole numbers of {least} to {most}")),
            ];
    }

    protected override double Number(string name, Func<T, double> property) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var value) => value,
        { ValueKind: JsonValueKind.String } text when text.GetString() == "infinity" => double.PositiveInfinity,
        { ValueKind: JsonValueKind.String } text when text.GetString() == "-infinity" => double.NegativeInfinity,
        _ => throw Mistyped(name, "a number"),
    };

    private JsonElement Find(string name)
    {
        _read.Add(name);
        return attributes.TryGetProperty(name, out var found) ? found : throw new FormatException($"has no attribute '{name}'");
    }

    private static FormatException Mistyped(string name, string expected) => new($"has '{name}' of another kind than {expected}");
}
