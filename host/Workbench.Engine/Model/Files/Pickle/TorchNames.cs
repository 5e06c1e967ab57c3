using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files.Pickle;

/// <summary>The Python names that tensors need, and the results of calling them. Every other name in a pickle is rejected.</summary>
internal static class TorchNames
{
    private const string OrderedDictionary = "collections.OrderedDict",
        Size = "torch.Size",
        Device = "torch.device",
        Parameter = "torch.nn.parameter.Parameter";
    private const string Tensor = "torch._utils._rebuild_tensor", TensorVersion2 = "torch._utils._rebuild_tensor_v2";
    private const string RebuiltParameter = "torch._utils._rebuild_parameter",
        ParameterWithState = "torch._utils._rebuild_parameter_with_state";

    private static readonly Dictionary<string, ScalarType> s_types = new(StringComparer.Ordinal)
    {
        ["Float"] = ScalarType.Float32,
        ["Double"] = ScalarType.Float64,
        ["Half"] = ScalarType.Float16,
        ["BFloat16"] = ScalarType.BFloat16,
        ["Long"] = ScalarType.Int64,
        ["Int"] = ScalarType.Int32,
        ["Short"] = ScalarType.Int16,
        ["Char"] = ScalarType.Int8,
        ["Byte"] = ScalarType.Byte,
        ["Bool"] = ScalarType.Bool,
    };

    private static readonly HashSet<string> s_known = new(
        [
            OrderedDictionary,
            Size,
            Device,
            Parameter,
            Tensor,
            TensorVersion2,
            RebuiltParameter,
            ParameterWithState,
            .. s_types.Keys.SelectMany(type => new[] { $"torch.{type}Storage", $"torch.{type}Tensor" }),
        ],
        StringComparer.Ordinal);

    /// <summary>Converts a name to a value.</summary>
    /// <exception cref="UnsafePickleException">Tensors do not need the name.</exception>
    public static PickledName FromText(string module, string name) => s_known.Contains($"{module}.{name}")
        ? new PickledName($"{module}.{name}")
        : throw new UnsafePickleException(
            $"it asks for '{UnreadableFileException.Printable($"{module}.{name}")}', which is not part of a tensor");

    /// <summary>The dtype of a storage class such as <c>torch.FloatStorage</c>; null for another name.</summary>
    public static ScalarType? StorageType(object? name) =>
        name is PickledName { Name: var storage } && storage.EndsWith("Storage", StringComparison.Ordinal)
            ? s_types[storage["torch.".Length..^"Storage".Length]]
            : null;

    /// <summary>The result of calling a name.</summary>
    /// <param name="called">The name.</param>
    /// <param name="arguments">The arguments, a tuple.</param>
    /// <param name="spend">
    /// Called with the number of values before they are copied, since a pickle can store a list once and copy it a million times.
    /// </param>
    /// <exception cref="UnreadableFileException">The value is not a name, or the arguments do not fit.</exception>
    public static object Call(object? called, object? arguments, Action<int> spend)
    {
        if (called is not PickledName { Name: var name }) throw new UnsafePickleException("it calls a value that is not a name");
        if (arguments is not PickledTuple { Items: var given })
            throw new UnreadableFileException($"its pickle calls '{name}' without arguments");
        return name switch
        {
            OrderedDictionary => Pairs(given, spend),
            Size when given is [PickledTuple or PickledList] => given[0]!,
            Device => arguments,
            Tensor or TensorVersion2 when given.Count >= 4 => PickledTensor.FromRebuildArguments(given[0], given[1], given[2], given[3]),
            Parameter or RebuiltParameter or ParameterWithState when given is [PickledTensor or PickledEmptyTensor, ..] => given[0]!,
            _ when name.EndsWith("Tensor", StringComparison.Ordinal) && given.Count == 0 => new PickledEmptyTensor(),
            _ => throw new UnreadableFileException($"its pickle calls '{name}' with {given.Count} arguments that do not fit"),
        };
    }

    // Python 2 passes the entries as a list of pairs, Python 3 sets them later.
    private static PickledDictionary Pairs(IReadOnlyList<object?> given, Action<int> spend)
    {
        var (dictionary, pairs) = (new PickledDictionary(), given is [PickledList list, ..] ? list.Items : []);
        spend(pairs.Count);
        foreach (var pair in pairs)
            dictionary.Entries.Add(pair switch
            {
                PickledTuple { Items: [var key, var value] } => (key, value),
                PickledList { Items: [var key, var value] } => (key, value),
                _ => throw new UnreadableFileException($"its pickle builds a '{OrderedDictionary}' from something that is not a pair"),
            });
        return dictionary;
    }
}
