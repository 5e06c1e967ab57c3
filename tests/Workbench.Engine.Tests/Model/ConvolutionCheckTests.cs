using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Native;

namespace Workbench.Engine.Tests.Model;

/// <summary>What the check of the processor's convolutions chooses, with made-up libtorchs.</summary>
public sealed class ConvolutionCheckTests
{
    private const double Right = 5e-7, Off = 0.3;

    private static bool Known(int inputs) => inputs > 16 && inputs % 16 != 0;

    [Fact]
    public void Known_widths_are_filled_up_though_all_are_right()
    {
        var found = ConvolutionCheck.Choose(inBfloat16: false, (_, _) => Right);
        (found.Fill, found.Wrong.Count).ShouldBe((ChannelFill.KnownInputs, 0));
    }

    [Theory, InlineData(Off), InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void Wrong_ones_are_named_and_filled_up(double off)
    {
        var found = ConvolutionCheck.Choose(inBfloat16: false, (widths, fill) => fill is null && Known(widths.In) ? off : Right);
        found.Fill.ShouldBe(ChannelFill.KnownInputs);
        found.Wrong.ShouldContain("18 to 26");
        found.Wrong.ShouldNotContain("16 to 16");
        found.Wrong.ShouldNotContain("5 to 10");
    }

    [Fact]
    public void Where_odd_outputs_are_wrong_too_both_are_filled_up() =>
        ConvolutionCheck
            .Choose(inBfloat16: false, (widths, fill) =>
                fill != ChannelFill.All && (Known(widths.In) || widths.Out % 16 != 0) ? Off : Right)
            .Fill.ShouldBe(ChannelFill.All);

    [Fact]
    public void Where_nothing_helps_it_is_refused_with_what_to_do()
    {
        var error = Should.Throw<TorchRuntimeException>(() =>
            ConvolutionCheck.Choose(inBfloat16: false, (widths, _) => widths == (32, 64) ? Off : Right));
        error.Message.ShouldStartWith(
            $"libtorch's float32 convolutions are wrong on this processor ({Processor.Name}), also with channels of zeros: of 32 to 64 channels."
        );
        error.Message.ShouldContain("--dtype float64");
    }

    [Fact]
    public void Bfloat16_may_be_as_far_off_as_its_rounding() =>
        ConvolutionCheck.Choose(inBfloat16: true, (_, _) => 4e-3).Wrong.ShouldBeEmpty();

    [Fact]
    public void This_processor_is_found_fit_and_what_was_found_is_kept()
    {
        TorchRuntime.Load();
        foreach (var low in new[] { false, true }) Enum.IsDefined(ConvolutionCheck.Of(low).Fill).ShouldBeTrue();
        Directory.EnumerateFiles(CacheFolders.Checks, "convolutions-*.json").ShouldNotBeEmpty();
    }

    [Fact]
    public void A_processor_says_its_name_in_three_leaves()
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
