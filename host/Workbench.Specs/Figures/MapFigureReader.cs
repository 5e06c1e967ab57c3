using System.Text.RegularExpressions;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;

namespace Workbench.Specs.Figures;

/// <summary>
/// Reads figures of maps: a spec's own <c>maps</c>, or the list under <c>figures</c> with paths of other specs and mappings with a
/// <c>name</c>.
/// </summary>
internal sealed partial class MapFigureReader(ProblemList problems)
{
    private readonly CallReader _calls = new(problems);

    /// <summary>The figures of a spec: its own if it has <c>maps</c>, else those that it lists.</summary>
    /// <param name="root">The spec.</param>
    /// <param name="name">Name of the spec's own figure.</param>
    /// <param name="tables">Folders of the spec's tables, which a figure must not use.</param>
    public IReadOnlyList<MapFigureSpec> ReadAll(YamlMap root, string name, IEnumerable<string> tables)
    {
        if (root.Find("maps") is not null)
            return root.Find("figures") is null && root.Find("tables") is null && ReadFigure(root, MapFigureKeys.Spec, name, "") is { } one
                ? [one]
                : [];
        if (root.Find("figures") is not { } node) return [];
        if (node is not YamlList { Items.Count: > 0 } list)
        {
            problems.Add(node.Mark, node is YamlList ? "'figures' is empty." : $"'figures' must be a list, not {node.Kind}.");
            return [];
        }
        var (figures, taken) = (new List<MapFigureSpec>(), tables.ToHashSet(StringComparer.Ordinal));
        foreach (var item in list.Items)
        {
            if (ReadListed(item) is not { } figure) continue;
            if (!taken.Add(figure.Name)) problems.Add(item.Mark, $"The name '{figure.Name}' is already used by a table or figure above.");
            figures.Add(figure);
        }
        return figures;
    }

    private MapFigureSpec? ReadListed(YamlNode item) => ListedSpec.Read(
        item,
        MapFigureKeys.Figures,
        MapFigureKeys.Name,
        MapFigureKeys.ListedFigure,
        problems,
        (map, name, isFile) => ReadFigure(map, isFile ? MapFigureKeys.Spec : MapFigureKeys.ListedFigure, name, name));

    private MapFigureSpec? ReadFigure(YamlMap figure, KeyMapping keys, string name, string folder)
    {
        var outer = new MapReader(figure, keys, problems);
        var title = outer.Read(MapFigureKeys.Title)?.Value ?? "";
        if (outer.Read(MapFigureKeys.Maps) is not { } map) return null;
        var reader = new MapReader(map, MapFigureKeys.Grid, problems, _calls);
        return new MapFigureSpec
        {
            Name = name,
            Folder = folder,
            Title = title,
            Images = Images(reader.Read(MapFigureKeys.Images)),
            Rows = Rows(reader.Read(MapFigureKeys.Rows)),
            Columns = reader.Read(MapFigureKeys.Columns) ?? [],
            Labels = Labels(reader.Read(MapFigureKeys.Labels) ?? []),
            Scale = reader.Read(MapFigureKeys.Scale) ?? default,
            Sign = reader.Read(MapFigureKeys.Sign) ?? default,
            Scores = reader.Read(MapFigureKeys.Scores) ?? default,
            Boxes = reader.Read(MapFigureKeys.Boxes) ?? true,
        };
    }

    private List<(Marked<PluginCall> Column, string Caption)> Labels(IReadOnlyList<(YamlEntry Key, string Text)> entries)
    {
        var labels = new List<(Marked<PluginCall>, string)>();
        foreach (var (entry, caption) in entries)
            if (_calls.ReadOne("labels", "method", new YamlScalar(entry.Mark, entry.Value.Folder, entry.Key, true)) is { } column)
                labels.Add((column, caption));
        return labels;
    }

