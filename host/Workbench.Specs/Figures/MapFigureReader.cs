using System.Text.RegularExpressions;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Results;
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
    /// <param name="reader">Reader of the spec's keys.</param>
    /// <param name="name">Name of the spec's own figure.</param>
    /// <param name="tables">Folders of the spec's tables, which a figure must not use.</param>
    public IReadOnlyList<MapFigureSpec> ReadAll(YamlMap root, MapReader reader, string name, IEnumerable<string> tables)
    {
        if (root.Find("maps") is not null)
            return root.Find("figures") is null && root.Find("tables") is null && ReadFigure(reader, name, "") is { } one ? [one] : [];
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
        "figures",
        problems,
        file => new MapReader(file, "a spec of maps", problems, SpecKeys.MapFigure.Names()),
        map => new MapReader(map, "a figure", problems, SpecKeys.ListedMapFigure.Names()),
        (reader, name) => ReadFigure(reader, name, name));

    private MapFigureSpec? ReadFigure(MapReader outer, string name, string folder)
    {
        var title = outer.Text("title", outer.Optional("title"))?.Text ?? "";
        if (outer.Map("maps") is not { } map) return null;
        var reader = new MapReader(map, "maps", problems, SpecKeys.Maps.Names());
        return new MapFigureSpec
        {
            Name = name,
            Folder = folder,
            Title = title,
            Images = Images(reader, reader.Required("images")),
            Rows = Rows(reader.Optional("rows")),
            Columns = _calls.ReadList("columns", "method", reader.Required("columns")),
            Labels = Labels(reader, map.Folder),
            Scale = Choice<MapScale>(reader, "scale"),
            Sign = Choice<MapSign>(reader, "sign"),
            Scores = Choice<OutputScore>(reader, "scores"),
            Boxes = reader.Choice("boxes", reader.Optional("boxes"), ["true", "false"])?.Value != "false",
        };
    }

    private List<(Marked<PluginCall> Column, string Caption)> Labels(MapReader reader, string folder)
    {
        var labels = new List<(Marked<PluginCall>, string)>();
        foreach (var entry in reader.Entries("labels"))
        {
            var column = _calls.ReadOne("labels", "method", new YamlScalar(entry.Mark, folder, entry.Key, true));
            var caption = reader.Text(entry.Key, entry.Value)?.Text;
            if (column is not null && caption is not null) labels.Add((column, caption));
        }
        return labels;
    }

    private FigureImages Images(MapReader outer, YamlNode? node)
    {
        switch (node)
        {
            case null:
                return new([]);
            case YamlScalar { IsNull: false } one:
                return new([ImageName(one)]);
            case YamlList { Items.Count: > 0 } list:
                return new([.. list.Items.Select(item => outer.Text("images", item)).OfType<YamlScalar>().Select(ImageName)]);
            case YamlMap map:
                var reader = new MapReader(map, "a choice of images", problems, SpecKeys.MapImages.Names());
                reader.Choice("pick", reader.Required("pick"), [TwoLargeObjects.Name]);
                var rule = new TwoLargeObjects();
                return new([], rule with
                {
                    Count = reader.Number("count", 1, "a whole number, 1 or more") ?? rule.Count,
                    Skip = reader.Number("skip", 0, "a whole number, 0 or more") ?? rule.Skip,
                    Smallest = Share(reader, "smallest") ?? rule.Smallest,
                    Overlap = Share(reader, "overlap") ?? rule.Overlap,
                    Strongest = reader.Number("strongest", 0, "a whole number, 0 or more") ?? rule.Strongest,
                });
            default:
                var given = node is YamlList ? "an empty list" : node.Kind;
                problems.Add(
                    node.Mark,
                    $"'images' takes an image, a list of images, or {{pick: {TwoLargeObjects.Name}, count: 1}}, not {given}.");
                return new([]);
        }
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
        var reader = new MapReader(map, "rows", problems, SpecKeys.MapRows.Names());
        var classes = OneOrMore(reader, "class", "classes") ?? [];
        foreach (var text in classes)
            if (text.Text.StartsWith("present", StringComparison.Ordinal) && !Present().IsMatch(text.Text))
                problems.Add(
                    text.Mark,
                    $"'{text.Text}' is not a class of a row: 'present1' is the class of the image's largest object, 'present2' the next.");
        return new FigureRows(
            classes.Count > 0 ? [.. classes.Select(text => text.Text)] : rows.Classes,
            OneOrMore(reader, "state", "states") is { Count: > 0 } states ? [.. states.Select(text => text.Text)] : rows.States)
        {
            Sigma = reader.Number("sigma", 1e-6, "a number, 1e-6 or more") ?? rows.Sigma,
            Seed = reader.Number("seed", 0UL, "a whole number, 0 or more") ?? rows.Seed,
        };
    }

    private List<YamlScalar>? OneOrMore(MapReader reader, string one, string more)
    {
        var (single, several) = (reader.Optional(one), reader.Optional(more));
        if (single is not null && several is not null) problems.Add(single.Mark, $"Rows have '{one}' or '{more}', not both.");
        if (several is YamlList { Items.Count: 0 }) problems.Add(several.Mark, $"'{more}' is empty.");
        var texts = single is not null
            ? [reader.Text(one, single)]
            : reader.List(more, several)?.Select(item => reader.Text(more, item)).ToList();
        var read = texts?.OfType<YamlScalar>().ToList();
        foreach (var twice in read?.GroupBy(text => text.Text).Where(same => same.Count() > 1) ?? [])
            problems.Add(twice.Last().Mark, $"'{twice.Key}' is listed twice.");
        return read;
    }

    private double? Share(MapReader reader, string key)
    {
        var share = reader.Number(key, 0.0, "a share, 0 to 1");
        if (!(share > 1)) return share;
        problems.Add(reader.Optional(key)!.Mark, FormattableString.Invariant($"'{key}' must be a share, 0 to 1, not '{share}'."));
        return null;
    }

    private static T Choice<T>(MapReader reader, string key) where T : struct, Enum =>
        reader.Choice(key, reader.Optional(key), [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())]) is { } chosen
            ? Enum.Parse<T>(chosen.Value, ignoreCase: true)
            : default;

    [GeneratedRegex("^present[1-9][0-9]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Present();
}
