using Workbench.Data;
using Workbench.Engine.Model.Operators;
using Workbench.Engine.Native;

namespace Workbench.Engine.Tests.Model;

/// <summary>The choice of the convolution check, with simulated deviations of libtorch.</summary>
public sealed class ConvolutionCheckTests
{
    private const double Right = 5e-7, Off = 0.3;

    private static bool Known(int inputs) => inputs > 16 && inputs % 16 != 0;

    [Fact]
    public void Known_widths_are_padded_even_if_no_convolution_is_wrong()
    {
        var found = ConvolutionCheck.Choose(inBfloat16: false, (_, _) => Right);
        (found.Fill, found.Wrong.Count).ShouldBe((ChannelPadding.KnownInputs, 0));
    }

    [Theory, InlineData(Off), InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void Wrong_widths_are_named_and_padded(double off)
    {
        var found = ConvolutionCheck.Choose(inBfloat16: false, (widths, fill) => fill is null && Known(widths.In) ? off : Right);
        found.Fill.ShouldBe(ChannelPadding.KnownInputs);
        found.Wrong.ShouldContain("18 to 26");
        found.Wrong.ShouldNotContain("16 to 16");
        found.Wrong.ShouldNotContain("5 to 10");
    }

    [Fact]
    public void Outputs_are_padded_too_if_odd_outputs_are_wrong() =>
        ConvolutionCheck
            .Choose(inBfloat16: false, (widths, fill) =>
                fill != ChannelPadding.All && (Known(widths.In) || widths.Out % 16 != 0) ? Off : Right)
            .Fill.ShouldBe(ChannelPadding.All);

    [Fact]
    public void The_check_throws_with_a_remedy_if_no_padding_helps()
    {
        var error = Should.Throw<TorchRuntimeException>(() =>
            ConvolutionCheck.Choose(inBfloat16: false, (widths, _) => widths == (32, 64) ? Off : Right));
        error.Message.ShouldStartWith($"libtorch's float32 convolutions are wrong on this processor ({Processor.Name}), "
            + "even when padded with zero channels: 32 to 64 channels.");
        error.Message.ShouldContain("--dtype float64");
    }

    [Fact]
    public void Bfloat16_may_deviate_by_its_rounding() =>
        ConvolutionCheck.Choose(inBfloat16: true, (_, _) => 4e-3).Wrong.ShouldBeEmpty();

    [Fact]
    public void This_processor_passes_and_its_finding_is_cached()
    {
        TorchRuntime.Load();
        foreach (var low in new[] { false, true }) Enum.IsDefined(ConvolutionCheck.Finding(low).Fill).ShouldBeTrue();
        Directory.EnumerateFiles(CacheFolders.Checks, "convolutions-*.json").ShouldNotBeEmpty();
    }

    [Fact]
    public void The_processors_name_is_read_from_three_leaves()
    {
        (int, int, int, int) Answer(int leaf, int part) => leaf switch
        {
            unchecked((int)0x80000000) => (unchecked((int)0x80000008), 0, 0, 0),
            unchecked((int)0x80000002) => (0x20444d41, 0x43595045, 0x37372020, 0x20203334),   // "AMD EPYC  7743  "
            _ => (0, 0, 0, 0),
        };
        Processor.NameIn(Answer).ShouldBe("AMD EPYC  7743");
    }
}