    private FigureImages Images(YamlNode? node)
    {
        switch (node)
        {
            case null:
                return new([]);
            case YamlScalar { IsNull: false } one:
                return new([ImageName(one)]);
            case YamlList { Items.Count: > 0 } list:
                var context = new KeyContext(MapFigureKeys.Images.Name, problems, null);
                return new([.. list.Items.Select(context.Text).OfType<YamlScalar>().Select(ImageName)]);
            case YamlMap map:
                return new([], Rule(new MapReader(map, MapFigureKeys.Rule, problems)));
            default:
                var given = node is YamlList ? "an empty list" : node.Kind;
                problems.Add(
                    node.Mark,
                    $"'images' takes an image, a list of images, or {{pick: {TwoLargeObjects.Name}, count: 1}}, not {given}.");
                return new([]);
        }
    }

    private static TwoLargeObjects Rule(MapReader reader)
    {
        reader.Read(MapFigureKeys.Pick);
        var usual = new TwoLargeObjects();
        return usual with
        {
            Count = reader.Read(MapFigureKeys.Count) ?? usual.Count,
            Skip = reader.Read(MapFigureKeys.Skip) ?? usual.Skip,
            Smallest = reader.Read(MapFigureKeys.Smallest) ?? usual.Smallest,
            Overlap = reader.Read(MapFigureKeys.Overlap) ?? usual.Overlap,
            Strongest = reader.Read(MapFigureKeys.Strongest) ?? usual.Strongest,
        };
    }

    // The picture's file if it exists; else an image's id, which is checked when the data is opened.
    private static string ImageName(YamlScalar text) => File.Exists(text.FullPath) ? text.FullPath : text.Text;

    private FigureRows Rows(YamlNode? node)
    {
        var rows = new FigureRows([Engine.Passes.MapTarget.Top], [ModelState.Trained.Id]);
        if (node is null) return rows;
        if (node is not YamlMap map)
        {
            problems.Add(node.Mark, $"'rows' is a mapping {{classes: [CLASS], states: [STATE]}}, not {node.Kind}.");
            return rows;
        }
        var reader = new MapReader(map, MapFigureKeys.RowKeys, problems);
        var classes = OneOrMore(reader, MapFigureKeys.Class, MapFigureKeys.Classes) ?? [];
        foreach (var text in classes)
            if (text.Text.StartsWith("present", StringComparison.Ordinal) && !Present().IsMatch(text.Text))
                problems.Add(
                    text.Mark,
                    $"'{text.Text}' is not a class of a row: 'present1' is the class of the image's largest object, 'present2' the next.");
        return new FigureRows(
            classes.Count > 0 ? [.. classes.Select(text => text.Text)] : rows.Classes,
            OneOrMore(reader, MapFigureKeys.State, MapFigureKeys.States) is { Count: > 0 } states
                ? [.. states.Select(text => text.Text)]
                : rows.States)
        {
            Sigma = reader.Read(MapFigureKeys.Sigma) ?? rows.Sigma,
            Seed = reader.Read(MapFigureKeys.Seed) ?? rows.Seed,
        };
    }

    private List<YamlScalar>? OneOrMore(MapReader reader, SpecKey<YamlNode> one, SpecKey<IReadOnlyList<YamlNode>> more)
    {
        var (single, several) = (reader.Read(one), reader.Read(more));
        if (single is not null && reader.Find(more) is not null)
            problems.Add(single.Mark, $"Rows have '{one.Name}' or '{more.Name}', not both.");
        if (reader.Find(more) is YamlList { Items.Count: 0 } empty) problems.Add(empty.Mark, $"'{more.Name}' is empty.");
        var texts = single is not null
            ? [new KeyContext(one.Name, problems, null).Text(single)]
            : several?.Select(new KeyContext(more.Name, problems, null).Text).ToList();
        var read = texts?.OfType<YamlScalar>().ToList();
        foreach (var twice in read?.GroupBy(text => text.Text).Where(same => same.Count() > 1) ?? [])
            problems.Add(twice.Last().Mark, $"'{twice.Key}' is listed twice.");
        return read;
    }

    [GeneratedRegex("^present[1-9][0-9]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Present();
}
