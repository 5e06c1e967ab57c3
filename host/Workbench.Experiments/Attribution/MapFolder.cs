using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Files;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using Workbench.Experiments.Figures;
using Workbench.Reporting.Pictures;
using static TorchSharp.torch;

namespace Workbench.Experiments.Attribution;

/// <summary>Writes maps, overlays and sheets into a folder and lists them in its manifest.</summary>
/// <param name="root">The folder.</param>
/// <param name="manifest">The manifest.</param>
/// <param name="methods">The methods.</param>
/// <param name="classNames">Class names by index, or empty.</param>
/// <param name="pictures">Whether overlays and sheets are drawn in addition to the raw maps.</param>
internal sealed class MapFolder(
    string root,
    MapManifest manifest,
    IReadOnlyList<MethodArgument> methods,
    IReadOnlyList<string> classNames,
    bool pictures)
{
    private const string ManifestName = "manifest.json";
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(2);

    private DateTime _written;

    public string ManifestPath { get; } = Path.Combine(root, ManifestName);

    /// <summary>Writes the manifest; unless <paramref name="now"/> is set, at most every two seconds.</summary>
    public void WriteManifest(bool now = true)
    {
        if (!now && DateTime.UtcNow - _written < s_between) return;
        manifest.Write(ManifestPath);
        _written = DateTime.UtcNow;
    }

    /// <summary>A class as captions and messages name it: "dog (class 11)", or "class 11" without class names.</summary>
    public string Label(int @class) => classNames.Count > 0 ? $"{classNames[@class]} (class {@class})" : $"class {@class}";

    /// <summary>Writes all maps of one input.</summary>
    /// <returns>The reasons of methods that failed on this input.</returns>
    public IReadOnlyList<string> Write(LoadedInput loaded, TargetMaps maps)
    {
        var (input, failures) = (loaded.File, new List<string>());
        foreach (var method in methods)
            if (maps.FailureOf(method.Instance) is { } reason)
            {
                manifest.Failures.Add(new ManifestFailure(input.Path, method.Text, reason));
                failures.Add(reason);
            }
        var (written, rows) = (new List<(ManifestMap Entry, PlainMap Map)>(), new List<SheetRow>());
        var drawn = new ConcurrentBag<string>();
        string? sheet = null;
        try
        {
            foreach (var (target, asked) in maps.Classes)
            {
                foreach (var method in methods.Where(method => method.IsPlanned && maps.FailureOf(method.Instance) is null))
                    written.Add(WriteRawMap(input, target, asked, method, maps.Map(method.Instance, target)));
                rows.Add(
                    new SheetRow(
                        Label(target),
                        Detail(target, asked, maps),
                        [.. methods.Select(method => written.Find(one => (one.Entry.Class, one.Entry.Method) == (target, method.Text)).Map)]
                    ));
            }
            if (pictures) sheet = Draw(loaded, maps, written, rows, drawn);
        }
        finally
        {
            // The manifest lists all files on the disk even if a later one fails.
            manifest.Maps.AddRange(
                written.Select(one => one.Entry with { Overlay = drawn.Contains(OverlayPath(one.Entry)) ? OverlayPath(one.Entry) : null }));
        }
        manifest.Inputs.Add(new ManifestInput(input.Path, input.Name, [loaded.Width, loaded.Height], maps.Logits, sheet));
        return failures;
    }

    private string Draw(
        LoadedInput loaded,
        TargetMaps maps,
        List<(ManifestMap Entry, PlainMap Map)> written,
        List<SheetRow> rows,
        ConcurrentBag<string> drawn)
    {
        var name = loaded.Name;
        try
        {
            Parallel.ForEach(written, one =>
            {
                var (target, asked) = (one.Entry.Class, one.Entry.Targets);
                MapFigure.Write(
                    Path.Combine(root, OverlayPath(one.Entry)),
                    loaded.Picture,
                    one.Map,
                    one.Entry.Method,
                    $"{name} · {Label(target)} · {Detail(target, asked, maps)}");
                drawn.Add(OverlayPath(one.Entry));
            });
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
        MapSheet.Write(
            Path.Combine(root, $"{name}.png"),
            loaded.Picture,
            name,
            $"{manifest.Model.File} · {loaded.Width}×{loaded.Height} · {manifest.Convention}",
            [.. methods.Select(method => method.Text)], rows);
        return $"{name}.png";
    }

    private (ManifestMap Entry, PlainMap Map) WriteRawMap(
        MapInput input,
        int target,
        IReadOnlyList<string> asked,
        MethodArgument method,
        Tensor map)
    {
        var file = $"{input.Name}_c{target}/{method.File}.npy";
        NpyFile.Write(Path.Combine(root, file), map);
        var plain = MapCopy.From(map);
        return (new ManifestMap(
            input.Path, input.Name, target, classNames.Count > 0 ? classNames[target] : null, asked, method.Text, method.Instance.Name,
            file, map.shape, Precision.NameOf(map.dtype), plain.Values.Min(), plain.Values.Max(), null), plain);
    }

    private static string OverlayPath(ManifestMap entry) => Path.ChangeExtension(entry.File, ".png");

    private static string Detail(int target, IReadOnlyList<string> asked, TargetMaps maps)
    {
        var logit = FormattableString.Invariant($"logit {maps.Logits[target]:0.00}").Replace('-', '−');
        var ranks = asked.Where(text => text is MapTarget.Top or MapTarget.Bottom).ToList();
        return ranks.Count > 0 ? $"{string.Join(", ", ranks)}, {logit}" : logit;
    }
}
