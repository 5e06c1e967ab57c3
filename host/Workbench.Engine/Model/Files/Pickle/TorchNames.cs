using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files.Pickle;

/// <summary>The names of Python code that tensors need, and what comes of calling each. There are no others: what a pickle asks for beyond them is refused.</summary>
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

    /// <summary>The name as a value.</summary>
    /// <exception cref="UnreadableException">It is no part of a tensor.</exception>
    public static PickledName Known(string module, string name) => s_known.Contains($"{module}.{name}")
        ? new PickledName($"{module}.{name}")
        : throw new RefusedException($"it asks for '{UnreadableException.Shown($"{module}.{name}")}', which is no part of a tensor");

    /// <summary>The element type of a storage's name, or null.</summary>
    public static ScalarType? StorageType(object? name) =>
        name is PickledName { Name: var storage } && storage.EndsWith("Storage", StringComparison.Ordinal)
            ? s_types[storage["torch.".Length..^"Storage".Length]]
            : null;

    /// <summary>What comes of calling a name.</summary>
    /// <param name="called">The name.</param>
    /// <param name="arguments">A tuple.</param>
    /// <param name="spend">Told of every value that is copied, before it is: a list may stand in the pickle once and be copied a million times.</param>
    public static object Call(object? called, object? arguments, Action<int> spend)
    {
        if (called is not PickledName { Name: var name }) throw new RefusedException("it calls something that is no name");
        if (arguments is not PickledTuple { Items: var given })
            throw new UnreadableException($"its pickle calls '{name}' without arguments");
        return name switch
        {
            OrderedDictionary => Pairs(given, spend),
            Size when given is [PickledTuple or PickledList] => given[0]!,
            Device => arguments,
            Tensor or TensorVersion2 when given.Count >= 4 => PickledTensor.Of(given[0], given[1], given[2], given[3]),
            Parameter or RebuiltParameter or ParameterWithState when given is [PickledTensor or PickledBlank, ..] => given[0]!,
            _ when name.EndsWith("Tensor", StringComparison.Ordinal) && given.Count == 0 => new PickledBlank(),
            _ => throw new UnreadableException($"its pickle calls '{name}' with {given.Count} arguments that do not fit"),
        };
    }

    // Python 2 gives the entries as a list of pairs, Python 3 sets them afterwards.
    private static PickledDictionary Pairs(IReadOnlyList<object?> given, Action<int> spend)
    {
        var (dictionary, pairs) = (new PickledDictionary(), given is [PickledList list, ..] ? list.Items : []);
        spend(pairs.Count);
        foreach (var pair in pairs)
            dictionary.Entries.Add(pair switch
            {
                PickledTuple { Items: [var key, var value] } => (key, value),
                PickledList { Items: [var key, var value] } => (key, value),
                _ => throw new UnreadableException($"its pickle makes a '{OrderedDictionary}' of something that is no pair"),
            });
        return dictionary;
    }
}
