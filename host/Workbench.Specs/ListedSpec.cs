using Workbench.Data;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>Reads an item of a list of tables or figures: the path of a spec, or a mapping with a name, which is also the folder.</summary>
internal static class ListedSpec
{
    /// <param name="item">The item.</param>
    /// <param name="list">The list's key.</param>
    /// <param name="problems">Collects the mistakes.</param>
    /// <param name="ofFile">Makes the reader of a spec file's keys.</param>
    /// <param name="ofMap">Makes the reader of a mapping's keys.</param>
    /// <param name="read">Reads the table or figure of a name.</param>
    /// <returns>The table or figure; null, with the problem reported, if it cannot be read.</returns>
    public static T? Read<T>(
        YamlNode item,
        string list,
        ProblemList problems,
        Func<YamlMap, MapReader> ofFile,
        Func<YamlMap, MapReader> ofMap,
        Func<MapReader, string, T?> read)
        where T : class
    {
        switch (item)
        {
            case YamlScalar { IsNull: false } path when !File.Exists(path.FullPath):
                problems.Add(path.Mark, $"The spec '{path.FullPath}' does not exist{NearestFile.Hint(path.FullPath)}");
                return null;
            case YamlScalar { IsNull: false } path:
                return ExtendedMap.ReadFile(SubjectFile.DisplayPath(path.FullPath), problems) is { } root
                    ? read(ofFile(root), Path.GetFileNameWithoutExtension(path.FullPath))
                    : null;
            case YamlMap map:
                if (ExtendedMap.Merge(map, SpecKeys.NotInherited, problems) is not { } whole) return null;
                var reader = ofMap(whole);
                if (reader.Text("name", reader.Required("name")) is not { } given) return null;
                if (given.Text.Length > 0 && given.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                    return read(reader, given.Text);
                problems.Add(given.Mark, $"'{given.Text}' is not a folder name: use letters, digits, '-' and '_' only.");
                return null;
            default:
                problems.Add(item.Mark, $"'{list}' takes paths of specs and mappings, not {item.Kind}.");
                return null;
        }
    }
}
