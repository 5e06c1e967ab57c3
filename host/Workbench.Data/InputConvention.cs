using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Data;

/// <summary>
/// How an image becomes a model's input: its size, resizing and scaling. A model needs the convention that it was trained with, so each
/// convention has a name. The antialiased ones resize the 8-bit image as PIL does (rounding between passes), as for the training and
/// evaluation of the published weights.
/// </summary>
/// <remarks>
/// torchvision's recipes differ in numbers, and their names have them: <c>imagenet-232-224</c> resizes the shorter side to 232 and takes
/// the central 224×224; <c>imagenet-square-320</c> resizes to 320×320 whatever the shape. In place of <c>imagenet</c>, <c>half</c> scales
/// with a mean and a deviation of 0.5, <c>unit</c> gives values from 0 to 1, and <c>caffe</c> those of <c>voc-caffe</c>. <c>-bicubic</c> at
/// the end resizes with the bicubic filter.
/// </remarks>
public sealed partial class InputConvention
{
    /// <summary>The names with numbers, as a regular expression.</summary>
    public const string RecipePattern =
        "^(imagenet|half|unit|caffe)-(square|[1-9][0-9]{0,3})-([1-9][0-9]{0,3})(-bicubic)?$";

    /// <summary>The names with numbers, in words.</summary>
    public const string RecipeForm =
        "SCALE-SHORTER-CROP or SCALE-square-SIDE, where SCALE is imagenet, half, unit or caffe, and either with -bicubic";

    private const int LargestSide = 4096;

    private static readonly ConcurrentDictionary<string, InputConvention> s_recipes = new(StringComparer.Ordinal);

