using Workbench.Cluster.Slurm;

namespace Workbench.ClusterTests;

/// <summary>Times and sizes as people write them reach sbatch as it takes them, or are refused with examples.</summary>
public sealed class SlurmWordsTests
{
    [Theory]
    [
        InlineData("1d", "1-00:00:00"),
        InlineData("12h", "0-12:00:00"),
        InlineData("36h", "1-12:00:00"),
        InlineData("1d12h", "1-12:00:00"),
        InlineData("90m", "0-01:30:00"),
        InlineData("90min", "0-01:30:00"),
        InlineData("1h30m", "0-01:30:00"),
        InlineData("45s", "0-00:00:45"),
        InlineData("2D", "2-00:00:00")
    ]
    [
        InlineData("30", "30"),
        InlineData("30:00", "30:00"),
        InlineData("4:00:00", "4:00:00"),
        InlineData("1-12", "1-12"),
        InlineData("1-12:30", "1-12:30"),
        InlineData("1-00:00:00", "1-00:00:00"),
        InlineData("UNLIMITED", "UNLIMITED")
    ]
    public void A_time(string text, string written) => SlurmWords.Time(text).ShouldBe(written);

    [
        Theory,
        InlineData("one day"),
        InlineData("1w"),
        InlineData("1.5h"),
        InlineData("-1"),
        InlineData("0"),
        InlineData("00:00"),
        InlineData("0d"),
        InlineData("1:2:3:4"),
        InlineData("1d2"),
        InlineData("h"),
        InlineData(""),
        InlineData("1h2d"),
        InlineData("1 d"),
        InlineData("1-")
    ]
    public void No_time(string text) =>
        Should
            .Throw<FormatException>(() => SlurmWords.Time(text))
            .Message.ShouldBe(
                $"'{text}' is no time limit: write minutes (30), hours, minutes and seconds (4:00:00), days (1-00:00:00), or 30m, 4h, 1d, 1d12h."
            );

    [
        Theory,
        InlineData("8G", "8G"),
        InlineData("8GB", "8G"),
        InlineData("8GiB", "8G"),
        InlineData("8000", "8000"),
        InlineData("512m", "512M")
    ]
    public void A_size(string text, string written) => SlurmWords.Memory(text).ShouldBe(written);

    [Theory, InlineData("8 G"), InlineData("much"), InlineData("8P"), InlineData("1.5G"), InlineData("")]
    public void No_size(string text) => Should.Throw<FormatException>(() => SlurmWords.Memory(text)).Message.ShouldContain("write 8G");

    [Fact]
    public void An_array_that_is_too_large_is_told_from_other_refusals()
    {
        SlurmArray.IsRefused("sbatch says: sbatch: error: Batch job submission failed: Invalid job array specification").ShouldBeTrue();
        SlurmArray.IsRefused("sbatch says: sbatch: error: invalid partition specified: gpu").ShouldBeFalse();
        SlurmArray
            .MostOf(
                "Configuration data as of 2026-01-01\nMailProg                = /bin/mail\nMaxArraySize            = 1001\nMaxDBDMsgs              = 20012\n"
            )
            .ShouldBe(1000);
        SlurmArray.MostOf("").ShouldBeNull();
    }
}
