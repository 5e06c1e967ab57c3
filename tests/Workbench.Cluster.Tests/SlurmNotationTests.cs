using Workbench.Cluster.Slurm;

namespace Workbench.Cluster.Tests;

/// <summary>Times and sizes are converted to sbatch's notation, or rejected with examples.</summary>
public sealed class SlurmNotationTests
{
    [Theory]
    [InlineData("1d", "1-00:00:00")]
    [InlineData("12h", "0-12:00:00")]
    [InlineData("36h", "1-12:00:00")]
    [InlineData("1d12h", "1-12:00:00")]
    [InlineData("90m", "0-01:30:00")]
    [InlineData("90min", "0-01:30:00")]
    [InlineData("1h30m", "0-01:30:00")]
    [InlineData("45s", "0-00:00:45")]
    [InlineData("2D", "2-00:00:00")]
    [InlineData("30", "30")]
    [InlineData("30:00", "30:00")]
    [InlineData("4:00:00", "4:00:00")]
    [InlineData("1-12", "1-12")]
    [InlineData("1-12:30", "1-12:30")]
    [InlineData("1-00:00:00", "1-00:00:00")]
    [InlineData("UNLIMITED", "UNLIMITED")]
    public void A_time_is_converted(string text, string written) => SlurmNotation.Time(text).ShouldBe(written);

    [Theory]
    [InlineData("one day")]
    [InlineData("1w")]
    [InlineData("1.5h")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("00:00")]
    [InlineData("0d")]
    [InlineData("1:2:3:4")]
    [InlineData("1d2")]
    [InlineData("h")]
    [InlineData("")]
    [InlineData("1h2d")]
    [InlineData("1 d")]
    [InlineData("1-")]
    public void A_malformed_time_is_rejected(string text) =>
        Should
            .Throw<FormatException>(() => SlurmNotation.Time(text))
            .Message.ShouldBe(
                $"'{text}' is not a time limit; write minutes (30), hours:minutes:seconds (4:00:00), "
                + "days-hours:minutes:seconds (1-00:00:00), or 30m, 4h, 1d, 1d12h.");

    [Theory]
    [InlineData("8G", "8G")]
    [InlineData("8GB", "8G")]
    [InlineData("8GiB", "8G")]
    [InlineData("8000", "8000")]
    [InlineData("512m", "512M")]
    public void A_size_is_converted(string text, string written) => SlurmNotation.Memory(text).ShouldBe(written);

    [Theory, InlineData("8 G"), InlineData("much"), InlineData("8P"), InlineData("1.5G"), InlineData("")]
    public void A_malformed_size_is_rejected(string text) =>
        Should.Throw<FormatException>(() => SlurmNotation.Memory(text)).Message.ShouldContain("write 8G");

    [Fact]
    public void A_too_large_array_is_distinguished_from_other_errors()
    {
        SlurmArray.IsTooLarge("sbatch failed: sbatch: error: Batch job submission failed: Invalid job array specification")
            .ShouldBeTrue();
        SlurmArray.IsTooLarge("sbatch failed: sbatch: error: invalid partition specified: gpu").ShouldBeFalse();
        const string config =
            "Configuration data as of 2026-01-01\nMailProg                = /bin/mail\n"
            + "MaxArraySize            = 1001\nMaxDBDMsgs              = 20012\n";
        SlurmArray.ParseMaxTask(config).ShouldBe(1000);
        SlurmArray.ParseMaxTask("").ShouldBeNull();
    }
}
