using Workbench.Cli;

namespace Workbench.CommandLine.Tests;

/// <summary>Count, speed and remaining time of a task, and the lines that a log gets.</summary>
public sealed class ProgressTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void The_first_count_does_not_enter_the_speed()
    {
        var pace = new Pace("images", 300, _clock);
        pace.Report(100);
        pace.Description.ShouldBe("100 of 300");
        _clock.Seconds += 50;
        pace.Report(200);
        pace.Description.ShouldBe("200 of 300, 2.0 images/s, about 50 s left");
        _clock.Seconds += 50;
        pace.Report(300);
        pace.Description.ShouldBe("300 of 300, 2.0 images/s");
    }

    [Theory]
    [InlineData(0.02, "50 s for each")]
    [InlineData(0.35, "0.4 images/s")]
    [InlineData(41.7, "42 images/s")]
    public void A_speed_is_shown_per_second_or_in_seconds_per_item(double speed, string text) =>
        Pace.RateText("images", speed).ShouldBe(text);

    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(93, "1 min 33 s")]
    [InlineData(7500, "2 h 5 min")]
    public void A_duration_is_shown_in_its_two_largest_units(double seconds, string text) =>
        Pace.DurationText(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Fact]
    public void A_log_gets_occasional_lines_and_none_for_short_work()
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
