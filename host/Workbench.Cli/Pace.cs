using System.Globalization;

namespace Workbench.Cli;

/// <summary>
/// The count, speed and remaining time of a task that reports a count. The count of the first report was done before the task
/// started, and does not enter the speed.
/// </summary>
/// <param name="what">The counted things, such as <c>images</c> or <c>rendering scenes</c>.</param>
/// <param name="total">Their number.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(string what, int total, TimeProvider time)
{
    private int? _first;
    private int _done;
    private long _begun, _latest;

    /// <summary>Takes the number done so far.</summary>
    public void Report(int done)
    {
        _latest = time.GetTimestamp();
        if (_first is null) (_first, _begun) = (done, _latest);
        _done = Math.Min(done, total);
    }

    /// <summary>Items per second; null before the count has grown.</summary>
    public double? Speed =>
        _done > _first && time.GetElapsedTime(_begun, _latest).TotalSeconds is > 0 and var seconds ? (_done - _first) / seconds : null;

    /// <summary>The remaining time at this speed; null if the speed is unknown.</summary>
    public TimeSpan? Remaining => Speed is { } speed ? TimeSpan.FromSeconds((total - _done) / speed) : null;

    /// <summary><c>120 of 300, 1.9 images/s, about 1 min 33 s left</c>.</summary>
    public string Description => $"{_done} of {total}"
        + (Speed is { } speed ? $", {RateText(what.Split(' ')[^1], speed)}" : "")
        + (Remaining is { } left && _done < total ? $", about {DurationText(left)} left" : "");

    /// <summary>A speed in items per second, or below 0.1 in seconds per item.</summary>
    public static string RateText(string what, double speed) => speed >= 0.1
        ? $"{speed.ToString(speed < 10 ? "0.0" : "0", CultureInfo.InvariantCulture)} {what}/s"
        : $"{(1 / speed).ToString("0", CultureInfo.InvariantCulture)} s for each";

    /// <summary>A duration in its two largest units: <c>2 h 5 min</c>.</summary>
    public static string DurationText(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes} min"
        : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s"
        : $"{Math.Max(1, (int)Math.Round(time.TotalSeconds))} s";
}
