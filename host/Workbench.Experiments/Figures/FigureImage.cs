using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using static TorchSharp.torch;

namespace Workbench.Experiments.Figures;

/// <summary>An image of a figure, as the data has it and as the model sees it.</summary>
/// <param name="Sample">Its name, size and objects.</param>
/// <param name="Seen">The model's input.</param>
internal sealed record FigureImage(Sample Sample, ModelInput Seen) : IAskedImage
{
    /// <inheritdoc/>
    public string Name => Sample.Id;

    /// <inheritdoc/>
    public IReadOnlyList<MapTarget> Targets { get; init; } = [];

    /// <summary>Whether it is one of the data's.</summary>
    public bool IsOfData { get; private init; } = true;

    /// <inheritdoc/>
    public int Width => Seen.Width;

    /// <inheritdoc/>
    public int Height => Seen.Height;

    /// <inheritdoc/>
    public Tensor Input() => tensor(Seen.Chw, [1, 3, Height, Width]);

    /// <summary>The images that a figure names, or the first that satisfy its rule.</summary>
    /// <param name="layout">The figure.</param>
    /// <param name="subject">Model and data.</param>
    /// <param name="cancel">Stops the search.</param>
    /// <exception cref="DataException">An image does not exist or cannot be read, or too few satisfy the rule.</exception>
    /// <exception cref="OperationCanceledException">The search was stopped.</exception>
    public static IReadOnlyList<FigureImage> Of(MapFigureLayout layout, Subject subject, CancellationToken cancel) =>
        layout.Images.Rule is { } rule
            ? Chosen(layout.Name, rule, subject, cancel)
            : [.. layout.Images.Named.Select(name => Named(layout.Name, name, subject))];

    private static FigureImage Named(string figure, string name, Subject subject)
    {
        if (subject.Data.Ids.Contains(name))
        {
            var item = subject.Data.Read(name);
            return new FigureImage(item.Sample, subject.Prepare(item.Image));
        }
        if (!File.Exists(name))
            throw new DataException(
                $"{figure}: there is no image '{name}' in {subject.Name}, whose {subject.Data.Ids.Count} images are {subject.Data.Ids[0]} to {subject.Data.Ids[^1]}, and no such file{Nearest(name, subject.Data.Ids)}"
            );
        var picture = Image.Load(name);
        return new FigureImage(new Sample(Path.GetFileName(name), picture.Width, picture.Height, []), subject.Prepare(picture))
        {
            IsOfData = false,
        };
    }

    // A data set has too many names to list them.
    private static string Nearest(string name, IReadOnlyList<string> ids) =>
        NearestName.Hint(name, ids) is var hint && hint.StartsWith("; did", StringComparison.Ordinal) ? hint : ".";

    private static List<FigureImage> Chosen(string figure, TwoLargeObjects rule, Subject subject, CancellationToken cancel)
    {
        if (!subject.Data.Has.HasFlag(Annotation.Boxes))
            throw new DataException(
                $"{figure}: '{TwoLargeObjects.Name}' asks for boxes, which the data of {subject.Name} does not have. Name images instead.");
        var (found, fitting, passed) = (new List<FigureImage>(), 0, 0);
        var glance = new MapRun(subject.Model, [], TargetKinds.None);
        foreach (var id in subject.Data.Ids)
        {
            cancel.ThrowIfCancellationRequested();
            if (Read(id) is not { } item || !rule.Fits(item.Sample)) continue;
            fitting++;
            var image = new FigureImage(item.Sample, subject.Prepare(item.Image));
            if (rule.Strongest > 0 && !rule.Seen(item.Sample, Logits(glance, image))) continue;
            if (passed++ < rule.Skip) continue;
            found.Add(image);
            if (found.Count == rule.Count) return found;
        }
        throw new DataException(
            $"{figure}: {Counted(found.Count)} of {subject.Name} {(found.Count < 2 ? "satisfies" : "satisfy")} '{TwoLargeObjects.Name}', and {rule.Count} {(rule.Count == 1 ? "is" : "are")} wanted: {rule}{(rule.Skip > 0 ? $"; the first {rule.Skip} are skipped" : "")}. "
            + $"By their objects alone {fitting} of {subject.Data.Ids.Count} would do. Loosen 'smallest', 'overlap' or 'strongest'.");

        DataItem? Read(string id)
        {
            try
            {
                return subject.Data.Read(id);
            }
            catch (DataException)
            {
                return null;   // a run skips such images too
            }
        }
    }

    private static string Counted(int count) => count switch { 0 => "no image", 1 => "one image", _ => $"{count} images" };

    private static double[] Logits(MapRun glance, FigureImage image)
    {
        using var scope = NewDisposeScope();
        using var maps = glance.Run([(image.Name, image.Targets)], image.Input())[0];
        return [.. maps.Logits];
    }
}
