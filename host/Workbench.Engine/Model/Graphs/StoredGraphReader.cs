using System.Text.Json;
using Workbench.Data;
using Workbench.Engine.Model.Families;
using Workbench.Engine.Model.Files;
using Workbench.Engine.Model.Onnx;
using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Graphs;

/// <summary>
/// Builds the network that <see cref="StoredGraphWriter"/> wrote into a file. The text may come from anywhere: every name, number and
/// shape is checked before a tensor is read.
/// </summary>
internal sealed class StoredGraphReader
{
    private const int MostLayers = 20_000;
    private const int LargestSide = 4096;
    private const int Deepest = 8;
    private const string WidePadding = "pads by more than half a window";

    private readonly string _path;
    private readonly Dictionary<string, StoredTensor> _stored;
    private readonly Func<StoredTensor, Tensor> _load;
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _layers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _blocks = new(StringComparer.Ordinal);
    private readonly List<long[]> _shapes = [];
    private readonly NetworkBuilder _network;

    private StoredGraphReader(string path, IWeightsFile file, Func<StoredTensor, Tensor> load, bool inBfloat16)
    {
        (_path, _load, _network) = (path, load, new NetworkBuilder(inBfloat16));
        _stored = file.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>The text of the graph in a file; null for a file without one.</summary>
    public static string? Find(IWeightsFile file) => file.Metadata.GetValueOrDefault(StoredGraphWriter.Key);

    /// <summary>Builds the network.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">The open file, which has a graph.</param>
    /// <param name="form">The properties from the model card.</param>
    /// <param name="load">Reads a parameter to the model's dtype and device.</param>
    /// <param name="ranges">Range of the normalised input, per channel; null for ImageNet's.</param>
    /// <param name="inBfloat16">Whether products with weights are computed in bfloat16.</param>
    /// <exception cref="WeightsException">The graph is damaged, or the card contradicts it; the message names the place.</exception>
    public static Network Build(
        string path,
        IWeightsFile file,
        ModelVariant form,
        Func<StoredTensor, Tensor> load,
        IReadOnlyList<InputRange>? ranges = null,
        bool inBfloat16 = false)
    {
        var reader = new StoredGraphReader(path, file, load, inBfloat16);
        if (CardKeys.FindUseless(form) is { Count: > 0 } useless)
            throw reader.Fault(
                $"its model card sets {string.Join(", ", useless)}, which the file states itself. Remove that from the card");
        try
        {
            var options = new JsonDocumentOptions { MaxDepth = Deepest, AllowDuplicateProperties = false };
            using var json = JsonDocument.Parse(Find(file)!, options);
            return reader.Read(json.RootElement, form, ranges);
        }
        catch (JsonException error)
        {
            throw reader.Fault($"its graph cannot be read ({UnreadableFileException.Printable(error.Message.TrimEnd('.'))})");
        }
    }

    private Network Read(JsonElement root, ModelVariant form, IReadOnlyList<InputRange>? ranges)
    {
        if (root.ValueKind != JsonValueKind.Object || Number(root, "version") != StoredGraphWriter.Version)
            throw Fault($"its graph has another version than {StoredGraphWriter.Version}");
        if (Number(root, "input-size") is not (> 0 and <= LargestSide and var side))
            throw Fault($"its graph has no 'input-size' of 1 to {LargestSide}");
        if (Property(root, "layers") is not { ValueKind: JsonValueKind.Array } layers || layers.GetArrayLength() is 0 or > MostLayers)
            throw Fault($"its graph has no list of 1 to {MostLayers} layers");
        foreach (var layer in layers.EnumerateArray()) Add(layer, (int)side);
        if (_shapes[^1] is not [_])
            throw Fault($"its last layer is {ShapeException.Text(_shapes[^1])}, where one number for each class is expected");
        foreach (var alias in Properties(root, "names"))
            if (alias.Name == NodeNames.Clean(alias.Name)
                && alias.Value.ValueKind == JsonValueKind.String
                && _layers.TryGetValue(alias.Value.GetString()!, out var index))
                _network.Alias(alias.Name, index);
            else throw Fault($"its graph gives the name '{Shown(alias.Name)}' to a layer that does not exist, or the name is not one");
        if (_stored.Keys.FirstOrDefault(name => !_tensors.ContainsKey(name)) is { } left)
            throw Fault($"its graph has no place for the tensor '{Shown(left)}'");
        var name = Text(root, "name") is { Length: > 0 } given ? Shown(given) : "network";
        return _network.Build(name, (int)side, form, ranges ?? InputConvention.FromName("imagenet").Ranges);
    }

    private void Add(JsonElement entry, int side)
    {
        if (entry.ValueKind != JsonValueKind.Object || Text(entry, "name") is not { Length: > 0 } name)
            throw Fault($"its graph has a layer {_shapes.Count} without a name");
        Exception Wrong(string clause) => Fault($"its layer '{Shown(name)}' {clause}");
        if (NodeNames.Clean(name) != name) throw Wrong("has a name with control characters, or of more than 400 characters");
        foreach (var property in entry.EnumerateObject())
            if (property.Name is not ("name" or "operator" or "attributes" or "inputs" or "weight" or "bias" or "constant" or "block"))
                throw Wrong($"has an unknown key '{Shown(property.Name)}'");
        var kind = Text(entry, "operator") ?? throw Wrong("has no operator");
        if (OperatorForms.Find(kind) is not { } form)
            throw Wrong(
                $"has the unknown operator '{Shown(kind)}'. Known are {string.Join(", ", OperatorForms.All.Select(one => one.Name))}");
        var operation = Create(form, entry, Wrong);
        var inputs = Inputs(entry, form, Wrong);
        long[] image = [3, side, side];
        long[] shape;
        try
        {
            shape = operation.OutputShape([.. inputs.Select(input => input < 0 ? image : _shapes[input])]);
        }
        catch (ShapeException error)
        {
            throw Wrong(error.Message);
        }
        if (shape.Length is 0 or > ElementCount.MostAxes || ElementCount.Of(shape) is 0 or > ElementCount.MostOfValue)
            throw Wrong($"computes {ShapeException.Text(shape)} numbers for each image, which is not supported");
        var expected = form.Weight(operation);
        var weight = Parameter(entry, "weight", expected, Wrong);
        if (expected is not null && weight is null) throw Wrong("has no weight");
        var bias = Parameter(entry, "bias", expected is null || form.Type == typeof(PRelu) ? null : expected[..1], Wrong);
        if (!_layers.TryAdd(name, _shapes.Count)) throw Wrong("exists already");
        var block = Text(entry, "block");
        if (block is not null && (block.Length == 0 || NodeNames.Clean(block) != block || !_blocks.Add(block)))
            throw Wrong($"ends a block '{Shown(block)}', which another ends too or which is not a name");
        _shapes.Add(shape);
        var index = _network.Add(name, operation, shape[0], inputs, weight, bias, block);
        if (Property(entry, "constant") is { ValueKind: JsonValueKind.True }) _network.SetConstant(index);
    }

    private static Operator Create(OperatorForm form, JsonElement entry, Func<string, Exception> wrong)
    {
        using var nothing = JsonDocument.Parse("{}");
        var attributes = Property(entry, "attributes") ?? nothing.RootElement;
        if (attributes.ValueKind != JsonValueKind.Object) throw wrong("has attributes that are not an object");
        try
        {
            return form.Read(attributes) switch
            {
                Convolution { Inputs: var inputs, Outputs: var outputs, Groups: var groups }
                    when inputs % groups != 0 || outputs % groups != 0 =>
                    throw new FormatException($"has {groups} groups for {inputs} to {outputs} channels"),
                // libtorch pads by at most half a window.
                MaxPool { Window: var window } when !IsHalf(window) => throw new FormatException(WidePadding),
                AveragePool { Window: var window } when !IsHalf(window) => throw new FormatException(WidePadding),
                var operation => operation,
            };
        }
        catch (FormatException error)
        {
            throw wrong(error.Message);
        }
    }

    private static bool IsHalf(Window window) =>
        2 * window.Padding.Rows <= window.Kernel.Rows && 2 * window.Padding.Columns <= window.Kernel.Columns;

    private List<int> Inputs(JsonElement entry, OperatorForm form, Func<string, Exception> wrong)
    {
        if (Property(entry, "inputs") is not { ValueKind: JsonValueKind.Array } given) throw wrong("has no list of inputs");
        if (given.GetArrayLength() is var count && (count < form.LeastInputs || count > form.MostInputs))
            throw wrong($"has {count} inputs, where {form.Name} has "
                + (form.LeastInputs == form.MostInputs ? $"{form.LeastInputs}" : $"{form.LeastInputs} or more"));
        var inputs = new List<int>(count);
        foreach (var input in given.EnumerateArray())
            inputs.Add(input.ValueKind switch
            {
                JsonValueKind.Null => LayerInfo.ModelInput,
                JsonValueKind.String when _layers.TryGetValue(input.GetString()!, out var index) => index,
                JsonValueKind.String => throw wrong(
                    $"reads '{Shown(input.GetString()!)}', which no layer before it computes: it does not exist, or there is a cycle"),
                _ => throw wrong("has an input that is neither a name nor null, the image"),
            });
        return inputs;
    }

    private Tensor? Parameter(JsonElement entry, string key, long[]? shape, Func<string, Exception> wrong)
    {
        if (Property(entry, key) is null) return null;
        if (Text(entry, key) is not { } name || shape is null) throw wrong($"has a {key} that is not expected");
        if (!_stored.TryGetValue(name, out var stored)) throw wrong($"needs the tensor '{Shown(name)}', which the file does not have");
        if (!stored.Shape.SequenceEqual(shape) || !stored.Floating)
            throw wrong(
                $"needs a floating-point tensor [{string.Join(',', shape)}], but '{Shown(name)}' is {
                    Precision.NameOf(stored.Type)} [{string.Join(',', stored.Shape)}]");
        if (_tensors.TryGetValue(name, out var known)) return known;
        var tensor = _load(stored);
        return _tensors[name] = FiniteNumbers.Are(tensor) ? tensor : throw wrong($"has NaN or infinity in '{Shown(name)}'");
    }

    private IEnumerable<JsonProperty> Properties(JsonElement root, string name) => Property(root, name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Object } found => found.EnumerateObject(),
        _ => throw Fault($"its graph has '{name}' of another kind than an object"),
    };

    private static JsonElement? Property(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var found) ? found : null;

    private static string? Text(JsonElement entry, string name) =>
        Property(entry, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static long? Number(JsonElement entry, string name) =>
        Property(entry, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    private static string Shown(string text) => UnreadableFileException.Printable(text);

    private WeightsException Fault(string clause) => new($"The weights '{_path}' cannot become a network: {clause}.");
}
