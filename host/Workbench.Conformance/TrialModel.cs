using Workbench.Engine.Model;
using Workbench.Engine.Native;
using static TorchSharp.torch;

namespace Workbench.Conformance;

/// <summary>
/// VGG-16's layers with few channels and random weights, and three small images with boxes of four classes. A plugin runs on it within
/// milliseconds. It is the same in every process.
/// </summary>
public sealed class TrialModel : IDisposable
{
    /// <summary>Number of classes.</summary>
    public const int Classes = 4;

    // Neither square nor the size of the original image, so that swapped axes and sizes are detected.
    private const int Width = 64, Height = 48, Original = 2;
    private const int Hidden = 8, HeadSide = 2;
    private static readonly (int Convolutions, int Channels)[] s_blocks = [(2, 4), (2, 6), (3, 8), (3, 8), (3, 8)];

    private TrialModel(ModelService service, Tensor images) => (Service, Images) = (service, images);

    /// <summary>The images without their pixels; each has two or three classes.</summary>
    public static IReadOnlyList<Sample> Samples { get; } =
    [
        CreateSample("first", (0, 4, 6, 50, 40), (2, 60, 30, 120, 90)),
        CreateSample("second", (1, 0, 0, 127, 20), (3, 30, 40, 70, 80), (3, 80, 50, 110, 95)),
        CreateSample("third", (0, 10, 50, 40, 90), (1, 70, 10, 100, 35), (2, 50, 40, 60, 55)),
    ];

    /// <summary>The layers, with torchvision's names and b1…b5.</summary>
    public IArchitecture Architecture => Service.Architecture;

    internal ModelService Service { get; }

    /// <summary>The normalised images, [3,3,48,64], float64.</summary>
    internal Tensor Images { get; }

    /// <summary>Creates the model.</summary>
    /// <param name="dtype">Float64, for comparisons to a formula in loops, or float32.</param>
    public static TrialModel Create(ScalarType dtype = ScalarType.Float64)
    {
        TorchRuntime.Load();
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var rng = new Generator(20, CPU);
        var folder = Directory.CreateTempSubdirectory("workbench-trial-");
        try
        {
            var file = Path.Combine(folder.FullName, "trial.safetensors");
            Safetensors.Write(file, Parameters(rng));
            var coarse = nn.functional.interpolate(
                randn([3, 3, 6, 8], ScalarType.Float64, generator: rng),
                [Height, Width],
                mode: InterpolationMode.Bilinear,
                align_corners: false);
            var images = coarse + 0.3 * randn([3, 3, Height, Width], ScalarType.Float64, generator: rng);
            return new TrialModel(ModelService.Load(file, "cpu", dtype), images.DetachFromDisposeScope());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, Tensor> Parameters(Generator rng)
    {
        var parameters = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        void Add(string name, params long[] shape)
        {
            parameters[$"{name}.weight"] =
                randn(shape, generator: rng) * Math.Sqrt(2.0 / shape.Skip(1).Aggregate(1L, (product, size) => product * size));
            parameters[$"{name}.bias"] = randn([shape[0]], generator: rng) * 0.1;
        }
        var (index, channels) = (0, 3);
        foreach (var block in s_blocks)
        {
            for (var i = 0; i < block.Convolutions; i++, index += 2)
            {
                Add($"features.{index}", block.Channels, channels, 3, 3);
                channels = block.Channels;
            }
            index++;
        }
        Add("classifier.0", Hidden, channels * HeadSide * HeadSide);
        Add("classifier.3", Hidden, Hidden);
        Add("classifier.6", Classes, Hidden);
        return parameters;
    }

    private static Sample CreateSample(string id, params (int Class, int XMin, int YMin, int XMax, int YMax)[] boxes) =>
        new(id, Original * Width, Original * Height, [.. boxes.Select(ObjectWithMask)]);

    private static ImageObject ObjectWithMask((int Class, int XMin, int YMin, int XMax, int YMax) box) =>
        new(box.Class, box.XMin, box.YMin, box.XMax, box.YMax, Difficult: false)
        {
            Mask = ObjectMask.Where(box.XMin, box.YMin, box.XMax, box.YMax, (_, _) => true),
        };

    /// <summary>Computes a method's map with the passes of a run: [row, column].</summary>
    /// <param name="method">The method.</param>
    /// <param name="image">Index of one of <see cref="Samples"/>.</param>
    /// <param name="target">The target class.</param>
    /// <exception cref="InvalidOperationException">The method failed; the message gives the reason.</exception>
    public double[,] Map(IAttributionMethod method, int image, int target)
    {
        var instance = Trial.WithoutAttribute(method);
        var run = new Trial(this, Timeout.InfiniteTimeSpan).Run([instance], [image], _ => [target]);
        if (run.Failures.GetValueOrDefault(instance) is { } failure) throw new InvalidOperationException(failure);
        var map = run.Maps[(instance, image, target)];
        var rows = new double[map.Shape[2], map.Shape[3]];
        Buffer.BlockCopy(map.Values, 0, rows, 0, sizeof(double) * map.Values.Length);
        return rows;
    }

    /// <summary>
    /// Reads the output of a layer with height and width and the gradient there, as a method does: [channel, row, column].
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="image">Index of one of <see cref="Samples"/>.</param>
    /// <param name="target">The target class.</param>
    public (double[,,] Activation, double[,,] Gradient) Read(LayerRef layer, int image, int target)
    {
        var reader = new Reader(layer);
        Map(reader, image, target);
        return (reader.Activation!, reader.Gradient!);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Service.Dispose();
        Images.Dispose();
    }

    private sealed class Reader(LayerRef layer) : IAttributionMethod
    {
        public double[,,]? Activation { get; private set; }

        public double[,,]? Gradient { get; private set; }

        public PassRequest Plan(IArchitecture model) => PassRequest.Create(layer, Tap.Both);

        public Tensor Attribute(IPass pass)
        {
            (Activation, Gradient) = (Volume(pass.Activation(layer)), Volume(pass.Gradient(layer)));
            return pass.Activation(layer).sum(1, keepdim: true);
        }

        private static double[,,] Volume(Tensor tensor)
        {
            var volume = new double[tensor.shape[1], tensor.shape[2], tensor.shape[3]];
            var values = tensor.to(ScalarType.Float64).contiguous().data<double>().ToArray();
            Buffer.BlockCopy(values, 0, volume, 0, sizeof(double) * values.Length);
            return volume;
        }
    }
}
