using Workbench.Data;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>Reads an item of a list of tables or figures: the path of a spec, or a mapping with a name, which is also the folder.</summary>
internal static class ListedSpec
{
    /// <param name="item">The item.</param>
    /// <param name="list">The list's key.</param>
    /// <param name="key">The key of the name.</param>
    /// <param name="keys">The keys of a mapping in the list.</param>
    /// <param name="problems">Collects the mistakes.</param>
    /// <param name="read">Reads the table or figure of a mapping, its name, and whether the mapping is a spec file.</param>
    /// <returns>The table or figure; null, with the problem reported, if it cannot be read.</returns>
    public static T? Read<T>(
        YamlNode item,
        SpecKey list,
        SpecKey<Marked<string>> key,
        KeyMapping keys,
        ProblemList problems,
        Func<YamlMap, string, bool, T?> read)
        where T : class
    {
        switch (item)
        {
            case YamlScalar { IsNull: false } path when !File.Exists(path.FullPath):
                problems.Add(path.Mark, $"The spec '{path.FullPath}' does not exist{NearestFile.Hint(path.FullPath)}");
                return null;
            case YamlScalar { IsNull: false } path:
                return ExtendedMap.ReadFile(SubjectFile.DisplayPath(path.FullPath), problems) is { } root
                    ? read(root, Path.GetFileNameWithoutExtension(path.FullPath), true)
                    : null;
            case YamlMap map:
                if (ExtendedMap.Merge(map, RunKeys.NotInherited, problems) is not { } whole) return null;
                if (new MapReader(whole, keys, problems).Read(key) is not { } name) return null;
                if (name.Value.Length > 0 && name.Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                    return read(whole, name.Value, false);
                problems.Add(name.Mark, $"'{name.Value}' is not a folder name: use letters, digits, '-' and '_' only.");
                return null;
            default:
                problems.Add(item.Mark, $"'{list.Name}' takes paths of specs and mappings, not {item.Kind}.");
                return null;
        }
    }
}
