using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Workbench.Specs.Yaml;

/// <summary>
/// Parses YAML into nodes. The tree is built from YamlDotNet's events, as its own document model stops at the first duplicate key and its
/// nodes have no file.
/// </summary>
internal sealed class YamlNodeReader
{
    // Far more than a spec needs.
    private const int MaxDepth = 64;          // keeps the recursion that reads, merges and writes nodes shallow
    private const int MaxValues = 50_000;     // stops files in which a few aliases expand to billions of values
    private const long MaxBytes = 10_000_000;

    private readonly Parser _parser;
    private readonly string _file;
    private readonly string _folder;
    private readonly int _columnsBefore;
    private readonly ProblemList _problems;
    private readonly Dictionary<AnchorName, (YamlNode Node, int Values)> _anchors = [];
    private int _values;

    private YamlNodeReader(string text, string file, string folder, int columnsBefore, ProblemList problems) =>
        (_parser, _file, _folder, _columnsBefore, _problems) = (new Parser(new StringReader(text)), file, folder, columnsBefore, problems);

    /// <summary>The mapping of a file; null, with the problem reported, if it cannot be read.</summary>
    public static YamlMap? ReadFile(string file, ProblemList problems)
    {
        string text;
        problems.Files.Add(file);
        if (!File.Exists(file))
        {
            problems.Add(SourceMark.WholeFile(file), SpecPath.MissingFileMessage(file));
            return null;
        }
        try
        {
            if (new FileInfo(file) is { Length: > MaxBytes } large)
                throw new IOException($"it has {large.Length} bytes, and a spec has at most {MaxBytes}.");
            text = File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(SourceMark.WholeFile(file), $"The file cannot be read: {error.Message}");
            return null;
        }
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";
        switch (Parse(text, file, folder, 0, problems))
        {
            case YamlMap map: return map;
            case null: return null;
            case var other:
                problems.Add(other.Mark, $"The file must be a mapping of keys to values, not {other.Kind}.");
                return null;
        }
    }

    /// <summary>Parses one document; null, with the problem reported, if it is not valid YAML.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">The source, named as in marks.</param>
    /// <param name="folder">The folder where relative paths start.</param>
    /// <param name="columnsBefore">Number of columns before the text on its first line, for an override.</param>
    /// <param name="problems">Collects the mistakes.</param>
    public static YamlNode? Parse(string text, string file, string folder, int columnsBefore, ProblemList problems)
    {
        var reader = new YamlNodeReader(text, file, folder, columnsBefore, problems);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException error)
        {
            if (UnquotedCall.Find(text, (int)error.Start.Line, (int)error.End.Line) is { } call)
                problems.Add(
                    new SourceMark(file, call.Line, call.Column + (call.Line == 1 ? columnsBefore : 0)),
                    $"Put the call in quotes: \"{call.Text}\". Unquoted braces begin a mapping.");
            else problems.Add(reader.At(error.Start), $"Invalid YAML: {error.Message.TrimEnd('.')}.");
            return null;
        }
        catch (Exception error) when (IsScannerFault(error))
        {
            problems.Add(
                reader.At(reader._parser.Current?.End ?? YamlDotNet.Core.Mark.Empty),
                $"Invalid YAML after this place: {error.Message.TrimEnd('.')}.");
            return null;
        }
    }

    // YamlDotNet's scanner throws these on some damaged files.
    private static bool IsScannerFault(Exception error) =>
        error is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException or OverflowException;

    private YamlNode ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out var end)) return new YamlScalar(At(end.Start), _folder, "", false);
        _parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second))
            _problems.Add(At(second.Start), "A second YAML document begins here; a file has only one.");
        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        var before = _values++;
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (!_anchors.TryGetValue(alias.Value, out var known))
                throw new YamlException(alias.Start, alias.End, $"Unknown anchor '&{alias.Value}'");
            Count(known.Values, alias);
            return known.Node;
        }
        var start = _parser.Accept<NodeEvent>(out var next) ? next : throw new YamlException("A value is expected");
        if (depth > MaxDepth)
            throw new YamlException(start.Start, start.End, $"Lists and mappings are nested more than {MaxDepth} deep here");
        YamlNode node = start switch
        {
            Scalar => ReadScalar(_parser.Consume<Scalar>()),
            SequenceStart => ReadList(_parser.Consume<SequenceStart>(), depth),
            _ => ReadMap(_parser.Consume<MappingStart>(), depth),
        };
        Count(0, start);
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor] = (node, _values - before);
        return node;
    }

    // An alias counts as all values that it expands to.
    private void Count(int more, ParsingEvent at) =>
        _values =
            _values + more <= MaxValues
                ? _values + more
                : throw new YamlException(at.Start, at.End, $"With aliases expanded, the file has more than {MaxValues} values");

    private YamlScalar ReadScalar(Scalar scalar) => new(At(scalar.Start), _folder, scalar.Value, scalar.Style != ScalarStyle.Plain);

    private YamlList ReadList(SequenceStart start, int depth)
    {
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(depth + 1));
        return new YamlList(At(start.Start), _folder, items);
    }

    private YamlMap ReadMap(MappingStart start, int depth)
    {
        var entries = new OrderedDictionary<string, YamlEntry>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is not YamlScalar { Text: var name }) _problems.Add(key.Mark, $"A key must be text, not {key.Kind}.");
            else if (!entries.TryAdd(name, new YamlEntry(key.Mark, name, value)))
                _problems.Add(key.Mark, $"Duplicate key '{name}': here and at line {entries[name].Mark.Line}.");
        }
        return new YamlMap(At(start.Start), _folder, [.. entries.Values]);
    }

    private SourceMark At(YamlDotNet.Core.Mark mark) =>
        new(_file, (int)mark.Line, (int)mark.Column + (mark.Line == 1 ? _columnsBefore : 0));
}
