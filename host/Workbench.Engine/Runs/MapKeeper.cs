using System.IO.Compression;
using System.Text.Json;
using Workbench.Data;
using Workbench.Engine.Model.Files;
using Workbench.Engine.Passes;
using Workbench.Engine.Store;

namespace Workbench.Engine.Runs;

/// <summary>
/// Keeps whole maps in an <c>.npz</c> file per image, which NumPy's <c>load</c> reads. Each map is an array <c>[1,1,h,w]</c> named
/// <c>METHOD/CLASS</c> or, for a randomised state, <c>METHOD/CLASS/STATE</c>. The entry <c>sources.json</c> records the version of code and
/// model that made each method's maps.
/// </summary>
/// <param name="folder">The folder; created if missing.</param>
/// <param name="samples">All image ids of the data, used to give each image a file name of its own.</param>
public sealed class MapKeeper(string folder, IEnumerable<string> samples)
{
    private const string Sources = "sources.json";

    private readonly IReadOnlySet<string> _twins = PlainFileName.CaseVariants(samples);

    /// <summary>Whether the kept maps of a cell's method are missing or of another version.</summary>
    /// <param name="sample">The image.</param>
    /// <param name="keys">The keys of the cells.</param>
    internal Func<Cell, bool> Lacks(string sample, IReadOnlyDictionary<Cell, CellKey> keys)
    {
        var kept = Read(sample);
        return cell => kept.GetValueOrDefault(cell.Method.Name) != keys[cell].MapSource;
    }

    internal MapKeeper WithKeys(IReadOnlyDictionary<Cell, CellKey> keys) =>
        new(folder, _twins)
        {
            MethodSources = keys.GroupBy(cell => cell.Key.Method.Name)
                .ToDictionary(group => group.Key, group => group.First().Value.MapSource, StringComparer.Ordinal),
        };

    private Dictionary<string, string> MethodSources { get; init; } = [];

    /// <summary>The file of an image's maps.</summary>
    /// <param name="sample">The image.</param>
    public string PathOf(string sample) => Path.Combine(folder, PlainFileName.FromText(sample, _twins.Contains(sample)) + ".npz");

    private Dictionary<string, string> Read(string sample)
    {
        try
        {
            if (!File.Exists(PathOf(sample))) return [];
            using var file = ZipFile.OpenRead(PathOf(sample));
            using var entry = file.GetEntry(Sources)?.Open();
            return entry is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(entry) ?? [];
        }
        catch (Exception error) when (error is InvalidDataException or JsonException)
        {
            return [];   // damaged or not from this program: it will be overwritten
        }
    }

    /// <summary>
    /// Writes an image's maps. Maps that the file already holds are kept if they are of other methods, or of other states and classes of
    /// the same version.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="plan">The passes whose maps to keep.</param>
    /// <exception cref="RunStoreException">The folder cannot be written.</exception>
    internal void Write(ImageMaps image, PassPlan plan)
    {
        var maps = image
            .AllOf(plan)
            .DistinctBy(map => (map.Method.Name, map.State.Id, map.Class))
            .OrderBy(map => (map.Method.Name, map.State.Id, map.Class))
            .ToList();
        var names = maps.Select(map => map.Method.Name).ToHashSet(StringComparer.Ordinal);
        var entries = maps.Select(map => Entry(map.Method.Name, map.Class, map.State)).ToHashSet(StringComparer.Ordinal);
        var path = PathOf(image.Sample.Id);
        try
        {
            var sources = new SortedDictionary<string, string>(Read(image.Sample.Id), StringComparer.Ordinal);
            var stale = names
                .Where(name => sources.GetValueOrDefault(name) != MethodSources.GetValueOrDefault(name, ""))
                .Select(PlainName)
                .ToHashSet(StringComparer.Ordinal);
            AtomicFile.Write(path, stream =>
            {
                using var zip = new ZipArchive(stream, ZipArchiveMode.Create);
                if (sources.Count > 0) Copy(path, zip, entry => !entries.Contains(entry) && !stale.Contains(MethodOf(entry)));
                foreach (var map in maps)
                {
                    using var entry = zip.CreateEntry(Entry(map.Method.Name, map.Class, map.State), CompressionLevel.Fastest).Open();
                    NpyFile.Write(entry, map.Map);
                }
                foreach (var name in names) sources[name] = MethodSources.GetValueOrDefault(name, "");
                using var list = zip.CreateEntry(Sources).Open();
                JsonSerializer.Serialize(list, sources);
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunStoreException($"The maps cannot be written: {error.Message}", error);
        }
    }

    private static string Entry(string method, int @class, ModelState state) =>
        FormattableString.Invariant($"{PlainName(method)}/{@class}{(state.RandomiseFrom is null ? "" : $"/{state.Id}")}.npy");

    private static string PlainName(string method) => method.Replace('/', '_');

    private static string MethodOf(string entry) => entry[..entry.IndexOf('/', StringComparison.Ordinal)];

    private static void Copy(string from, ZipArchive to, Func<string, bool> wanted)
    {
        using var old = ZipFile.OpenRead(from);
        foreach (var entry in old.Entries.Where(entry => entry.FullName.Contains('/', StringComparison.Ordinal) && wanted(entry.FullName)))
        {
            using var source = entry.Open();
            using var target = to.CreateEntry(entry.FullName, CompressionLevel.Fastest).Open();
            source.CopyTo(target);
        }
    }
}
