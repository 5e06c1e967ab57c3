namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>Reads the message <c>ModelProto</c>, which is the whole file.</summary>
internal static class ModelReader
{
    private const int FormatVersion = 1, Producer = 2, Graph = 7, Opset = 8, Metadata = 14, Function = 25;
    private const int FunctionName = 1, FunctionDomain = 10;

    /// <summary>Reads a model. Training information is skipped, since the graph computes the same without it.</summary>
    /// <param name="source">The open files.</param>
    /// <exception cref="UnreadableFileException">The file is damaged or unsupported.</exception>
    public static OnnxModel Read(OnnxSource source)
    {
        var message = new WireReader(source.Wire, new(0, source.Wire.Length));
        var (version, producer, graph) = (0L, "", (OnnxGraph?)null);
        var opsets = new Dictionary<string, long>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var functions = new HashSet<(string Domain, string Name)>();
        while (message.Next())
            switch (message.Field)
            {
                case FormatVersion: version = message.Integer(); break;
                case Producer: producer = message.Text(); break;
                case Opset:
                    var (domain, opset) = ReadOpset(message.Message());
                    opsets[domain] = opset;
                    break;
                case Metadata:
                    var (key, value) = MetadataEntry.Read(message.Message());
                    metadata[key] = value;
                    break;
                case Function: functions.Add(ReadFunction(message.Message())); break;
                case Graph:
                    if (graph is not null) throw new UnreadableFileException("it has two graphs");
                    graph = GraphReader.Read(source, message.Message());
                    break;
            }
        return new OnnxModel(source)
        {
            FormatVersion = version,
            Opset = CheckedOpset(opsets),
            OtherOpsets = opsets.Where(one => one.Key.Length > 0).ToDictionary(StringComparer.Ordinal),
            Producer = producer,
            Metadata = metadata,
            Functions = functions,
            Graph = graph ?? throw new UnreadableFileException("it has no graph"),
        };
    }

    private static int CheckedOpset(Dictionary<string, long> opsets)
    {
        var read = $"Opsets {OnnxModel.OldestOpset} to {OnnxModel.NewestOpset} are read";
        if (!opsets.TryGetValue("", out var opset)) throw new UnreadableFileException($"it states no opset of ONNX's operators. {read}");
        return
            opset is >= OnnxModel.OldestOpset and <= OnnxModel.NewestOpset
                ? (int)opset
                : throw new UnreadableFileException($"its opset is {opset}. {read}");
    }

    private static (string Domain, long Version) ReadOpset(WireReader message)
    {
        var (domain, version) = ("", 0L);
        while (message.Next())
            if (message.Field == 1) domain = OnnxModel.Canonical(message.Text());
            else if (message.Field == 2) version = message.Integer();
        return (domain, version);
    }

    // A node that calls a function has its domain and name, so its operator is unknown to a converter. A function in ONNX's own domain
    // would replace an operator's meaning.
    private static (string Domain, string Name) ReadFunction(WireReader message)
    {
        var (domain, name) = ("", "");
        while (message.Next())
            if (message.Field == FunctionName) name = message.Text();
            else if (message.Field == FunctionDomain) domain = OnnxModel.Canonical(message.Text());
        return
            domain.Length > 0
                ? (domain, name)
                : throw new UnreadableFileException(
                    $"it redefines ONNX's operator '{UnreadableFileException.Printable(name)}' by a function of its own");
    }
}
