using System.Collections;
using System.Text.Json;
using Workbench.Data;
using Workbench.Engine.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model;

/// <summary>
/// Compares small convolutions on this processor with float64, in memory full of garbage, and chooses which widths <see cref="SafeConvolution"/> fills up with zeros. It runs when the
/// first model is loaded on the CPU, in a few hundredths of a second; what it found is kept in the cache folder, by processor, libtorch and all that chooses libtorch's code.
/// </summary>
public static class ConvolutionCheck
{
    private const int Version = 1;

    // Input and output channels: both sides of each multiple of 16, what VGG has, what narrow and odd networks have.
    private static readonly (int In, int Out)[] s_widths =
        [
            (3, 16), (3, 5), (5, 10), (8, 8), (16, 16), (10, 18), (12, 34), (17, 1), (18, 26), (20, 24), (24, 40), (30, 3), (34, 20),
            (64, 3), (32, 64), (72, 100), (100, 72),
        ];

    private static readonly Lazy<ConvolutionFinding> s_single = new(() => Found(inBfloat16: false)),
        s_low = new(() => Found(inBfloat16: true));

    /// <summary>What was found on this processor.</summary>
    /// <param name="inBfloat16">In bfloat16, else in float32.</param>
    /// <exception cref="TorchRuntimeException">Convolutions are wrong here whatever is filled up.</exception>
    public static ConvolutionFinding Of(bool inBfloat16) => (inBfloat16 ? s_low : s_single).Value;

    /// <summary>The choice, from how far off convolutions are.</summary>
    /// <param name="inBfloat16">In bfloat16, else in float32.</param>
    /// <param name="deviation">The largest deviation, relative to the largest value, of a convolution of these widths; filled up as told, or as it is where null.</param>
    /// <exception cref="TorchRuntimeException">They are off whatever is filled up.</exception>
    internal static ConvolutionFinding Choose(bool inBfloat16, Func<(int In, int Out), ChannelFill?, double> deviation)
    {
        var limit = inBfloat16 ? 2e-2 : 1e-5;   // rounding makes 4e-3 and 1e-6 of it
        List<string> Wrong(ChannelFill? fill) =>
            [.. s_widths.Where(widths => !(deviation(widths, fill) <= limit)).Select(widths => $"{widths.In} to {widths.Out}")]; // NaN is wrong
        var bare = Wrong(null);
        foreach (var fill in new[] { ChannelFill.KnownInputs, ChannelFill.All })
            if (Wrong(fill).Count == 0) return new ConvolutionFinding(fill, bare);
        throw new TorchRuntimeException(
            $"libtorch's {(inBfloat16 ? "bfloat16" : "float32")} convolutions are wrong on this processor ({Processor.Name}), also with channels of zeros: of {string.Join(", ", Wrong(ChannelFill.All))} channels. "
            + $"No map could be trusted. Compute with --dtype float64, or name another libtorch 2.10 in {TorchRuntime.LibtorchVariable}.");
    }

    private static ConvolutionFinding Found(bool inBfloat16)
    {
        TorchRuntime.Load();
        var file = Path.Combine(CacheFolders.Checks, $"convolutions-{Key(inBfloat16)}.json");
        if (Known(file) is { } known) return known;
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var garbage = Allocator.Garbage();
        using var rng = new Generator(Version, CPU);
        var found = Choose(inBfloat16, (widths, fill) =>
            Deviation(widths, fill, inBfloat16 ? ScalarType.BFloat16 : ScalarType.Float32, rng));
        Keep(file, found);
        return found;
    }

    // Two images, since libtorch computes one small image by other code.
    private static double Deviation((int In, int Out) widths, ChannelFill? fill, ScalarType dtype, Generator rng)
    {
        using var scope = NewDisposeScope();
        Tensor Draw(params long[] shape) => randn(shape, ScalarType.Float32, CPU, generator: rng).to(dtype);
        Tensor Convolved(Tensor x, Tensor w, Tensor b) => functional.conv2d(x, w, b, [1L, 1], [1L, 1]);
        var (input, kernel, bias) = (Draw(2, widths.In, 11, 13), Draw(widths.Out, widths.In, 3, 3), Draw(widths.Out));
        var expected = Convolved(input.to(ScalarType.Float64), kernel.to(ScalarType.Float64), bias.to(ScalarType.Float64));
        var filled = fill is { } which ? SafeConvolution.Filled(kernel, which) : kernel;
        var product = Convolved(SafeConvolution.Input(input, filled), filled, SafeConvolution.Bias(bias, filled)!);
        var off = SafeConvolution.Output(product, widths.Out).to(ScalarType.Float64) - expected;
        return off.abs().max().item<double>() / expected.abs().max().item<double>();   // NaN stays
    }

    private static string Key(bool inBfloat16)
    {
        var library = new FileInfo(Directory.EnumerateFiles(TorchRuntime.Load().Libtorch, "*torch_cpu.*").First());
        var chosen = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}")
            .Where(entry =>
                entry.StartsWith("ONEDNN_", StringComparison.Ordinal)
                || entry.StartsWith("DNNL_", StringComparison.Ordinal)
                || entry.StartsWith("ATEN_CPU", StringComparison.Ordinal));
        return Seeds.Of(Version, [
            inBfloat16 ? "bfloat16" : "float32",
            Processor.Identity,
            __version__,
            library.Length.ToString(),
            TorchLocation.TorchSharpVersion,
            get_num_threads().ToString(),
            .. chosen.Order(StringComparer.Ordinal)]).ToString("x16");
    }

    private static ConvolutionFinding? Known(string file)
    {
        try
        {
            return
                JsonSerializer.Deserialize<ConvolutionFinding>(File.ReadAllBytes(file)) is { Wrong: not null } known
                && Enum.IsDefined(known.Fill)
                ? known
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static void Keep(string file, ConvolutionFinding found)
    {
        try
        {
            WholeFile.Write(file, stream => JsonSerializer.Serialize(stream, found));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The check runs again next time.
        }
    }
}

/// <summary>What <see cref="ConvolutionCheck"/> found.</summary>
/// <param name="Fill">Which widths are filled up with channels of zeros.</param>
/// <param name="Wrong">Widths, "18 to 26", at which libtorch's own convolution is wrong here.</param>
public sealed record ConvolutionFinding(ChannelFill Fill, IReadOnlyList<string> Wrong);
