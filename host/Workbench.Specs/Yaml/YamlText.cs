using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Workbench.Specs.Yaml;

/// <summary>
/// Turns YAML into nodes. YamlDotNet parses; the tree is built here because its own document model stops at the first
/// duplicate key, and because a node must know its file.
/// </summary>
internal sealed class YamlText
{
    // Far more than a spec has. The first keeps the recursion that reads, merges and writes nodes shallow; the second stops files whose few aliases stand for billions of values.
    private const int MostDepth = 64;
    private const int MostValues = 50_000;
    private const long MostBytes = 10_000_000;

    private readonly Parser _parser;
    private readonly string _file;
    private readonly string _folder;
    private readonly int _columnsBefore;
    private readonly ProblemList _problems;
    private readonly Dictionary<AnchorName, (YamlNode Node, int Values)> _anchors = [];
    private int _values;

    private YamlText(string text, string file, string folder, int columnsBefore, ProblemList problems) =>
        (_parser, _file, _folder, _columnsBefore, _problems) = (new Parser(new StringReader(text)), file, folder, columnsBefore, problems);

    /// <summary>Reads a file as one mapping; null, with the problem reported, where it is none.</summary>
    public static YamlMap? ReadFile(string file, ProblemList problems)
    {
        string text;
        problems.Files.Add(file);
        if (!File.Exists(file))
        {
            problems.Add(Mark.Whole(file), SpecPath.Missing(file));
            return null;
        }
        try
        {
            if (new FileInfo(file) is { Length: > MostBytes } large)
                throw new IOException($"{large.Length} bytes are more than a spec has.");
            text = File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(Mark.Whole(file), $"The file cannot be read: {error.Message}");
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

    /// <summary>Parses one document; null, with the problem reported, where it is no YAML.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">What marks call its source.</param>
    /// <param name="folder">Where its relative paths start.</param>
    /// <param name="columnsBefore">Columns that stand before the text on its first line.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static YamlNode? Parse(string text, string file, string folder, int columnsBefore, ProblemList problems)
    {
        var reader = new YamlText(text, file, folder, columnsBefore, problems);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException error)
        {
            if (UnquotedCall.Find(text, (int)error.Start.Line, (int)error.End.Line) is { } call)
                problems.Add(
                    new Mark(file, call.Line, call.Column + (call.Line == 1 ? columnsBefore : 0)),
                    $"Quote what has braces: \"{call.Text}\". Without quotes they begin a mapping.");
            else problems.Add(reader.At(error.Start), $"This is no YAML: {error.Message.TrimEnd('.')}.");
            return null;
        }
        catch (Exception error)
            when (error
                    is InvalidOperationException
                        or ArgumentException
                        or FormatException
                        or IndexOutOfRangeException
                        or OverflowException)
        {
            // The scanner gives up on some damaged files so.
            problems.Add(
                reader.At(reader._parser.Current?.End ?? YamlDotNet.Core.Mark.Empty),
                $"This is no YAML after here: {error.Message.TrimEnd('.')}.");
            return null;
        }
    }

    private YamlNode ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out var end)) return new YamlScalar(At(end.Start), _folder, "", false);
        _parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second))
            _problems.Add(At(second.Start), "One document is expected, and here begins a second.");
        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        var before = _values++;
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (!_anchors.TryGetValue(alias.Value, out var known))
                throw new YamlException(alias.Start, alias.End, $"There is no anchor '&{alias.Value}' above");
            Count(known.Values, alias);
            return known.Node;
        }
        var start = _parser.Accept<NodeEvent>(out var next) ? next : throw new YamlException("A value is expected");
        if (depth > MostDepth)
            throw new YamlException(start.Start, start.End, $"More than {MostDepth} lists and mappings stand inside each other here");
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

    // Of an alias, all that it stands for.
    private void Count(int more, ParsingEvent at) =>
        _values =
            _values + more <= MostValues
                ? _values + more
                : throw new YamlException(at.Start, at.End, $"With every alias written out the file has more than {MostValues} values");

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
                _problems.Add(key.Mark, $"The key '{name}' stands here and at line {entries[name].Mark.Line}.");
        }
        return new YamlMap(At(start.Start), _folder, [.. entries.Values]);
    }

    private Mark At(YamlDotNet.Core.Mark mark) => new(_file, (int)mark.Line, (int)mark.Column + (mark.Line == 1 ? _columnsBefore : 0));
}
