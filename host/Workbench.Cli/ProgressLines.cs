namespace Workbench.Cli;

/// <summary>
/// Progress where nobody looks at a terminal: in a pipe or a log a line now and then, so that whoever reads it sees that the work goes on, and none for work
/// that is done soon.
/// </summary>
/// <param name="what">What is counted.</param>
/// <param name="total">How many there are.</param>
/// <param name="write">Takes a line.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressLines(string what, int total, Action<string> write, TimeProvider time) : IProgress<int>
{
    /// <summary>When the first line is due, and how long after one the next.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(10), Between = TimeSpan.FromSeconds(30);

    private readonly Pace _pace = new(what, total, time);
    private long _last = time.GetTimestamp();
    private TimeSpan _wait = First;

    /// <inheritdoc/>
    public void Report(int value)
    {
        _pace.Report(value);
        if (time.GetElapsedTime(_last) < _wait || value >= total) return;
        (_last, _wait) = (time.GetTimestamp(), Between);
        write($"{what}: {_pace.Said}");
    }
}
