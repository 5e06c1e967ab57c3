using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using static TorchSharp.torch;

namespace Workbench.Experiments.Figures;

/// <summary>An image of a figure.</summary>
/// <param name="Sample">Id, original size and objects.</param>
/// <param name="ModelInput">The image as the model's input.</param>
internal sealed record FigureImage(Sample Sample, ModelInput ModelInput) : IMapImage
{
    /// <inheritdoc/>
    public string Name => Sample.Id;

    /// <inheritdoc/>
    public IReadOnlyList<MapTarget> Targets { get; init; } = [];

    /// <summary>Whether the image belongs to the subject's data; false for a file.</summary>
    public bool IsOfData { get; private init; } = true;

    /// <inheritdoc/>
    public int Width => ModelInput.Width;

    /// <inheritdoc/>
    public int Height => ModelInput.Height;

    /// <inheritdoc/>
    public Tensor Input() => tensor(ModelInput.Chw, [1, 3, Height, Width]);

    /// <summary>The images of a figure: those it names, or the first that satisfy its rule.</summary>
    /// <param name="layout">The figure.</param>
    /// <param name="subject">Model and data.</param>
    /// <param name="cancel">Stops the search.</param>
    /// <exception cref="DataException">An image does not exist or cannot be read, or too few satisfy the rule.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static IReadOnlyList<FigureImage> Select(MapFigureLayout layout, Subject subject, CancellationToken cancel) =>
        layout.Images.Rule is { } rule
            ? FindByRule(layout.Name, rule, subject, cancel)
            : [.. layout.Images.Named.Select(name => FindByName(layout.Name, name, subject))];

    private static FigureImage FindByName(string figure, string name, Subject subject)
    {
        if (subject.Data.Ids.Contains(name))
        {
            var item = subject.Data.Read(name);
            return new FigureImage(item.Sample, subject.Prepare(item.Image));
        }
        var ids = subject.Data.Ids;
        if (!File.Exists(name))
            throw new DataException(
                $"{figure}: '{name}' is neither a file nor an image of {subject.Name}, whose {ids.Count} images are "
                + $"{ids[0]} to {ids[^1]}{Nearest(name, ids)}");
        var picture = Image.Load(name);
        return new FigureImage(new Sample(Path.GetFileName(name), picture.Width, picture.Height, []), subject.Prepare(picture))
        {
            IsOfData = false,
        };
    }

    // A data set has too many ids to list them all.
    private static string Nearest(string name, IReadOnlyList<string> ids) =>
        NearestName.Hint(name, ids) is var hint && hint.StartsWith("; did", StringComparison.Ordinal) ? hint : ".";

    private static List<FigureImage> FindByRule(string figure, TwoLargeObjects rule, Subject subject, CancellationToken cancel)
    {
        if (!subject.Data.Annotations.HasFlag(Annotation.Boxes))
            throw new DataException(
                $"{figure}: '{TwoLargeObjects.Name}' needs boxes, but the data of {subject.Name} has none. Name images instead.");
        var (found, fitting, passed) = (new List<FigureImage>(), 0, 0);
        var glance = new MapRun(subject.Model, [], TargetKinds.None);
        foreach (var id in subject.Data.Ids)
        {
            cancel.ThrowIfCancellationRequested();
            if (Read(id) is not { } item || !rule.Fits(item.Sample)) continue;
            fitting++;
            var image = new FigureImage(item.Sample, subject.Prepare(item.Image));
            if (rule.Strongest > 0 && !rule.IsRecognised(item.Sample, Logits(glance, image))) continue;
            if (passed++ < rule.Skip) continue;
            found.Add(image);
            if (found.Count == rule.Count) return found;
        }
        throw new DataException(
            $"{figure}: '{TwoLargeObjects.Name}' selects {found.Count} of {rule.Count} images in {subject.Name}: {rule}"
            + (rule.Skip > 0 ? $"; the first {rule.Skip} matches are skipped. " : ". ")
            + $"By their objects alone, {fitting} of {subject.Data.Ids.Count} images match. Loosen 'smallest', 'overlap' or 'strongest'.");

        DataItem? Read(string id)
        {
            try
            {
                return subject.Data.Read(id);
            }
            catch (DataException)
            {
                return null;   // a run skips unreadable images too
            }
        }
    }

    private static double[] Logits(MapRun glance, FigureImage image)
    {
        using var scope = NewDisposeScope();
        using var maps = glance.Run([(image.Name, image.Targets)], image.Input())[0];
        return [.. maps.Logits];
    }
}
