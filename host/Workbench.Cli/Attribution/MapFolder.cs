using Workbench.Engine.Data;
using Workbench.Engine.Passes;
using Workbench.Reporting.Pictures;

namespace Workbench.Cli.Attribution;

/// <summary>Writes maps and their pictures into a folder, and what was written into its manifest.</summary>
/// <param name="root">The folder.</param>
/// <param name="manifest">The manifest.</param>
/// <param name="methods">The methods, as given and made.</param>
/// <param name="classNames">Names by class, or empty.</param>
/// <param name="pictures">Whether overlays and sheets are drawn beside the raw maps.</param>
internal sealed class MapFolder(string root, MapManifest manifest, IReadOnlyList<AskedMethod> methods, IReadOnlyList<string> classNames, bool pictures)
{
    private const string ManifestName = "manifest.json";
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(2);

    private DateTime _written;

    /// <summary>The manifest's path.</summary>
    public string ManifestPath { get; } = Path.Combine(root, ManifestName);

    /// <summary>Writes the manifest, at most every other second unless it must be now.</summary>
    public void WriteManifest(bool now = true)
    {
        if (!now && DateTime.UtcNow - _written < s_between) return;
        manifest.Write(ManifestPath);
        _written = DateTime.UtcNow;
    }

    /// <summary>A class as pictures and messages name it.</summary>
    public string Label(int @class) => classNames.Count > 0 ? $"{classNames[@class]} (class {@class})" : $"class {@class}";

    /// <summary>Writes all maps of one input.</summary>
    /// <returns>Why methods have no map for it.</returns>
    public IReadOnlyList<string> Write(LoadedInput loaded, TargetMaps maps)
    {
        var (input, failures) = (loaded.Input, new List<string>());
        foreach (var method in methods)
            if (maps.FailureOf(method.Instance) is { } reason)
            {
                manifest.Failures.Add(new ManifestFailure(input.Path, method.Text, reason));
                failures.Add(reason);
            }
        var alive = methods.Where(method => method.Planned && maps.FailureOf(method.Instance) is null).ToList();
        var work = new List<(string Path, PlainMap Map, string Method, string Subtitle)>();
        var rows = new List<SheetRow>();
        foreach (var (target, asked) in maps.Classes)
        {
            var folder = $"{input.Name}_c{target}";
            var plain = new Dictionary<AskedMethod, PlainMap>();
            var detail = Detail(target, asked, maps);
            foreach (var method in alive)
            {
                var map = maps.Map(method.Instance, target);
                var entry = Raw(folder, input, target, asked, method, map, plain[method] = PlainMap.From(map));
                if (entry.Overlay is { } overlay) work.Add((Path.Combine(root, overlay), plain[method], method.Text, $"{input.Name} · {Label(target)} · {detail}"));
                manifest.Maps.Add(entry);
            }
            rows.Add(new SheetRow(Label(target), detail, [.. methods.Select(method => plain.GetValueOrDefault(method))]));
        }
        var sheet = pictures && methods.Count > 0 ? $"{input.Name}.png" : null;
        if (sheet is not null)
        {
            Parallel.ForEach(work, one => MapFigure.Write(one.Path, loaded.Picture, one.Map, one.Method, one.Subtitle));
            MapSheet.Write(Path.Combine(root, sheet), loaded.Picture, input.Name, $"{manifest.Model.File} · {loaded.Width}×{loaded.Height} · {manifest.Convention}", [.. methods.Select(method => method.Text)], rows);
        }
        manifest.Inputs.Add(new ManifestInput(input.Path, input.Name, [loaded.Width, loaded.Height], maps.Logits, sheet));
        return failures;
    }

    private ManifestMap Raw(string folder, MapInput input, int target, IReadOnlyList<string> asked, AskedMethod method, TorchSharp.torch.Tensor map, PlainMap plain)
    {
        var file = $"{folder}/{method.File}.npy";
        Npy.Write(Path.Combine(root, file), map);
        return new ManifestMap(
            input.Path, input.Name, target, classNames.Count > 0 ? classNames[target] : null, asked, method.Text, method.Instance.Name,
            file, map.shape, manifest.Dtype, plain.Values.Min(), plain.Values.Max(), pictures ? $"{folder}/{method.File}.png" : null);
    }

    private static string Detail(int target, IReadOnlyList<string> asked, TargetMaps maps)
    {
        var logit = FormattableString.Invariant($"logit {maps.Logits[target]:0.00}");
        var ranks = asked.Where(text => text is MapTarget.Top or MapTarget.Bottom).ToList();
        return ranks.Count > 0 ? $"{string.Join(", ", ranks)}, {logit}" : logit;
    }
}
