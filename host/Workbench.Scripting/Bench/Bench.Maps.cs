using ScottPlot;
using Workbench.Data;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Reporting.Figures;
using static TorchSharp.torch;
using Image = Workbench.Data.Image;

namespace Workbench.Scripting;

public sealed partial class Bench
{
    /// <summary>Computes maps of one image, all from the same passes.</summary>
    /// <param name="image">An id of <see cref="Images"/>, or the path of a picture.</param>
    /// <param name="methods">The methods.</param>
    /// <param name="targets">Classes by number or name, <c>top1</c> or <c>bottom1</c>; empty for <c>top1</c>.</param>
    /// <returns>The maps. Dispose them, or leave them to the end of the script.</returns>
    /// <exception cref="DataException">The picture cannot be read.</exception>
    /// <exception cref="PluginCallException">A method, option or value does not exist.</exception>
    /// <exception cref="PlanException">A layer does not exist.</exception>
    /// <exception cref="FormatException">A class does not exist.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    public MapSet Maps(string image, IEnumerable<Method> methods, params IEnumerable<string> targets)
    {
        Refresh();
        List<(Method Method, MethodInstance Instance)> made = [.. methods.Select(method => (method, method.Resolve(Catalog)))];
        List<MapTarget> asked =
        [
            .. targets.DefaultIfEmpty(MapTarget.Top).Select(text => MapTarget.Parse(text, Model.Architecture, Classes)),
        ];
        var run = new MapRun(
            Model,
            [.. made.DistinctBy(method => method.Instance.Name).Select(method => method.Instance)],
            MapRun.KindsOf(asked),
            Seed);
        foreach (var failure in run.Plan.FailedMethods.Values) _settings.Say(failure);
        var one = new BenchImage(image, asked, Subject.Prepare(Picture(image)));
        MapSet? maps = null;
        // Check for cancellation after each method: on a large photograph, methods with many passes take minutes.
        _settings.Progress("maps", run.Steps, (report, token) =>
        {
            run.OnStep = token.ThrowIfCancellationRequested;
            run.Compute(
                [one],
                (_, found) =>
                    maps = new MapSet(
                        Path.GetFileName(image),
                        $"{Subject.Name} · {Model.Architecture}",
                        Subject.Input.ToImage(one.Seen),
                        made,
                        Classes,
                        found),
                (_, reason) => throw new DataException($"'{image}' does not fit into memory ({one.Width}×{one.Height}). {reason}"),
                report,
                token);
            token.ThrowIfCancellationRequested();
        }, Cancel);
        return maps!;
    }

    private sealed record BenchImage(string Name, IReadOnlyList<MapTarget> Targets, ModelInput Seen) : IMapImage
    {
        public int Width => Seen.Width;
        public int Height => Seen.Height;
        public Tensor Input() => tensor(Seen.Chw, [1, 3, Height, Width]);
    }

    /// <summary>Reads a picture, without preprocessing.</summary>
    /// <param name="image">An id of <see cref="Images"/>, or the path of a picture.</param>
    /// <exception cref="DataException">The picture cannot be read.</exception>
    public Image Picture(string image) => Images.Contains(image) ? Subject.Data.Read(image).Image : Image.Load(image);

    /// <summary>An empty ScottPlot plot in the style of the reports.</summary>
    /// <param name="title">Title of the plot; empty for none.</param>
    /// <param name="x">Label of the horizontal axis.</param>
    /// <param name="y">Label of the vertical axis.</param>
    public static Plot NewPlot(string title = "", string x = "", string y = "")
    {
        var plot = HouseStyle.New();
        if (title.Length > 0) plot.Title(title);
        plot.XLabel(x);
        plot.YLabel(y);
        return plot;
    }

    /// <summary>Saves a plot to a file.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="path">A <c>.png</c> or <c>.svg</c> file. A missing folder is created.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <exception cref="ArgumentException">The file has another extension.</exception>
    public static void Save(Plot plot, string path, int width = 900, int height = 540)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        switch (Path.GetExtension(path))
        {
            case ".png": plot.SavePng(path, width, height); break;
            case ".svg": plot.SaveSvg(path, width, height); break;
            default: throw new ArgumentException($"'{path}' is not a .png or .svg file.", nameof(path));
        }
    }
}