    private static readonly Scaling s_imagenet = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);
    private static readonly Scaling s_half = new([0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]);
    private static readonly Scaling s_caffe = new([123.68f / 255, 116.779f / 255, 103.939f / 255], [1f / 255, 1f / 255, 1f / 255]);
    // The mean colour of the mean image that CNTK's networks were trained with, and its package of ResNet-18 has.
    private static readonly Scaling s_cntk = new([123.152f / 255, 115.903f / 255, 103.063f / 255], [1f / 255, 1f / 255, 1f / 255]);

    private static readonly Dictionary<string, (Scaling Scaling, string Summary)> s_scalings = new(StringComparer.Ordinal)
    {
        ["imagenet"] = (s_imagenet, "ImageNet mean and deviation"),
        ["half"] = (s_half, "mean and deviation 0.5"),
        ["unit"] = (new([0, 0, 0], [1, 1, 1]), "values from 0 to 1"),
        ["caffe"] = (s_caffe, "RGB 0…255 less the mean (123.68, 116.779, 103.939)"),
    };

    private static readonly InputConvention[] s_all =
    [
        ImageNet(256, 224),
        new("imagenet-square", "resized to 224×224 whatever its shape, antialiased; ImageNet mean and deviation",
            s_imagenet, (_, _) => (224, 224)),
        new("cntk-square",
            "resized to 224×224 whatever its shape, antialiased; RGB 0…255 less CNTK's mean colour (123.152, 115.903, 103.063)",
            s_cntk, (_, _) => (224, 224)),
        VocCaffe(224),
        new("scenes", "not resized; ImageNet mean and deviation", s_imagenet, (width, height) => (width, height)),
    ];

    // A long thin image grows by the factor that its shorter side needs.
    private const long MostPixels = Image.MaxPixels / 4;

    private readonly Scaling _scaling;
    private readonly Func<int, int, (int Width, int Height)> _size;
    private readonly bool _antialias;
    private readonly bool _bicubic;
    private readonly int? _crop;

    private InputConvention(
        string name,
        string summary,
        Scaling scaling,
        Func<int, int, (int, int)> size,
        bool antialias = true,
        int? crop = null,
        bool bicubic = false) =>
        (Name, Summary, _scaling, _size, _antialias, _crop, _bicubic) = (name, summary, scaling, size, antialias, crop, bicubic);

    /// <summary>The names without numbers.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(convention => convention.Name)];

    /// <summary>The name in specs.</summary>
    public string Name { get; }

    /// <summary>A description in one line.</summary>
    public string Summary { get; }

    /// <summary>The name of the convention that resizes to a square, with this scale. In place of CNTK's, it has Caffe's.</summary>
    /// <param name="side">Pixels.</param>
    public string SquareName(int side) =>
        $"{s_scalings.Keys.FirstOrDefault(scale => s_scalings[scale].Scaling == _scaling) ?? "caffe"}-square-{side}";

    /// <summary>The input values of black and of full intensity, per channel.</summary>
    public IReadOnlyList<InputRange> Ranges =>
        [
            .. _scaling.Mean.Zip(_scaling.Deviation, (mean, deviation) =>
                new InputRange((0 - (double)mean) / deviation, (1 - (double)mean) / deviation)),
        ];

    /// <summary>The convention with a name. <c>imagenet-256-224</c> is another name of <c>imagenet</c>, which the result has.</summary>
    /// <exception cref="DataException">The name is unknown; the message has the nearest name, or all of them.</exception>
    public static InputConvention FromName(string name) =>
        FindProblem(name) is { } problem ? throw new DataException(problem)
        : s_all.FirstOrDefault(convention => convention.Name == name) is { } known ? known
        : s_recipes.GetOrAdd(name, CreateRecipe);

    private static InputConvention CreateRecipe(string name)
    {
        var (scale, whole, side, bicubic) = ReadRecipe(name)!.Value;
        if ((scale, side, bicubic) == ("imagenet", 224, false) && whole is null or 256) return s_all[whole is null ? 1 : 0];
        var (scaling, ending) = s_scalings[scale];
        ending = $"antialiased{(bicubic ? ", bicubic" : "")}{(whole is null ? "" : $", then the central {side}×{side}")}; {ending}";
        return whole is { } shorter
            ? new(
                name, $"shorter side {shorter}, {ending}", scaling, (width, height) => ShorterSide(width, height, shorter),
                crop: side, bicubic: bicubic)
            : new(name, $"resized to {side}×{side} whatever its shape, {ending}", scaling, (_, _) => (side, side), bicubic: bicubic);
    }

    // Without a shorter side, the image is resized to the side whatever its shape.
    private static (string Scale, int? Shorter, int Side, bool Bicubic)? ReadRecipe(string name) =>
        !name.EndsWith('\n') && Recipe().Match(name) is { Success: true, Groups: var parts }
            ? (
                parts[1].Value,
                parts[2].Value == "square" ? null : Number(parts[2]),
                Number(parts[3]),
                parts[4].Success)
            : null;

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>The input size for an image size. Images of equal input size can share a batch.</summary>
    /// <param name="width">The image's width, pixels.</param>
    /// <param name="height">The image's height, pixels.</param>
    public (int Width, int Height) InputSize(int width, int height) => _crop is { } crop ? (crop, crop) : _size(width, height);

    /// <summary>Maps a point of an image to the model's input. The result can lie outside if the input is a crop.</summary>
    /// <param name="width">The image's width, pixels.</param>
    /// <param name="height">The image's height, pixels.</param>
    /// <param name="x">From the left, pixels of the image.</param>
    /// <param name="y">From the top, pixels of the image.</param>
    public (double X, double Y) MapPoint(int width, int height, double x, double y)
    {
        var (w, h) = _size(width, height);
        var (left, top) = _crop is { } side ? CropOrigin(w, h, side) : (0, 0);
        return (x * w / width - left, y * h / height - top);
    }

    /// <summary>Makes a model's input from an image.</summary>
    /// <param name="image">The image, of any size.</param>
    /// <exception cref="DataException">The input would have more than 25 million pixels, or none.</exception>
    public ModelInput Apply(Image image)
    {
        var (width, height) = _size(image.Width, image.Height);
        if (width < 1 || height < 1 || (long)width * height > MostPixels)
        {
            var prefix = image.Source is { } file ? $"The image '{file}' cannot be prepared: " : "";
            throw new DataException(
                $"{prefix}{image.Width}×{image.Height} pixels would become an input of {width}×{height}, "
                + $"which is not between 1 and {MostPixels / 1_000_000} million pixels.");
        }
        var input = _antialias
            ? Planes(Resampling.Antialiased(image, width, height, _bicubic), _crop)
            : new ModelInput(Resampling.FourNearest(image, width, height), width, height);
        for (var channel = 0; channel < 3; channel++)
        {
            var (mean, deviation) = (_scaling.Mean[channel], _scaling.Deviation[channel]);
            foreach (ref var value in input.Channel(channel)) value = (value / 255 - mean) / deviation;
        }
        return input;
    }

    /// <summary>
    /// Maps a sample to pixels of the input: its size and its objects' boxes and masks (by the nearest pixel). Objects outside the crop are
    /// left out. Labels stay, as they apply to the whole image.
    /// </summary>
    /// <param name="sample">The sample, in pixels of the image.</param>
    public Sample MapSample(Sample sample)
    {
        var (wide, high) = InputSize(sample.Width, sample.Height);
        (int X, int Y) At(int x, int y)
        {
            var place = MapPoint(sample.Width, sample.Height, x, y);
            return ((int)Math.Clamp(Math.Round(place.X), 0, wide), (int)Math.Clamp(Math.Round(place.Y), 0, high));
        }
        var objects = sample.Objects.Select(one =>
        {
            var ((left, top), (right, bottom)) = (At(one.XMin, one.YMin), At(one.XMax + 1, one.YMax + 1));
            return one with
            {
                XMin = left,
                YMin = top,
                XMax = right - 1,
                YMax = bottom - 1,
                Mask = one.Mask is { } mask ? MapSample(mask, sample.Width, sample.Height) : null,
            };
        });
        var inSight = objects
            .Zip(sample.Objects)
            .Where(pair =>
                pair.First.XMax >= pair.First.XMin
                && pair.First.YMax >= pair.First.YMin
                && (pair.First.Mask is null) == (pair.Second.Mask is null));
        return new Sample(sample.Id, wide, high, [.. inSight.Select(pair => pair.First)])
        {
            Flagged = sample.Flagged,
            Labels = sample.Labels,
        };
    }

    private ObjectMask? MapSample(ObjectMask mask, int width, int height)
    {
        var (wide, high) = InputSize(width, height);
        var ((left, top), (right, bottom)) = (MapPoint(width, height, 0, 0), MapPoint(width, height, width, height));
        var (stepX, stepY) = (width / (right - left), height / (bottom - top));
        return ObjectMask.Where(0, 0, wide - 1, high - 1, (x, y) =>
            mask.Contains((int)Math.Floor((x + 0.5 - left) * stepX), (int)Math.Floor((y + 0.5 - top) * stepY)));
    }

    /// <summary>Undoes the scaling of an input: the picture that the model sees, to draw maps over.</summary>
    /// <param name="input">An input of this convention.</param>
    public Image ToImage(ModelInput input)
    {
        var rgb = new byte[input.Chw.Length];
        for (var channel = 0; channel < 3; channel++)
        {
            var (mean, deviation) = (_scaling.Mean[channel], _scaling.Deviation[channel]);
            var at = channel;
            foreach (var value in input.Channel(channel))
            {
                rgb[at] = (byte)Math.Clamp(MathF.Round((value * deviation + mean) * 255), 0, 255);
                at += 3;
            }
        }
        return new Image(input.Width, input.Height, rgb);
    }

    internal static InputConvention ImageNet(int shorter, int? crop) => new("imagenet",
        $"shorter side {shorter}, antialiased, then the central {crop}×{crop}; ImageNet mean and deviation",
        s_imagenet, (width, height) => ShorterSide(width, height, shorter), crop: crop);

    internal static InputConvention VocCaffe(int shorter) => new("voc-caffe",
        $"shorter side {shorter}, not antialiased, aspect kept; RGB 0…255 less the mean (123.68, 116.779, 103.939)",
        s_caffe, (width, height) => ShorterSide(width, height, shorter), antialias: false);

    // The longer side is rounded down, as in torchvision and TorchRay.
    private static (int, int) ShorterSide(int width, int height, int shorter) => width <= height
        ? (shorter, (int)Math.Min((long)shorter * height / width, int.MaxValue))
        : ((int)Math.Min((long)shorter * width / height, int.MaxValue), shorter);

    // As torchvision's CenterCrop: half a pixel is rounded to the even number.
    private static (int Left, int Top) CropOrigin(int width, int height, int side) =>
        ((int)Math.Round((width - side) / 2.0), (int)Math.Round((height - side) / 2.0));

    private static ModelInput Planes(Image image, int? crop)
    {
        var (width, height) = crop is { } side ? (side, side) : (image.Width, image.Height);
        var (left, top) = crop is null ? (0, 0) : CropOrigin(image.Width, image.Height, width);
        var chw = new float[3 * width * height];
        var plane = width * height;
        for (var y = 0; y < height; y++)
        {
            var row = image.Rgb.AsSpan(3 * ((top + y) * image.Width + left), 3 * width);
            for (int from = 0, to = y * width; from < row.Length; from += 3, to++)
                (chw[to], chw[to + plane], chw[to + 2 * plane]) = (row[from], row[from + 1], row[from + 2]);
        }
        return new ModelInput(chw, width, height);
    }

    [GeneratedRegex(RecipePattern)]
    private static partial Regex Recipe();

    // For values 0…1, by channel.
    private sealed record Scaling(float[] Mean, float[] Deviation);
}

/// <summary>A model's input for one image.</summary>
/// <param name="Chw">Values [3, Height, Width], RGB, scaled by the convention.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public sealed record ModelInput(float[] Chw, int Width, int Height)
{
    internal Span<float> Channel(int channel) => Chw.AsSpan(channel * Width * Height, Width * Height);
}
