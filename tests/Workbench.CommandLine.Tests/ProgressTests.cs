using Workbench.Cli;

namespace Workbench.CommandLine.Tests;

/// <summary>How far, how fast, how long yet; and what a log sees of it.</summary>
public sealed class ProgressTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void What_was_done_before_counts_for_no_speed()
    {
        var pace = new Pace("images", 300, _clock);
        pace.Report(100);
        pace.Said.ShouldBe("100 of 300");
        _clock.Seconds += 50;
        pace.Report(200);
        pace.Said.ShouldBe("200 of 300, 2.0 images/s, about 50 s left");
        _clock.Seconds += 50;
        pace.Report(300);
        pace.Said.ShouldBe("300 of 300, 2.0 images/s");
    }

    [Theory]
    [InlineData(0.02, "50 s for each")]
    [InlineData(0.35, "0.4 images/s")]
    [InlineData(41.7, "42 images/s")]
    public void A_speed_reads_as_one(double speed, string said) => Pace.Rate("images", speed).ShouldBe(said);

    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(93, "1 min 33 s")]
    [InlineData(7500, "2 h 5 min")]
    public void A_duration_reads_as_one(double seconds, string said) => Pace.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(said);

    [Fact]
    public void A_log_has_a_line_now_and_then_and_none_for_what_is_done_soon()
    {
        var lines = new List<string>();
        var progress = new ProgressLines("images", 100, lines.Add, _clock);
        for (var done = 0; done <= 100; done++)
        {
            progress.Report(done);
            _clock.Seconds++;
        }
        lines.ShouldBe([
            "images: 10 of 100, 1.0 images/s, about 1 min 30 s left", "images: 40 of 100, 1.0 images/s, about 1 min 0 s left",
            "images: 70 of 100, 1.0 images/s, about 30 s left",
        ]);
        var soon = new ProgressLines("figures", 9, line => throw new InvalidOperationException(line), _clock);
        for (var done = 0; done <= 9; done++) soon.Report(done);
    }

    private sealed class Clock : TimeProvider
    {
        public int Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
