using System.Collections;
using System.Text.Json;
using Workbench.Data;
using Workbench.Engine.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Model.Operators;

/// <summary>
/// Compares small convolutions on this processor with float64, in garbage-filled memory, and chooses the widths that
/// <see cref="PaddedConvolution"/> pads with zero channels. It runs when the first model is loaded on the CPU and takes a few hundredths
/// of a second. The finding is cached by processor, libtorch version and every setting that selects libtorch's kernels.
/// </summary>
public static class ConvolutionCheck
{
    private const int Version = 1;

    // Input and output channels: both sides of each multiple of 16, VGG's widths, and those of narrow and odd networks.
    private static readonly (int In, int Out)[] s_widths =
        [
            (3, 16), (3, 5), (5, 10), (8, 8), (16, 16), (10, 18), (12, 34), (17, 1), (18, 26), (20, 24), (24, 40), (30, 3), (34, 20),
            (64, 3), (32, 64), (72, 100), (100, 72),
        ];

    private static readonly Lazy<ConvolutionFinding> s_single = new(() => ReadOrMeasure(inBfloat16: false)),
        s_low = new(() => ReadOrMeasure(inBfloat16: true));

    /// <summary>The finding for this processor, cached.</summary>
    /// <param name="inBfloat16">Whether convolutions are computed in bfloat16; else in float32.</param>
    /// <exception cref="TorchRuntimeException">Convolutions are wrong on this processor with every padding.</exception>
    public static ConvolutionFinding Finding(bool inBfloat16) => (inBfloat16 ? s_low : s_single).Value;

    /// <summary>Chooses the padding from the deviations of convolutions.</summary>
    /// <param name="inBfloat16">Whether convolutions are computed in bfloat16; else in float32.</param>
    /// <param name="deviation">
    /// The largest deviation of a convolution of the given widths and padding, relative to its largest value. A null fill means no padding.
    /// </param>
    /// <exception cref="TorchRuntimeException">Convolutions are wrong with every padding.</exception>
    internal static ConvolutionFinding Choose(bool inBfloat16, Func<(int In, int Out), ChannelPadding?, double> deviation)
    {
        var limit = inBfloat16 ? 2e-2 : 1e-5;   // rounding alone gives 4e-3 and 1e-6
        List<string> Wrong(ChannelPadding? fill) =>   // the negation counts NaN as wrong
            [.. s_widths.Where(widths => !(deviation(widths, fill) <= limit)).Select(widths => $"{widths.In} to {widths.Out}")];
        var bare = Wrong(null);
        foreach (var fill in new[] { ChannelPadding.KnownInputs, ChannelPadding.All })
            if (Wrong(fill).Count == 0) return new ConvolutionFinding(fill, bare);
        throw new TorchRuntimeException(
            $"libtorch's {(inBfloat16 ? "bfloat16" : "float32")} convolutions are wrong on this processor ({Processor.Name}), "
            + $"even when padded with zero channels: {string.Join(", ", Wrong(ChannelPadding.All))} channels. "
            + $"Use --dtype float64, or set {TorchRuntime.LibtorchVariable} to another libtorch 2.10.");
    }

    private static ConvolutionFinding ReadOrMeasure(bool inBfloat16)
    {
        TorchRuntime.Load();
        var file = Path.Combine(CacheFolders.Checks, $"convolutions-{Key(inBfloat16)}.json");
        if (ReadCached(file) is { } known) return known;
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var garbage = Allocator.FillWithGarbage();
        using var rng = new Generator(Version, CPU);
        var found = Choose(inBfloat16, (widths, fill) =>
            Deviation(widths, fill, inBfloat16 ? ScalarType.BFloat16 : ScalarType.Float32, rng));
        WriteCache(file, found);
        return found;
    }

    // Two images, since libtorch uses another kernel for a single small image.
    private static double Deviation((int In, int Out) widths, ChannelPadding? fill, ScalarType dtype, Generator rng)
    {
        using var scope = NewDisposeScope();
        Tensor Draw(params long[] shape) => randn(shape, ScalarType.Float32, CPU, generator: rng).to(dtype);
        Tensor Convolved(Tensor x, Tensor w, Tensor b) => functional.conv2d(x, w, b, [1L, 1], [1L, 1]);
        var (input, kernel, bias) = (Draw(2, widths.In, 11, 13), Draw(widths.Out, widths.In, 3, 3), Draw(widths.Out));
        var expected = Convolved(input.to(ScalarType.Float64), kernel.to(ScalarType.Float64), bias.to(ScalarType.Float64));
        var filled = fill is { } which ? PaddedConvolution.PadKernelTo(kernel, which) : kernel;
        var product = Convolved(PaddedConvolution.PadInput(input, filled), filled, PaddedConvolution.PadBias(bias, filled)!);
        var off = PaddedConvolution.TrimOutput(product, widths.Out).to(ScalarType.Float64) - expected;
        return off.abs().max().item<double>() / expected.abs().max().item<double>();   // NaN is kept
    }

    private static string Key(bool inBfloat16)
    {
        var library = new FileInfo(Directory.EnumerateFiles(TorchRuntime.Load().Libtorch, "*torch_cpu.*").First());
        var chosen = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}")
            .Where(entry =>
                entry.StartsWith("ONEDNN_", StringComparison.Ordinal)
                || entry.StartsWith("DNNL_", StringComparison.Ordinal)
                || entry.StartsWith("ATEN_CPU", StringComparison.Ordinal));
        return Seeds.Derive(Version, [
            inBfloat16 ? "bfloat16" : "float32",
            Processor.Identity,
            __version__,
            library.Length.ToString(),
            TorchLocation.TorchSharpVersion,
            get_num_threads().ToString(),
            .. chosen.Order(StringComparer.Ordinal)]).ToString("x16");
    }

    private static ConvolutionFinding? ReadCached(string file)
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

    private static void WriteCache(string file, ConvolutionFinding found)
    {
        try
        {
            AtomicFile.Write(file, stream => JsonSerializer.Serialize(stream, found));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The check runs again next time.
        }
    }
}

/// <summary>The result of <see cref="ConvolutionCheck"/>.</summary>
/// <param name="Fill">The widths that are padded with zero channels.</param>
/// <param name="Wrong">Widths at which libtorch's unpadded convolution is wrong on this processor, as "18 to 26".</param>
public sealed record ConvolutionFinding(ChannelPadding Fill, IReadOnlyList<string> Wrong);
